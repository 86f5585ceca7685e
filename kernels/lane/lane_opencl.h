/* Lane C in OpenCL C 1.2: a lane is a work-item, a word is a scalar. */
#ifndef PROOFMARK_KERNELS_LANE_LANE_OPENCL_H
#define PROOFMARK_KERNELS_LANE_LANE_OPENCL_H

typedef uchar uint8_t;
typedef uint uint32_t;
typedef ulong uint64_t;
typedef uint w32;
typedef ulong w64;
#define UINT64_C(x) x##ul

#define LANE_FN static inline __attribute__((always_inline))
#define LANE_CONST __constant const
#define LANE_UNROLL _Pragma("unroll")

#define w32_set(x) ((w32)(x))
#define w64_set(x) ((w64)(x))
#define w32_add(a, b) ((w32)(a) + (w32)(b))
#define w64_add(a, b) ((w64)(a) + (w64)(b))
#define w32_min(a, b) min((w32)(a), (w32)(b))
#define w32_rotr(x, n) rotate((w32)(x), (w32)(32 - (n)))
#define w64_rotr(x, n) rotate((w64)(x), (w64)(64 - (n)))
#define w64_rotl(x, n) rotate((w64)(x), (w64)(n))

LANE_FN w32 w32_xor3(w32 a, w32 b, w32 c) { return a ^ b ^ c; }
LANE_FN w32 w32_choose(w32 m, w32 a, w32 b) { return bitselect(b, a, m); }
LANE_FN w32 w32_majority(w32 a, w32 b, w32 c) { return bitselect(a, b, c ^ a); }
LANE_FN w64 w64_xor3(w64 a, w64 b, w64 c) { return a ^ b ^ c; }
LANE_FN w64 w64_chi(w64 a, w64 b, w64 c) { return a ^ (~b & c); }

#endif
