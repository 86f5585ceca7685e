/* Ed25519 on the CPU's vectors. Compiled once per instruction set; where vectors have only two
 * lanes, the portable core is faster. */
#if defined(__AVX2__)
#include "kernels/sig/ed25519/verify_lanes.h"

sig_batch_fn LANE_NAME(ed25519_batch);
bool LANE_NAME(ed25519_batch)(const struct sig_batch *batch, uint64_t first, uint64_t last,
                              uint8_t *output) {
  return verify_batch(batch, first, last, output);
}
#endif
