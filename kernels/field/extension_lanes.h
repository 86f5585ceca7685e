/* Elements of an extension between memory and the CPU's lanes: extension.h.
 *
 * In memory an element of any of the extensions is 16 bytes, a chunk of a vector. FE_LANES elements
 * one after another are FX_DEGREE vectors, and go into lanes by transposing inside the chunks only,
 * which all instruction sets do well: lane fx_lane(i) gets element i.
 *
 *   fx_read(bytes), fx_write(bytes, a)    FE_LANES elements, at any alignment
 *   fx_read_some, fx_write_some           the first `count` of them; the others are 0
 *   fx_set(bytes)                         one element in every lane
 *   fe_set(word)                          a word in every lane
 *   fe_first(a), fx_write_first           what lane 0 has
 *   fe_sum_of_lanes(a)                    the sum of all lanes in every lane
 */
#ifndef PROOFMARK_KERNELS_FIELD_EXTENSION_LANES_H
#define PROOFMARK_KERNELS_FIELD_EXTENSION_LANES_H

#include "kernels/field/extension.h"
#include "kernels/lane/transpose.h"

#if FE_WORDS == 1
typedef uint32_t fe_word;
#else
typedef uint64_t fe_word;
#endif

enum {
  FE_BYTES = 4 * FE_WORDS,
  FE_LANES = sizeof(fe) / FE_BYTES,
  FX_BYTES = FE_BYTES * FX_DEGREE,
  FX_CHUNKS = sizeof(fe) / FX_BYTES /* elements of a vector of memory */
};
_Static_assert(FX_BYTES == 16, "an element is a chunk");

LANE_FN unsigned fx_lane(unsigned element) {
  return FX_DEGREE * (element % FX_CHUNKS) + element / FX_CHUNKS;
}

/* Vector j holds elements FX_CHUNKS · j and the following. */
LANE_FN struct fx fx_of_chunks(const w32 vectors[FX_DEGREE]) {
  struct fx r;
#if FE_WORDS == 1
  transpose_chunks32(r.c, vectors[0], vectors[1], vectors[2], vectors[3]);
#else
  r.c[0] = (fe)transpose_zip_low64(vectors[0], vectors[1]);
  r.c[1] = (fe)transpose_zip_high64(vectors[0], vectors[1]);
#endif
  return r;
}
LANE_FN void fx_to_chunks(w32 vectors[FX_DEGREE], struct fx a) {
#if FE_WORDS == 1
  transpose_chunks32(vectors, a.c[0], a.c[1], a.c[2], a.c[3]);
#else
  vectors[0] = transpose_zip_low64((w32)a.c[0], (w32)a.c[1]);
  vectors[1] = transpose_zip_high64((w32)a.c[0], (w32)a.c[1]);
#endif
}

LANE_FN struct fx fx_read(const uint8_t *bytes) {
  w32 vectors[FX_DEGREE];
  memcpy(vectors, bytes, sizeof vectors);
  return fx_of_chunks(vectors);
}
LANE_FN void fx_write(uint8_t *bytes, struct fx a) {
  w32 vectors[FX_DEGREE];
  fx_to_chunks(vectors, a);
  memcpy(bytes, vectors, sizeof vectors);
}

LANE_FN struct fx fx_read_some(const uint8_t *bytes, size_t count) {
  uint8_t full[FE_LANES * FX_BYTES] = {0};
  memcpy(full, bytes, count * FX_BYTES);
  return fx_read(full);
}
LANE_FN void fx_write_some(uint8_t *bytes, struct fx a, size_t count) {
  uint8_t full[FE_LANES * FX_BYTES];
  fx_write(full, a);
  memcpy(bytes, full, count * FX_BYTES);
}

LANE_FN fe fe_set(fe_word word) { return (fe){0} + word; }
LANE_FN fe_word fe_first(fe a) { return a[0]; }

LANE_FN struct fx fx_set(const uint8_t *bytes) {
  struct fx r;
  LANE_UNROLL
  for (int i = 0; i < FX_DEGREE; i++) {
    fe_word word;
    memcpy(&word, bytes + i * FE_BYTES, FE_BYTES);
    r.c[i] = fe_set(word);
  }
  return r;
}
LANE_FN void fx_write_first(uint8_t *bytes, struct fx a) {
  LANE_UNROLL
  for (int i = 0; i < FX_DEGREE; i++) {
    const fe_word word = fe_first(a.c[i]);
    memcpy(bytes + i * FE_BYTES, &word, FE_BYTES);
  }
}

/* Adds the lanes half a vector further on, a quarter, ... */
LANE_FN fe fe_sum_of_lanes(fe a) {
  for (size_t distance = sizeof a / 2; distance >= FE_BYTES; distance /= 2) {
    uint8_t twice[2 * sizeof a];
    memcpy(twice, &a, sizeof a);
    memcpy(twice + sizeof a, &a, sizeof a);
    fe turned;
    memcpy(&turned, twice + distance, sizeof turned);
    a = fe_add(a, turned);
  }
  return a;
}

#endif
