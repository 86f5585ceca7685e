/* BLAKE3 as the suite knows it: plain hash mode, 32-byte digests. */
#include "kernels/hash/hash.h"

LANE_DECLARE(hash_batch_fn, blake3_batch);
extern const struct gpu_program gpu_program_hash_blake3;

enum { BLOCK_BYTES = 64, CHUNK_BYTES = 1024 };

/* All chunks' blocks, and one parent for every chunk but one (BLAKE3 paper, section 2.1). A chunk
 * holds whole blocks, so the message's blocks are the chunks'. An empty message has one of each. */
static uint64_t compressions(uint64_t length) {
  if (length == 0)
    return 1;
  const uint64_t last = length - 1;
  return (last / BLOCK_BYTES + 1) + last / CHUNK_BYTES;
}

/* A compression (BLAKE3 paper, section 2.2) is 7 rounds of 8 times G, which is 6 additions, of them 2 of
 * message words, 4 XORs and 4 rotations; then 8 XORs. The 4 + 4 operations of the first column step on
 * constants alone do not count, nor do sums with the words of the last block beyond the message: they are
 * zero. */
static struct lane_cost cost(uint64_t length) {
  enum { ROUNDS = 7, G_EACH = 8, WORDS = BLOCK_BYTES / 4 };
  const struct lane_cost compression = {.add = ROUNDS * G_EACH * (6 + 4) + 8 - 8,
                                        .shift = ROUNDS * G_EACH * 4};
  const uint64_t last_bytes = length == 0 ? 0 : (length - 1) % BLOCK_BYTES + 1;
  const struct lane_cost zero_words = {.add = ROUNDS * (double)(WORDS - (last_bytes + 3) / 4)};
  return cost_sum(cost_times((double)compressions(length), compression),
                  cost_times(-1, zero_words));
}

static const struct hash_known_answer known_answers[] = {
    {"", 1, "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262",
     "BLAKE3 test_vectors.json, input_len 0"},
    {"hello world", 1, "d74981efa70a0c880b8d8c1985d075dbcbf679b99a5f9914e5aaf96b831a9e24",
     "blake3-py README, first example"},
    {"abc", 1, "6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85",
     "LLVM unittests/Support/BLAKE3Test.cpp"},
    {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
     "c19012cc2aaf0dc3d8e5c45a1b79114d2df42abb2a410bf54be09e891af06ff8",
     "LLVM unittests/Support/BLAKE3Test.cpp"},
    {"a", 1000000, "616f575a1b58d4c9797d4217b9730ae5e6eb319d76edef6549b46f4efe31ff8b",
     "LLVM unittests/Support/BLAKE3Test.cpp"},
    {NULL, 0, NULL, NULL},
};

const struct hash_algorithm hash_blake3 = {
    .name = "blake3",
    .title = "BLAKE3",
    .standard = "BLAKE3: one function, fast everywhere, section 2 (hash mode)",
    .batch = {LANE_TABLE(blake3_batch)},
    .primitive = "BLAKE3 compressions",
    .primitives = compressions,
    .cost = cost,
    .program = &gpu_program_hash_blake3,
    .messages_kernel = "blake3_messages",
    .merkle_kernel = "blake3_merkle",
    .tree = {CHUNK_BYTES, "blake3_chunks", "blake3_parents"},
    .known_answers = known_answers,
};
