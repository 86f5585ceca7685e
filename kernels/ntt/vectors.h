/* What an arithmetic.h whose elements are vectors provides without knowing the field: vectors from
 * and to memory, and transposed squares, of as many vectors as a vector has lanes. */
#ifndef PROOFMARK_KERNELS_NTT_VECTORS_H
#define PROOFMARK_KERNELS_NTT_VECTORS_H

#include "kernels/lane/transpose.h"

LANE_FN fe ntt_vector_set(fe a) { return a; } /* what plans compute with is in every lane */

LANE_FN ntt_word ntt_word_of(fe a) {
  ntt_word word;
  memcpy(&word, &a, sizeof word);
  return word;
}

LANE_FN fe ntt_load_vector(const uint8_t *from) {
  fe a;
  memcpy(&a, from, sizeof a);
  return a;
}
LANE_FN void ntt_store_vector(uint8_t *to, fe a) { memcpy(to, &a, sizeof a); }

/* Exchanges the 16-byte chunks of as many vectors as a vector has chunks, `stride` apart: chunk i
 * of vector j becomes chunk j of vector i. */
LANE_FN void ntt_exchange_chunks(w32 *v, int stride) {
#if defined(__AVX512F__)
  const __m512i a = (__m512i)v[0], b = (__m512i)v[stride];
  const __m512i c = (__m512i)v[2 * stride], d = (__m512i)v[3 * stride];
  const __m512i ab02 = _mm512_shuffle_i32x4(a, b, 0x88), ab13 = _mm512_shuffle_i32x4(a, b, 0xdd);
  const __m512i cd02 = _mm512_shuffle_i32x4(c, d, 0x88), cd13 = _mm512_shuffle_i32x4(c, d, 0xdd);
  v[0] = (w32)_mm512_shuffle_i32x4(ab02, cd02, 0x88);
  v[stride] = (w32)_mm512_shuffle_i32x4(ab13, cd13, 0x88);
  v[2 * stride] = (w32)_mm512_shuffle_i32x4(ab02, cd02, 0xdd);
  v[3 * stride] = (w32)_mm512_shuffle_i32x4(ab13, cd13, 0xdd);
#elif defined(__AVX2__)
  const __m256i a = (__m256i)v[0], b = (__m256i)v[stride];
  v[0] = (w32)_mm256_permute2x128_si256(a, b, 0x20);
  v[stride] = (w32)_mm256_permute2x128_si256(a, b, 0x31);
#else
  (void)v, (void)stride;
#endif
}

/* Inside the chunks, which are 4 × 4 words of 32 bits or 2 × 2 of 64, and then the chunks. */
#if FE_WORDS == 1
LANE_FN void ntt_transpose(fe v[LANE32_COUNT]) {
  LANE_UNROLL
  for (int i = 0; i < LANE32_COUNT; i += 4)
    transpose_chunks32(v + i, v[i], v[i + 1], v[i + 2], v[i + 3]);
  LANE_UNROLL
  for (int i = 0; i < 4; i++)
    ntt_exchange_chunks(v + i, 4);
}
#else
LANE_FN void ntt_transpose(fe v[LANE64_COUNT]) {
  w32 w[LANE64_COUNT];
  LANE_UNROLL
  for (int i = 0; i < LANE64_COUNT; i += 2) {
    w[i] = transpose_zip_low64((w32)v[i], (w32)v[i + 1]);
    w[i + 1] = transpose_zip_high64((w32)v[i], (w32)v[i + 1]);
  }
  LANE_UNROLL
  for (int i = 0; i < 2; i++)
    ntt_exchange_chunks(w + i, 2);
  LANE_UNROLL
  for (int i = 0; i < LANE64_COUNT; i++)
    v[i] = (w64)w[i];
}
#endif

LANE_FN void ntt_load_square(fe *square, size_t width, const uint8_t *base, size_t lane_bytes) {
  fe v[NTT_LANES];
  LANE_UNROLL
  for (int lane = 0; lane < NTT_LANES; lane++)
    v[lane] = ntt_load_vector(base + lane * lane_bytes);
  ntt_transpose(v);
  LANE_UNROLL
  for (int i = 0; i < NTT_LANES; i++)
    square[i * width] = v[i];
}
LANE_FN void ntt_store_square(const fe *square, size_t width, uint8_t *base, size_t lane_bytes) {
  fe v[NTT_LANES];
  LANE_UNROLL
  for (int i = 0; i < NTT_LANES; i++)
    v[i] = ntt_finish(square[i * width]);
  ntt_transpose(v);
  LANE_UNROLL
  for (int lane = 0; lane < NTT_LANES; lane++)
    ntt_store_vector(base + lane * lane_bytes, v[lane]);
}

#endif
