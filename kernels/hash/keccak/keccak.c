/* Keccak-256 (Ethereum's) and SHA3-256 as the works know them. */
#include "kernels/hash/hash.h"
#include "kernels/hash/keccak/cost.h"

LANE_DECLARE(hash_batch_fn, keccak256_batch);
LANE_DECLARE(hash_batch_fn, sha3_256_batch);
extern const struct gpu_program gpu_program_hash_keccak;

/* The padding takes at least one byte, so a message that fills its last block has one more. */
static uint64_t permutations(uint64_t length) { return length / 136 + 1; }

static struct lane_cost cost(uint64_t length) {
  return keccak_hash_cost((double)permutations(length));
}

static const struct hash_known_answer keccak256_answers[] = {
    {"", 1, "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470",
     "Keccak submission 3, ShortMsgKAT_256, Len = 0"},
    {"\xcc", 1, "eead6dbfc7340a56caedc044696a168870549a6a7f6f56961e84a54bd9970b8a",
     "Keccak submission 3, ShortMsgKAT_256, Len = 8"},
    {"abc", 1, "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45",
     "go-ethereum, crypto_test.go, TestKeccak256Hash"},
    {"a", 1000000, "fadae6b49f129bbb812be8407b7b2894f34aecf6dbd1f9b0f0c7e9853098fc96",
     "noble-hashes, test/hashes.test.js, KECCAK_256"},
    {0},
};

static const struct hash_known_answer sha3_256_answers[] = {
    {"", 1, "a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a",
     "NIST, SHA3-256 example values, 0-bit message"},
    {"\xa3", 200, "79f38adec5c20307a98ef76e8324afbfd46cfd81b22e3973c65fa1bd9de31787",
     "NIST, SHA3-256 example values, 1600-bit message"},
    {"abc", 1, "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532",
     "NIST, SHA3-256 example values, 24-bit message"},
    {"\xe9", 1, "f0d04dd1e6cfc29a4460d521796852f25d9ef8d28b44ee91ff5b759d72c1e6d6",
     "NIST CAVP, SHA3_256ShortMsg, Len = 8"},
    {0},
};

const struct hash_algorithm hash_keccak256 = {
    .name = "keccak256",
    .title = "Keccak-256",
    .standard = "Keccak submission 3 (2011), capacity 512; permutation of FIPS 202, section 3.3",
    .batch = {LANE_TABLE(keccak256_batch)},
    .openssl_digest = "KECCAK-256", /* from OpenSSL 3.2 on */
    .primitive = "Keccak-f[1600] permutations",
    .primitives = permutations,
    .cost = cost,
    .program = &gpu_program_hash_keccak,
    .messages_kernel = "keccak256_messages",
    .merkle_kernel = "keccak256_merkle",
    .known_answers = keccak256_answers,
};

const struct hash_algorithm hash_sha3_256 = {
    .name = "sha3_256",
    .title = "SHA3-256",
    .standard = "FIPS 202, section 6.1",
    .batch = {LANE_TABLE(sha3_256_batch)},
    .openssl_digest = "SHA3-256",
    .primitive = "Keccak-f[1600] permutations",
    .primitives = permutations,
    .cost = cost,
    .program = &gpu_program_hash_keccak,
    .messages_kernel = "sha3_256_messages",
    .merkle_kernel = "sha3_256_merkle",
    .known_answers = sha3_256_answers,
};
