/* The instruction sets a lane-C core is compiled for on the CPU.
 *
 * Every lanes.c file is compiled once per instruction set; the functions in it are told apart by
 * a suffix (LANE_NAME in lane.h). Which of them may run is a question to the processor, asked here.
 */
#ifndef PROOFMARK_KERNELS_LANE_ISA_H
#define PROOFMARK_KERNELS_LANE_ISA_H

#include <stdbool.h>

enum lane_isa {
  LANE_ISA_SSE2,        /* x86-64 baseline: 4 × 32 bits, 2 × 64 bits */
  LANE_ISA_AVX2,        /* 8 × 32, 4 × 64 */
  LANE_ISA_AVX512,      /* AVX-512 F, BW, DQ, VL: 16 × 32, 8 × 64 */
  LANE_ISA_NEON,        /* AArch64 baseline: 4 × 32, 2 × 64 */
  LANE_ISA_SHA_NI,      /* x86 SHA extensions with SSE4.1: no lanes, one message at a time */
  LANE_ISA_AVX512_IFMA, /* AVX-512 with 52-bit multiply-add: 8 × 64 bits */
  LANE_ISA_ADX,         /* x86's ADX with BMI2: no lanes, numbers of many 64-bit limbs */
  LANE_ISA_COUNT
};

/* "sse2", "avx2", "avx512", "neon", "sha-ni", "avx512-ifma", "adx". */
const char *lane_isa_name(enum lane_isa isa);

/* Whether the processor and the operating system can run `isa`. */
bool lane_isa_supported(enum lane_isa isa);

/* A function of a lanes.c file exists once per instruction set of the architecture. LANE_DECLARE
 * declares them all, LANE_TABLE fills an array indexed by enum lane_isa. */
#if defined(__x86_64__)
#define LANE_DECLARE(type, f) extern type f##_sse2, f##_avx2, f##_avx512
#define LANE_TABLE(f)                                                                              \
  [LANE_ISA_SSE2] = f##_sse2, [LANE_ISA_AVX2] = f##_avx2, [LANE_ISA_AVX512] = f##_avx512
#elif defined(__aarch64__)
#define LANE_DECLARE(type, f) extern type f##_neon
#define LANE_TABLE(f) [LANE_ISA_NEON] = f##_neon
#else
#error "proofmark's lanes are built for x86-64 and AArch64"
#endif

#endif
