/* The pseudorandom polynomials of ML-DSA, one per lane of the sponge.
 *
 * Source: FIPS 204, section 7.3.
 */
#ifndef PROOFMARK_KERNELS_SIG_ML_DSA_SAMPLING_H
#define PROOFMARK_KERNELS_SIG_ML_DSA_SAMPLING_H

#include "kernels/sig/ml_dsa/packing.h"
#include "kernels/sig/ml_dsa/sponge.h"

enum {
  UNIFORM_BLOCKS = 5, /* almost always enough: 280 candidates, of which 0.1% are refused */
  UNIFORM_CANDIDATES = UNIFORM_BLOCKS * SHAKE128_BLOCK / 3,
  SAMPLING_STREAM_BYTES = 960, /* five blocks of either SHAKE and their slack */
  SAMPLING_SLACK = 16          /* coefficients that may be written after a polynomial */
};

struct sampling {
  uint32_t poly[LANES][ML_DSA_N + SAMPLING_SLACK];
  uint8_t stream[LANES][SAMPLING_STREAM_BYTES];
};

/* Algorithm 14, CoeffFromThreeBytes, of `count` candidates, at most a vector of them: those below q
 * are appended to a, which has some already. Returns how many it has. */
static inline unsigned accept_some(const uint8_t *bytes, unsigned count, uint32_t *a,
                                   unsigned have) {
  for (unsigned i = 0; i < count; i++, bytes += 3) {
    const uint32_t z = bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)(bytes[2] & 0x7f) << 16;
    a[have] = z;
    have += z < ML_DSA_Q;
  }
  return have;
}

/* The same for any number. A vector of which all are accepted, as 98% of the widest are, is stored
 * as it is. */
static inline unsigned accept_uniform(const uint8_t *bytes, unsigned count, uint32_t *a,
                                      unsigned have) {
  unsigned i = 0;
  for (; have < ML_DSA_N && i + LANE32_COUNT <= count; i += LANE32_COUNT) {
    const w32 z = unpack_fields(bytes + 3 * i, 24) & 0x7fffff;
    if (any_top_bit((ML_DSA_Q - 1) - z)) {
      have = accept_some(bytes + 3 * i, LANE32_COUNT, a, have);
    } else {
      w32_store(a + have, z);
      have += LANE32_COUNT;
    }
  }
  return have < ML_DSA_N ? accept_some(bytes + 3 * i, count - i, a, have) : have;
}

/* Goes on with the lanes that lack coefficients; whether none does then. */
static inline bool accept_lanes(struct sampling *out, unsigned count, unsigned have[LANES]) {
  bool complete = true;
  for (unsigned lane = 0; lane < LANES; lane++) {
    if (have[lane] < ML_DSA_N)
      have[lane] = accept_uniform(out->stream[lane], count, out->poly[lane], have[lane]);
    complete &= have[lane] >= ML_DSA_N;
  }
  return complete;
}

/* Algorithm 30, RejNTTPoly, for the elements of A at place[l] = column + 256 × row. */
static void sample_uniform(struct sampling *out, const uint8_t *const rho[LANES],
                           const uint64_t place[LANES]) {
  struct sponge sponge;
  unsigned have[LANES] = {0}, count = UNIFORM_CANDIDATES;
  memset(&sponge, 0, sizeof sponge);
  transpose_load64(sponge.a, rho, 0);
  memcpy(&sponge.a[4], place, sizeof sponge.a[4]);
  sponge.a[4] |= w64_set((uint64_t)SHAKE_SUFFIX << 16);
  sponge.a[SHAKE128_BLOCK / 8 - 1] = w64_set(KECCAK_PAD_END);
  for (unsigned block = 0; block < UNIFORM_BLOCKS; block++) {
    sponge_permute(&sponge);
    sponge_store(&sponge, SHAKE128_BLOCK, out->stream[0] + SHAKE128_BLOCK * block,
                 SAMPLING_STREAM_BYTES);
  }
  for (; !accept_lanes(out, count, have); count = SHAKE128_BLOCK / 3) {
    sponge_permute(&sponge);
    sponge_store(&sponge, SHAKE128_BLOCK, out->stream[0], SAMPLING_STREAM_BYTES);
  }
}

/* The loop of algorithm 29 over the bytes of one block, from coefficient i on; returns the next. A
 * j above i changes nothing: c[i] and c[j] are both still 0, and its sign goes where nobody
 * looks. */
static inline unsigned place_signs(const uint8_t *bytes, unsigned count, const uint32_t value[2],
                                   uint64_t *signs, uint32_t c[ML_DSA_N + SAMPLING_SLACK],
                                   unsigned i) {
  for (unsigned at = 0; at < count && i < ML_DSA_N; at++) {
    const unsigned j = bytes[at], taken = j <= i;
    c[i] = c[j];
    c[taken ? j : ML_DSA_N] = value[*signs & 1];
    *signs >>= taken;
    i += taken;
  }
  return i;
}

/* Algorithm 29, SampleInBall, of the first `count` lanes of a sponge that has taken in c~. value[0]
 * stands for 1 and value[1] for -1. */
static void sample_in_ball(struct sampling *out, struct sponge *sponge, unsigned tau,
                           const uint32_t value[2], unsigned count) {
  enum { SIGN_BYTES = 8 };
  unsigned next[LANES], skip = SIGN_BYTES;
  uint64_t signs[LANES];
  sponge_store(sponge, SHAKE256_BLOCK, out->stream[0], SAMPLING_STREAM_BYTES);
  for (unsigned lane = 0; lane < count; lane++) {
    memcpy(&signs[lane], out->stream[lane], SIGN_BYTES);
    memset(out->poly[lane], 0, sizeof out->poly[lane]);
    next[lane] = ML_DSA_N - tau;
  }
  for (;; skip = 0) {
    bool complete = true;
    for (unsigned lane = 0; lane < count; lane++) {
      next[lane] = place_signs(out->stream[lane] + skip, SHAKE256_BLOCK - skip, value, &signs[lane],
                               out->poly[lane], next[lane]);
      complete &= next[lane] == ML_DSA_N;
    }
    if (complete)
      return;
    sponge_permute(sponge);
    sponge_store(sponge, SHAKE256_BLOCK, out->stream[0], SAMPLING_STREAM_BYTES);
  }
}

#endif
