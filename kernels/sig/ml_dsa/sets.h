/* The parameter sets of ML-DSA as values. */
#ifndef PROOFMARK_KERNELS_SIG_ML_DSA_SETS_H
#define PROOFMARK_KERNELS_SIG_ML_DSA_SETS_H

#include <stddef.h>
#include <stdint.h>

#include "kernels/sig/ml_dsa/params.h"

/* FIPS 204, table 1; what it names λ / 4 is challenge_bytes. */
struct ml_dsa_params {
  unsigned k, l, eta, tau, gamma1_bits, gamma2, omega, challenge_bytes;
};
extern const struct ml_dsa_params ml_dsa_params_44, ml_dsa_params_65, ml_dsa_params_87;

/* The parameters of the scheme of this name ("ml_dsa_44"); NULL: it is not an ML-DSA scheme. */
const struct ml_dsa_params *ml_dsa_params_named(const char *scheme);

size_t ml_dsa_key_bytes(const struct ml_dsa_params *p);
size_t ml_dsa_signature_bytes(const struct ml_dsa_params *p);

#endif
