/* SHA-256 and SHA-256d with the x86 SHA extensions (Intel SDM, volume 2B, SHA256RNDS2, SHA256MSG1,
 * SHA256MSG2), two messages at a time: a round instruction has to wait for the one before it, and
 * the second message fills the gaps. The file needs no compiler flags; elsewhere it is empty. */
#include "kernels/hash/hash.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define SHA_NI __attribute__((target("sha,sse4.1")))
#define SHA_NI_INLINE static inline __attribute__((always_inline, target("sha,sse4.1")))

enum { SHA256_BLOCK_BYTES = 64, SHA_NI_STREAMS = 2 };

#define STREAM_LANES SHA_NI_STREAMS
#define STREAM_BLOCK_BYTES SHA256_BLOCK_BYTES
#define STREAM_TAIL_BLOCKS 2

/* The words a to h in the order of SHA256RNDS2, highest element first. */
struct stream_state {
  __m128i abef[SHA_NI_STREAMS], cdgh[SHA_NI_STREAMS];
};

/* What is handed through the scheduler as its variant. */
enum { SHA256_ONCE, SHA256_TWICE };

#include "kernels/hash/streams.h"
#include "kernels/hash/sha256/core.h"

/* Sixteen message words of both messages. */
struct sha_ni_block {
  __m128i words[SHA_NI_STREAMS][4];
};

SHA_NI_INLINE void sha_ni_init(struct stream_state *s) {
  for (int i = 0; i < SHA_NI_STREAMS; i++) {
    s->abef[i] = _mm_set_epi32(0x6a09e667, (int)0xbb67ae85, 0x510e527f, (int)0x9b05688c);
    s->cdgh[i] = _mm_set_epi32(0x3c6ef372, (int)0xa54ff53a, 0x1f83d9ab, 0x5be0cd19);
  }
}

/* Four rounds of both messages; inputs[i] is message i's schedule words plus round constants. */
SHA_NI_INLINE void sha_ni_rounds(struct stream_state *s, const __m128i inputs[SHA_NI_STREAMS]) {
  for (int i = 0; i < SHA_NI_STREAMS; i++)
    s->cdgh[i] = _mm_sha256rnds2_epu32(s->cdgh[i], s->abef[i], inputs[i]);
  for (int i = 0; i < SHA_NI_STREAMS; i++)
    s->abef[i] = _mm_sha256rnds2_epu32(s->abef[i], s->cdgh[i], _mm_shuffle_epi32(inputs[i], 0x0e));
}

/* Replaces four of the last sixteen schedule words by the next four. */
SHA_NI_INLINE void sha_ni_schedule(__m128i words[4], int oldest) {
  const __m128i w0 = words[oldest & 3], w4 = words[(oldest + 1) & 3];
  const __m128i w8 = words[(oldest + 2) & 3], w12 = words[(oldest + 3) & 3];
  const __m128i sum = _mm_add_epi32(_mm_sha256msg1_epu32(w0, w4), _mm_alignr_epi8(w12, w8, 4));
  words[oldest & 3] = _mm_sha256msg2_epu32(sum, w12);
}

SHA_NI_INLINE __m128i sha_ni_constants(const uint32_t table[64], int group) {
  return _mm_loadu_si128((const __m128i *)(table + 4 * group));
}

SHA_NI_INLINE void sha_ni_add(struct stream_state *s, const struct stream_state *before) {
  for (int i = 0; i < SHA_NI_STREAMS; i++) {
    s->abef[i] = _mm_add_epi32(s->abef[i], before->abef[i]);
    s->cdgh[i] = _mm_add_epi32(s->cdgh[i], before->cdgh[i]);
  }
}

SHA_NI_INLINE void sha_ni_compress(struct stream_state *s, struct sha_ni_block block) {
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
SHA_NI_INLINE void sha_ni_compress_padding64(struct stream_state *s) {
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
SHA_NI_INLINE void sha_ni_hash_digests(struct stream_state *s, __m128i words[SHA_NI_STREAMS][2]) {
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
SHA_NI_INLINE void sha_ni_hash_again(struct stream_state *s) {
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
SHA_NI_INLINE __m128i sha_ni_load_words(const uint8_t *bytes) {
  const __m128i order = _mm_setr_epi8(3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
  return _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)bytes), order);
}

SHA_NI_INLINE struct sha_ni_block sha_ni_load(const uint8_t *const rows[SHA_NI_STREAMS],
                                              uint64_t offset) {
  struct sha_ni_block block;
  for (int i = 0; i < SHA_NI_STREAMS; i++)
    for (int j = 0; j < 4; j++)
      block.words[i][j] = sha_ni_load_words(rows[i] + offset + 16 * j);
  return block;
}

SHA_NI_INLINE void sha_ni_store(uint8_t *digests, const struct stream_state *s) {
  const __m128i reverse = _mm_setr_epi8(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
  for (int i = 0; i < SHA_NI_STREAMS; i++) {
    __m128i *const digest = (__m128i *)(digests + HASH_DIGEST_BYTES * i);
    const __m128i dcba = _mm_unpackhi_epi64(s->cdgh[i], s->abef[i]);
    const __m128i hgfe = _mm_unpacklo_epi64(s->cdgh[i], s->abef[i]);
    _mm_storeu_si128(digest, _mm_shuffle_epi8(dcba, reverse));
    _mm_storeu_si128(digest + 1, _mm_shuffle_epi8(hgfe, reverse));
  }
}

/* The scheduler's functions, see streams.h. */

SHA_NI static inline void stream_init(struct stream_state *state) { sha_ni_init(state); }

SHA_NI static inline void stream_init_lane(struct stream_state *state, unsigned lane) {
  struct stream_state initial;
  sha_ni_init(&initial);
  state->abef[lane] = initial.abef[0];
  state->cdgh[lane] = initial.cdgh[0];
}

SHA_NI static void stream_compress(struct stream_state *state,
                                   const struct stream_position *position, uint64_t blocks) {
  struct stream_state s = *state;
  for (uint64_t i = 0; i < blocks; i++)
    sha_ni_compress(&s, sha_ni_load(position->block, i * SHA256_BLOCK_BYTES));
  *state = s;
}

SHA_NI static inline void stream_store(const struct stream_state *state, unsigned variant,
                                       uint8_t digests[SHA_NI_STREAMS * HASH_DIGEST_BYTES]) {
  struct stream_state s = *state;
  if (variant == SHA256_TWICE)
    sha_ni_hash_again(&s);
  sha_ni_store(digests, &s);
}

static inline uint64_t stream_whole_blocks(uint64_t length) { return length / SHA256_BLOCK_BYTES; }

/* FIPS 180-4, section 5.1.1: a one bit, zeros, the length in bits as a big-endian 64-bit word. */
static inline unsigned stream_pad(uint8_t tail[STREAM_TAIL_BYTES], uint64_t rest, uint64_t length,
                                  unsigned variant) {
  (void)variant;
  const unsigned blocks = rest < SHA256_BLOCK_BYTES - 8 ? 1 : 2;
  const uint64_t bits = __builtin_bswap64(length * 8);
  tail[rest] = 0x80;
  memcpy(tail + blocks * SHA256_BLOCK_BYTES - 8, &bits, 8);
  return blocks;
}

/* Two messages of 64 bytes, whose second block is known. */
SHA_NI_INLINE void hash_64_bytes(const uint8_t *first, const uint8_t *second, unsigned variant,
                                 uint8_t *digests) {
  const uint8_t *const rows[SHA_NI_STREAMS] = {first, second};
  struct stream_state s;
  sha_ni_init(&s);
  sha_ni_compress(&s, sha_ni_load(rows, 0));
  sha_ni_compress_padding64(&s);
  if (variant == SHA256_TWICE)
    sha_ni_hash_again(&s);
  sha_ni_store(digests, &s);
}

SHA_NI static void batch_64_bytes(const uint8_t *messages, uint64_t first, uint64_t last,
                                  unsigned variant, uint8_t *digests) {
  uint64_t i = first;
  for (; last - i >= 2; i += 2) {
    const uint8_t *const message = messages + SHA256_BLOCK_BYTES * i;
    hash_64_bytes(message, message + SHA256_BLOCK_BYTES, variant, digests + HASH_DIGEST_BYTES * i);
  }
  if (i < last) {
    uint8_t both[SHA_NI_STREAMS * HASH_DIGEST_BYTES];
    const uint8_t *const message = messages + SHA256_BLOCK_BYTES * i;
    hash_64_bytes(message, message, variant, both);
    memcpy(digests + HASH_DIGEST_BYTES * i, both, HASH_DIGEST_BYTES);
  }
}

/* Replaces digests first to last - 1 by their own digests. */
SHA_NI static void hash_digests(uint8_t *digests, uint64_t first, uint64_t last) {
  for (uint64_t i = first; i < last; i += SHA_NI_STREAMS) {
    uint8_t *const one = digests + HASH_DIGEST_BYTES * i;
    uint8_t *const other = i + 1 < last ? one + HASH_DIGEST_BYTES : one;
    __m128i words[SHA_NI_STREAMS][2] = {
        {sha_ni_load_words(one), sha_ni_load_words(one + 16)},
        {sha_ni_load_words(other), sha_ni_load_words(other + 16)},
    };
    struct stream_state s;
    uint8_t both[SHA_NI_STREAMS * HASH_DIGEST_BYTES];
    sha_ni_hash_digests(&s, words);
    sha_ni_store(both, &s);
    memcpy(one, both, HASH_DIGEST_BYTES);
    memcpy(other, both + HASH_DIGEST_BYTES, HASH_DIGEST_BYTES);
  }
}

hash_batch_fn sha256_batch_sha_ni, sha256d_batch_sha_ni;

bool sha256_batch_sha_ni(const struct hash_messages *messages, uint64_t first, uint64_t last,
                         uint8_t *digests) {
  if (!messages->offsets && messages->length == SHA256_BLOCK_BYTES) {
    batch_64_bytes(messages->bytes, first, last, SHA256_ONCE, digests);
    return true;
  }
  return stream_batch(messages, first, last, SHA256_ONCE, digests);
}

bool sha256d_batch_sha_ni(const struct hash_messages *messages, uint64_t first, uint64_t last,
                          uint8_t *digests) {
  if (!messages->offsets && messages->length == SHA256_BLOCK_BYTES) {
    batch_64_bytes(messages->bytes, first, last, SHA256_TWICE, digests);
    return true;
  }
  if (!messages->offsets)
    return stream_batch(messages, first, last, SHA256_TWICE, digests);
  /* Messages end at different times here, so the second hash waits until two can share it. */
  const bool ok = stream_batch(messages, first, last, SHA256_ONCE, digests);
  hash_digests(digests, first, last);
  return ok;
}

#endif
