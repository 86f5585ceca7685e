/* The GPU program of BLAKE3: messages and Merkle levels with one hash per work-item, and for long
 * messages the tree mode, chunks first and then the parents level by level.
 *
 * Source: the BLAKE3 paper (see core.h), sections 2.1 (tree), 2.4 (chunks), 2.5 (parents). The
 * arguments of blake3_messages and blake3_merkle are described in messages_gpu.h and merkle_gpu.h.
 */
#ifndef PROOFMARK_KERNELS_HASH_BLAKE3_GPU_H
#define PROOFMARK_KERNELS_HASH_BLAKE3_GPU_H

#include "kernels/hash/blake3/core.h"

#define MESSAGE_BLOCK_BYTES 64
#include "kernels/hash/messages_gpu.h"
#include "kernels/hash/merkle_gpu.h"

/* HASH_GPU_MESSAGE_BYTES are 2^24 chunks, so at most 24 complete subtrees wait for a sibling. They
 * wait in local memory, which the driver sets aside for all work-items that a GPU can hold. */
#define BLAKE3_STACK_VALUES 24

/* The chaining value of the `length` bytes (at most a chunk's) at bytes[at]. `root` is BLAKE3_ROOT
 * where they are a whole message, else 0. */
LANE_FN void blake3_chunk(const GPU_GLOBAL uint8_t *bytes, uint64_t at, uint32_t length,
                          uint64_t counter, uint32_t root, w32 cv[8]) {
  uint32_t flags = BLAKE3_CHUNK_START, done = 0;
  blake3_init(cv);
  do {
    w32 block[16];
    uint32_t block_bytes = message_block_length(length, done);
    message_block(bytes, at + done, block_bytes, 0, block);
    done += block_bytes;
    flags |= done == length ? BLAKE3_CHUNK_END | root : 0;
    blake3_compress(cv, block, (w32)counter, (w32)(counter >> 32), block_bytes, flags);
    flags = 0;
  } while (done < length);
}

/* cv = the chaining value of the parent whose children's values are in pair. */
LANE_FN void blake3_parent(const w32 pair[16], uint32_t root, w32 cv[8]) {
  blake3_init(cv);
  blake3_compress(cv, pair, 0, 0, BLAKE3_BLOCK_BYTES, BLAKE3_PARENT | root);
}

/* cv = the parent of `left` and cv. */
LANE_FN void blake3_join(const w32 left[8], uint32_t root, w32 cv[8]) {
  w32 pair[16];
  LANE_UNROLL
  for (int i = 0; i < 8; i++) {
    pair[i] = left[i];
    pair[8 + i] = cv[i];
  }
  blake3_parent(pair, root, cv);
}

/* The digest of the `length` bytes at bytes[at]. Every chunk but the last closes the subtrees that
 * end with it, as many as its number plus one can be halved; the last closes all that are open. */
LANE_FN void blake3_hash_message(const GPU_GLOBAL uint8_t *bytes, uint64_t at, uint64_t length,
                                 w32 cv[8]) {
  w32 stack[8 * BLAKE3_STACK_VALUES];
  uint64_t last = length == 0 ? 0 : (length - 1) / BLAKE3_CHUNK_BYTES;
  uint32_t depth = 0;
  for (uint64_t chunk = 0;; chunk++) {
    uint64_t start = chunk * BLAKE3_CHUNK_BYTES;
    uint32_t bytes_here = chunk < last ? BLAKE3_CHUNK_BYTES : (uint32_t)(length - start);
    blake3_chunk(bytes, at + start, bytes_here, chunk, last == 0 ? BLAKE3_ROOT : 0, cv);
    for (uint64_t n = chunk + 1; depth > 0 && (chunk == last || n % 2 == 0); n /= 2) {
      depth--;
      blake3_join(stack + 8 * depth, chunk == last && depth == 0 ? BLAKE3_ROOT : 0, cv);
    }
    if (chunk == last)
      return;
    LANE_UNROLL
    for (int i = 0; i < 8; i++)
      stack[8 * depth + i] = cv[i];
    depth++;
  }
}

/* The digest of the 64-byte message in pair. */
LANE_FN void blake3_hash_pair(const w32 pair[16], w32 digest[8]) {
  blake3_init(digest);
  blake3_compress(digest, pair, 0, 0, BLAKE3_BLOCK_BYTES,
                  BLAKE3_CHUNK_START | BLAKE3_CHUNK_END | BLAKE3_ROOT);
}

MESSAGES_KERNEL(blake3_messages, blake3_hash_message)
MERKLE_KERNEL(blake3_merkle, blake3_hash_pair)

/* One work-item per chunk of `count` messages, each of `length` bytes and `chunks` chunks (at least
 * two): the chaining value of chunk c of message m goes to values[8 * (m * chunks + c)]. */
GPU_KERNEL(HASH_GPU_GROUP_MESSAGES)
blake3_chunks(const GPU_GLOBAL uint8_t *GPU_RESTRICT bytes, uint64_t length, uint64_t count,
              uint64_t chunks, GPU_GLOBAL uint32_t *GPU_RESTRICT values) {
  uint64_t i = gpu_global_id();
  if (i >= count * chunks)
    return;
  uint64_t message = i / chunks, chunk = i % chunks, start = chunk * BLAKE3_CHUNK_BYTES;
  uint64_t rest = length - start;
  uint32_t bytes_here = rest < BLAKE3_CHUNK_BYTES ? (uint32_t)rest : BLAKE3_CHUNK_BYTES;
  w32 cv[8];
  blake3_chunk(bytes, message * length + start, bytes_here, chunk, 0, cv);
  gpu_store_words8(values + 8 * i, cv);
}

/* One level of the trees of `count` messages, which have `width` nodes (at least two) each in `in`
 * and half as many, rounded up, in `out`: one work-item per node of `out`. A lone last node rises.
 * The parent of only two nodes is the root and so the digest. */
GPU_KERNEL(HASH_GPU_GROUP_MESSAGES)
blake3_parents(const GPU_GLOBAL uint32_t *GPU_RESTRICT in, uint64_t width, uint64_t count,
               GPU_GLOBAL uint32_t *GPU_RESTRICT out) {
  uint64_t i = gpu_global_id(), parents = (width + 1) / 2;
  if (i >= count * parents)
    return;
  uint64_t message = i / parents, child = 2 * (i % parents);
  const GPU_GLOBAL uint32_t *children = in + 8 * (message * width + child);
  w32 pair[16], cv[8];
  gpu_load_words8(children, cv);
  if (child + 1 < width) {
    merkle_copy(cv, pair);
    gpu_load_words8(children + 8, pair + 8);
    blake3_parent(pair, width == 2 ? BLAKE3_ROOT : 0, cv);
  }
  gpu_store_words8(out + 8 * i, cv);
}

#endif
