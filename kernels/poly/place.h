/* Where the next row is: quotient.h. */
#ifndef PROOFMARK_KERNELS_POLY_PLACE_H
#define PROOFMARK_KERNELS_POLY_PLACE_H

#if defined(__OPENCL_VERSION__)
LANE_FN uint32_t quotient_leading_zeros(uint64_t x) { return (uint32_t)clz(x); }
#elif defined(__CUDACC__)
LANE_FN uint32_t quotient_leading_zeros(uint64_t x) { return (uint32_t)__clzll((long long)x); }
#else
LANE_FN uint32_t quotient_leading_zeros(uint64_t x) { return (uint32_t)__builtin_clzll(x); }
#endif

/* The place of the row at w_N x, of the place i of the row at x. The exponent of w_M grows by M /
 * N, modulo M. Its bits are those of i in reverse: the sum begins at bit log_size - 1 and carries
 * downwards, over the ones, which it turns into zeros, to the first zero, if any. */
LANE_FN uint64_t quotient_next(uint64_t i, uint32_t log_size) {
  const uint32_t above = 64 - log_size; /* the bits that do not change */
  const uint32_t ones = quotient_leading_zeros(~(i << above));
  return i ^ (~(uint64_t)0 << (63 - ones) >> above);
}

#endif
