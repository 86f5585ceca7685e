/* Lane C in CUDA C++: a lane is a thread, a word is a scalar. */
#ifndef PROOFMARK_KERNELS_LANE_LANE_CUDA_H
#define PROOFMARK_KERNELS_LANE_LANE_CUDA_H

#include <stdint.h>

typedef uint32_t w32;
typedef uint64_t w64;

/* Without `static`, so that nvcc does not warn of functions that a program leaves unused. */
#define LANE_FN __device__ __forceinline__
#define LANE_CONST static __device__ __constant__ const
#define LANE_UNROLL _Pragma("unroll")

LANE_FN w32 w32_set(uint32_t x) { return x; }
LANE_FN w64 w64_set(uint64_t x) { return x; }

/* Sums on the multiply-add pipe. What a hash does besides (LOP3, SHF, IADD3) keeps the integer pipe
 * busy while the multiply-add pipe beside it idles; a factor that the compiler does not know keeps
 * it from turning the sum back. */
static __device__ __constant__ w32 lane_one = 1;

LANE_FN w32 w32_add(w32 a, w32 b) { return a * lane_one + b; }
LANE_FN w32 w32_min(w32 a, w32 b) { return min(a, b); }

LANE_FN w32 w64_low(w64 x) { return (w32)x; }
LANE_FN w32 w64_high(w64 x) { return (w32)(x >> 32); }
LANE_FN w64 w64_of(w32 low, w32 high) { return (w64)high << 32 | low; }

/* The first two make one IMAD.WIDE, which the compiler splits again if it is written in C. */
LANE_FN w64 w64_add(w64 a, w64 b) {
  w32 low, high;
  asm("mad.lo.cc.u32 %0, %2, %6, %4;\n\t"
      "madc.hi.u32 %1, %2, %6, %5;\n\t"
      "mad.lo.u32 %1, %3, %6, %1;"
      : "=&r"(low), "=&r"(high)
      : "r"(w64_low(a)), "r"(w64_high(a)), "r"(w64_low(b)), "r"(w64_high(b)), "r"(lane_one));
  return w64_of(low, high);
}

/* The machine rotates 32-bit words (SHF); a 64-bit rotate is two funnel shifts of its halves. */
LANE_FN w32 w32_rotr(w32 x, int n) { return __funnelshift_r(x, x, n); }
LANE_FN w64 w64_rotr(w64 x, int n) {
  const w32 low = n < 32 ? w64_low(x) : w64_high(x), high = n < 32 ? w64_high(x) : w64_low(x);
  return w64_of(__funnelshift_r(low, high, n), __funnelshift_r(high, low, n));
}
LANE_FN w64 w64_rotl(w64 x, int n) { return w64_rotr(x, 64 - n); }

/* Any bitwise function of three words is one LOP3 whose immediate is the truth table read with
 * a = 0xf0, b = 0xcc, c = 0xaa (PTX ISA, "lop3"). Written as such because the compiler, left to
 * itself, shares two-input terms between three-input ones: nvcc 13.0 then needs 307 LOP3 for two
 * rounds of Keccak-f instead of 244. */
template <int truth_table> LANE_FN w32 w32_logic(w32 a, w32 b, w32 c) {
  w32 r;
  asm("lop3.b32 %0, %1, %2, %3, %4;" : "=r"(r) : "r"(a), "r"(b), "r"(c), "n"(truth_table));
  return r;
}
template <int truth_table> LANE_FN w64 w64_logic(w64 a, w64 b, w64 c) {
  return w64_of(w32_logic<truth_table>(w64_low(a), w64_low(b), w64_low(c)),
                w32_logic<truth_table>(w64_high(a), w64_high(b), w64_high(c)));
}

LANE_FN w32 w32_xor3(w32 a, w32 b, w32 c) { return w32_logic<0x96>(a, b, c); }
LANE_FN w32 w32_choose(w32 m, w32 a, w32 b) { return w32_logic<0xca>(m, a, b); }
LANE_FN w32 w32_majority(w32 a, w32 b, w32 c) { return w32_logic<0xe8>(a, b, c); }
LANE_FN w64 w64_xor3(w64 a, w64 b, w64 c) { return w64_logic<0x96>(a, b, c); }
LANE_FN w64 w64_chi(w64 a, w64 b, w64 c) { return w64_logic<0xd2>(a, b, c); }

#endif
