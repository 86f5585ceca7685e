/* SHA-256 and SHA-256d as the suite's works know them. */
#include "kernels/hash/hash.h"

extern const struct gpu_program gpu_program_hash_sha256;

extern hash_one_fn sha256_reference, sha256d_reference;
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
    .reference = sha256_reference,
    .batch = {LANE_TABLE(sha256_batch) SHA_NI_TABLE(sha256_batch)},
    .openssl_digest = "SHA256",
    .primitive = "SHA-256 compressions",
    .primitives = sha256_compressions,
    .program = &gpu_program_hash_sha256,
    .messages_kernel = "sha256_messages",
    .merkle_kernel = "sha256_merkle",
    .known_answers = sha256_answers,
};

const struct hash_algorithm hash_sha256d = {
    .name = "sha256d",
    .title = "SHA-256d",
    .standard = "FIPS 180-4, section 6.2, applied twice (Bitcoin)",
    .reference = sha256d_reference,
    .batch = {LANE_TABLE(sha256d_batch) SHA_NI_TABLE(sha256d_batch)},
    .openssl_digest = "SHA256",
    .openssl_twice = true,
    .odd_node_doubles = true,
    .primitive = "SHA-256 compressions",
    .primitives = sha256d_compressions,
    .program = &gpu_program_hash_sha256,
    .messages_kernel = "sha256d_messages",
    .merkle_kernel = "sha256d_merkle",
    .known_answers = sha256d_answers,
};
