/* The input of the block/ethereum works: the transactions of a payload from a file, and what the
 * oracle expects of them. */
#ifndef PROOFMARK_BENCH_BLOCK_ETHEREUM_INPUT_H
#define PROOFMARK_BENCH_BLOCK_ETHEREUM_INPUT_H

#include "bench/chain/block_file.h"
#include "bench/chain/ethereum_payload.h"
#include "bench/hash/hash_op.h"
#include "bench/op/runner.h"
#include "host/work/work.h"
#include "kernels/hash/hash.h"

struct ethereum_input {
  struct op_problem op; /* of the transactions, to be hashed; a work may make another of it */
  struct hash_shape shape;
  char path[BLOCK_FILE_PATH_MAX];
  struct ethereum_payload payload;
  struct hash_messages transactions; /* of the payload, as they are hashed */
  uint8_t *expected;                 /* NULL until the work asks its oracle */
  void *packed;                      /* the work's own, freed with free(); or NULL */
};

/* Reads the payload in the file that the user gave or, where `input_path` is NULL, the one that is
 * kept with the test vectors. PM_UNAVAILABLE where the latter is not there; PM_IO, PM_USAGE, naming
 * the file, for what cannot be read. The input is freed with ethereum_input_free; on failure
 * nothing is left. */
enum pm_status ethereum_input_read(const char *input_path, struct ethereum_input **input,
                                   struct pm_error *error);
void ethereum_input_free(struct ethereum_input *input);

/* Gives the input to the problem, which frees it at its end, with what it says of itself, and sets
 * the output's size. What remains for the work to say is the operation. */
void ethereum_input_describe(struct ethereum_input *input, size_t output_item_bytes,
                             struct pm_problem *problem);

#endif
