/* BLAKE2b-256 as the works know it. */
#include "kernels/hash/hash.h"

LANE_DECLARE(hash_batch_fn, blake2b_256_batch);
extern const struct gpu_program gpu_program_hash_blake2b;

/* The empty message is one block; others have no padding beyond their last block. */
static uint64_t compressions(uint64_t length) {
  return length == 0 ? 1 : length / 128 + (length % 128 != 0);
}

/* A compression (RFC 7693, section 3.2) is 12 rounds of 8 times G on words of 64 bits: 6 additions, of them
 * 2 of message words, 4 XORs, and 3 rotations beside the one by 32; then the state takes in both halves
 * of the work vector. What a message spares at its ends: 8 operations of the first column step on constants
 * alone; in the last block the sums with words beyond the message, which are zero, and what only the
 * digest's four missing words need. */
static struct lane_cost cost(uint64_t length) {
  enum { ROUNDS = 12, G_EACH = 8, WORDS = 16, WORD_BYTES = 8 };
  const struct lane_cost compression = {
      .add = ROUNDS * G_EACH * (6 + 4), .logic3 = 8, .shift = ROUNDS * G_EACH * 3};
  const uint64_t blocks = compressions(length), last_bytes = length - (blocks - 1) * 128;
  const struct lane_cost spared = {
      .add = 8 + 4 + ROUNDS * (double)(WORDS - (last_bytes + WORD_BYTES - 1) / WORD_BYTES),
      .logic3 = 4,
      .shift = 4};
  return cost_times(2, cost_sum(cost_times((double)blocks, compression), cost_times(-1, spared)));
}

static const struct hash_known_answer known_answers[] = {
    {"", 1, "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8",
     "casper-node, types/src/digest.rs, test hash_known"},
    {"abc", 1, "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319",
     "casper-node, types/src/digest.rs, test hash_known"},
    {"The quick brown fox jumps over the lazy dog", 1,
     "01718cec35cd3d796dd00020e0bfecb473ad23457d063b75eff29c0ffa2e58a9",
     "casper-node, types/src/digest.rs, test hash_known"},
    {"a", 1000000, "0741850f36cba4259628355d1073e24ddb9ca0e1bfac36fd39ae5dc2101e23a4",
     "computed by Python 3.11, hashlib.blake2b(digest_size=32)"},
    {0},
};

const struct hash_algorithm hash_blake2b_256 = {
    .name = "blake2b_256",
    .title = "BLAKE2b-256",
    .standard = "RFC 7693, section 3 (32 bytes of digest, no key)",
    .batch = {LANE_TABLE(blake2b_256_batch)},
    .sodium_generichash = true,
    .primitive = "BLAKE2b compressions",
    .primitives = compressions,
    .cost = cost,
    .program = &gpu_program_hash_blake2b,
    .messages_kernel = "blake2b_256_messages",
    .merkle_kernel = "blake2b_256_merkle",
    .known_answers = known_answers,
};
