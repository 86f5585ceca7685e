/* The lane scheduler: many messages through the lanes of a block-wise hash on the CPU.
 *
 * A template for the lanes.c files of SHA-256, Keccak and BLAKE2b. Before including it a file
 * defines
 *
 *   STREAM_LANES        lanes of the hash's vectors (LANE32_COUNT or LANE64_COUNT)
 *   STREAM_BLOCK_BYTES  bytes of a block
 *   STREAM_TAIL_BLOCKS  blocks that a message's tail (below) can have at most
 *   struct stream_state the chaining state of all lanes, a struct of vectors
 *
 * and after including it defines the functions declared under "the hash's part". It then calls
 *
 *   stream_batch(messages, first, last, variant, digests)
 *
 * which does what hash_batch_fn says. `variant` is the caller's and only handed through (SHA-3 and
 * Keccak-256 differ by one padding byte).
 *
 * A message is its whole blocks, read in place, and then its tail: the rest and the padding, built
 * in a scratch buffer of the lane. Messages of one length keep all lanes in step. Otherwise every
 * lane goes at its own pace: blocks are compressed in runs as long as the shortest distance of a
 * lane to the end of its whole blocks or tail, with the state in registers during a run, and a lane
 * whose message has ended delivers the digest and takes the next message, so that all lanes stay
 * busy to the last message. Scratch is on the stack. Nothing outside the messages' bytes is read.
 */
#ifndef PROOFMARK_KERNELS_HASH_STREAMS_H
#define PROOFMARK_KERNELS_HASH_STREAMS_H

#include <string.h>

#include "kernels/hash/hash.h"
#include "kernels/lane/lane.h"

enum {
  STREAM_TAIL_BYTES = STREAM_TAIL_BLOCKS * STREAM_BLOCK_BYTES,
  /* The same, and one block, rounded up to whole vectors of every instruction set. */
  STREAM_TAIL_ROW_BYTES = (STREAM_TAIL_BYTES + 63) / 64 * 64,
  STREAM_ROW_BYTES = (STREAM_BLOCK_BYTES + 63) / 64 * 64,
};

/* Where every lane is. */
struct stream_position {
  const uint8_t *block[STREAM_LANES]; /* the next block, at any alignment */
  /* For hashes whose compression function wants them (BLAKE2b): the message bytes up to the end of
   * the next block, without padding, and whether the block is of the tail (all ones or zero). */
  _Alignas(LANE_BYTES) uint64_t counted[STREAM_LANES];
  _Alignas(LANE_BYTES) uint64_t last[STREAM_LANES];
};

/* The hash's part. */

/* The initial state, in all lanes or in one. */
static inline void stream_init(struct stream_state *state);
static inline void stream_init_lane(struct stream_state *state, unsigned lane);

/* Compresses `blocks` >= 1 consecutive blocks of every lane, the first at position->block; block k
 * of a lane ends position->counted + k × STREAM_BLOCK_BYTES. */
static void stream_compress(struct stream_state *state, const struct stream_position *position,
                            uint64_t blocks);

/* The digests of all lanes, lane l's to digests + 32 × l. */
static inline void stream_store(const struct stream_state *state, unsigned variant,
                                uint8_t digests[STREAM_LANES * HASH_DIGEST_BYTES]);

/* The blocks of a message that can be read in place; the rest, which is at most one block, goes to
 * the tail. */
static inline uint64_t stream_whole_blocks(uint64_t length);

/* Pads a tail, which holds `rest` bytes of a message of `length` bytes and then zeros. Returns the
 * number of its blocks, 1 to STREAM_TAIL_BLOCKS. Bytes before `rest` are left alone and what is
 * written depends on nothing but the arguments after `tail`. */
static inline unsigned stream_pad(uint8_t tail[STREAM_TAIL_BYTES], uint64_t rest, uint64_t length,
                                  unsigned variant);

/* The scheduler. */

/* A window into this at STREAM_ROW_BYTES - n is a mask of the first n bytes of a row. */
static const uint8_t stream_masks[2 * STREAM_ROW_BYTES] = {[0 ... STREAM_ROW_BYTES - 1] = 0xff};

typedef uint8_t stream_vector __attribute__((vector_size(LANE_BYTES)));

LANE_FN stream_vector stream_load(const uint8_t *bytes) {
  stream_vector x;
  memcpy(&x, bytes, sizeof x);
  return x;
}

/* tail = the `rest` bytes at bytes and then what `padding` holds there; its first `rest` bytes are
 * zero. Reads a row of STREAM_ROW_BYTES, masking out the surplus: a copy of constant size is far
 * cheaper than one of variable size. */
LANE_FN void stream_merge(uint8_t *tail, const uint8_t *bytes, uint64_t rest,
                          const uint8_t *padding) {
  const uint8_t *const mask = stream_masks + STREAM_ROW_BYTES - rest;
  for (int i = 0; i < STREAM_ROW_BYTES; i += LANE_BYTES) {
    const stream_vector row =
        (stream_load(bytes + i) & stream_load(mask + i)) | stream_load(padding + i);
    memcpy(tail + i, &row, sizeof row);
  }
}

/* The same where a row would reach beyond the end of the batch. */
static void stream_merge_at_end(uint8_t *tail, const uint8_t *bytes, uint64_t rest,
                                const uint8_t *padding) {
  uint8_t row[STREAM_ROW_BYTES] = {0};
  if (rest > 0)
    memcpy(row, bytes, rest);
  stream_merge(tail, row, rest, padding);
}

/* Messages of one length. */

struct stream_uniform {
  const uint8_t *bytes, *end; /* of the batch */
  uint64_t length, whole, rest;
  unsigned variant, tail_blocks;
  uint64_t offset[STREAM_LANES]; /* of a lane's message from lane 0's */
  struct stream_position at_message, at_tail;
  struct stream_state state;
  _Alignas(64) uint8_t padding[STREAM_TAIL_ROW_BYTES];
  _Alignas(64) uint8_t tail[STREAM_LANES][STREAM_TAIL_ROW_BYTES];
};

static void stream_uniform_prepare(struct stream_uniform *s, const struct hash_messages *messages,
                                   unsigned variant) {
  s->bytes = messages->bytes;
  s->end = messages->bytes + messages->count * messages->length;
  s->length = messages->length;
  s->whole = stream_whole_blocks(messages->length);
  s->rest = messages->length - s->whole * STREAM_BLOCK_BYTES;
  s->variant = variant;
  memset(s->padding, 0, sizeof s->padding);
  s->tail_blocks = stream_pad(s->padding, s->rest, messages->length, variant);
  for (int lane = 0; lane < STREAM_LANES; lane++) {
    memcpy(s->tail[lane], s->padding, sizeof s->padding);
    s->offset[lane] = lane * messages->length;
    s->at_message.counted[lane] = STREAM_BLOCK_BYTES;
    s->at_message.last[lane] = 0;
    s->at_tail.block[lane] = s->tail[lane];
    s->at_tail.counted[lane] = messages->length;
    s->at_tail.last[lane] = UINT64_MAX;
  }
}

/* Copies the bytes after the whole blocks to the tails, where the padding already is. */
LANE_FN void stream_uniform_rests(struct stream_uniform *s) {
  const uint64_t whole_bytes = s->whole * STREAM_BLOCK_BYTES;
  const uint8_t *const highest = s->at_message.block[STREAM_LANES - 1] + whole_bytes;
  if ((uint64_t)(s->end - highest) >= STREAM_ROW_BYTES)
    for (int lane = 0; lane < STREAM_LANES; lane++)
      stream_merge(s->tail[lane], s->at_message.block[lane] + whole_bytes, s->rest, s->padding);
  else
    for (int lane = 0; lane < STREAM_LANES; lane++)
      stream_merge_at_end(s->tail[lane], s->at_message.block[lane] + whole_bytes, s->rest,
                          s->padding);
}

/* Messages first to first + count - 1, count in 1 to STREAM_LANES; lanes beyond repeat the last. */
LANE_FN void stream_uniform_group(struct stream_uniform *s, uint64_t first, uint64_t count,
                                  uint8_t *digests) {
  for (uint64_t lane = 0; lane < STREAM_LANES; lane++)
    s->at_message.block[lane] =
        s->bytes + first * s->length + s->offset[lane < count ? lane : count - 1];
  stream_init(&s->state);
  if (s->rest > 0)
    stream_uniform_rests(s);
  if (s->whole > 0)
    stream_compress(&s->state, &s->at_message, s->whole);
  stream_compress(&s->state, &s->at_tail, s->tail_blocks);
  stream_store(&s->state, s->variant, digests);
}

static void stream_uniform_batch(const struct hash_messages *messages, uint64_t first,
                                 uint64_t last, unsigned variant, uint8_t *digests) {
  struct stream_uniform s;
  stream_uniform_prepare(&s, messages, variant);
  uint64_t i = first;
  for (; last - i >= STREAM_LANES; i += STREAM_LANES)
    stream_uniform_group(&s, i, STREAM_LANES, digests + HASH_DIGEST_BYTES * i);
  if (i < last) {
    uint8_t all[STREAM_LANES * HASH_DIGEST_BYTES];
    stream_uniform_group(&s, i, last - i, all);
    memcpy(digests + HASH_DIGEST_BYTES * i, all, (last - i) * HASH_DIGEST_BYTES);
  }
}

/* Messages of several lengths. Sets of lanes are bit masks. */

struct stream_ragged {
  const uint8_t *bytes, *end; /* of the batch */
  const uint64_t *offsets;
  uint64_t next, last; /* the messages not yet taken */
  unsigned variant;
  uint8_t *digests;
  uint32_t busy;    /* lanes that have a message */
  uint32_t in_tail; /* of these, the lanes that have come to the tail */
  struct stream_position position;
  struct stream_state state;
  uint64_t left[STREAM_LANES];    /* blocks to the end of the whole blocks, or of the tail */
  uint64_t message[STREAM_LANES]; /* the message's index */
  _Alignas(64) uint8_t tail[STREAM_LANES][STREAM_TAIL_ROW_BYTES];
};

static inline void stream_begin_tail(struct stream_ragged *s, unsigned lane) {
  static const uint8_t zeros[STREAM_ROW_BYTES];
  const uint64_t *const offset = s->offsets + s->message[lane];
  const uint64_t length = offset[1] - offset[0];
  const uint64_t whole_bytes = stream_whole_blocks(length) * STREAM_BLOCK_BYTES;
  const uint64_t rest = length - whole_bytes;
  const uint8_t *const bytes = s->bytes + offset[0] + whole_bytes;
  uint8_t *const tail = s->tail[lane];
  if ((uint64_t)(s->end - bytes) >= STREAM_ROW_BYTES)
    stream_merge(tail, bytes, rest, zeros);
  else
    stream_merge_at_end(tail, bytes, rest, zeros);
  memset(tail + STREAM_ROW_BYTES, 0, STREAM_TAIL_ROW_BYTES - STREAM_ROW_BYTES);
  s->left[lane] = stream_pad(tail, rest, length, s->variant);
  s->position.block[lane] = tail;
  s->position.counted[lane] = length;
  s->position.last[lane] = UINT64_MAX;
  s->in_tail |= UINT32_C(1) << lane;
}

/* Asks for the first lines of a message that will be taken soon; the processor cannot foresee that
 * a lane will jump there. */
static inline void stream_prefetch(const struct stream_ragged *s, uint64_t message) {
  if (message >= s->last)
    return;
  __builtin_prefetch(s->bytes + s->offsets[message]);
  __builtin_prefetch(s->bytes + s->offsets[message] + 64);
}

/* Gives the lane the next message, or none. */
static inline void stream_take(struct stream_ragged *s, unsigned lane) {
  s->in_tail &= ~(UINT32_C(1) << lane);
  if (s->next == s->last) {
    s->busy &= ~(UINT32_C(1) << lane);
    return;
  }
  const uint64_t i = s->next++;
  stream_prefetch(s, i + 4);
  s->message[lane] = i;
  stream_init_lane(&s->state, lane);
  s->left[lane] = stream_whole_blocks(s->offsets[i + 1] - s->offsets[i]);
  s->position.block[lane] = s->bytes + s->offsets[i];
  s->position.counted[lane] = STREAM_BLOCK_BYTES;
  s->position.last[lane] = 0;
  if (s->left[lane] == 0)
    stream_begin_tail(s, lane);
}

/* A lane without a message reads what a busy one reads, which is always there. */
static void stream_follow(struct stream_ragged *s) {
  const int leader = __builtin_ctz(s->busy);
  for (int lane = 0; lane < STREAM_LANES; lane++) {
    if (s->busy >> lane & 1)
      continue;
    s->position.block[lane] = s->position.block[leader];
    s->left[lane] = s->left[leader];
  }
}

/* Compresses up to the nearest end. Returns the lanes that are at theirs. */
static inline uint32_t stream_run(struct stream_ragged *s) {
  uint64_t blocks = UINT64_MAX;
  for (int lane = 0; lane < STREAM_LANES; lane++)
    blocks = s->left[lane] < blocks ? s->left[lane] : blocks;
  stream_compress(&s->state, &s->position, blocks);
  uint64_t ended = 0; /* as wide as `left`, which lets the compiler use vectors */
  for (int lane = 0; lane < STREAM_LANES; lane++) {
    s->position.block[lane] += blocks * STREAM_BLOCK_BYTES;
    s->position.counted[lane] += blocks * STREAM_BLOCK_BYTES;
    s->left[lane] -= blocks;
    ended |= s->left[lane] == 0 ? UINT64_C(1) << lane : 0;
  }
  return (uint32_t)ended & s->busy;
}

/* Writes the digests of the lanes in `ended` and gives these lanes new messages. */
static inline void stream_deliver(struct stream_ragged *s, uint32_t ended) {
  uint8_t all[STREAM_LANES * HASH_DIGEST_BYTES];
  stream_store(&s->state, s->variant, all);
  for (; ended; ended &= ended - 1) {
    const unsigned lane = (unsigned)__builtin_ctz(ended);
    memcpy(s->digests + HASH_DIGEST_BYTES * s->message[lane], all + HASH_DIGEST_BYTES * lane,
           HASH_DIGEST_BYTES);
    stream_take(s, lane);
  }
}

static void stream_ragged_batch(const struct hash_messages *messages, uint64_t first, uint64_t last,
                                unsigned variant, uint8_t *digests) {
  const uint32_t all = (uint32_t)((UINT64_C(1) << STREAM_LANES) - 1);
  struct stream_ragged s = {.bytes = messages->bytes,
                            .end = messages->bytes + messages->offsets[messages->count],
                            .offsets = messages->offsets,
                            .next = first,
                            .last = last,
                            .variant = variant,
                            .digests = digests,
                            .busy = all};
  stream_init(&s.state);
  for (unsigned lane = 0; lane < STREAM_LANES; lane++)
    stream_take(&s, lane);
  while (s.busy) {
    if (s.busy != all)
      stream_follow(&s);
    const uint32_t ended = stream_run(&s), delivered = ended & s.in_tail;
    for (uint32_t lanes = ended & ~s.in_tail; lanes; lanes &= lanes - 1)
      stream_begin_tail(&s, (unsigned)__builtin_ctz(lanes));
    if (delivered)
      stream_deliver(&s, delivered);
  }
}

static inline bool stream_batch(const struct hash_messages *messages, uint64_t first, uint64_t last,
                                unsigned variant, uint8_t *digests) {
  if (messages->offsets)
    stream_ragged_batch(messages, first, last, variant, digests);
  else
    stream_uniform_batch(messages, first, last, variant, digests);
  return true;
}

#endif
