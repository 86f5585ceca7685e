/* Lane C on the CPU: GNU C vectors as wide as the instruction set's registers. */
#ifndef PROOFMARK_KERNELS_LANE_LANE_CPU_H
#define PROOFMARK_KERNELS_LANE_LANE_CPU_H

#include <stdint.h>
#include <string.h>

#if defined(__SSE2__)
#include <immintrin.h>
#elif defined(__ARM_NEON)
#include <arm_neon.h>
#endif

#if defined(__AVX512F__)
#define LANE_BYTES 64
#elif defined(__AVX2__)
#define LANE_BYTES 32
#else
#define LANE_BYTES 16
#endif

enum { LANE32_COUNT = LANE_BYTES / 4, LANE64_COUNT = LANE_BYTES / 8 };

typedef uint32_t w32 __attribute__((vector_size(LANE_BYTES)));
typedef uint64_t w64 __attribute__((vector_size(LANE_BYTES)));
typedef uint8_t lane_bytes __attribute__((vector_size(LANE_BYTES)));

#define LANE_VECTORS
#define LANE_FN static inline __attribute__((always_inline))
#define LANE_CONST static const
#if defined(PROOFMARK_SANITIZED) /* checks in every copy of a body would take minutes to compile */
#define LANE_UNROLL
#else
#define LANE_UNROLL _Pragma("GCC unroll 80")
#endif

/* LANE_NAME(f) is f with the instruction set's name: f_avx2. */
#define LANE_JOIN_(f, isa) f##_##isa
#define LANE_JOIN(f, isa) LANE_JOIN_(f, isa)
#define LANE_NAME(f) LANE_JOIN(f, LANE_ISA_SUFFIX)

LANE_FN w32 w32_set(uint32_t x) { return (w32){0} + x; }
LANE_FN w64 w64_set(uint64_t x) { return (w64){0} + x; }

LANE_FN w32 w32_add(w32 a, w32 b) { return a + b; }
LANE_FN w64 w64_add(w64 a, w64 b) { return a + b; }

#if defined(__AVX512F__)
LANE_FN w32 w32_min(w32 a, w32 b) { return (w32)_mm512_min_epu32((__m512i)a, (__m512i)b); }
#elif defined(__AVX2__)
LANE_FN w32 w32_min(w32 a, w32 b) { return (w32)_mm256_min_epu32((__m256i)a, (__m256i)b); }
#elif defined(__SSE2__) /* which compares signed words only */
LANE_FN w32 w32_min(w32 a, w32 b) {
  const __m128i sign = _mm_set1_epi32(INT32_MIN);
  const w32 b_is_less =
      (w32)_mm_cmplt_epi32(_mm_xor_si128((__m128i)b, sign), _mm_xor_si128((__m128i)a, sign));
  return a ^ ((a ^ b) & b_is_less);
}
#elif defined(__ARM_NEON)
LANE_FN w32 w32_min(w32 a, w32 b) { return (w32)vminq_u32((uint32x4_t)a, (uint32x4_t)b); }
#endif

/* Rotations are two shifts and an or, which AVX-512 has as one instruction (gcc finds it). The
 * others can do some rotations by whole bytes with fewer instructions. */
#if defined(__AVX512F__)
LANE_FN w32 w32_rotr(w32 x, int n) { return (x >> n) | (x << (32 - n)); }
LANE_FN w64 w64_rotr(w64 x, int n) { return (x >> n) | (x << (64 - n)); }

#elif defined(__AVX2__)
/* Rotates right by n bytes the words of which a byte's place has the bits of `inside`. */
LANE_FN lane_bytes lane_rotr_bytes(lane_bytes x, uint8_t inside, uint8_t n) {
  const lane_bytes place = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
                            0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  const lane_bytes source = place ^ ((place ^ (place + n)) & inside);
  return (lane_bytes)_mm256_shuffle_epi8((__m256i)x, (__m256i)source);
}
LANE_FN w32 w32_rotr(w32 x, int n) {
  return n % 8 == 0 ? (w32)lane_rotr_bytes((lane_bytes)x, 3, n / 8) : (x >> n) | (x << (32 - n));
}
LANE_FN w64 w64_rotr(w64 x, int n) {
  if (n == 32)
    return (w64)_mm256_shuffle_epi32((__m256i)x, _MM_SHUFFLE(2, 3, 0, 1));
  return n % 8 == 0 ? (w64)lane_rotr_bytes((lane_bytes)x, 7, n / 8) : (x >> n) | (x << (64 - n));
}

#elif defined(__SSE2__)
/* Shuffles move half words at best. */
typedef uint16_t lane_halves __attribute__((vector_size(LANE_BYTES)));

LANE_FN w32 w32_rotr(w32 x, int n) {
  enum { SWAP = _MM_SHUFFLE(2, 3, 0, 1) };
  if (n == 16)
    return (w32)_mm_shufflehi_epi16(_mm_shufflelo_epi16((__m128i)x, SWAP), SWAP);
  return (x >> n) | (x << (32 - n));
}
LANE_FN w64 w64_rotr(w64 x, int n) {
  const lane_halves h = (lane_halves)x;
  if (n == 16)
    return (w64)__builtin_shufflevector(h, h, 1, 2, 3, 0, 5, 6, 7, 4);
  if (n == 32)
    return (w64)__builtin_shufflevector(h, h, 2, 3, 0, 1, 6, 7, 4, 5);
  return (x >> n) | (x << (64 - n));
}

#elif defined(__ARM_NEON)
/* As for AVX2. */
LANE_FN lane_bytes lane_rotr_bytes(lane_bytes x, uint8_t inside, uint8_t n) {
  const lane_bytes place = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  const lane_bytes source = place ^ ((place ^ (place + n)) & inside);
  return (lane_bytes)vqtbl1q_u8((uint8x16_t)x, (uint8x16_t)source);
}
/* By bits: shift left and insert what a shift right brings, two instructions, where gcc makes
 * three. Macros, because these shifts have to be constants before inlining, too. */
#define w32_rotr(x, n)                                                                             \
  ((n) == 16      ? (w32)vrev32q_u16((uint16x8_t)(x))                                              \
   : (n) % 8 == 0 ? (w32)lane_rotr_bytes((lane_bytes)(x), 3, (n) / 8)                              \
                  : (w32)vsriq_n_u32(vshlq_n_u32((uint32x4_t)(x), 32 - (n)), (uint32x4_t)(x), n))
#define w64_rotr(x, n)                                                                             \
  ((n) == 32      ? (w64)vrev64q_u32((uint32x4_t)(x))                                              \
   : (n) % 8 == 0 ? (w64)lane_rotr_bytes((lane_bytes)(x), 7, (n) / 8)                              \
                  : (w64)vsriq_n_u64(vshlq_n_u64((uint64x2_t)(x), 64 - (n)), (uint64x2_t)(x), n))
#endif
#define w64_rotl(x, n) w64_rotr(x, 64 - (n))

#if defined(__AVX512F__)
/* The immediate of vpternlog is the truth table read with a = 0xf0, b = 0xcc, c = 0xaa; the result
 * takes the place of its first operand. */
LANE_FN w32 w32_xor3(w32 a, w32 b, w32 c) {
  return (w32)_mm512_ternarylogic_epi32((__m512i)c, (__m512i)a, (__m512i)b, 0x96);
}
LANE_FN w32 w32_choose(w32 m, w32 a, w32 b) {
  return (w32)_mm512_ternarylogic_epi32((__m512i)m, (__m512i)a, (__m512i)b, 0xca);
}
LANE_FN w32 w32_majority(w32 a, w32 b, w32 c) {
  return (w32)_mm512_ternarylogic_epi32((__m512i)a, (__m512i)b, (__m512i)c, 0xe8);
}
LANE_FN w64 w64_xor3(w64 a, w64 b, w64 c) {
  return (w64)_mm512_ternarylogic_epi64((__m512i)c, (__m512i)a, (__m512i)b, 0x96);
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
