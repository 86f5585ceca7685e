/* A batch of signatures made from a seed, and what the oracle says of each. */
#ifndef PROOFMARK_BENCH_SIG_SIG_INPUT_H
#define PROOFMARK_BENCH_SIG_SIG_INPUT_H

#include "bench/op/runner.h"
#include "bench/sig/sig_maker.h"
#include "bench/sig/sig_op.h"
#include "host/base/status.h"
#include "host/topology/pool.h"

enum { SIG_CONTEXT_MAX = 255 };

struct sig_request {
  uint64_t count, key_bytes, message_bytes, context_bytes;
  uint64_t invalid_percent; /* the number of damaged ones is rounded to the nearest */
  uint64_t keys;            /* distinct keys, which sign in turn; 0: each signature has its own */
  bool prepare_keys;        /* only where the scheme has prepared keys */
  unsigned policy;
  uint64_t seed;
};

struct sig_input {
  struct op_problem op; /* what an implementation is given */
  struct sig_shape shape;
  const struct sig_maker *maker;
  struct sig_batch batch; /* its pointers are those below */
  uint8_t *keys, *messages, *signatures;
  uint8_t *prepared_keys; /* NULL where they are not asked for */
  uint8_t context[SIG_CONTEXT_MAX];
  uint8_t *signers;  /* addresses of those who signed, where the scheme recovers; else NULL */
  uint8_t *defects;  /* of each signature: 0 where it is good, else 1 + index into the defects */
  uint8_t *expected; /* what sig_batch_fn puts out */
  uint64_t expected_bytes;
};

/* What an implementation is given: the batch, with the prepared keys where there are some. */
struct sig_batch sig_input_asked(const struct sig_input *input);

/* Makes keys, messages and signatures on the pool, damages the share of them that is asked for (at
 * places drawn from the seed, the possible kinds of defect in turn) and has the oracle judge them.
 * PM_FAILED where the oracle refuses a signature that was left good or accepts a damaged one. The
 * input is freed with sig_input_free; on failure nothing is left. */
enum pm_status sig_input_make(const struct sig_maker *maker, const struct sig_request *request,
                              struct pm_pool *pool, struct sig_input **input,
                              struct pm_error *error);
void sig_input_free(struct sig_input *input); /* NULL is fine */

#endif
