/* Coefficients from and to the bytes of keys and signatures, on the CPU's vectors.
 *
 * Source: FIPS 204, section 7.1 (conversion), algorithms 14 (three bytes to a coefficient), 16 to
 * 19 (bit packing) and 28 (w1Encode).
 */
#ifndef PROOFMARK_KERNELS_SIG_ML_DSA_PACKING_H
#define PROOFMARK_KERNELS_SIG_ML_DSA_PACKING_H

#include <stdbool.h>

#include "kernels/sig/ml_dsa/ntt.h"

/* unpack_fields reads up to so many bytes after the last field. */
enum { PACKING_SLACK = 48 };

/* Field i of a vector lies in the four bytes from byte bits × i / 8 on. Where bytes can be
 * shuffled, they are brought to its lane within chunks of 16 bytes, four fields to a chunk. */
#if defined(__AVX512F__)
LANE_FN w32 packing_chunks(const uint8_t *bytes, unsigned bits) {
  w32 word = w32_set(0); /* a chunk begins in the middle of one */
  LANE_UNROLL
  for (unsigned i = 0; i < LANE32_COUNT; i++)
    word[i] = i / 4 * (bits / 2) / 4 + i % 4;
  return (w32)_mm512_permutexvar_epi32((__m512i)word, _mm512_loadu_si512(bytes));
}
LANE_FN unsigned packing_offset(unsigned chunk, unsigned bits) { return chunk * (bits / 2) % 4; }
LANE_FN w32 packing_shuffle(w32 chunks, lane_bytes order) {
  return (w32)_mm512_shuffle_epi8((__m512i)chunks, (__m512i)order);
}
#elif defined(__AVX2__)
LANE_FN w32 packing_chunks(const uint8_t *bytes, unsigned bits) {
  return (w32)transpose_join(bytes, bytes + bits / 2);
}
LANE_FN unsigned packing_offset(unsigned chunk, unsigned bits) { return 0 * chunk * bits; }
LANE_FN w32 packing_shuffle(w32 chunks, lane_bytes order) {
  return (w32)_mm256_shuffle_epi8((__m256i)chunks, (__m256i)order);
}
#elif defined(__ARM_NEON)
LANE_FN w32 packing_chunks(const uint8_t *bytes, unsigned bits) {
  (void)bits;
  return w32_load(bytes);
}
LANE_FN unsigned packing_offset(unsigned chunk, unsigned bits) { return 0 * chunk * bits; }
LANE_FN w32 packing_shuffle(w32 chunks, lane_bytes order) {
  return (w32)vqtbl1q_u8((uint8x16_t)chunks, (uint8x16_t)order);
}
#endif

/* LANE32_COUNT fields of `bits` bits, 10 to 24 and a constant. */
#if defined(__SSE2__) && !defined(__AVX2__)
LANE_FN w32 unpack_fields(const uint8_t *bytes, unsigned bits) {
  uint32_t fields[LANE32_COUNT];
  LANE_UNROLL
  for (unsigned i = 0; i < LANE32_COUNT; i++) {
    memcpy(&fields[i], bytes + bits * i / 8, 4);
    fields[i] >>= bits * i % 8;
  }
  return w32_load(fields) & ((1u << bits) - 1);
}
#else
LANE_FN w32 unpack_fields(const uint8_t *bytes, unsigned bits) {
  w32 shift = w32_set(0);
  lane_bytes order = {0};
  LANE_UNROLL
  for (unsigned i = 0; i < LANE32_COUNT; i++)
    shift[i] = bits * i % 8;
  LANE_UNROLL
  for (unsigned i = 0; i < LANE_BYTES; i++)
    order[i] = (uint8_t)(packing_offset(i / 16, bits) + bits * (i % 16 / 4) / 8 + i % 4);
  const w32 windows = packing_shuffle(packing_chunks(bytes, bits), order);
  return windows >> shift & ((1u << bits) - 1);
}
#endif

/* Whether some lane has its top bit set. */
LANE_FN bool any_top_bit(w32 x) {
#if defined(__AVX512F__)
  return _mm512_movepi32_mask((__m512i)x) != 0;
#elif defined(__AVX2__)
  return _mm256_movemask_ps((__m256)x) != 0;
#elif defined(__SSE2__)
  return _mm_movemask_ps((__m128)x) != 0;
#else
  return vmaxvq_u32((uint32x4_t)x) >> 31 != 0;
#endif
}

/* Bytes of a vector of fields. */
LANE_FN unsigned packed_bytes(unsigned bits) { return bits * LANE32_COUNT / 8; }

/* t1 · 2^d, below q. Reads PACKING_SLACK bytes more. */
static inline void unpack_t1(const uint8_t *bytes, uint32_t t[ML_DSA_N]) {
  for (unsigned i = 0; i < NTT_VECTORS; i++)
    w32_store(t + i * LANE32_COUNT, unpack_fields(bytes + i * packed_bytes(10), 10) << ML_DSA_D);
}

/* z + q = γ1 + q - field, below 1.07q; false where some |z| >= limit. In terms of the field, one of
 * two differences is then below zero, which has its top bit set. Reads PACKING_SLACK bytes more: in
 * a signature those of the hints. */
LANE_FN bool unpack_z_of(const uint8_t *bytes, unsigned gamma1_bits, uint32_t limit,
                         uint32_t z[ML_DSA_N]) {
  const uint32_t gamma1 = 1u << gamma1_bits;
  w32 outside = w32_set(0);
  for (unsigned i = 0; i < NTT_VECTORS; i++) {
    const w32 field = unpack_fields(bytes + i * packed_bytes(gamma1_bits + 1), gamma1_bits + 1);
    outside |= (field - (gamma1 - limit + 1)) | ((gamma1 + limit - 1) - field);
    w32_store(z + i * LANE32_COUNT, (gamma1 + ML_DSA_Q) - field);
  }
  return !any_top_bit(outside);
}

static inline bool unpack_z(const uint8_t *bytes, unsigned gamma1_bits, uint32_t limit,
                            uint32_t z[ML_DSA_N]) {
  return gamma1_bits == 17 ? unpack_z_of(bytes, 17, limit, z) : unpack_z_of(bytes, 19, limit, z);
}

/* Algorithm 21, HintBitUnpack, without unpacking: whether y is what algorithm 20 makes of some
 * hint. */
static inline bool hints_are_canonical(const uint8_t *y, unsigned k, unsigned omega) {
  unsigned index = 0;
  for (unsigned i = 0; i < k; i++) {
    const unsigned end = y[omega + i];
    if (end < index || end > omega)
      return false;
    for (unsigned n = index + 1; n < end; n++)
      if (y[n - 1] >= y[n])
        return false;
    index = end;
  }
  for (; index < omega; index++)
    if (y[index] != 0)
      return false;
  return true;
}

/* The lowest byte of every lane, to LANE32_COUNT bytes. Lanes are below 256. */
LANE_FN void store_low_bytes(uint8_t *to, w32 x) {
#if defined(__AVX512F__)
  _mm_storeu_si128((__m128i *)to, _mm512_cvtepi32_epi8((__m512i)x));
#elif defined(__AVX2__)
  const __m256i first = _mm256_set1_epi32(0x0c080400);
  const __m256i halves = _mm256_shuffle_epi8((__m256i)x, first);
  _mm_storel_epi64((__m128i *)to, _mm_unpacklo_epi32(_mm256_castsi256_si128(halves),
                                                     _mm256_extracti128_si256(halves, 1)));
#elif defined(__SSE2__)
  const __m128i words = _mm_packs_epi32((__m128i)x, (__m128i)x);
  const uint32_t bytes = (uint32_t)_mm_cvtsi128_si32(_mm_packus_epi16(words, words));
  memcpy(to, &bytes, sizeof bytes);
#else
  const uint16x4_t halves = vmovn_u32((uint32x4_t)x);
  const uint8x8_t low = vmovn_u16(vcombine_u16(halves, halves));
  memcpy(to, &low, LANE32_COUNT);
#endif
}

/* Eight bytes of 6 or 4 bits each in every lane to 48 or 32 adjacent bits, pair by pair. */
LANE_FN w64 join_six_bits(w64 x) {
  x = (x & 0x003f003f003f003f) | (x >> 2 & 0x0fc00fc00fc00fc0);
  x = (x & 0x00000fff00000fff) | (x >> 4 & 0x00fff00000fff000);
  return (x & 0xffffff) | (x >> 8 & 0xffffff000000);
}
LANE_FN w64 join_four_bits(w64 x) {
  x = (x | x >> 4) & 0x00ff00ff00ff00ff;
  x = (x | x >> 8) & 0x0000ffff0000ffff;
  return (x | x >> 16) & 0xffffffff;
}

/* Algorithm 28, one polynomial, its coefficients in bytes of their own. Writes up to 4 bytes more
 * than that. */
LANE_FN void pack_w1_of(const uint8_t w1[ML_DSA_N], unsigned bits, uint8_t *packed) {
  uint64_t joined[ML_DSA_N / 8];
  for (unsigned i = 0; i < ML_DSA_N / 8; i += LANE64_COUNT) {
    w64 x;
    memcpy(&x, w1 + 8 * i, sizeof x);
    x = bits == 6 ? join_six_bits(x) : join_four_bits(x);
    memcpy(joined + i, &x, sizeof x);
  }
  for (unsigned i = 0; i < ML_DSA_N / 8; i++)
    memcpy(packed + bits * i, &joined[i], 8);
}

static inline void pack_w1(const uint8_t w1[ML_DSA_N], unsigned bits, uint8_t *packed) {
  if (bits == 6)
    pack_w1_of(w1, 6, packed);
  else
    pack_w1_of(w1, 4, packed);
}

#endif
