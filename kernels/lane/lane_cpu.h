/* Lane C on the CPU: GNU C vectors as wide as the instruction set's registers. */
#ifndef PROOFMARK_KERNELS_LANE_LANE_CPU_H
#define PROOFMARK_KERNELS_LANE_LANE_CPU_H

#include <stdint.h>
#include <string.h>

#if defined(__AVX512F__)
#include <immintrin.h>
#define LANE_BYTES 64
#elif defined(__AVX2__)
#include <immintrin.h>
#define LANE_BYTES 32
#else
#if defined(__ARM_NEON)
#include <arm_neon.h>
#endif
#define LANE_BYTES 16
#endif

enum { LANE32_COUNT = LANE_BYTES / 4, LANE64_COUNT = LANE_BYTES / 8 };

typedef uint32_t w32 __attribute__((vector_size(LANE_BYTES)));
typedef uint64_t w64 __attribute__((vector_size(LANE_BYTES)));

#define LANE_FN static inline __attribute__((always_inline))
#define LANE_CONST static const
#define LANE_UNROLL _Pragma("GCC unroll 80")

/* LANE_NAME(f) is f with the instruction set's name: f_avx2. */
#define LANE_JOIN_(f, isa) f##_##isa
#define LANE_JOIN(f, isa) LANE_JOIN_(f, isa)
#define LANE_NAME(f) LANE_JOIN(f, LANE_ISA_SUFFIX)

LANE_FN w32 w32_set(uint32_t x) { return (w32){0} + x; }
LANE_FN w64 w64_set(uint64_t x) { return (w64){0} + x; }

#if defined(__ARM_NEON)
/* Shift left and insert what a shift right brings: two instructions, where gcc makes three. */
#define w32_rotr(x, n) ((w32)vsriq_n_u32(vshlq_n_u32((uint32x4_t)(x), 32 - (n)), (uint32x4_t)(x), n))
#define w64_rotr(x, n) ((w64)vsriq_n_u64(vshlq_n_u64((uint64x2_t)(x), 64 - (n)), (uint64x2_t)(x), n))
#define w64_rotl(x, n) w64_rotr(x, 64 - (n))
#else
#define w32_rotr(x, n) (((x) >> (n)) | ((x) << (32 - (n))))
#define w64_rotr(x, n) (((x) >> (n)) | ((x) << (64 - (n))))
#define w64_rotl(x, n) (((x) << (n)) | ((x) >> (64 - (n))))
#endif

#if defined(__AVX512F__)
/* The immediate of vpternlog is the truth table read with a = 0xf0, b = 0xcc, c = 0xaa. */
LANE_FN w32 w32_xor3(w32 a, w32 b, w32 c) {
  return (w32)_mm512_ternarylogic_epi32((__m512i)a, (__m512i)b, (__m512i)c, 0x96);
}
LANE_FN w32 w32_choose(w32 m, w32 a, w32 b) {
  return (w32)_mm512_ternarylogic_epi32((__m512i)m, (__m512i)a, (__m512i)b, 0xca);
}
LANE_FN w32 w32_majority(w32 a, w32 b, w32 c) {
  return (w32)_mm512_ternarylogic_epi32((__m512i)a, (__m512i)b, (__m512i)c, 0xe8);
}
LANE_FN w64 w64_xor3(w64 a, w64 b, w64 c) {
  return (w64)_mm512_ternarylogic_epi64((__m512i)a, (__m512i)b, (__m512i)c, 0x96);
}
LANE_FN w64 w64_chi(w64 a, w64 b, w64 c) {
  return (w64)_mm512_ternarylogic_epi64((__m512i)a, (__m512i)b, (__m512i)c, 0xd2);
}
#else
LANE_FN w32 w32_xor3(w32 a, w32 b, w32 c) { return a ^ b ^ c; }
LANE_FN w32 w32_choose(w32 m, w32 a, w32 b) { return b ^ (m & (a ^ b)); }
/* In this form the next round's b ^ c is this round's a ^ b, which the compiler finds. */
LANE_FN w32 w32_majority(w32 a, w32 b, w32 c) { return b ^ ((a ^ b) & (b ^ c)); }
LANE_FN w64 w64_xor3(w64 a, w64 b, w64 c) { return a ^ b ^ c; }
LANE_FN w64 w64_chi(w64 a, w64 b, w64 c) { return a ^ (~b & c); }
#endif

#endif
