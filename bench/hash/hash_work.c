#include "bench/hash/hash_work.h"

#include <stdlib.h>

#include "bench/hash/cpu_hasher.h"
#include "bench/hash/hash_op.h"
#include "bench/hash/message_batch.h"
#include "bench/model.h"
#include "bench/op/runner.h"
#include "bench/problem_input.h"
#include "host/base/digest.h"

enum { LENGTH, BATCH };

static const struct pm_parameter parameters[] = {
    [LENGTH] = {.name = "length",
                .unit = "bytes",
                .help = "bytes in each message",
                .minimum = 0,
                .maximum = UINT64_C(1) << 34},
    [BATCH] = {.name = "batch",
               .unit = "messages",
               .help = "messages in one iteration",
               .minimum = 1,
               .maximum = UINT64_C(1) << 28},
};

/* Many small messages, and few large ones. */
static const struct pm_point points[] = {
    {PM_SUITE_QUICK, {64, 16384}},
    {PM_SUITE_QUICK, {65536, 32}},
    {PM_SUITE_STANDARD | PM_SUITE_FULL, {64, 1 << 16}},
    {PM_SUITE_STANDARD | PM_SUITE_FULL, {64, 1 << 20}},
    {PM_SUITE_STANDARD | PM_SUITE_FULL, {1024, 1 << 16}},
    {PM_SUITE_STANDARD | PM_SUITE_FULL, {16384, 1 << 13}},
    {PM_SUITE_FULL, {32, 1 << 20}},
    {PM_SUITE_FULL, {64, 1 << 10}},
    {PM_SUITE_FULL, {64, 1 << 23}},
    {PM_SUITE_FULL, {256, 1 << 18}},
    {PM_SUITE_FULL, {1 << 20, 64}},
};

struct hash_input {
  struct op_problem op;
  struct hash_shape shape;
  struct hash_messages messages;
  uint8_t *bytes;
  uint8_t *expected;
};

static void input_free(struct hash_input *input) {
  if (!input)
    return;
  free(input->bytes);
  free(input->expected);
  free(input);
}

static void problem_close(struct pm_problem *problem) { input_free(problem->data); }

static enum pm_status make(const struct pm_work *work, const uint64_t *values, uint64_t seed,
                           const char *input_path, struct pm_pool *pool, struct pm_problem *problem,
                           struct pm_error *error) {
  (void)input_path;
  const struct hash_algorithm *algorithm = work->family;
  struct hash_input *input = calloc(1, sizeof *input);
  if (!input)
    return pm_fail(error, PM_FAILED, "no memory");
  uint64_t bytes = values[LENGTH] * values[BATCH]; /* below 2^62 by the parameters' limits */
  enum pm_status status = problem_fits(bytes, values[BATCH] * HASH_DIGEST_BYTES, error);
  if (status == PM_OK)
    status = input_random(bytes, seed, pool, &input->bytes, error);
  input->messages = (struct hash_messages){
      .bytes = input->bytes, .length = values[LENGTH], .count = values[BATCH]};
  if (status == PM_OK)
    status = oracle_digests(algorithm, &input->messages, pool, &input->expected, error);
  if (status != PM_OK) {
    input_free(input);
    return status;
  }
  input->shape = hash_shape_of(&input->messages);
  input->op = (struct op_problem){.shape = &input->shape, .inputs = {input->bytes}};
  problem->item = "messages";
  problem->items = values[BATCH];
  problem->bytes = bytes;
  problem->operation = algorithm->primitive;
  problem->operations = batch_primitives(algorithm, &input->messages);
  problem->expected = input->expected;
  problem->output_bytes = values[BATCH] * HASH_DIGEST_BYTES;
  problem->output_item_bytes = HASH_DIGEST_BYTES;
  problem->data = input;
  problem->close = problem_close;
  struct pm_span span = {input->bytes, bytes};
  pm_digest(&span, 1, problem->input_digest);
  model_fill(problem, batch_cost(algorithm, &input->messages));
  return PM_OK;
}

static const struct pm_implementation implementations[] =
    HASH_IMPLEMENTATIONS(op_runner_open_cpu, op_runner_open_device);

#define HASH(algorithm)                                                                            \
  const struct pm_work hash_work_##algorithm = {                                                   \
      .name = "hash/" #algorithm,                                                                  \
      .title = "digests of a batch of messages",                                                   \
      .parameters = parameters,                                                                    \
      .parameter_count = sizeof parameters / sizeof *parameters,                                   \
      .points = points,                                                                            \
      .point_count = sizeof points / sizeof *points,                                               \
      .implementations = implementations,                                                          \
      .implementation_count = sizeof implementations / sizeof *implementations,                    \
      .make = make,                                                                                \
      .family = &hash_##algorithm,                                                                 \
      .operation = &hash_op,                                                                       \
  };
#include "kernels/hash/algorithms.def"
#undef HASH
