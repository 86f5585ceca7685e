/* How the signatures of a scheme are made, good ones and bad ones, and who judges them.
 *
 * Each sig/ work has one maker. Its functions run on many threads at once; each thread has a
 * `struct sig_making` of its own.
 */
#ifndef PROOFMARK_BENCH_SIG_SIG_MAKER_H
#define PROOFMARK_BENCH_SIG_SIG_MAKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernels/sig/sig.h"

enum { SIG_SEED_BYTES = 32, SIG_SECRET_MAX = 96, SIG_IDENTITY_MAX = 2592 };

struct vector_batch;

/* What the records of a batch have in common, and a thread's tool. */
struct sig_making {
  const struct sig_maker *maker;
  const struct sig_batch *batch; /* lengths, policy, context; its records are being made */
  void *tool;                    /* of begin() */
};

/* One record of the batch. */
struct sig_record {
  const uint8_t *secret;
  const uint8_t *sign_random, *damage_random; /* SIG_SEED_BYTES each */
  uint8_t *key;                               /* NULL where the scheme's batches have no keys */
  uint8_t *message, *signature;
};

/* A way to make a good signature bad. */
struct sig_defect {
  const char *name; /* "a flipped bit of the message" */
  /* Whether the batch's signatures can have it and its policy refuses them for it; NULL: always. */
  bool (*possible)(const struct sig_batch *batch);
  /* Spoils a signed record; false where the machine or the library failed. It may sign anew. */
  bool (*damage)(const struct sig_making *making, const struct sig_record *record);
};

struct sig_maker {
  const struct sig_scheme *scheme;
  /* What a thread needs before its first signature, a library's context say: *tool, NULL where it
   * is nothing. Both are NULL where there is nothing to do. */
  bool (*begin)(void **tool);
  void (*end)(void *tool);
  /* A key pair from SIG_SEED_BYTES random bytes; false as in `damage`. `secret` takes what `sign`
   * wants of it, at most SIG_SECRET_MAX bytes; `key` takes the batch's key_bytes or, where the
   * scheme recovers addresses, the signer's address. */
  bool (*make_key)(const struct sig_making *making, const uint8_t *random, uint8_t *secret,
                   uint8_t *key);
  bool (*sign)(const struct sig_making *making, const struct sig_record *record);
  const struct sig_defect *defects; /* ends with name NULL */
  /* How many signatures of a batch a slow oracle judges, spread evenly; 0: all. What it does not
   * judge is expected to be what it was made to be, as it finds of all those that it judges. */
  uint64_t judged_max;
  /* The policy of a published batch, where that is not the user's choice; NULL: it is. */
  unsigned (*vectors_policy)(const struct vector_batch *published);
  /* Why published tests cannot judge a policy; NULL: they can. May be NULL. */
  const char *(*vectors_unfit)(unsigned policy);
};

#endif
