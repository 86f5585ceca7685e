/* The parts of FIPS 204 that the reference's verification and the tests' signing share: plain code from
 * the standard, with its algorithm numbers. A coefficient is an integer in [0, q) throughout. */
#ifndef PROOFMARK_KERNELS_SIG_ML_DSA_REFERENCE_H
#define PROOFMARK_KERNELS_SIG_ML_DSA_REFERENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernels/sig/ml_dsa/params.h"
#include "kernels/sig/ml_dsa/sign.h"

struct poly {
  uint32_t c[ML_DSA_N];
};

/* The sponge of FIPS 202, section 6.2, absorbing and squeezing any number of bytes. */
enum { SHAKE128_RATE = 168, SHAKE256_RATE = 136 };
struct shake {
  uint64_t state[25];
  uint8_t block[SHAKE128_RATE]; /* the state's rate, while squeezing */
  size_t rate, at;
};
void shake_init(struct shake *shake, size_t rate);
void shake_absorb(struct shake *shake, const uint8_t *bytes, size_t count);
void shake_finish(struct shake *shake); /* between absorbing and squeezing */
void shake_squeeze(struct shake *shake, uint8_t *bytes, size_t count);

/* Signed integers and the ring: -x mod q, and |x mod± q|. */
static inline uint32_t negate(uint32_t x) { return x ? ML_DSA_Q - x : 0; }
static inline uint32_t magnitude(uint32_t x) { return x > ML_DSA_Q / 2 ? ML_DSA_Q - x : x; }

void poly_add(struct poly *sum, const struct poly *a);
void poly_subtract(struct poly *difference, const struct poly *a);
void poly_multiply(struct poly *product, const struct poly *a, const struct poly *b);
void poly_multiply_add(struct poly *sum, const struct poly *a, const struct poly *b);
bool poly_exceeds(const struct poly *a, uint32_t bound); /* ||a||∞ >= bound */

void ntt(struct poly *w);         /* algorithm 41 */
void inverse_ntt(struct poly *w); /* algorithm 42 */

/* Algorithms 16 and 18: coefficients of `bits` bits, packed from the lowest bit on. */
void simple_bit_pack(const struct poly *w, unsigned bits, uint8_t *bytes);
void simple_bit_unpack(const uint8_t *bytes, unsigned bits, struct poly *w);
/* Algorithms 17 and 19: the packed numbers are b - w. */
void bit_pack(const struct poly *w, uint32_t b, unsigned bits, uint8_t *bytes);
void bit_unpack(const uint8_t *bytes, uint32_t b, unsigned bits, struct poly *w);

/* Algorithms 30 and 32: the element in row r and column s of the matrix A. */
void expand_a_element(struct poly *a, const uint8_t rho[ML_DSA_SEED_BYTES], unsigned r, unsigned s);
/* Algorithm 29. */
void sample_in_ball(const struct ml_dsa_params *p, const uint8_t *challenge, struct poly *c);

/* Algorithm 36. The low part is returned as an element of [0, q). */
uint32_t decompose(uint32_t gamma2, uint32_t r, uint32_t *low);
/* Algorithm 40. */
uint32_t use_hint(uint32_t gamma2, bool hint, uint32_t r);

/* mu of algorithms 2 and 3 with algorithms 7 and 8: H(tr ‖ 0 ‖ |ctx| ‖ ctx ‖ M). */
void message_representative(const uint8_t tr[ML_DSA_TR_BYTES], const uint8_t *context,
                            size_t context_bytes, const uint8_t *message, size_t message_bytes,
                            uint8_t mu[ML_DSA_MU_BYTES]);
/* c~ of the same: H(mu ‖ w1Encode(w1)), algorithm 28. */
void challenge_hash(const struct ml_dsa_params *p, const uint8_t mu[ML_DSA_MU_BYTES],
                    const struct poly *w1, uint8_t *challenge);

#endif
