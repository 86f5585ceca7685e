/* SHA-256 and SHA-256d as the suite's works know them. */
#include "kernels/hash/hash.h"

extern const struct gpu_program gpu_program_hash_sha256;

LANE_DECLARE(hash_batch_fn, sha256_batch);
LANE_DECLARE(hash_batch_fn, sha256d_batch);

#if defined(__x86_64__)
extern hash_batch_fn sha256_batch_sha_ni, sha256d_batch_sha_ni;
#define SHA_NI_TABLE(f) , [LANE_ISA_SHA_NI] = f##_sha_ni
#else
#define SHA_NI_TABLE(f)
#endif

/* FIPS 180-4, section 5.1.1: a bit and the 64-bit length follow the message. */
static uint64_t sha256_compressions(uint64_t length) { return (length + 8) / 64 + 1; }

static uint64_t sha256d_compressions(uint64_t length) { return sha256_compressions(length) + 1; }

/* FIPS 180-4, section 6.2.2. A round: six rotations and two three-input XORs for the sigmas, Ch and Maj, and
 * six additions, with the round constant in the schedule's word; one more puts it there. A step of the
 * schedule: four rotations, two shifts, two three-input XORs, three additions. Eight additions end it. */
static const struct lane_cost round_cost = {.add = 6, .logic3 = 4, .shift = 6};
static const struct lane_cost step_cost = {.add = 3 + 1, .logic3 = 2, .shift = 4 + 2 * 0.5};
enum { ROUNDS = 64, STEPS = 48, FIRST_WORDS = 16 };

static struct lane_cost compression_cost(double rounds, double steps, double first_words) {
  const struct lane_cost rest = {.add = 8 + first_words};
  return cost_sum(rest, cost_sum(cost_times(rounds, round_cost), cost_times(steps, step_cost)));
}

/* What counts of a block that padding fills from `bytes` on: where nothing is left of the message, its
 * whole schedule is known; where half of it is, the words from the 32nd on depend on the message. */
static struct lane_cost last_block_cost(double rounds, uint64_t bytes) {
  return compression_cost(rounds, bytes >= 32 ? STEPS - 16 : 0, (double)(bytes / 4));
}

/* The first four rounds from the initial value work on constants in part, and do not count. */
static struct lane_cost sha256_cost(uint64_t length) {
  const double blocks = (double)sha256_compressions(length);
  const uint64_t last_bytes = length % 64 < 56 ? length % 64 : 0;
  return cost_sum(cost_times(blocks - 1, compression_cost(ROUNDS, STEPS, FIRST_WORDS)),
                  cost_sum(last_block_cost(ROUNDS, last_bytes), cost_times(-4, round_cost)));
}

static struct lane_cost sha256d_cost(uint64_t length) {
  return cost_sum(sha256_cost(length), last_block_cost(ROUNDS - 4, 32));
}

static const struct hash_known_answer sha256_answers[] = {
    {"abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
     "NIST, Examples with Intermediate Values: SHA256, one block"},
    {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
     "NIST, Examples with Intermediate Values: SHA256, two blocks"},
    {"a", 1000000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
     "FIPS 180-2, appendix B.3"},
    {"", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
     "NIST CAVP, SHA256ShortMsg, Len = 0"},
    {0},
};

static const struct hash_known_answer sha256d_answers[] = {
    {"hello", 1, "9595c9df90075148eb06860365df33584b75bff782a510c6cd4883a419833d50",
     "Bitcoin Wiki, Protocol documentation, Hashes"},
    {"", 1, "5df6e0e2761359d30a8275058e299fcc0381534545f55cf43e41983f5d4c9456",
     "Bitcoin developer reference, message headers: the checksum of an empty payload is 5df6e0e2"},
    {0},
};

const struct hash_algorithm hash_sha256 = {
    .name = "sha256",
    .title = "SHA-256",
    .standard = "FIPS 180-4, section 6.2",
    .batch = {LANE_TABLE(sha256_batch) SHA_NI_TABLE(sha256_batch)},
    .openssl_digest = "SHA256",
    .primitive = "SHA-256 compressions",
    .primitives = sha256_compressions,
    .cost = sha256_cost,
    .program = &gpu_program_hash_sha256,
    .messages_kernel = "sha256_messages",
    .merkle_kernel = "sha256_merkle",
    .known_answers = sha256_answers,
};

const struct hash_algorithm hash_sha256d = {
    .name = "sha256d",
    .title = "SHA-256d",
    .standard = "FIPS 180-4, section 6.2, applied twice (Bitcoin)",
    .batch = {LANE_TABLE(sha256d_batch) SHA_NI_TABLE(sha256d_batch)},
    .openssl_digest = "SHA256",
    .openssl_twice = true,
    .odd_node_doubles = true,
    .primitive = "SHA-256 compressions",
    .primitives = sha256d_compressions,
    .cost = sha256d_cost,
    .program = &gpu_program_hash_sha256,
    .messages_kernel = "sha256d_messages",
    .merkle_kernel = "sha256d_merkle",
    .known_answers = sha256d_answers,
};
