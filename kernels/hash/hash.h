/* What every hash algorithm of the suite provides, and all that the works know of one.
 *
 * An algorithm is one folder beside this file and one line in algorithms.def. The folder defines
 * `const struct hash_algorithm hash_<name>`; its oracle is `ref_<name>` in cpu_ref/hash/. All six
 * digests are 32 bytes long.
 */
#ifndef PROOFMARK_KERNELS_HASH_HASH_H
#define PROOFMARK_KERNELS_HASH_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernels/hash/gpu_launch.h"
#include "kernels/lane/cost.h"
#include "kernels/lane/isa.h"
#include "kernels/lane/program.h"

enum { HASH_DIGEST_BYTES = 32 };

/* A batch of messages as its user holds it: bytes one after another, at any alignment.
 * Message i is bytes[offsets[i]] up to bytes[offsets[i + 1]]; offsets has count + 1 entries.
 * Where offsets is NULL all messages have `length` bytes and message i starts at i × length.
 * Nothing outside the messages' own bytes may be read. */
struct hash_messages {
  const uint8_t *bytes;
  const uint64_t *offsets;
  uint64_t length;
  uint64_t count;
};

static inline uint64_t hash_message_start(const struct hash_messages *m, uint64_t i) {
  return m->offsets ? m->offsets[i] : i * m->length;
}

static inline uint64_t hash_message_length(const struct hash_messages *m, uint64_t i) {
  return m->offsets ? m->offsets[i + 1] - m->offsets[i] : m->length;
}

/* Hashes messages first up to (not including) last; digest i goes to digests + 32 × i, so that
 * several threads may fill one array. Both pointers are the caller's; nothing is kept. A function
 * that could not get scratch memory returns false and the digests are undefined. */
typedef bool hash_batch_fn(const struct hash_messages *messages, uint64_t first, uint64_t last,
                           uint8_t *digests);

/* A published answer that the algorithm carries with it: `message` repeated `repeat` times. */
struct hash_known_answer {
  const char *message; /* bytes, NUL-terminated; "" is the empty message */
  uint64_t repeat;
  const char *digest_hex;
  const char *source; /* where it is published */
};

/* A tree mode, for algorithms whose long messages split into independent chunks (BLAKE3). Its
 * GPU program has the two kernels below; without it a GPU hashes one message per thread. */
struct hash_tree_mode {
  uint64_t chunk_bytes;       /* 1024 */
  const char *chunks_kernel;  /* chunks to chaining values */
  const char *parents_kernel; /* one level of the tree */
};

struct hash_algorithm {
  const char *name;                     /* "sha256": the work is hash/sha256 */
  const char *title;                    /* "SHA-256" */
  const char *standard;                 /* "FIPS 180-4, section 6.2" */
  hash_batch_fn *batch[LANE_ISA_COUNT]; /* NULL where the algorithm has no code for an ISA */
  const char *openssl_digest;           /* EVP name, NULL where OpenSSL has no such digest */
  bool openssl_twice;                   /* digest of the digest (SHA-256d) */
  bool sodium_generichash;              /* libsodium's crypto_generichash computes it */
  bool odd_node_doubles; /* Merkle: a lone last node is paired with itself (Bitcoin); otherwise it
                            rises to the next level unchanged */
  const char *primitive; /* what is counted: "SHA-256 compressions" */
  uint64_t (*primitives)(uint64_t length); /* how many of them a message of `length` bytes costs */
  struct lane_cost (*cost)(uint64_t length); /* and what that is in operations, at the least */
  const struct gpu_program *program;
  const char *messages_kernel; /* one work-item per message (gpu_launch.h: how long) */
  const char *merkle_kernel;   /* several levels per launch */
  struct hash_tree_mode tree;  /* chunk_bytes 0: none */
  const struct hash_known_answer *known_answers; /* ends with message NULL */
};

#define HASH(name) extern const struct hash_algorithm hash_##name;
#include "kernels/hash/algorithms.def"
#undef HASH

#endif
