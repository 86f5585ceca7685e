/* ML-DSA signing as FIPS 204 writes it, on the reference's functions, for tests: the oracle of the
 * signing on vectors (sign.h), and a forger who can leave out the bound on z. */
#ifndef PROOFMARK_TESTS_UNIT_ML_DSA_PLAIN_H
#define PROOFMARK_TESTS_UNIT_ML_DSA_PLAIN_H

#include <stdbool.h>
#include <string.h>

#include "cpu_ref/sig/ml_dsa.h"
#include "kernels/sig/ml_dsa/sign.h"

enum { RHO_PRIME_BYTES = 64 };

/* A key pair (algorithm 6). */
struct plain_signer {
  const struct ml_dsa_params *p;
  const struct ref_ml_dsa *oracle; /* the same by the oracle */
  uint8_t public_key[ML_DSA_KEY_BYTES(ML_DSA_MAX_K)];
  uint8_t secret[ML_DSA_SEED_BYTES]; /* K */
  uint8_t tr[ML_DSA_TR_BYTES];
  struct ref_poly a[ML_DSA_MAX_K][ML_DSA_MAX_L];
  struct ref_poly s1[ML_DSA_MAX_L], s2[ML_DSA_MAX_K], t0[ML_DSA_MAX_K]; /* under the NTT */
};

static void plain_hash(uint8_t *out, size_t out_bytes, const uint8_t *a, size_t a_bytes,
                       const uint8_t *b, size_t b_bytes) {
  struct ref_shake h;
  ref_shake_init(&h, REF_SHAKE256_RATE);
  ref_shake_absorb(&h, a, a_bytes);
  ref_shake_absorb(&h, b, b_bytes);
  ref_shake_finish(&h);
  ref_shake_squeeze(&h, out, out_bytes);
}

/* Algorithm 15. */
static bool coefficient_from_half_byte(unsigned eta, unsigned b, uint32_t *c) {
  if (b >= (eta == 2 ? 15u : 9u))
    return false;
  *c = (eta + ML_DSA_Q - (eta == 2 ? b % 5 : b)) % ML_DSA_Q;
  return true;
}

/* Algorithm 31. */
static void sample_bounded(unsigned eta, const uint8_t rho_prime[RHO_PRIME_BYTES], unsigned r,
                           struct ref_poly *a) {
  const uint8_t place[2] = {(uint8_t)r, 0};
  struct ref_shake h;
  ref_shake_init(&h, REF_SHAKE256_RATE);
  ref_shake_absorb(&h, rho_prime, RHO_PRIME_BYTES);
  ref_shake_absorb(&h, place, sizeof place);
  ref_shake_finish(&h);
  for (int j = 0; j < ML_DSA_N;) {
    uint8_t z;
    ref_shake_squeeze(&h, &z, 1);
    j += coefficient_from_half_byte(eta, z & 15, &a->c[j]);
    if (j < ML_DSA_N)
      j += coefficient_from_half_byte(eta, z >> 4, &a->c[j]);
  }
}

/* Algorithm 34, one polynomial. */
static void expand_mask(const struct ml_dsa_params *p, const uint8_t rho[RHO_PRIME_BYTES],
                        unsigned r, struct ref_poly *y) {
  const uint8_t place[2] = {(uint8_t)r, (uint8_t)(r >> 8)};
  uint8_t v[ML_DSA_Z_BYTES(19)];
  plain_hash(v, ML_DSA_Z_BYTES(p->gamma1_bits), rho, RHO_PRIME_BYTES, place, sizeof place);
  ref_bit_unpack(v, UINT32_C(1) << p->gamma1_bits, 1 + p->gamma1_bits, y);
}

static void multiply_row(const struct plain_signer *signer, unsigned i, const struct ref_poly *v,
                         struct ref_poly *w) {
  memset(w, 0, sizeof *w);
  for (unsigned j = 0; j < signer->p->l; j++)
    ref_poly_multiply_add(w, &signer->a[i][j], &v[j]);
  ref_ml_dsa_inverse_ntt(w);
}

/* Algorithm 35, Power2Round, of a row of t: t1 into the public key, t0 stays. */
static void split_t(struct ref_poly *t, uint8_t *packed_t1) {
  struct ref_poly t1;
  for (int n = 0; n < ML_DSA_N; n++) {
    t1.c[n] = (t->c[n] + (1u << (ML_DSA_D - 1)) - 1) >> ML_DSA_D;
    t->c[n] = (t->c[n] + ML_DSA_Q - (t1.c[n] << ML_DSA_D)) % ML_DSA_Q;
  }
  ref_simple_bit_pack(&t1, 10, packed_t1);
}

static void plain_key(struct plain_signer *signer, const struct ml_dsa_params *p,
                      const uint8_t seed[ML_DSA_SEED_BYTES]) {
  const uint8_t size[2] = {(uint8_t)p->k, (uint8_t)p->l};
  uint8_t expanded[2 * ML_DSA_SEED_BYTES + RHO_PRIME_BYTES];
  const uint8_t *rho = expanded, *rho_prime = rho + ML_DSA_SEED_BYTES;
  signer->p = p;
  signer->oracle = p->k == 4   ? &ref_ml_dsa_44_parameters
                   : p->k == 6 ? &ref_ml_dsa_65_parameters
                               : &ref_ml_dsa_87_parameters;
  plain_hash(expanded, sizeof expanded, seed, ML_DSA_SEED_BYTES, size, sizeof size);
  memcpy(signer->secret, rho_prime + RHO_PRIME_BYTES, ML_DSA_SEED_BYTES);
  memcpy(signer->public_key, rho, ML_DSA_SEED_BYTES);
  for (unsigned j = 0; j < p->l; j++) {
    sample_bounded(p->eta, rho_prime, j, &signer->s1[j]);
    ref_ml_dsa_ntt(&signer->s1[j]);
  }
  for (unsigned i = 0; i < p->k; i++) {
    for (unsigned j = 0; j < p->l; j++)
      ref_expand_a_element(&signer->a[i][j], rho, i, j);
    sample_bounded(p->eta, rho_prime, p->l + i, &signer->s2[i]);
    multiply_row(signer, i, signer->s1, &signer->t0[i]);
    ref_poly_add(&signer->t0[i], &signer->s2[i]);
    split_t(&signer->t0[i], signer->public_key + ML_DSA_SEED_BYTES + ML_DSA_T1_BYTES * i);
    ref_ml_dsa_ntt(&signer->s2[i]);
    ref_ml_dsa_ntt(&signer->t0[i]);
  }
  plain_hash(signer->tr, ML_DSA_TR_BYTES, signer->public_key, ml_dsa_key_bytes(p), NULL, 0);
}

static void multiply_challenge(struct ref_poly *product, const struct ref_poly *c_hat,
                               const struct ref_poly *b_hat) {
  ref_poly_multiply(product, c_hat, b_hat);
  ref_ml_dsa_inverse_ntt(product);
}

/* Algorithm 20. */
static void pack_hints(const struct ml_dsa_params *p, bool h[ML_DSA_MAX_K][ML_DSA_N], uint8_t *y) {
  unsigned index = 0;
  memset(y, 0, p->omega + p->k);
  for (unsigned i = 0; i < p->k; i++) {
    for (unsigned n = 0; n < ML_DSA_N; n++)
      if (h[i][n])
        y[index++] = (uint8_t)n;
    y[p->omega + i] = (uint8_t)index;
  }
}

/* A turn of algorithm 7's loop (lines 11 to 28); false: rejected. With z_too_large the bound on z
 * must fail, and all else hold: a signature that only that bound refuses. */
static bool try_to_sign(const struct plain_signer *signer, const uint8_t mu[ML_DSA_MU_BYTES],
                        const uint8_t rho[RHO_PRIME_BYTES], unsigned kappa, bool z_too_large,
                        uint8_t *signature) {
  const struct ml_dsa_params *p = signer->p;
  const uint32_t gamma1 = UINT32_C(1) << p->gamma1_bits, beta = p->tau * p->eta;
  struct ref_poly y[ML_DSA_MAX_L], y_hat[ML_DSA_MAX_L], w[ML_DSA_MAX_K], w1[ML_DSA_MAX_K], c,
      product;
  bool h[ML_DSA_MAX_K][ML_DSA_N];
  uint32_t low;
  bool too_large = false;
  for (unsigned j = 0; j < p->l; j++) {
    expand_mask(p, rho, kappa + j, &y[j]);
    y_hat[j] = y[j];
    ref_ml_dsa_ntt(&y_hat[j]);
  }
  for (unsigned i = 0; i < p->k; i++) {
    multiply_row(signer, i, y_hat, &w[i]);
    for (int n = 0; n < ML_DSA_N; n++)
      w1[i].c[n] = ref_decompose(p->gamma2, w[i].c[n], &low);
  }
  ref_challenge_hash(signer->oracle, mu, w1, signature);
  ref_sample_in_ball(signer->oracle, signature, &c);
  ref_ml_dsa_ntt(&c);
  for (unsigned j = 0; j < p->l; j++) {
    multiply_challenge(&product, &c, &signer->s1[j]);
    ref_poly_add(&y[j], &product);
    too_large |= ref_poly_exceeds(&y[j], gamma1 - beta);
    if (ref_poly_exceeds(&y[j], gamma1))
      return false;
    ref_bit_pack(&y[j], gamma1, 1 + p->gamma1_bits,
                 signature + p->challenge_bytes + j * ML_DSA_Z_BYTES(p->gamma1_bits));
  }
  if (too_large != z_too_large)
    return false;
  unsigned hints = 0;
  for (unsigned i = 0; i < p->k; i++) {
    multiply_challenge(&product, &c, &signer->s2[i]);
    ref_poly_subtract(&w[i], &product);
    for (int n = 0; n < ML_DSA_N; n++) {
      ref_decompose(p->gamma2, w[i].c[n], &low);
      if (magnitude(low) >= p->gamma2 - beta)
        return false;
    }
    multiply_challenge(&product, &c, &signer->t0[i]);
    if (ref_poly_exceeds(&product, p->gamma2))
      return false;
    ref_poly_add(&w[i],
                 &product); /* w - cs2 + ct0: MakeHint compares its high part (algorithm 39) */
    for (int n = 0; n < ML_DSA_N; n++) {
      const uint32_t without = (w[i].c[n] + ML_DSA_Q - product.c[n]) % ML_DSA_Q;
      h[i][n] =
          ref_decompose(p->gamma2, w[i].c[n], &low) != ref_decompose(p->gamma2, without, &low);
      hints += h[i][n];
    }
  }
  if (hints > p->omega)
    return false;
  pack_hints(p, h, signature + ml_dsa_signature_bytes(p) - p->omega - p->k);
  return true;
}

/* Algorithms 2 and 7, the deterministic variant. */
static void plain_sign(const struct plain_signer *signer, const uint8_t *message,
                       size_t message_bytes, const uint8_t *context, size_t context_bytes,
                       bool z_too_large, uint8_t *signature) {
  uint8_t mu[ML_DSA_MU_BYTES], rho[RHO_PRIME_BYTES], seed[ML_DSA_SEED_BYTES + 32] = {0};
  ref_message_representative(signer->tr, context, context_bytes, message, message_bytes, mu);
  memcpy(seed, signer->secret, ML_DSA_SEED_BYTES); /* rnd, the rest, is zero */
  plain_hash(rho, sizeof rho, seed, sizeof seed, mu, sizeof mu);
  for (unsigned kappa = 0; !try_to_sign(signer, mu, rho, kappa, z_too_large, signature);
       kappa += signer->p->l)
    ;
}

#endif
