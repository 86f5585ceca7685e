/* SHA-256 and SHA-256d with the x86 SHA extensions (Intel SDM, volume 2B, SHA256RNDS2, SHA256MSG1,
 * SHA256MSG2), two messages at a time: a round instruction has to wait for the one before it, and
 * the second message fills the gaps. On other architectures the file is empty. */
#if defined(__x86_64__)

#include <immintrin.h>

#include "kernels/hash/sha256/core.h"

enum { SHA_NI_STREAMS = 2 };

#define STREAM_LANES SHA_NI_STREAMS

/* The words a to h in the order of SHA256RNDS2, highest element first. */
struct stream_state {
  __m128i abef[SHA_NI_STREAMS], cdgh[SHA_NI_STREAMS];
};

#include "kernels/hash/sha256/batch.h"

/* Sixteen message words of both messages. */
struct sha_ni_block {
  __m128i words[SHA_NI_STREAMS][4];
};

LANE_FN void sha_ni_init(struct stream_state *s) {
  for (int i = 0; i < SHA_NI_STREAMS; i++) {
    s->abef[i] = _mm_set_epi32(0x6a09e667, (int)0xbb67ae85, 0x510e527f, (int)0x9b05688c);
    s->cdgh[i] = _mm_set_epi32(0x3c6ef372, (int)0xa54ff53a, 0x1f83d9ab, 0x5be0cd19);
  }
}

/* Four rounds of both messages; inputs[i] is message i's schedule words plus round constants. */
LANE_FN void sha_ni_rounds(struct stream_state *s, const __m128i inputs[SHA_NI_STREAMS]) {
  for (int i = 0; i < SHA_NI_STREAMS; i++)
    s->cdgh[i] = _mm_sha256rnds2_epu32(s->cdgh[i], s->abef[i], inputs[i]);
  for (int i = 0; i < SHA_NI_STREAMS; i++)
    s->abef[i] = _mm_sha256rnds2_epu32(s->abef[i], s->cdgh[i], _mm_shuffle_epi32(inputs[i], 0x0e));
}

/* Replaces four of the last sixteen schedule words by the next four. */
LANE_FN void sha_ni_schedule(__m128i words[4], int oldest) {
  const __m128i w0 = words[oldest & 3], w4 = words[(oldest + 1) & 3];
  const __m128i w8 = words[(oldest + 2) & 3], w12 = words[(oldest + 3) & 3];
  const __m128i sum = _mm_add_epi32(_mm_sha256msg1_epu32(w0, w4), _mm_alignr_epi8(w12, w8, 4));
  words[oldest & 3] = _mm_sha256msg2_epu32(sum, w12);
}

LANE_FN __m128i sha_ni_constants(const uint32_t table[64], int group) {
  return _mm_loadu_si128((const __m128i *)(table + 4 * group));
}

LANE_FN void sha_ni_add(struct stream_state *s, const struct stream_state *before) {
  for (int i = 0; i < SHA_NI_STREAMS; i++) {
    s->abef[i] = _mm_add_epi32(s->abef[i], before->abef[i]);
    s->cdgh[i] = _mm_add_epi32(s->cdgh[i], before->cdgh[i]);
  }
}

LANE_FN void sha_ni_compress(struct stream_state *s, struct sha_ni_block block) {
  const struct stream_state before = *s;
#pragma GCC unroll 16
  for (int group = 0; group < 16; group++) {
    __m128i inputs[SHA_NI_STREAMS];
    for (int i = 0; i < SHA_NI_STREAMS; i++)
      inputs[i] =
          _mm_add_epi32(block.words[i][group & 3], sha_ni_constants(sha256_constants, group));
    sha_ni_rounds(s, inputs);
    if (group < 12)
      for (int i = 0; i < SHA_NI_STREAMS; i++)
        sha_ni_schedule(block.words[i], group);
  }
  sha_ni_add(s, &before);
}

/* The second block of a 64-byte message. */
LANE_FN void sha_ni_compress_padding64(struct stream_state *s) {
  const struct stream_state before = *s;
#pragma GCC unroll 16
  for (int group = 0; group < 16; group++) {
    const __m128i constants = sha_ni_constants(sha256_padding64_constants, group);
    const __m128i inputs[SHA_NI_STREAMS] = {constants, constants};
    sha_ni_rounds(s, inputs);
  }
  sha_ni_add(s, &before);
}

/* Hashes 32-byte messages, whose words are given; their block's second half is known. */
LANE_FN void sha_ni_hash_digests(struct stream_state *s, __m128i words[SHA_NI_STREAMS][2]) {
  struct sha_ni_block block;
  for (int i = 0; i < SHA_NI_STREAMS; i++) {
    block.words[i][0] = words[i][0];
    block.words[i][1] = words[i][1];
    block.words[i][2] = _mm_setr_epi32((int)0x80000000, 0, 0, 0);
    block.words[i][3] = _mm_setr_epi32(0, 0, 0, 256);
  }
  sha_ni_init(s);
  sha_ni_compress(s, block);
}

/* Replaces finished states by the states of their digests' hashes. */
LANE_FN void sha_ni_hash_again(struct stream_state *s) {
  __m128i words[SHA_NI_STREAMS][2];
  for (int i = 0; i < SHA_NI_STREAMS; i++) {
    const __m128i dcba = _mm_unpackhi_epi64(s->cdgh[i], s->abef[i]);
    const __m128i hgfe = _mm_unpacklo_epi64(s->cdgh[i], s->abef[i]);
    words[i][0] = _mm_shuffle_epi32(dcba, 0x1b);
    words[i][1] = _mm_shuffle_epi32(hgfe, 0x1b);
  }
  sha_ni_hash_digests(s, words);
}

/* Four big-endian words. */
LANE_FN __m128i sha_ni_load_words(const uint8_t *bytes) {
  const __m128i order = _mm_setr_epi8(3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
  return _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)bytes), order);
}

LANE_FN struct sha_ni_block sha_ni_load(const uint8_t *const rows[SHA_NI_STREAMS],
                                        uint64_t offset) {
  struct sha_ni_block block;
  for (int i = 0; i < SHA_NI_STREAMS; i++)
    for (int j = 0; j < 4; j++)
      block.words[i][j] = sha_ni_load_words(rows[i] + offset + 16 * j);
  return block;
}

LANE_FN void sha_ni_store(uint8_t *digests, const struct stream_state *s) {
  const __m128i reverse = _mm_setr_epi8(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
  for (int i = 0; i < SHA_NI_STREAMS; i++) {
    __m128i *const digest = (__m128i *)(digests + HASH_DIGEST_BYTES * i);
    const __m128i dcba = _mm_unpackhi_epi64(s->cdgh[i], s->abef[i]);
    const __m128i hgfe = _mm_unpacklo_epi64(s->cdgh[i], s->abef[i]);
    _mm_storeu_si128(digest, _mm_shuffle_epi8(dcba, reverse));
    _mm_storeu_si128(digest + 1, _mm_shuffle_epi8(hgfe, reverse));
  }
}

/* The scheduler's functions, see streams.h and short_messages.h. */

static inline void stream_init(struct stream_state *state) { sha_ni_init(state); }

static inline void stream_init_lane(struct stream_state *state, unsigned lane) {
  struct stream_state initial;
  sha_ni_init(&initial);
  state->abef[lane] = initial.abef[0];
  state->cdgh[lane] = initial.cdgh[0];
}

static void stream_compress(struct stream_state *state, const struct stream_position *position,
                            uint64_t blocks) {
  struct stream_state s = *state;
  for (uint64_t i = 0; i < blocks; i++)
    sha_ni_compress(&s, sha_ni_load(position->block, i * STREAM_BLOCK_BYTES));
  *state = s;
}

static inline void stream_store(const struct stream_state *state, unsigned variant,
                                uint8_t digests[SHA_NI_STREAMS * HASH_DIGEST_BYTES]) {
  struct stream_state s = *state;
  if (variant == SHA256_TWICE)
    sha_ni_hash_again(&s);
  sha_ni_store(digests, &s);
}

/* The second block of 64 bytes, and the second half of the block of 32, are known. */
LANE_FN void short_hash(const uint8_t *const rows[SHA_NI_STREAMS], uint64_t length,
                        unsigned variant, uint8_t *digests) {
  struct stream_state s;
  if (length == HASH_DIGEST_BYTES) {
    __m128i words[SHA_NI_STREAMS][2];
    for (int i = 0; i < SHA_NI_STREAMS; i++)
      for (int j = 0; j < 2; j++)
        words[i][j] = sha_ni_load_words(rows[i] + 16 * j);
    sha_ni_hash_digests(&s, words);
  } else {
    sha_ni_init(&s);
    sha_ni_compress(&s, sha_ni_load(rows, 0));
    sha_ni_compress_padding64(&s);
  }
  if (variant == SHA256_TWICE)
    sha_ni_hash_again(&s);
  sha_ni_store(digests, &s);
}

hash_batch_fn sha256_batch_sha_ni, sha256d_batch_sha_ni;

bool sha256_batch_sha_ni(const struct hash_messages *messages, uint64_t first, uint64_t last,
                         uint8_t *digests) {
  return sha256_once(messages, first, last, digests);
}

bool sha256d_batch_sha_ni(const struct hash_messages *messages, uint64_t first, uint64_t last,
                          uint8_t *digests) {
  return sha256_twice(messages, first, last, digests);
}

#endif
