#include "kernels/sig/ml_dsa/sign.h"

#include <stdlib.h>

#include "kernels/sig/ml_dsa/lanes.h"
#include "kernels/sig/ml_dsa/signer.h"

struct ml_dsa_signer *ml_dsa_signer_new(const struct ml_dsa_params *p,
                                        const uint8_t seed[ML_DSA_SEED_BYTES]) {
  struct ml_dsa_signer *signer = malloc(sizeof *signer);
  if (signer)
    ml_dsa_signer_rekey(signer, p, seed);
  return signer;
}

void ml_dsa_signer_rekey(struct ml_dsa_signer *signer, const struct ml_dsa_params *p,
                         const uint8_t seed[ML_DSA_SEED_BYTES]) {
  ml_dsa_best_lanes()->rekey(signer, p, seed);
}

void ml_dsa_signer_free(struct ml_dsa_signer *signer) { free(signer); }

const uint8_t *ml_dsa_signer_public_key(const struct ml_dsa_signer *signer) {
  return signer->public_key;
}

void ml_dsa_sign(const struct ml_dsa_signer *signer, const uint8_t *message, size_t message_bytes,
                 const uint8_t *context, size_t context_bytes, uint8_t *signature) {
  ml_dsa_best_lanes()->sign(signer, message, message_bytes, context, context_bytes, signature);
}
