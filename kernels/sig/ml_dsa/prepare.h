/* Preparing a public key on the CPU's vectors: prepared.h says what is in a prepared key.
 *
 * Source: FIPS 204, algorithm 8, lines 1, 5, 6 and the last factor of line 9; algorithm 32.
 */
#ifndef PROOFMARK_KERNELS_SIG_ML_DSA_PREPARE_H
#define PROOFMARK_KERNELS_SIG_ML_DSA_PREPARE_H

#include "kernels/sig/ml_dsa/prepared.h"
#include "kernels/sig/ml_dsa/sampling.h"
#include "kernels/sig/ml_dsa/sets.h"

/* Algorithm 32, ExpandA: k × l polynomials at `a`, row by row, at any alignment. */
static void expand_a(const struct ml_dsa_params *p, const uint8_t rho[ML_DSA_SEED_BYTES],
                     uint8_t *a) {
  const unsigned elements = p->k * p->l;
  struct sampling sampling;
  for (unsigned first = 0; first < elements; first += LANES) {
    const uint8_t *rows[LANES];
    uint64_t place[LANES];
    for (unsigned lane = 0; lane < LANES; lane++) {
      rows[lane] = rho;
      place[lane] = (first + lane) % p->l + 256 * ((first + lane) / p->l);
    }
    sample_uniform(&sampling, rows, place);
    for (unsigned lane = 0; lane < LANES && first + lane < elements; lane++)
      memcpy(a + ML_DSA_POLY_BYTES * (first + lane), sampling.poly[lane], ML_DSA_POLY_BYTES);
  }
}

/* t1 · 2^d of a row under the NTT, below 17q. */
static inline void expand_t(const struct ntt_tables *tables, const uint8_t *packed,
                            uint32_t t[ML_DSA_N]) {
  uint8_t padded[ML_DSA_T1_BYTES + PACKING_SLACK];
  memcpy(padded, packed, ML_DSA_T1_BYTES);
  unpack_t1(padded, t);
  ntt_forward(tables, t);
}

/* SHAKE256 of one string in two parts, at most a block of output. */
static void hash_one(const uint8_t *head, size_t head_bytes, const uint8_t *body, size_t body_bytes,
                     uint8_t *output, size_t output_bytes) {
  struct sponge_input input = {.head_bytes = head_bytes, .body_bytes = body_bytes};
  struct sponge sponge;
  uint8_t blocks[LANES][SHAKE256_BLOCK + SHAKE_BLOCK_SLACK];
  for (unsigned lane = 0; lane < LANES; lane++)
    input.head[lane] = head, input.body[lane] = body;
  sponge_shake256(&sponge, &input);
  sponge_store(&sponge, SHAKE256_BLOCK, blocks[0], sizeof blocks[0]);
  memcpy(output, blocks[0], output_bytes);
}

static void prepare_key(const struct ml_dsa_params *p, const uint8_t *key, uint8_t *prepared) {
  struct ntt_tables tables;
  uint32_t t[ML_DSA_N];
  ntt_tables_init(&tables);
  expand_a(p, key, prepared);
  for (unsigned row = 0; row < p->k; row++) {
    expand_t(&tables, key + ML_DSA_SEED_BYTES + ML_DSA_T1_BYTES * row, t);
    reduce_poly(t);
    memcpy(prepared + ML_DSA_PREPARED_T(p->k, p->l, row), t, sizeof t);
  }
  hash_one(NULL, 0, key, ml_dsa_key_bytes(p), prepared + ML_DSA_PREPARED_TR(p->k, p->l),
           ML_DSA_TR_BYTES);
}

#endif
