/* The parameter sets of ML-DSA: numbers only, for the lanes and the GPU program.
 *
 * Source: FIPS 204, table 1 (parameters), table 2 (sizes).
 */
#ifndef PROOFMARK_KERNELS_SIG_ML_DSA_PARAMS_H
#define PROOFMARK_KERNELS_SIG_ML_DSA_PARAMS_H

#define ML_DSA_N 256
#define ML_DSA_Q 8380417u
#define ML_DSA_D 13 /* bits of t that the public key leaves out */

/* SET(name, k, l, eta, tau, log2(gamma1), gamma2, omega, bytes of the challenge hash (lambda /
 * 4)) */
#define ML_DSA_SETS(SET)                                                                           \
  SET(44, 4, 4, 2, 39, 17, 95232, 80, 32)                                                          \
  SET(65, 6, 5, 4, 49, 19, 261888, 55, 48)                                                         \
  SET(87, 8, 7, 2, 60, 19, 261888, 75, 64)

#define ML_DSA_MAX_K 8
#define ML_DSA_MAX_L 7
#define ML_DSA_MAX_OMEGA 80
#define ML_DSA_MAX_CHALLENGE_BYTES 64
#define ML_DSA_MAX_CONTEXT_BYTES 255

#define ML_DSA_SEED_BYTES 32
#define ML_DSA_TR_BYTES 64 /* hash of the public key */
#define ML_DSA_MU_BYTES 64 /* hash of that and the message */

/* Bytes of one packed polynomial: 10 bits of t1, 1 + log2(gamma1) of z, 6 or 4 of w1. */
#define ML_DSA_T1_BYTES 320
#define ML_DSA_Z_BYTES(gamma1_bits) (32 * (1 + (gamma1_bits)))
#define ML_DSA_W1_BITS(gamma2) ((gamma2) == 95232 ? 6 : 4)
#define ML_DSA_W1_BYTES(gamma2) (32 * ML_DSA_W1_BITS(gamma2))

#define ML_DSA_KEY_BYTES(k) (ML_DSA_SEED_BYTES + ML_DSA_T1_BYTES * (k))
#define ML_DSA_SIGNATURE_BYTES(k, l, gamma1_bits, omega, challenge_bytes)                          \
  ((challenge_bytes) + (l)*ML_DSA_Z_BYTES(gamma1_bits) + (omega) + (k))

#endif
