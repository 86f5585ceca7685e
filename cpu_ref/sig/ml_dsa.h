/* The parts of FIPS 204 that the reference's verification and the tests' signing share: plain code
 * from the standard, with its algorithm numbers. A coefficient is an integer in [0, q)
 * throughout. */
#ifndef PROOFMARK_CPU_REF_SIG_ML_DSA_H
#define PROOFMARK_CPU_REF_SIG_ML_DSA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  REF_ML_DSA_N = 256,
  REF_ML_DSA_Q = 8380417,
  REF_ML_DSA_D = 13,
  REF_ML_DSA_MAX_K = 8,
  REF_ML_DSA_MAX_L = 7,
  REF_ML_DSA_MAX_CHALLENGE_BYTES = 64,
  REF_ML_DSA_MAX_CONTEXT_BYTES = 255,
  REF_ML_DSA_SEED_BYTES = 32,
  REF_ML_DSA_TR_BYTES = 64, /* hash of the public key */
  REF_ML_DSA_MU_BYTES = 64, /* hash of that and the message */
  REF_ML_DSA_T1_BYTES = 320 /* one packed polynomial */
};

/* FIPS 204, table 1; what it names λ / 4 is challenge_bytes, gamma1 is 2^gamma1_bits. */
struct ref_ml_dsa {
  unsigned k, l, eta, tau, gamma1_bits, gamma2, omega, challenge_bytes;
};
extern const struct ref_ml_dsa ref_ml_dsa_44_parameters, ref_ml_dsa_65_parameters,
    ref_ml_dsa_87_parameters;

struct ref_poly {
  uint32_t c[REF_ML_DSA_N];
};

/* The sponge of FIPS 202, section 6.2, absorbing and squeezing any number of bytes. */
enum { REF_SHAKE128_RATE = 168, REF_SHAKE256_RATE = 136 };
struct ref_shake {
  uint64_t state[25];
  uint8_t block[REF_SHAKE128_RATE]; /* the state's rate, while squeezing */
  size_t rate, at;
};
void ref_shake_init(struct ref_shake *shake, size_t rate);
void ref_shake_absorb(struct ref_shake *shake, const uint8_t *bytes, size_t count);
void ref_shake_finish(struct ref_shake *shake); /* between absorbing and squeezing */
void ref_shake_squeeze(struct ref_shake *shake, uint8_t *bytes, size_t count);

/* Signed integers and the ring: -x mod q, and |x mod± q|. */
static inline uint32_t negate(uint32_t x) { return x ? REF_ML_DSA_Q - x : 0; }
static inline uint32_t magnitude(uint32_t x) { return x > REF_ML_DSA_Q / 2 ? REF_ML_DSA_Q - x : x; }

void ref_poly_add(struct ref_poly *sum, const struct ref_poly *a);
void ref_poly_subtract(struct ref_poly *difference, const struct ref_poly *a);
void ref_poly_multiply(struct ref_poly *product, const struct ref_poly *a,
                       const struct ref_poly *b);
void ref_poly_multiply_add(struct ref_poly *sum, const struct ref_poly *a,
                           const struct ref_poly *b);
bool ref_poly_exceeds(const struct ref_poly *a, uint32_t bound); /* ||a||∞ >= bound */

void ref_ml_dsa_ntt(struct ref_poly *w);         /* algorithm 41 */
void ref_ml_dsa_inverse_ntt(struct ref_poly *w); /* algorithm 42 */

/* Algorithms 16 and 18: coefficients of `bits` bits, packed from the lowest bit on. */
void ref_simple_bit_pack(const struct ref_poly *w, unsigned bits, uint8_t *bytes);
void ref_simple_bit_unpack(const uint8_t *bytes, unsigned bits, struct ref_poly *w);
/* Algorithms 17 and 19: the packed numbers are b - w. */
void ref_bit_pack(const struct ref_poly *w, uint32_t b, unsigned bits, uint8_t *bytes);
void ref_bit_unpack(const uint8_t *bytes, uint32_t b, unsigned bits, struct ref_poly *w);

/* Algorithms 30 and 32: the element in row r and column s of the matrix A. */
void ref_expand_a_element(struct ref_poly *a, const uint8_t rho[REF_ML_DSA_SEED_BYTES], unsigned r,
                          unsigned s);
/* Algorithm 29. */
void ref_sample_in_ball(const struct ref_ml_dsa *p, const uint8_t *challenge, struct ref_poly *c);

/* Algorithm 36. The low part is returned as an element of [0, q). */
uint32_t ref_decompose(uint32_t gamma2, uint32_t r, uint32_t *low);
/* Algorithm 40. */
uint32_t ref_use_hint(uint32_t gamma2, bool hint, uint32_t r);

/* mu of algorithms 2 and 3 with algorithms 7 and 8: H(tr ‖ 0 ‖ |ctx| ‖ ctx ‖ M). */
void ref_message_representative(const uint8_t tr[REF_ML_DSA_TR_BYTES], const uint8_t *context,
                                size_t context_bytes, const uint8_t *message, size_t message_bytes,
                                uint8_t mu[REF_ML_DSA_MU_BYTES]);
/* c~ of the same: H(mu ‖ w1Encode(w1)), algorithm 28. */
void ref_challenge_hash(const struct ref_ml_dsa *p, const uint8_t mu[REF_ML_DSA_MU_BYTES],
                        const struct ref_poly *w1, uint8_t *challenge);

#endif
