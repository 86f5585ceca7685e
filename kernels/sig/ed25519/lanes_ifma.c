/* Ed25519 on the CPU's vectors with 52-bit multiply-add. */
#if defined(__AVX512IFMA__)
#include "kernels/sig/ed25519/verify_lanes.h"

sig_batch_fn ed25519_batch_avx512_ifma;
bool ed25519_batch_avx512_ifma(const struct sig_batch *batch, uint64_t first, uint64_t last,
                               uint8_t *output) {
  return verify_batch(batch, first, last, output);
}
#endif
