/* ML-DSA verification on the CPU's vectors: a group of signatures at a time, as many as a vector
 * has lanes of 64 bits.
 *
 * Strings of different signatures are hashed side by side, one per lane. The elements of A fill
 * lanes in their order, whichever signature they belong to; each is multiplied into the sum of its
 * row as soon as it is there, and a row is finished before the next begins. A signature whose
 * encoding is already bad takes no part in any of that.
 *
 * Source: FIPS 204, algorithms 3 and 8.
 */
#ifndef PROOFMARK_KERNELS_SIG_ML_DSA_VERIFY_H
#define PROOFMARK_KERNELS_SIG_ML_DSA_VERIFY_H

#include <stdlib.h>

#include "kernels/sig/ml_dsa/prepare.h"
#include "kernels/sig/ml_dsa/rounding.h"
#include "kernels/sig/ml_dsa/sets.h"
#include "kernels/sig/sig.h"

enum {
  W1_BYTES_MAX = ML_DSA_MAX_K * ML_DSA_W1_BYTES(261888), /* four rows with 6 bits have fewer */
  W1_SLACK = 4,
  PREFIX_BYTES_MAX = ML_DSA_TR_BYTES + 2 + ML_DSA_MAX_CONTEXT_BYTES
};

/* A signature in the group. */
struct verification {
  const uint8_t *key, *message, *signature;
  unsigned bit;                       /* its place in the group's verdicts */
  uint32_t z[ML_DSA_MAX_L][ML_DSA_N]; /* under the NTT, below 18q */
  uint32_t minus_c[ML_DSA_N];         /* the same, below 17q */
  uint8_t prefix[PREFIX_BYTES_MAX]; /* tr ‖ 0 ‖ |ctx| ‖ ctx: what is hashed before the message */
  uint8_t mu[ML_DSA_MU_BYTES];
  uint8_t w1[W1_BYTES_MAX + W1_SLACK];
};

struct verifier {
  struct ntt_tables tables;
  struct product_sum row;
  struct sampling sampling;
  struct verification group[LANES];
  unsigned count;
  const struct ml_dsa_params *p;
  const struct sig_batch *batch;
  bool prepared;
};

static struct verifier *verifier_new(const struct ml_dsa_params *p, const struct sig_batch *batch) {
  enum { ALIGNMENT = 64, BYTES = (sizeof(struct verifier) + 63) / 64 * 64 };
  struct verifier *v = aligned_alloc(ALIGNMENT, BYTES);
  if (!v)
    return NULL;
  ntt_tables_init(&v->tables);
  v->p = p;
  v->batch = batch;
  v->prepared = batch->key_bytes == ML_DSA_PREPARED_KEY_BYTES((uint64_t)p->k, p->l);
  for (unsigned lane = 0; lane < LANES; lane++) {
    uint8_t *after_tr = v->group[lane].prefix + ML_DSA_TR_BYTES;
    after_tr[0] = 0;
    after_tr[1] = (uint8_t)batch->context_bytes;
    if (batch->context_bytes)
      memcpy(after_tr + 2, batch->context, batch->context_bytes);
  }
  return v;
}

/* Lane l's signature; the lanes that are left repeat the first one. */
static inline struct verification *verifier_lane(struct verifier *v, unsigned lane) {
  return &v->group[lane < v->count ? lane : 0];
}

static const uint8_t *hints_of(const struct ml_dsa_params *p, const uint8_t *signature) {
  return signature + p->challenge_bytes + p->l * ML_DSA_Z_BYTES(p->gamma1_bits);
}

/* Algorithm 27, sigDecode, and the bound of algorithm 8's line 13. False: the signature is bad. */
static bool verifier_decode(const struct verifier *v, struct verification *one) {
  const struct ml_dsa_params *p = v->p;
  const uint32_t limit = (1u << p->gamma1_bits) - p->tau * p->eta;
  const uint8_t *packed = one->signature + p->challenge_bytes;
  if (!hints_are_canonical(hints_of(p, one->signature), p->k, p->omega))
    return false;
  for (unsigned j = 0; j < p->l; j++, packed += ML_DSA_Z_BYTES(p->gamma1_bits))
    if (!unpack_z(packed, p->gamma1_bits, limit, one->z[j]))
      return false;
  for (unsigned j = 0; j < p->l; j++)
    ntt_forward(&v->tables, one->z[j]);
  return true;
}

/* The signatures from `first` on that are worth more work become the group. */
static void verifier_gather(struct verifier *v, const struct ml_dsa_params *p, uint64_t first,
                            unsigned count) {
  const struct sig_batch *batch = v->batch;
  const size_t signature_bytes = ml_dsa_signature_bytes(p);
  v->count = 0;
  for (unsigned bit = 0; bit < count; bit++) {
    struct verification *one = &v->group[v->count];
    one->key = batch->keys + (first + bit) * batch->key_bytes;
    one->message = batch->messages + (first + bit) * batch->message_bytes;
    one->signature = batch->signatures + (first + bit) * signature_bytes;
    one->bit = bit;
    v->count += verifier_decode(v, one);
  }
}

/* tr into the prefixes (algorithm 8, line 6). */
static void verifier_hash_keys(struct verifier *v) {
  struct sponge_input input = {.body_bytes = v->batch->key_bytes};
  struct sponge sponge;
  if (v->prepared) {
    for (unsigned lane = 0; lane < v->count; lane++)
      memcpy(v->group[lane].prefix, v->group[lane].key + ML_DSA_PREPARED_TR(v->p->k, v->p->l),
             ML_DSA_TR_BYTES);
    return;
  }
  for (unsigned lane = 0; lane < LANES; lane++)
    input.body[lane] = verifier_lane(v, lane)->key;
  sponge_shake256(&sponge, &input);
  sponge_store(&sponge, SHAKE256_BLOCK, v->sampling.stream[0], SAMPLING_STREAM_BYTES);
  for (unsigned lane = 0; lane < v->count; lane++)
    memcpy(v->group[lane].prefix, v->sampling.stream[lane], ML_DSA_TR_BYTES);
}

/* mu (algorithm 3, line 5, and algorithm 8, line 7). */
static void verifier_hash_messages(struct verifier *v) {
  struct sponge_input input = {.head_bytes = ML_DSA_TR_BYTES + 2 + v->batch->context_bytes,
                               .body_bytes = v->batch->message_bytes};
  struct sponge sponge;
  for (unsigned lane = 0; lane < LANES; lane++) {
    input.head[lane] = verifier_lane(v, lane)->prefix;
    input.body[lane] = verifier_lane(v, lane)->message;
  }
  sponge_shake256(&sponge, &input);
  sponge_store(&sponge, SHAKE256_BLOCK, v->sampling.stream[0], SAMPLING_STREAM_BYTES);
  for (unsigned lane = 0; lane < v->count; lane++)
    memcpy(v->group[lane].mu, v->sampling.stream[lane], ML_DSA_MU_BYTES);
}

/* NTT(-c) (algorithm 8, line 8). */
static void verifier_sample_challenges(struct verifier *v) {
  static const uint32_t negated[2] = {ML_DSA_Q - 1, 1};
  struct sponge_input input = {.body_bytes = v->p->challenge_bytes};
  struct sponge sponge;
  for (unsigned lane = 0; lane < LANES; lane++)
    input.body[lane] = verifier_lane(v, lane)->signature;
  sponge_shake256(&sponge, &input);
  sample_in_ball(&v->sampling, &sponge, v->p->tau, negated, v->count);
  for (unsigned lane = 0; lane < v->count; lane++) {
    memcpy(v->group[lane].minus_c, v->sampling.poly[lane], sizeof v->group[lane].minus_c);
    ntt_forward(&v->tables, v->group[lane].minus_c);
  }
}

/* A row of w1 (algorithm 8, lines 9, 10 and 12) from its w under the NTT. */
static void verifier_round(const struct verifier *v, struct verification *one, unsigned row,
                           uint32_t w[ML_DSA_N]) {
  const struct ml_dsa_params *p = v->p;
  const uint8_t *hints = hints_of(p, one->signature), *ends = hints + p->omega;
  uint8_t high[ML_DSA_N];
  ntt_backward(&v->tables, w);
  split_row(w, p->gamma2, high);
  for (unsigned n = row ? ends[row - 1] : 0; n < ends[row]; n++)
    high[hints[n]] = apply_hint(p->gamma2, w[hints[n]], high[hints[n]]);
  pack_w1(high, ML_DSA_W1_BITS(p->gamma2), one->w1 + row * ML_DSA_W1_BYTES(p->gamma2));
}

/* The row's t under the NTT, from the key. */
static const void *verifier_t(const struct verifier *v, const struct verification *one,
                              unsigned row, uint32_t t[ML_DSA_N]) {
  if (v->prepared)
    return one->key + ML_DSA_PREPARED_T(v->p->k, v->p->l, row);
  expand_t(&v->tables, one->key + ML_DSA_SEED_BYTES + ML_DSA_T1_BYTES * row, t);
  return t;
}

/* Multiplies in one element of A. The sum stays below 512 q^2: of at most seven products below
 * q · 18q and one below 17q · 17q. */
static void verifier_multiply(struct verifier *v, struct verification *one, unsigned row,
                              unsigned column, const void *a) {
  uint32_t w[ML_DSA_N];
  if (column == 0)
    product_set(&v->row, a, one->z[column]);
  else
    product_add(&v->row, a, one->z[column]);
  if (column + 1 < v->p->l)
    return;
  product_add(&v->row, verifier_t(v, one, row, w), one->minus_c);
  product_reduce(&v->row, w);
  verifier_round(v, one, row, w);
}

static void verifier_expand(struct verifier *v) {
  const unsigned l = v->p->l, elements = v->p->k * l, last = v->count * elements - 1;
  for (unsigned first = 0; first <= last; first += LANES) {
    const uint8_t *rho[LANES];
    uint64_t place[LANES];
    for (unsigned lane = 0; lane < LANES; lane++) {
      const unsigned at = first + lane < last ? first + lane : last, element = at % elements;
      rho[lane] = v->group[at / elements].key;
      place[lane] = element % l + 256 * (element / l);
    }
    sample_uniform(&v->sampling, rho, place);
    for (unsigned at = first; at < first + LANES && at <= last; at++)
      verifier_multiply(v, &v->group[at / elements], at % elements / l, at % l,
                        v->sampling.poly[at - first]);
  }
}

static void verifier_take_prepared(struct verifier *v) {
  for (unsigned lane = 0; lane < v->count; lane++)
    for (unsigned row = 0; row < v->p->k; row++)
      for (unsigned column = 0; column < v->p->l; column++)
        verifier_multiply(v, &v->group[lane], row, column,
                          v->group[lane].key + ML_DSA_PREPARED_A(v->p->l, row, column));
}

/* c~ again (algorithm 8, lines 12 and 13): the verdicts. */
static uint8_t verifier_compare(struct verifier *v) {
  const struct ml_dsa_params *p = v->p;
  struct sponge_input input = {.head_bytes = ML_DSA_MU_BYTES,
                               .body_bytes = p->k * ML_DSA_W1_BYTES(p->gamma2)};
  struct sponge sponge;
  uint8_t verdicts = 0;
  for (unsigned lane = 0; lane < LANES; lane++) {
    input.head[lane] = verifier_lane(v, lane)->mu;
    input.body[lane] = verifier_lane(v, lane)->w1;
  }
  sponge_shake256(&sponge, &input);
  sponge_store(&sponge, SHAKE256_BLOCK, v->sampling.stream[0], SAMPLING_STREAM_BYTES);
  for (unsigned lane = 0; lane < v->count; lane++) {
    const struct verification *one = &v->group[lane];
    const bool same = memcmp(v->sampling.stream[lane], one->signature, p->challenge_bytes) == 0;
    verdicts |= (uint8_t)(same << one->bit);
  }
  return verdicts;
}

/* The verdicts on the signatures from `first` on, in the lowest bits. */
static uint8_t verifier_group(struct verifier *v, uint64_t first, unsigned count) {
  verifier_gather(v, v->p, first, count);
  if (v->count == 0)
    return 0;
  verifier_hash_keys(v);
  verifier_hash_messages(v);
  verifier_sample_challenges(v);
  if (v->prepared)
    verifier_take_prepared(v);
  else
    verifier_expand(v);
  return verifier_compare(v);
}

static bool verify_batch(const struct ml_dsa_params *p, const struct sig_batch *batch,
                         uint64_t first, uint64_t last, uint8_t *output) {
  if (batch->context_bytes > ML_DSA_MAX_CONTEXT_BYTES) {
    memset(output + first / 8, 0, (last - first + 7) / 8);
    return true;
  }
  struct verifier *v = verifier_new(p, batch);
  if (!v)
    return false;
  for (; first < last; first += LANES) {
    const unsigned count = last - first < LANES ? (unsigned)(last - first) : LANES;
    const uint8_t verdicts = verifier_group(v, first, count);
    output[first / 8] = (uint8_t)((first % 8 ? output[first / 8] : 0) | verdicts << first % 8);
  }
  free(v);
  return true;
}

#endif
