/* ML-DSA on the CPU's vectors. Compiled once per instruction set. */
#include "kernels/sig/ml_dsa/lanes.h"
#include "kernels/sig/ml_dsa/signing.h"
#include "kernels/sig/ml_dsa/verify.h"

#define BATCH(set, ...)                                                                            \
  sig_batch_fn LANE_NAME(ml_dsa_##set##_batch);                                                    \
  bool LANE_NAME(ml_dsa_##set##_batch)(const struct sig_batch *batch, uint64_t first,              \
                                       uint64_t last, uint8_t *output) {                           \
    return verify_batch(&ml_dsa_params_##set, batch, first, last, output);                         \
  }
ML_DSA_SETS(BATCH)

static void reduced_ntt(uint32_t w[ML_DSA_N]) {
  struct ntt_tables tables;
  ntt_tables_init(&tables);
  ntt_forward(&tables, w);
  reduce_poly(w);
}

/* 8347681 is 256^-1 mod q. */
static void reduced_inverse_ntt(uint32_t w[ML_DSA_N]) {
  struct ntt_tables tables;
  ntt_tables_init(&tables);
  ntt_backward(&tables, w);
  scale_poly(w, 8347681, (uint32_t)((UINT64_C(8347681) << 32) / ML_DSA_Q));
}

ml_dsa_lanes_fn LANE_NAME(ml_dsa_lanes);
const struct ml_dsa_lanes *LANE_NAME(ml_dsa_lanes)(void) {
  static const struct ml_dsa_lanes lanes = {.ntt = reduced_ntt,
                                            .inverse_ntt = reduced_inverse_ntt,
                                            .prepare = prepare_key,
                                            .rekey = signer_rekey,
                                            .sign = signer_sign};
  return &lanes;
}
