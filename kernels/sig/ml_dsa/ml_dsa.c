/* ML-DSA-44, -65 and -87 as the works know them. */
#include "kernels/sig/ml_dsa/lanes.h"
#include "kernels/sig/ml_dsa/launch_gpu.h"
#include "kernels/sig/ml_dsa/prepared.h"
#include "kernels/sig/sig.h"

extern const struct gpu_program gpu_program_sig_ml_dsa;

/* The standard leaves its user nothing to choose. */
static const char *const ml_dsa_policies[] = {"fips204", NULL};

#define GPU(set, k, l, gamma2)                                                                     \
  {                                                                                                \
    .program = &gpu_program_sig_ml_dsa,                                                            \
    .kernels = {{"ml_dsa_" #set "_seed", ML_DSA_GPU_HASH_GROUP, ML_DSA_GPU_HASH_GROUP},            \
                {"ml_dsa_" #set "_matrix", ML_DSA_GPU_MATRIX_GROUP,                                \
                 ML_DSA_GPU_MATRIX_SIGNATURES(k, l)},                                              \
                {"ml_dsa_" #set "_verify", ML_DSA_GPU_HASH_GROUP, ML_DSA_GPU_HASH_GROUP}},         \
    .scratch_bytes = 4 * ML_DSA_GPU_SCRATCH_WORDS(k, gamma2),                                      \
  }

#define SCHEME(set, k, l, eta, tau, gamma1_bits, gamma2, omega, challenge_bytes)                   \
  extern sig_batch_fn ml_dsa_##set##_reference;                                                    \
  LANE_DECLARE(sig_batch_fn, ml_dsa_##set##_batch);                                                \
  static void prepare_##set(const uint8_t *key, uint8_t *prepared) {                               \
    ml_dsa_best_lanes()->prepare(&ml_dsa_params_##set, key, prepared);                             \
  }                                                                                                \
  const struct sig_scheme sig_ml_dsa_##set = {                                                     \
      .name = "ml_dsa_" #set,                                                                      \
      .title = "ML-DSA-" #set,                                                                     \
      .standard = "FIPS 204, algorithm 3",                                                         \
      .policies = ml_dsa_policies,                                                                 \
      .key_bytes = ML_DSA_KEY_BYTES(k),                                                            \
      .signature_bytes = ML_DSA_SIGNATURE_BYTES(k, l, gamma1_bits, omega, challenge_bytes),        \
      .prepared_key_bytes = ML_DSA_PREPARED_KEY_BYTES(k, l),                                       \
      .prepare = prepare_##set,                                                                    \
      .reference = ml_dsa_##set##_reference,                                                       \
      .batch = {LANE_TABLE(ml_dsa_##set##_batch)},                                                 \
      .gpu = GPU(set, k, l, gamma2),                                                               \
  };

ML_DSA_SETS(SCHEME)
