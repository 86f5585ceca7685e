/* Elements of eight places in memory into the lanes of lanes52.h and back, four words of 64 bits at
 * a time, at any alignment.
 *
 *   rows_load(words, rows), rows_store(words, rows)   words[i]: word i of the four of each row
 *   fe8_read(rows), fe8_write(rows, a)                an element of each row
 *   fe8_read_every(bytes, stride), fe8_write_every(bytes, stride, a)   rows `stride` bytes apart
 */
#ifndef PROOFMARK_KERNELS_FIELD_LIMBS_ROWS52_H
#define PROOFMARK_KERNELS_FIELD_LIMBS_ROWS52_H

#include "kernels/field/limbs/lanes52.h"

enum { ROW_WORDS = 4 };

LANE_FN __m512i rows_pair(const void *low, const void *high) {
  return _mm512_inserti64x4(_mm512_castsi256_si512(_mm256_loadu_si256((const __m256i *)low)),
                            _mm256_loadu_si256((const __m256i *)high), 1);
}

/* words[i] becomes word i of the eight rows. */
LANE_FN void rows_load(__m512i words[ROW_WORDS], const uint8_t *const rows[LANES52]) {
  const __m512i even0 = rows_pair(rows[0], rows[2]), even1 = rows_pair(rows[4], rows[6]);
  const __m512i odd0 = rows_pair(rows[1], rows[3]), odd1 = rows_pair(rows[5], rows[7]);
  const __m512i even_low = _mm512_shuffle_i64x2(even0, even1, 0x88);
  const __m512i even_high = _mm512_shuffle_i64x2(even0, even1, 0xdd);
  const __m512i odd_low = _mm512_shuffle_i64x2(odd0, odd1, 0x88);
  const __m512i odd_high = _mm512_shuffle_i64x2(odd0, odd1, 0xdd);
  words[0] = _mm512_unpacklo_epi64(even_low, odd_low);
  words[1] = _mm512_unpackhi_epi64(even_low, odd_low);
  words[2] = _mm512_unpacklo_epi64(even_high, odd_high);
  words[3] = _mm512_unpackhi_epi64(even_high, odd_high);
}

LANE_FN void row_store(uint8_t *row, __m256i words) {
  _mm256_storeu_si256((__m256i *)(void *)row, words);
}
LANE_FN void rows_store(const __m512i words[ROW_WORDS], uint8_t *const rows[LANES52]) {
  const __m512i lower = _mm512_setr_epi64(0, 1, 8, 9, 2, 3, 10, 11);
  const __m512i upper = _mm512_setr_epi64(4, 5, 12, 13, 6, 7, 14, 15);
  LANE_UNROLL
  for (int odd = 0; odd < 2; odd++) {
    const __m512i low =
        odd ? _mm512_unpackhi_epi64(words[0], words[1]) : _mm512_unpacklo_epi64(words[0], words[1]);
    const __m512i high =
        odd ? _mm512_unpackhi_epi64(words[2], words[3]) : _mm512_unpacklo_epi64(words[2], words[3]);
    const __m512i first_rows = _mm512_permutex2var_epi64(low, lower, high);
    const __m512i last_rows = _mm512_permutex2var_epi64(low, upper, high);
    row_store(rows[odd], _mm512_castsi512_si256(first_rows));
    row_store(rows[odd + 2], _mm512_extracti64x4_epi64(first_rows, 1));
    row_store(rows[odd + 4], _mm512_castsi512_si256(last_rows));
    row_store(rows[odd + 6], _mm512_extracti64x4_epi64(last_rows, 1));
  }
}

/* The last four words of an element of six share two with the first four. */
LANE_FN struct fe8 fe8_read(const uint8_t *const rows[LANES52]) {
  __m512i words[FE_LIMBS];
  rows_load(words, rows);
  if (FE_LIMBS > ROW_WORDS) {
    const uint8_t *last[LANES52];
    LANE_UNROLL
    for (int lane = 0; lane < LANES52; lane++)
      last[lane] = rows[lane] + 8 * (FE_LIMBS - ROW_WORDS);
    rows_load(words + FE_LIMBS - ROW_WORDS, last);
  }
  return fe8_load(words);
}
LANE_FN void fe8_write(uint8_t *const rows[LANES52], const struct fe8 *a) {
  __m512i words[FE_LIMBS];
  fe8_store(words, a);
  rows_store(words, rows);
  if (FE_LIMBS > ROW_WORDS) {
    uint8_t *last[LANES52];
    LANE_UNROLL
    for (int lane = 0; lane < LANES52; lane++)
      last[lane] = rows[lane] + 8 * (FE_LIMBS - ROW_WORDS);
    rows_store(words + FE_LIMBS - ROW_WORDS, last);
  }
}

LANE_FN struct fe8 fe8_read_every(const uint8_t *bytes, size_t stride) {
  const uint8_t *rows[LANES52];
  LANE_UNROLL
  for (int lane = 0; lane < LANES52; lane++)
    rows[lane] = bytes + (size_t)lane * stride;
  return fe8_read(rows);
}
LANE_FN void fe8_write_every(uint8_t *bytes, size_t stride, const struct fe8 *a) {
  uint8_t *rows[LANES52];
  LANE_UNROLL
  for (int lane = 0; lane < LANES52; lane++)
    rows[lane] = bytes + (size_t)lane * stride;
  fe8_write(rows, a);
}

#endif
