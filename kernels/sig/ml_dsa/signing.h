/* ML-DSA keys and signatures on the CPU's vectors, one at a time: polynomials of the same kind are
 * sampled side by side, one per lane, and what is hashed alone takes one lane.
 *
 * Source: FIPS 204, algorithms 2, 6 and 7.
 */
#ifndef PROOFMARK_KERNELS_SIG_ML_DSA_SIGNING_H
#define PROOFMARK_KERNELS_SIG_ML_DSA_SIGNING_H

#include "kernels/sig/ml_dsa/prepare.h"
#include "kernels/sig/ml_dsa/rounding.h"
#include "kernels/sig/ml_dsa/signer.h"

enum { SIGNING_SEED_BYTES = 64, SIGNING_NONCE_BYTES = 2, SIGNING_RANDOM_BYTES = 32 };

/* The sponges of H(seed ‖ nonce), nonces from `first` on, two bytes each. */
static void absorb_nonces(struct sponge *sponge, const uint8_t seed[SIGNING_SEED_BYTES],
                          unsigned first) {
  struct sponge_input input = {.head_bytes = SIGNING_SEED_BYTES, .body_bytes = SIGNING_NONCE_BYTES};
  uint8_t nonces[LANES][SIGNING_NONCE_BYTES];
  for (unsigned lane = 0; lane < LANES; lane++) {
    nonces[lane][0] = (uint8_t)(first + lane), nonces[lane][1] = (uint8_t)((first + lane) >> 8);
    input.head[lane] = seed, input.body[lane] = nonces[lane];
  }
  sponge_shake256(sponge, &input);
}

/* Algorithm 15, CoeffFromHalfByte, of both halves of `count` bytes; returns how many a has then. */
static unsigned accept_bounded(const uint8_t *bytes, unsigned count, unsigned eta, uint32_t *a,
                               unsigned have) {
  static const uint8_t below_eta2[15] = {0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1, 2, 3, 4}; /* mod 5 */
  const unsigned limit = eta == 2 ? 15 : 9;
  uint32_t value[16] = {0};
  for (unsigned b = 0; b < limit; b++)
    value[b] = ML_DSA_Q + eta - (eta == 2 ? below_eta2[b] : b);
  for (unsigned i = 0; i < count && have < ML_DSA_N; i++) {
    const unsigned low = bytes[i] & 15, high = bytes[i] >> 4;
    a[have] = value[low];
    have += low < limit;
    a[have] = value[high];
    have += high < limit;
  }
  return have;
}

/* Algorithm 31, RejBoundedPoly, of `count` nonces from `first` on, at most LANES: below q + 5. */
static void sample_bounded(struct sampling *out, const uint8_t seed[SIGNING_SEED_BYTES],
                           unsigned first, unsigned count, unsigned eta) {
  struct sponge sponge;
  unsigned have[LANES] = {0}, complete = 0;
  absorb_nonces(&sponge, seed, first);
  for (;; sponge_permute(&sponge)) {
    sponge_store(&sponge, SHAKE256_BLOCK, out->stream[0], SAMPLING_STREAM_BYTES);
    for (unsigned lane = 0; lane < count; lane++) {
      const bool lacking = have[lane] < ML_DSA_N;
      have[lane] =
          accept_bounded(out->stream[lane], SHAKE256_BLOCK, eta, out->poly[lane], have[lane]);
      complete += lacking && have[lane] >= ML_DSA_N;
    }
    if (complete == count)
      return;
  }
}

/* Algorithm 33, ExpandS: s1 and s2, under the NTT only after the key is made. */
static void expand_s(struct ml_dsa_signer *signer, const uint8_t seed[SIGNING_SEED_BYTES]) {
  const struct ml_dsa_params *p = signer->p;
  struct sampling sampling;
  for (unsigned first = 0; first < p->k + p->l; first += LANES) {
    const unsigned left = p->k + p->l - first, count = left < LANES ? left : LANES;
    sample_bounded(&sampling, seed, first, count, p->eta);
    for (unsigned lane = 0; lane < count; lane++) {
      const unsigned r = first + lane;
      memcpy(r < p->l ? signer->s1[r] : signer->s2[r - p->l], sampling.poly[lane],
             ML_DSA_POLY_BYTES);
    }
  }
}

/* Algorithm 34, ExpandMask: y + q, in (q - γ1, q + γ1]. */
static void expand_mask(const struct ml_dsa_params *p, const uint8_t seed[SIGNING_SEED_BYTES],
                        unsigned kappa, uint32_t y[ML_DSA_MAX_L][ML_DSA_N]) {
  const unsigned bytes = ML_DSA_Z_BYTES(p->gamma1_bits);
  struct sampling sampling;
  struct sponge sponge;
  for (unsigned first = 0; first < p->l; first += LANES) {
    absorb_nonces(&sponge, seed, kappa + first);
    for (unsigned at = 0; at < bytes; at += SHAKE256_BLOCK) {
      if (at > 0)
        sponge_permute(&sponge);
      sponge_store(&sponge, SHAKE256_BLOCK, sampling.stream[0] + at, SAMPLING_STREAM_BYTES);
    }
    for (unsigned lane = 0; lane < LANES && first + lane < p->l; lane++)
      unpack_z(sampling.stream[lane], p->gamma1_bits, 1u << p->gamma1_bits, y[first + lane]);
  }
}

/* Algorithm 16, SimpleBitPack. */
static void pack_fields(const uint32_t w[ML_DSA_N], unsigned bits, uint8_t *bytes) {
  uint64_t held = 0;
  unsigned count = 0;
  for (unsigned i = 0; i < ML_DSA_N; i++) {
    held |= (uint64_t)w[i] << count;
    for (count += bits; count >= 8; count -= 8, held >>= 8)
      *bytes++ = (uint8_t)held;
  }
}

/* Row `row` of A · v for v under the NTT, below 18q: as ntt_backward leaves it. */
static void multiply_row(const struct ml_dsa_signer *signer, const struct ntt_tables *tables,
                         unsigned row, uint32_t v[ML_DSA_MAX_L][ML_DSA_N], uint32_t w[ML_DSA_N]) {
  const unsigned l = signer->p->l;
  struct product_sum sum;
  product_set(&sum, signer->a[row * l], v[0]);
  for (unsigned column = 1; column < l; column++)
    product_add(&sum, signer->a[row * l + column], v[column]);
  product_reduce(&sum, w);
  ntt_backward(tables, w);
}

/* c · b in [0, q) for two polynomials under the NTT, below 18q. */
static void multiply_challenge(const struct ntt_tables *tables, const uint32_t c[ML_DSA_N],
                               const uint32_t b[ML_DSA_N], uint32_t product[ML_DSA_N]) {
  struct product_sum sum;
  product_set(&sum, c, b);
  product_reduce(&sum, product);
  ntt_backward(tables, product);
  scale_poly(product, PRODUCT_SCALE, PRODUCT_SCALE_QUOTIENT);
}

/* Algorithm 35, Power2Round, of t + s2: t1, and t0 + q, which is below 1.01q. */
static void split_t(uint32_t t[ML_DSA_N], const uint32_t s2[ML_DSA_N], uint32_t t1[ML_DSA_N]) {
  for (unsigned i = 0; i < ML_DSA_N; i += LANE32_COUNT) {
    const w32 sum = w32_load(t + i) + w32_load(s2 + i); /* below 2q + 5 */
    const w32 r = ml_dsa_reduce_once(ml_dsa_reduce_once(sum));
    const w32 high = (r + ((1u << (ML_DSA_D - 1)) - 1)) >> ML_DSA_D;
    w32_store(t1 + i, high);
    w32_store(t + i, r + ML_DSA_Q - (high << ML_DSA_D));
  }
}

static void make_row(struct ml_dsa_signer *signer, const struct ntt_tables *tables, unsigned row) {
  uint32_t *t = signer->t0[row], t1[ML_DSA_N];
  multiply_row(signer, tables, row, signer->s1, t);
  scale_poly(t, PRODUCT_SCALE, PRODUCT_SCALE_QUOTIENT);
  split_t(t, signer->s2[row], t1);
  pack_fields(t1, 10, signer->public_key + ML_DSA_SEED_BYTES + ML_DSA_T1_BYTES * row);
  ntt_forward(tables, t);
  ntt_forward(tables, signer->s2[row]);
}

/* Algorithm 6. */
static void signer_rekey(struct ml_dsa_signer *signer, const struct ml_dsa_params *p,
                         const uint8_t seed[ML_DSA_SEED_BYTES]) {
  const uint8_t size[2] = {(uint8_t)p->k, (uint8_t)p->l};
  uint8_t expanded[2 * ML_DSA_SEED_BYTES + SIGNING_SEED_BYTES]; /* ρ, ρ', K */
  const uint8_t *seed_of_s = expanded + ML_DSA_SEED_BYTES;
  struct ntt_tables tables;
  ntt_tables_init(&tables);
  signer->p = p;
  hash_one(seed, ML_DSA_SEED_BYTES, size, sizeof size, expanded, sizeof expanded);
  memcpy(signer->secret, seed_of_s + SIGNING_SEED_BYTES, ML_DSA_SEED_BYTES);
  memcpy(signer->public_key, expanded, ML_DSA_SEED_BYTES);
  expand_a(p, signer->public_key, (uint8_t *)signer->a);
  expand_s(signer, seed_of_s);
  for (unsigned column = 0; column < p->l; column++)
    ntt_forward(&tables, signer->s1[column]);
  for (unsigned row = 0; row < p->k; row++)
    make_row(signer, &tables, row);
  hash_one(NULL, 0, signer->public_key, ml_dsa_key_bytes(p), signer->tr, ML_DSA_TR_BYTES);
}

/* A turn of algorithm 7's loop. */
struct attempt {
  const struct ml_dsa_signer *signer;
  const struct ntt_tables *tables;
  uint32_t y[ML_DSA_MAX_L][ML_DSA_N]; /* + q; then what is packed for z */
  uint32_t y_hat[ML_DSA_MAX_L][ML_DSA_N];
  uint32_t w[ML_DSA_MAX_K][ML_DSA_N];
  uint32_t c[ML_DSA_N]; /* under the NTT */
  uint8_t w1[ML_DSA_MAX_K * ML_DSA_W1_BYTES(261888) + 4];
  uint8_t hint[ML_DSA_MAX_K][ML_DSA_N];
};

/* Lines 11 to 15: y, w and c~. */
static void attempt_commit(struct attempt *t, const uint8_t mu[ML_DSA_MU_BYTES],
                           const uint8_t seed[SIGNING_SEED_BYTES], unsigned kappa,
                           uint8_t *challenge) {
  const struct ml_dsa_params *p = t->signer->p;
  uint8_t high[ML_DSA_N];
  expand_mask(p, seed, kappa, t->y);
  memcpy(t->y_hat, t->y, p->l * ML_DSA_POLY_BYTES);
  for (unsigned column = 0; column < p->l; column++)
    ntt_forward(t->tables, t->y_hat[column]);
  for (unsigned row = 0; row < p->k; row++) {
    multiply_row(t->signer, t->tables, row, t->y_hat, t->w[row]);
    split_row(t->w[row], p->gamma2, high);
    pack_w1(high, ML_DSA_W1_BITS(p->gamma2), t->w1 + row * ML_DSA_W1_BYTES(p->gamma2));
  }
  hash_one(mu, ML_DSA_MU_BYTES, t->w1, p->k * ML_DSA_W1_BYTES(p->gamma2), challenge,
           p->challenge_bytes);
}

/* Lines 16 and 17. */
static void attempt_challenge(struct attempt *t, const uint8_t *challenge) {
  static const uint32_t value[2] = {1, ML_DSA_Q - 1};
  struct sponge_input input = {.body_bytes = t->signer->p->challenge_bytes};
  struct sampling sampling;
  struct sponge sponge;
  for (unsigned lane = 0; lane < LANES; lane++)
    input.body[lane] = challenge;
  sponge_shake256(&sponge, &input);
  sample_in_ball(&sampling, &sponge, t->signer->p->tau, value, 1);
  memcpy(t->c, sampling.poly[0], sizeof t->c);
  ntt_forward(t->tables, t->c);
}

/* Lines 18, 20 and 23: γ1 - z in the place of y; false where z is too large. */
static bool attempt_z(struct attempt *t, unsigned column) {
  const struct ml_dsa_params *p = t->signer->p;
  const uint32_t gamma1 = 1u << p->gamma1_bits, limit = gamma1 - p->tau * p->eta;
  uint32_t cs1[ML_DSA_N];
  w32 outside = w32_set(0);
  multiply_challenge(t->tables, t->c, t->signer->s1[column], cs1);
  for (unsigned i = 0; i < ML_DSA_N; i += LANE32_COUNT) {
    const w32 sum = w32_load(t->y[column] + i) + w32_load(cs1 + i);
    const w32 field = ml_dsa_reduce_once((gamma1 + 2 * ML_DSA_Q) - sum);
    outside |= (field - (gamma1 - limit + 1)) | ((gamma1 + limit - 1) - field);
    w32_store(t->y[column] + i, field);
  }
  return !any_top_bit(outside);
}

/* Lines 19, 21, 23, 25, 26 and 28 but for the count: a row's hints; false where r0 or c · t0 is too
 * large. */
LANE_FN bool attempt_hints_of(struct attempt *t, unsigned row, uint32_t gamma2) {
  const uint32_t beta = t->signer->p->tau * t->signer->p->eta, limit = gamma2 - beta;
  uint32_t cs2[ML_DSA_N], ct0[ML_DSA_N];
  w32 outside = w32_set(0);
  multiply_challenge(t->tables, t->c, t->signer->s2[row], cs2);
  multiply_challenge(t->tables, t->c, t->signer->t0[row], ct0);
  for (unsigned i = 0; i < ML_DSA_N; i += LANE32_COUNT) {
    const w32 r = ml_dsa_reduce_once(w32_load(t->w[row] + i) + ML_DSA_Q - w32_load(cs2 + i));
    const w32 r1 = ml_dsa_high_bits(r, gamma2), shift = w32_load(ct0 + i);
    /* In the corner case r0 is one less (algorithm 36, line 5): a true comparison is -1. */
    const w32 r0 = r - r1 * (2 * gamma2) + (w32)(r1 == (ML_DSA_Q - 1) / (2 * gamma2));
    outside |= (r0 + (limit - 1)) | ((limit - 1) - r0);
    outside |= (2 * gamma2 - 2) - ml_dsa_reduce_once(shift + (gamma2 - 1));
    const w32 with = high_part(ml_dsa_reduce_once(r + shift), gamma2);
    store_low_bytes(t->hint[row] + i, (w32)(with != high_part(r, gamma2)) & 1);
  }
  return !any_top_bit(outside);
}

static bool attempt_hints(struct attempt *t, unsigned row) {
  return t->signer->p->gamma2 == 95232 ? attempt_hints_of(t, row, 95232)
                                       : attempt_hints_of(t, row, 261888);
}

/* Algorithm 20, HintBitPack; false where there are more than omega. */
static bool pack_hints(const struct attempt *t, uint8_t *y) {
  const struct ml_dsa_params *p = t->signer->p;
  unsigned index = 0;
  memset(y, 0, p->omega + p->k);
  for (unsigned row = 0; row < p->k; row++) {
    for (unsigned n = 0; n < ML_DSA_N; n++) {
      if (!t->hint[row][n])
        continue;
      if (index == p->omega)
        return false;
      y[index++] = (uint8_t)n;
    }
    y[p->omega + row] = (uint8_t)index;
  }
  return true;
}

static bool attempt_sign(struct attempt *t, const uint8_t mu[ML_DSA_MU_BYTES],
                         const uint8_t seed[SIGNING_SEED_BYTES], unsigned kappa,
                         uint8_t *signature) {
  const struct ml_dsa_params *p = t->signer->p;
  uint8_t *packed = signature + p->challenge_bytes;
  attempt_commit(t, mu, seed, kappa, signature);
  attempt_challenge(t, signature);
  for (unsigned column = 0; column < p->l; column++)
    if (!attempt_z(t, column))
      return false;
  for (unsigned row = 0; row < p->k; row++)
    if (!attempt_hints(t, row))
      return false;
  for (unsigned j = 0; j < p->l; j++, packed += ML_DSA_Z_BYTES(p->gamma1_bits))
    pack_fields(t->y[j], 1 + p->gamma1_bits, packed);
  return pack_hints(t, packed);
}

/* Algorithms 2 and 7 with rnd = 0. */
static void signer_sign(const struct ml_dsa_signer *signer, const uint8_t *message,
                        size_t message_bytes, const uint8_t *context, size_t context_bytes,
                        uint8_t *signature) {
  uint8_t prefix[ML_DSA_TR_BYTES + 2 + ML_DSA_MAX_CONTEXT_BYTES], mu[ML_DSA_MU_BYTES];
  uint8_t secret[ML_DSA_SEED_BYTES + SIGNING_RANDOM_BYTES] = {0}, seed[SIGNING_SEED_BYTES];
  struct ntt_tables tables;
  struct attempt attempt;
  ntt_tables_init(&tables);
  attempt.signer = signer;
  attempt.tables = &tables;
  memcpy(prefix, signer->tr, ML_DSA_TR_BYTES);
  prefix[ML_DSA_TR_BYTES] = 0;
  prefix[ML_DSA_TR_BYTES + 1] = (uint8_t)context_bytes;
  if (context_bytes)
    memcpy(prefix + ML_DSA_TR_BYTES + 2, context, context_bytes);
  hash_one(prefix, ML_DSA_TR_BYTES + 2 + context_bytes, message, message_bytes, mu, sizeof mu);
  memcpy(secret, signer->secret, ML_DSA_SEED_BYTES);
  hash_one(secret, sizeof secret, mu, sizeof mu, seed, sizeof seed);
  for (unsigned kappa = 0; !attempt_sign(&attempt, mu, seed, kappa, signature);
       kappa += signer->p->l)
    ;
}

#endif
