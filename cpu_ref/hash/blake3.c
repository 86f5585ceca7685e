/* BLAKE3's hash mode, plain: the tree is built by recursion just as the paper defines it.
 *
 * Source: J. O'Connor, J-P. Aumasson, S. Neves, Z. Wilcox-O'Hearn, "BLAKE3: one function, fast
 * everywhere"; section and table numbers below are the paper's. This file judges the lanes and the
 * GPU kernels, so it shares no code and no constant with them.
 */
#include <string.h>

#include "cpu_ref/hash/hash.h"

enum { CHUNK_START = 1, CHUNK_END = 2, PARENT = 4, ROOT = 8 }; /* table 3 */
enum { BLOCK_BYTES = 64, CHUNK_BYTES = 1024, ROUNDS = 7 };

/* Table 1. */
static const uint32_t initial_value[8] = {0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A,
                                          0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19};

/* Table 2: word i of the next round's message is word permutation[i] of this round's. */
static const int permutation[16] = {2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8};

static uint32_t rotate_right(uint32_t x, int n) { return x >> n | x << (32 - n); }

/* Section 2.2: the function G on four words of the state. */
static void mix(uint32_t v[16], int a, int b, int c, int d, uint32_t x, uint32_t y) {
  v[a] = v[a] + v[b] + x;
  v[d] = rotate_right(v[d] ^ v[a], 16);
  v[c] = v[c] + v[d];
  v[b] = rotate_right(v[b] ^ v[c], 12);
  v[a] = v[a] + v[b] + y;
  v[d] = rotate_right(v[d] ^ v[a], 8);
  v[c] = v[c] + v[d];
  v[b] = rotate_right(v[b] ^ v[c], 7);
}

static void round_function(uint32_t v[16], const uint32_t m[16]) {
  for (int i = 0; i < 4; i++)
    mix(v, i, 4 + i, 8 + i, 12 + i, m[2 * i], m[2 * i + 1]);
  for (int i = 0; i < 4; i++)
    mix(v, i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4, m[8 + 2 * i], m[9 + 2 * i]);
}

static void permute(uint32_t m[16]) {
  uint32_t before[16];
  memcpy(before, m, sizeof before);
  for (int i = 0; i < 16; i++)
    m[i] = before[permutation[i]];
}

/* Section 2.2, cut to the first eight output words: replaces the chaining value h. The block's
 * bytes beyond block_bytes are zeros. */
static void compress(uint32_t h[8], const uint8_t block[BLOCK_BYTES], uint64_t counter,
                     uint32_t block_bytes, uint32_t flags) {
  uint32_t m[16], v[16];
  for (int i = 0; i < 16; i++)
    m[i] = (uint32_t)block[4 * i] | (uint32_t)block[4 * i + 1] << 8 |
           (uint32_t)block[4 * i + 2] << 16 | (uint32_t)block[4 * i + 3] << 24;
  memcpy(v, h, 8 * sizeof *v);
  memcpy(v + 8, initial_value, 4 * sizeof *v);
  v[12] = (uint32_t)counter;
  v[13] = (uint32_t)(counter >> 32);
  v[14] = block_bytes;
  v[15] = flags;
  for (int i = 0; i < ROUNDS; i++) {
    round_function(v, m);
    permute(m);
  }
  for (int i = 0; i < 8; i++)
    h[i] = v[i] ^ v[i + 8];
}

static void to_bytes(uint8_t bytes[32], const uint32_t words[8]) {
  for (int i = 0; i < 32; i++)
    bytes[i] = (uint8_t)(words[i / 4] >> 8 * (i % 4));
}

/* Section 2.4: the chaining value of chunk number `counter`; `root` is ROOT or 0. */
static void chunk_value(const uint8_t *chunk, uint64_t length, uint64_t counter, uint32_t root,
                        uint8_t value[32]) {
  uint32_t h[8], flags = CHUNK_START;
  memcpy(h, initial_value, sizeof h);
  for (; length > BLOCK_BYTES; chunk += BLOCK_BYTES, length -= BLOCK_BYTES) {
    compress(h, chunk, counter, BLOCK_BYTES, flags);
    flags = 0;
  }
  uint8_t last_block[BLOCK_BYTES] = {0};
  if (length > 0)
    memcpy(last_block, chunk, length);
  compress(h, last_block, counter, (uint32_t)length, flags | CHUNK_END | root);
  to_bytes(value, h);
}

/* Section 2.1: the left subtree holds the largest power of two of chunks that leaves at least one
 * byte to the right. */
static uint64_t left_bytes(uint64_t length) {
  uint64_t left = CHUNK_BYTES;
  while (left < length - left)
    left *= 2;
  return left;
}

/* Sections 2.1 and 2.5: the chaining value of the subtree over `bytes`, whose first chunk has the
 * number `counter`. */
static void subtree_value(const uint8_t *bytes, uint64_t length, uint64_t counter, uint32_t root,
                          uint8_t value[32]) {
  if (length <= CHUNK_BYTES) {
    chunk_value(bytes, length, counter, root, value);
    return;
  }
  const uint64_t left = left_bytes(length);
  uint8_t children[BLOCK_BYTES];
  subtree_value(bytes, left, counter, 0, children);
  subtree_value(bytes + left, length - left, counter + left / CHUNK_BYTES, 0, children + 32);
  uint32_t h[8];
  memcpy(h, initial_value, sizeof h);
  compress(h, children, 0, BLOCK_BYTES, PARENT | root);
  to_bytes(value, h);
}

ref_hash_fn ref_blake3;

void ref_blake3(const uint8_t *message, uint64_t length, uint8_t digest[REF_DIGEST_BYTES]) {
  subtree_value(message, length, 0, ROOT, digest);
}
