/* ML-DSA-44, -65 and -87 as the works know them. */
#include "kernels/sig/ml_dsa/lanes.h"
#include "kernels/sig/ml_dsa/launch_gpu.h"
#include "kernels/sig/ml_dsa/prepared.h"
#include "kernels/hash/keccak/cost.h"
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

/* FIPS 204, algorithm 3. Permutations, of whose rounds one each may work on constants or for words that
 * nothing needs: five for each polynomial of A (256 values from three bytes each, of 168 bytes a block,
 * some of them refused); those of the key and of w1 by their bytes, 136 a block; one each for mu and
 * the challenge. Transforms of 1024 butterflies: l of z, one of c, k of t1, k back; a product with a constant
 * is three of words (kernels/field/field.h), a sum and a difference one each. Pointwise k (l + 1)
 * products, k of which are reduced. A key that was prepared spares A, its hash and t1. */
#define BLOCKS(bytes) ((bytes) / 136 + 1)
#define COST(permutations, transforms, pointwise, reductions)                                      \
  {                                                                                                \
    .add = KECCAK_ROUND_ADD * 23 * (permutations) + 2 * 1024 * (transforms),                       \
    .logic3 = KECCAK_ROUND_LOGIC3 * 23 * (permutations),                                           \
    .shift = KECCAK_ROUND_SHIFT * 23 * (permutations),                                             \
    .multiply = 2 * 1024 * (transforms) + 256 * (reductions),                                      \
    .multiply_wide = 1024 * (transforms) + 256 * ((pointwise) + (reductions))                      \
  }

#define SCHEME(set, k, l, eta, tau, gamma1_bits, gamma2, omega, challenge_bytes)                   \
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
      .cost = COST(5 * (k) * (l) + BLOCKS(ML_DSA_KEY_BYTES(k)) +                                   \
                       BLOCKS(64 + (k)*ML_DSA_W1_BYTES(gamma2)) + 2,                               \
                   (l) + 1 + 2 * (k), (k) * ((l) + 1), k),                                         \
      .key_cost = COST(5 * (k) * (l) + BLOCKS(ML_DSA_KEY_BYTES(k)), k, 0, 0),                      \
      .batch = {LANE_TABLE(ml_dsa_##set##_batch)},                                                 \
      .gpu = GPU(set, k, l, gamma2),                                                               \
  };

ML_DSA_SETS(SCHEME)
