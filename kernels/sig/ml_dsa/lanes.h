/* What the lanes of an instruction set offer beside verification, for prepared keys, for signing
 * and for the tests. */
#ifndef PROOFMARK_KERNELS_SIG_ML_DSA_LANES_H
#define PROOFMARK_KERNELS_SIG_ML_DSA_LANES_H

#include <stdint.h>

#include "kernels/lane/isa.h"
#include "kernels/sig/ml_dsa/sets.h"

struct ml_dsa_signer;

struct ml_dsa_lanes {
  /* Algorithms 41 and 42, in place, [0, q) to [0, q). */
  void (*ntt)(uint32_t w[ML_DSA_N]);
  void (*inverse_ntt)(uint32_t w[ML_DSA_N]);
  /* As struct sig_scheme's. */
  void (*prepare)(const struct ml_dsa_params *p, const uint8_t *key, uint8_t *prepared);
  /* As ml_dsa_signer_rekey and ml_dsa_sign; whichever lanes made the signer's key. */
  void (*rekey)(struct ml_dsa_signer *signer, const struct ml_dsa_params *p,
                const uint8_t seed[ML_DSA_SEED_BYTES]);
  void (*sign)(const struct ml_dsa_signer *signer, const uint8_t *message, size_t message_bytes,
               const uint8_t *context, size_t context_bytes, uint8_t *signature);
};

typedef const struct ml_dsa_lanes *ml_dsa_lanes_fn(void);
LANE_DECLARE(ml_dsa_lanes_fn, ml_dsa_lanes);

/* Those of the widest vectors that the processor has. */
const struct ml_dsa_lanes *ml_dsa_best_lanes(void);

#endif
