/* Lane C on the CPU without lanes: a word is a scalar. For cores whose lane is scalar on every
 * target (curves of 256 bits), and for the few hashes that such a core needs. Chosen by
 * LANE_SCALAR, which the including file defines before its first include. */
#ifndef PROOFMARK_KERNELS_LANE_LANE_SCALAR_H
#define PROOFMARK_KERNELS_LANE_LANE_SCALAR_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

typedef uint32_t w32;
typedef uint64_t w64;

#if defined(LANE_CALLED) /* by a test, which a sanitizer would take minutes to compile otherwise */
#define LANE_FN static __attribute__((unused))
#else
#define LANE_FN static inline __attribute__((always_inline, unused))
#endif
#define LANE_CONST static const
#if defined(PROOFMARK_SANITIZED) /* as in lane_cpu.h */
#define LANE_UNROLL
#else
#define LANE_UNROLL _Pragma("GCC unroll 80")
#endif

/* There is one address space (kernels/lane/gpu.h names them for cores that read tables). */
#define GPU_GLOBAL

LANE_FN w32 w32_set(uint32_t x) { return x; }
LANE_FN w64 w64_set(uint64_t x) { return x; }
LANE_FN w32 w32_add(w32 a, w32 b) { return a + b; }
LANE_FN w64 w64_add(w64 a, w64 b) { return a + b; }
LANE_FN w32 w32_min(w32 a, w32 b) { return a < b ? a : b; }

#define w32_rotr(x, n) (((x) >> (n)) | ((x) << (32 - (n))))
#define w64_rotr(x, n) (((x) >> (n)) | ((x) << (64 - (n))))
#define w64_rotl(x, n) (((x) << (n)) | ((x) >> (64 - (n))))

LANE_FN w32 w32_xor3(w32 a, w32 b, w32 c) { return a ^ b ^ c; }
LANE_FN w32 w32_choose(w32 m, w32 a, w32 b) { return b ^ (m & (a ^ b)); }
LANE_FN w32 w32_majority(w32 a, w32 b, w32 c) { return b ^ ((a ^ b) & (b ^ c)); }
LANE_FN w64 w64_xor3(w64 a, w64 b, w64 c) { return a ^ b ^ c; }
LANE_FN w64 w64_chi(w64 a, w64 b, w64 c) { return a ^ (~b & c); }

#endif
