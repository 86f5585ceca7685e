/* A key pair in the form that signing uses. */
#ifndef PROOFMARK_KERNELS_SIG_ML_DSA_SIGNER_H
#define PROOFMARK_KERNELS_SIG_ML_DSA_SIGNER_H

#include "kernels/sig/ml_dsa/sets.h"

struct ml_dsa_signer {
  const struct ml_dsa_params *p;
  uint32_t a[ML_DSA_MAX_K * ML_DSA_MAX_L][ML_DSA_N]; /* row by row */
  /* Under the NTT, below 18q. */
  uint32_t s1[ML_DSA_MAX_L][ML_DSA_N], s2[ML_DSA_MAX_K][ML_DSA_N], t0[ML_DSA_MAX_K][ML_DSA_N];
  uint8_t public_key[ML_DSA_KEY_BYTES(ML_DSA_MAX_K)];
  uint8_t secret[ML_DSA_SEED_BYTES]; /* K */
  uint8_t tr[ML_DSA_TR_BYTES];
};

#endif
