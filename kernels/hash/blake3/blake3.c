/* BLAKE3 as the suite knows it: plain hash mode, 32-byte digests. */
#include "kernels/hash/hash.h"

hash_one_fn blake3_reference;
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
    .reference = blake3_reference,
    .batch = {LANE_TABLE(blake3_batch)},
    .primitive = "BLAKE3 compressions",
    .primitives = compressions,
    .program = &gpu_program_hash_blake3,
    .messages_kernel = "blake3_messages",
    .merkle_kernel = "blake3_merkle",
    .tree = {CHUNK_BYTES, "blake3_chunks", "blake3_parents"},
    .known_answers = known_answers,
};
