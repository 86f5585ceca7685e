/* Poseidon2 over many states on the CPU, one state per lane: what every instance's lanes.c is made
 * of.
 *
 * The including file includes a field's element.h and core.h with what that needs first. States lie
 * one after another, the words of a state one after another; what is left after groups of
 * POSEIDON2_LANES goes through a padded buffer, so that nothing but the states is read or
 * written. */
#ifndef PROOFMARK_KERNELS_POSEIDON2_BATCH_H
#define PROOFMARK_KERNELS_POSEIDON2_BATCH_H

#include "kernels/lane/transpose.h"
#include "kernels/poseidon2/poseidon2.h"

#if FE_WORDS == 1
enum { POSEIDON2_LANES = LANE32_COUNT, PART = 8 }; /* elements in TRANSPOSE_BYTES */
#else
enum { POSEIDON2_LANES = LANE64_COUNT, PART = 4 };
#endif
enum {
  ELEMENT_BYTES = 4 * FE_WORDS,
  STATE_BYTES = POSEIDON2_WIDTH * ELEMENT_BYTES,
  DIGEST_BYTES = 32, /* of 8 or 4 elements */
  DIGEST = DIGEST_BYTES / ELEMENT_BYTES,
};

/* PART elements of every lane, from rows[l] + offset, in the field's form. */
LANE_FN void load_part(fe part[PART], const uint8_t *const rows[POSEIDON2_LANES], size_t offset) {
#if FE_WORDS == 1
  transpose_load32(part, rows, offset);
#else
  transpose_load64(part, rows, offset);
#endif
  LANE_UNROLL
  for (int i = 0; i < PART; i++)
    part[i] = fe_enter(part[i]);
}

/* PART elements of lane l, to bytes + l · stride. */
LANE_FN void store_part(uint8_t *bytes, size_t stride, const fe part[PART]) {
  fe number[PART];
  LANE_UNROLL
  for (int i = 0; i < PART; i++)
    number[i] = fe_leave(part[i]);
#if FE_WORDS == 1
  w32 first[4], second[4];
  transpose_chunks32(first, number[0], number[1], number[2], number[3]);
  transpose_chunks32(second, number[4], number[5], number[6], number[7]);
  for (int i = 0; i < 4; i++)
    transpose_scatter(bytes + stride * i, 4 * stride, first[i], second[i]);
#else
  const w32 a = (w32)number[0], b = (w32)number[1], c = (w32)number[2], d = (w32)number[3];
  transpose_scatter(bytes, 2 * stride, transpose_zip_low64(a, b), transpose_zip_low64(c, d));
  transpose_scatter(bytes + stride, 2 * stride, transpose_zip_high64(a, b),
                    transpose_zip_high64(c, d));
#endif
}

static inline void rows_from(const uint8_t *rows[POSEIDON2_LANES], const uint8_t *bytes,
                             uint64_t stride) {
  for (int lane = 0; lane < POSEIDON2_LANES; lane++)
    rows[lane] = bytes + stride * (unsigned)lane;
}

/* One function for all that permute: it is large. */
__attribute__((noinline)) static void permute(fe state[POSEIDON2_WIDTH]) {
  fe x[1][POSEIDON2_WIDTH];
  LANE_UNROLL
  for (int i = 0; i < POSEIDON2_WIDTH; i++)
    x[0][i] = state[i];
  poseidon2_permute(x);
  LANE_UNROLL
  for (int i = 0; i < POSEIDON2_WIDTH; i++)
    state[i] = x[0][i];
}

/* Permutes a state of every lane and stores the first `elements` of each. */
LANE_FN void permute_group(const uint8_t *in, uint8_t *out, int elements) {
  const uint8_t *rows[POSEIDON2_LANES];
  fe state[POSEIDON2_WIDTH];
  rows_from(rows, in, STATE_BYTES);
  for (int i = 0; i < POSEIDON2_WIDTH; i += PART)
    load_part(state + i, rows, (size_t)i * ELEMENT_BYTES);
  permute(state);
  for (int i = 0; i < elements; i += PART)
    store_part(out + i * ELEMENT_BYTES, (size_t)elements * ELEMENT_BYTES, state + i);
}

/* The first `elements` of the permuted states first up to last, one after another in out. */
LANE_FN void permute_states(const uint8_t *in, uint64_t first, uint64_t last, uint8_t *out,
                            int elements) {
  const size_t out_bytes = (size_t)elements * ELEMENT_BYTES;
  for (; last - first >= POSEIDON2_LANES; first += POSEIDON2_LANES)
    permute_group(in + first * STATE_BYTES, out + first * out_bytes, elements);
  if (first == last)
    return;
  uint8_t padded[POSEIDON2_LANES * STATE_BYTES] = {0};
  const size_t left = (size_t)(last - first);
  memcpy(padded, in + first * STATE_BYTES, left * STATE_BYTES);
  permute_group(padded, padded, elements);
  memcpy(out + first * out_bytes, padded, left * out_bytes);
}

/* Overwrites the state's first `count` elements with those of the rows from `offset` on. */
LANE_FN void absorb(fe state[POSEIDON2_WIDTH], const uint8_t *const rows[POSEIDON2_LANES],
                    size_t offset, unsigned count) {
  for (unsigned i = 0; i < count; i += PART)
    load_part(state + i, rows, offset + i * ELEMENT_BYTES);
}

/* The same where reading PART elements at a time would leave the rows. */
static void absorb_end(fe state[POSEIDON2_WIDTH], const uint8_t *const rows[POSEIDON2_LANES],
                       size_t offset, unsigned count) {
  uint8_t padded[POSEIDON2_LANES][STATE_BYTES] = {{0}};
  const uint8_t *padded_rows[POSEIDON2_LANES];
  fe read[POSEIDON2_WIDTH];
  rows_from(padded_rows, padded[0], STATE_BYTES);
  for (int lane = 0; lane < POSEIDON2_LANES; lane++)
    memcpy(padded[lane], rows[lane] + offset, count * ELEMENT_BYTES);
  absorb(read, padded_rows, 0, count);
  for (unsigned i = 0; i < count; i++)
    state[i] = read[i];
}

/* The digests of one row per lane. */
static inline void hash_group(const uint8_t *const rows[POSEIDON2_LANES], uint64_t elements,
                              unsigned rate, uint8_t *digests) {
  fe state[POSEIDON2_WIDTH];
  for (int i = 0; i < POSEIDON2_WIDTH; i++)
    state[i] = fe_zero();
  uint64_t done = 0;
  for (; elements - done >= rate; done += rate) {
    absorb(state, rows, done * ELEMENT_BYTES, rate);
    permute(state);
  }
  if (done < elements) {
    absorb_end(state, rows, done * ELEMENT_BYTES, (unsigned)(elements - done));
    permute(state);
  }
  store_part(digests, DIGEST_BYTES, state);
}

/* In a last group that is not full the remaining lanes repeat its first row. */
static inline void hash_rows(const uint8_t *bytes, uint64_t elements, uint64_t first, uint64_t last,
                             unsigned rate, uint8_t *digests) {
  const uint64_t row_bytes = elements * ELEMENT_BYTES;
  const uint8_t *rows[POSEIDON2_LANES];
  for (; last - first >= POSEIDON2_LANES; first += POSEIDON2_LANES) {
    rows_from(rows, bytes + first * row_bytes, row_bytes);
    hash_group(rows, elements, rate, digests + first * DIGEST_BYTES);
  }
  if (first == last)
    return;
  uint8_t padded[POSEIDON2_LANES * DIGEST_BYTES];
  const size_t left = (size_t)(last - first);
  for (size_t lane = 0; lane < POSEIDON2_LANES; lane++)
    rows[lane] = bytes + (first + (lane < left ? lane : 0)) * row_bytes;
  hash_group(rows, elements, rate, padded);
  memcpy(digests + first * DIGEST_BYTES, padded, left * DIGEST_BYTES);
}

/* The functions of an instance that poseidon2.h describes. */
#define POSEIDON2_PERMUTE(f)                                                                       \
  poseidon2_permute_fn LANE_NAME(f);                                                               \
  void LANE_NAME(f)(const uint8_t *in, uint64_t first, uint64_t last, uint8_t *out) {              \
    permute_states(in, first, last, out, POSEIDON2_WIDTH);                                         \
  }
#define POSEIDON2_COMPRESS(f)                                                                      \
  poseidon2_permute_fn LANE_NAME(f);                                                               \
  void LANE_NAME(f)(const uint8_t *in, uint64_t first, uint64_t last, uint8_t *out) {              \
    permute_states(in, first, last, out, DIGEST);                                                  \
  }
#define POSEIDON2_HASH(f, rate)                                                                    \
  poseidon2_hash_fn LANE_NAME(f);                                                                  \
  void LANE_NAME(f)(const uint8_t *rows, uint64_t elements, uint64_t first, uint64_t last,         \
                    uint8_t *digests) {                                                            \
    hash_rows(rows, elements, first, last, rate, digests);                                         \
  }

#endif
