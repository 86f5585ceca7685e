/* Bytes into lanes and back, on the CPU.
 *
 * Messages lie one after another in memory, but a lane-C word is one word of every message: lane l
 * of word j is word j of row l. These functions transpose 32 bytes of every row at a time, which is
 * half a SHA-256 block, a quarter of a BLAKE2b block, and a digest. Words are little-endian (as
 * both supported architectures are); big-endian algorithms swap them afterwards (w32_swap_bytes).
 *
 *   transpose_load32(words, rows, offset)   words[0..8)  of 32 bits from rows[l] + offset
 *   transpose_load64(words, rows, offset)   words[0..4)  of 64 bits from rows[l] + offset
 *   transpose_load64_word(rows, offset)     one word of 64 bits from rows[l] + offset
 *   transpose_store32(bytes, words)         words[0..8)  of lane l to bytes + 32 × l
 *   transpose_store64(bytes, words)         words[0..4)  of lane l to bytes + 32 × l
 *
 * Nothing needs alignment, and exactly the bytes named are touched.
 *
 * A vector is seen as chunks of 16 bytes. Loading gathers chunks so that chunk q of a vector comes
 * from row i + q × step; what is left is a 4 × 4 (or 2 × 2) transpose inside each chunk, which all
 * instruction sets can do with their interleaving instructions.
 */
#ifndef PROOFMARK_KERNELS_LANE_TRANSPOSE_H
#define PROOFMARK_KERNELS_LANE_TRANSPOSE_H

#include <stddef.h>

#include "kernels/lane/lane.h"

enum { TRANSPOSE_BYTES = 32 };

#if defined(__AVX512F__)

/* chunks[0], chunks[1]: the first and second 16 of the 32 bytes at rows[0], rows[step], ... */
LANE_FN void transpose_gather(w32 chunks[2], const uint8_t *const *rows, int step, size_t offset) {
  const __m256i *const row0 = (const __m256i *)(rows[0] + offset);
  const __m256i *const row1 = (const __m256i *)(rows[step] + offset);
  const __m256i *const row2 = (const __m256i *)(rows[2 * step] + offset);
  const __m256i *const row3 = (const __m256i *)(rows[3 * step] + offset);
  const __m512i low = _mm512_inserti64x4(_mm512_castsi256_si512(_mm256_loadu_si256(row0)),
                                         _mm256_loadu_si256(row1), 1);
  const __m512i high = _mm512_inserti64x4(_mm512_castsi256_si512(_mm256_loadu_si256(row2)),
                                          _mm256_loadu_si256(row3), 1);
  chunks[0] = (w32)_mm512_shuffle_i32x4(low, high, 0x88);
  chunks[1] = (w32)_mm512_shuffle_i32x4(low, high, 0xdd);
}

/* The reverse: 32 bytes each to bytes, bytes + stride, ... */
LANE_FN void transpose_scatter(uint8_t *bytes, size_t stride, w32 first, w32 second) {
  const __m512i low = _mm512_permutex2var_epi64(
      (__m512i)first, _mm512_setr_epi64(0, 1, 8, 9, 2, 3, 10, 11), (__m512i)second);
  const __m512i high = _mm512_permutex2var_epi64(
      (__m512i)first, _mm512_setr_epi64(4, 5, 12, 13, 6, 7, 14, 15), (__m512i)second);
  _mm256_storeu_si256((__m256i *)bytes, _mm512_castsi512_si256(low));
  _mm256_storeu_si256((__m256i *)(bytes + stride), _mm512_extracti64x4_epi64(low, 1));
  _mm256_storeu_si256((__m256i *)(bytes + 2 * stride), _mm512_castsi512_si256(high));
  _mm256_storeu_si256((__m256i *)(bytes + 3 * stride), _mm512_extracti64x4_epi64(high, 1));
}

#define TRANSPOSE_ZIP(name, intrinsic)                                                             \
  LANE_FN w32 name(w32 a, w32 b) { return (w32)_mm512_##intrinsic((__m512i)a, (__m512i)b); }
TRANSPOSE_ZIP(transpose_zip_low32, unpacklo_epi32)
TRANSPOSE_ZIP(transpose_zip_high32, unpackhi_epi32)
TRANSPOSE_ZIP(transpose_zip_low64, unpacklo_epi64)
TRANSPOSE_ZIP(transpose_zip_high64, unpackhi_epi64)
#undef TRANSPOSE_ZIP

LANE_FN w32 w32_swap_bytes(w32 x) {
  const __m512i order =
      _mm512_broadcast_i32x4(_mm_setr_epi8(3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12));
  return (w32)_mm512_shuffle_epi8((__m512i)x, order);
}

#elif defined(__AVX2__)

LANE_FN __m256i transpose_join(const uint8_t *low, const uint8_t *high) {
  return _mm256_inserti128_si256(_mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)low)),
                                 _mm_loadu_si128((const __m128i *)high), 1);
}

LANE_FN void transpose_gather(w32 chunks[2], const uint8_t *const *rows, int step, size_t offset) {
  chunks[0] = (w32)transpose_join(rows[0] + offset, rows[step] + offset);
  chunks[1] = (w32)transpose_join(rows[0] + offset + 16, rows[step] + offset + 16);
}

LANE_FN void transpose_scatter(uint8_t *bytes, size_t stride, w32 first, w32 second) {
  const __m256i a = (__m256i)first, b = (__m256i)second;
  _mm256_storeu_si256((__m256i *)bytes, _mm256_permute2x128_si256(a, b, 0x20));
  _mm256_storeu_si256((__m256i *)(bytes + stride), _mm256_permute2x128_si256(a, b, 0x31));
}

#define TRANSPOSE_ZIP(name, intrinsic)                                                             \
  LANE_FN w32 name(w32 a, w32 b) { return (w32)_mm256_##intrinsic((__m256i)a, (__m256i)b); }
TRANSPOSE_ZIP(transpose_zip_low32, unpacklo_epi32)
TRANSPOSE_ZIP(transpose_zip_high32, unpackhi_epi32)
TRANSPOSE_ZIP(transpose_zip_low64, unpacklo_epi64)
TRANSPOSE_ZIP(transpose_zip_high64, unpackhi_epi64)
#undef TRANSPOSE_ZIP

LANE_FN w32 w32_swap_bytes(w32 x) {
  const __m256i order = _mm256_broadcastsi128_si256(
      _mm_setr_epi8(3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12));
  return (w32)_mm256_shuffle_epi8((__m256i)x, order);
}

#else /* 16-byte vectors: SSE2, NEON */

LANE_FN void transpose_gather(w32 chunks[2], const uint8_t *const *rows, int step, size_t offset) {
  (void)step;
  memcpy(&chunks[0], rows[0] + offset, 16);
  memcpy(&chunks[1], rows[0] + offset + 16, 16);
}

LANE_FN void transpose_scatter(uint8_t *bytes, size_t stride, w32 first, w32 second) {
  (void)stride;
  memcpy(bytes, &first, 16);
  memcpy(bytes + 16, &second, 16);
}

LANE_FN w32 transpose_zip_low32(w32 a, w32 b) { return __builtin_shufflevector(a, b, 0, 4, 1, 5); }
LANE_FN w32 transpose_zip_high32(w32 a, w32 b) { return __builtin_shufflevector(a, b, 2, 6, 3, 7); }
LANE_FN w32 transpose_zip_low64(w32 a, w32 b) { return __builtin_shufflevector(a, b, 0, 1, 4, 5); }
LANE_FN w32 transpose_zip_high64(w32 a, w32 b) { return __builtin_shufflevector(a, b, 2, 3, 6, 7); }

/* SSE2 has no byte shuffle, so the swap is two shifts and a rotation by half a word there. */
LANE_FN w32 w32_swap_bytes(w32 x) {
#if defined(__SSE2__)
  const w32 halves = ((x >> 8) & 0x00ff00ff) | ((x << 8) & 0xff00ff00);
  return w32_rotr(halves, 16);
#else
  const lane_bytes bytes = (lane_bytes)x;
  return (w32)__builtin_shufflevector(bytes, bytes, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14,
                                      13, 12);
#endif
}

#endif

/* Transposes the 4 × 4 words of 32 bits inside each chunk of rows[0..4). */
LANE_FN void transpose_chunks32(w32 out[4], w32 row0, w32 row1, w32 row2, w32 row3) {
  const w32 low02 = transpose_zip_low32(row0, row1), high02 = transpose_zip_high32(row0, row1);
  const w32 low13 = transpose_zip_low32(row2, row3), high13 = transpose_zip_high32(row2, row3);
  out[0] = transpose_zip_low64(low02, low13);
  out[1] = transpose_zip_high64(low02, low13);
  out[2] = transpose_zip_low64(high02, high13);
  out[3] = transpose_zip_high64(high02, high13);
}

LANE_FN void transpose_load32(w32 words[8], const uint8_t *const rows[LANE32_COUNT],
                              size_t offset) {
  w32 row[4][2];
  for (int i = 0; i < 4; i++)
    transpose_gather(row[i], rows + i, 4, offset);
  for (int half = 0; half < 2; half++)
    transpose_chunks32(words + 4 * half, row[0][half], row[1][half], row[2][half], row[3][half]);
}

LANE_FN void transpose_load64(w64 words[4], const uint8_t *const rows[LANE64_COUNT],
                              size_t offset) {
  w32 row[2][2];
  for (int i = 0; i < 2; i++)
    transpose_gather(row[i], rows + i, 2, offset);
  for (int half = 0; half < 2; half++) {
    words[2 * half] = (w64)transpose_zip_low64(row[0][half], row[1][half]);
    words[2 * half + 1] = (w64)transpose_zip_high64(row[0][half], row[1][half]);
  }
}

LANE_FN w64 transpose_load64_word(const uint8_t *const rows[LANE64_COUNT], size_t offset) {
  uint64_t words[LANE64_COUNT];
  for (int lane = 0; lane < LANE64_COUNT; lane++)
    memcpy(&words[lane], rows[lane] + offset, 8);
  w64 word;
  memcpy(&word, words, sizeof word);
  return word;
}

LANE_FN void transpose_store32(uint8_t *bytes, const w32 words[8]) {
  w32 first[4], second[4];
  transpose_chunks32(first, words[0], words[1], words[2], words[3]);
  transpose_chunks32(second, words[4], words[5], words[6], words[7]);
  for (int i = 0; i < 4; i++)
    transpose_scatter(bytes + 32 * i, 128, first[i], second[i]);
}

LANE_FN void transpose_store64(uint8_t *bytes, const w64 words[4]) {
  const w32 a = (w32)words[0], b = (w32)words[1], c = (w32)words[2], d = (w32)words[3];
  transpose_scatter(bytes, 64, transpose_zip_low64(a, b), transpose_zip_low64(c, d));
  transpose_scatter(bytes + 32, 64, transpose_zip_high64(a, b), transpose_zip_high64(c, d));
}

#endif
