#include "kernels/sig/ml_dsa/sets.h"

#include <string.h>

#define PARAMS(name, k, l, eta, tau, gamma1_bits, gamma2, omega, challenge_bytes)                  \
  const struct ml_dsa_params ml_dsa_params_##name = {k,           l,      eta,   tau,              \
                                                     gamma1_bits, gamma2, omega, challenge_bytes};
ML_DSA_SETS(PARAMS)
#undef PARAMS

size_t ml_dsa_key_bytes(const struct ml_dsa_params *p) { return ML_DSA_KEY_BYTES(p->k); }

size_t ml_dsa_signature_bytes(const struct ml_dsa_params *p) {
  return ML_DSA_SIGNATURE_BYTES(p->k, p->l, p->gamma1_bits, p->omega, p->challenge_bytes);
}

const struct ml_dsa_params *ml_dsa_params_named(const char *scheme) {
#define NAMED(set, ...)                                                                            \
  if (strcmp(scheme, "ml_dsa_" #set) == 0)                                                         \
    return &ml_dsa_params_##set;
  ML_DSA_SETS(NAMED)
#undef NAMED
  return NULL;
}
