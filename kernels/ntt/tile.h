/* Tiles on their way from and to memory. A tile is an array of rows, `width` vectors each, in which
 * every lane is one column of a transform. */
#ifndef PROOFMARK_KERNELS_NTT_TILE_H
#define PROOFMARK_KERNELS_NTT_TILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Vectors of the narrowest row: 64 bytes, a cache line, or where elements are large at least
 * 128. */
enum { NTT_VECTOR_BYTES = NTT_LANES * sizeof(ntt_word) }; /* in memory */
#if defined(LANE_VECTORS)
enum { NTT_WIDTH = 64 / NTT_VECTOR_BYTES };
#else
enum { NTT_WIDTH = NTT_VECTOR_BYTES < 128 ? 128 / NTT_VECTOR_BYTES : 1 };
#endif

/* Where the elements of a tile are: lane l of row i at base + l · lane_bytes + i · row_bytes, of
 * the first `lanes` lanes. Of lane_bytes and row_bytes one is an element's size. */
struct ntt_place {
  uint8_t *base;
  size_t row_bytes, lane_bytes, lanes;
};

static void ntt_load_rows(ntt_vector *tile, const struct ntt_place *from, size_t rows,
                          size_t width) {
  for (size_t i = 0; i < rows; i++)
    for (size_t w = 0; w < width; w++)
      tile[i * width + w] =
          ntt_load_vector(from->base + i * from->row_bytes + w * NTT_VECTOR_BYTES);
}

static void ntt_store_rows(const ntt_vector *tile, const struct ntt_place *to, size_t rows,
                           size_t width) {
  for (size_t i = 0; i < rows; i++)
    for (size_t w = 0; w < width; w++)
      ntt_store_vector(to->base + i * to->row_bytes + w * NTT_VECTOR_BYTES,
                       ntt_finish(tile[i * width + w]));
}

/* Where each lane's elements are in one piece: by squares of NTT_LANES elements of every lane. */

static uint8_t *ntt_square_base(const struct ntt_place *place, size_t i, size_t w) {
  return place->base + w * NTT_LANES * place->lane_bytes + i * sizeof(ntt_word);
}

static void ntt_load_lanes(ntt_vector *tile, const struct ntt_place *from, size_t rows,
                           size_t width) {
  for (size_t i = 0; i < rows; i += NTT_LANES)
    for (size_t w = 0; w < width; w++)
      ntt_load_square(&tile[i * width + w], width, ntt_square_base(from, i, w), from->lane_bytes);
}

static void ntt_store_lanes(const ntt_vector *tile, const struct ntt_place *to, size_t rows,
                            size_t width) {
  for (size_t i = 0; i < rows; i += NTT_LANES)
    for (size_t w = 0; w < width; w++)
      ntt_store_square(&tile[i * width + w], width, ntt_square_base(to, i, w), to->lane_bytes);
}

/* Where not all lanes are in use, or rows do not fill squares: element by element. What is in the
 * other lanes does not matter, but has to be elements. */

static size_t ntt_lanes_of(const struct ntt_place *place, size_t w) {
  const size_t before = w * NTT_LANES;
  return place->lanes < before               ? 0
         : place->lanes - before < NTT_LANES ? place->lanes - before
                                             : NTT_LANES;
}

static void ntt_load_some(ntt_vector *tile, const struct ntt_place *from, size_t rows,
                          size_t width) {
  for (size_t i = 0; i < rows; i++)
    for (size_t w = 0; w < width; w++) {
      const uint8_t *const base =
          from->base + w * NTT_LANES * from->lane_bytes + i * from->row_bytes;
      ntt_word words[NTT_LANES];
      memset(words, 0, sizeof words);
      for (size_t lane = 0; lane < ntt_lanes_of(from, w); lane++)
        memcpy(&words[lane], base + lane * from->lane_bytes, sizeof(ntt_word));
      tile[i * width + w] = ntt_load_vector((const uint8_t *)words);
    }
}

static void ntt_store_some(const ntt_vector *tile, const struct ntt_place *to, size_t rows,
                           size_t width) {
  for (size_t i = 0; i < rows; i++)
    for (size_t w = 0; w < width; w++) {
      uint8_t *const base = to->base + w * NTT_LANES * to->lane_bytes + i * to->row_bytes;
      ntt_word words[NTT_LANES];
      ntt_store_vector((uint8_t *)words, ntt_finish(tile[i * width + w]));
      for (size_t lane = 0; lane < ntt_lanes_of(to, w); lane++)
        memcpy(base + lane * to->lane_bytes, &words[lane], sizeof(ntt_word));
    }
}

enum ntt_way { NTT_SOME, NTT_ROWS, NTT_SQUARES };

static enum ntt_way ntt_way(const struct ntt_place *place, size_t rows, size_t width) {
  if (place->lanes < width * NTT_LANES)
    return NTT_SOME;
  if (place->lane_bytes == sizeof(ntt_word))
    return NTT_ROWS;
  return rows % NTT_LANES == 0 ? NTT_SQUARES : NTT_SOME;
}

static void ntt_load(ntt_vector *tile, const struct ntt_place *from, size_t rows, size_t width) {
  const enum ntt_way way = ntt_way(from, rows, width);
  (way == NTT_ROWS      ? ntt_load_rows
   : way == NTT_SQUARES ? ntt_load_lanes
                        : ntt_load_some)(tile, from, rows, width);
}

static void ntt_store(const ntt_vector *tile, const struct ntt_place *to, size_t rows,
                      size_t width) {
  const enum ntt_way way = ntt_way(to, rows, width);
  (way == NTT_ROWS      ? ntt_store_rows
   : way == NTT_SQUARES ? ntt_store_lanes
                        : ntt_store_some)(tile, to, rows, width);
}

#endif
