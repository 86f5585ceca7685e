/* merkle/<algorithm>: the root of a Merkle tree over 32-byte leaves. */
#include "bench/hash/hash_work.h"

#include <stdlib.h>

#include "bench/hash/cpu_hasher.h"
#include "bench/hash/hash_oracle.h"
#include "bench/hash/merkle_op.h"
#include "bench/hash/merkle_tree.h"
#include "bench/model.h"
#include "bench/op/runner.h"
#include "bench/problem_input.h"
#include "cpu_ref/hash/merkle.h"
#include "host/base/digest.h"

enum { LEAVES };

static const struct pm_parameter parameters[] = {
    [LEAVES] = {.name = "leaves",
                .unit = "leaves",
                .help =
                    "leaves of 32 bytes; a lone last node is paired with itself for sha256d, as "
                    "Bitcoin does, and rises to the next level unchanged for the others",
                .minimum = 1,
                .maximum = UINT64_C(1) << 28},
};

static const struct pm_point points[] = {
    {PM_SUITE_QUICK, {16384}},
    {PM_SUITE_STANDARD | PM_SUITE_FULL, {1 << 16}},
    {PM_SUITE_STANDARD | PM_SUITE_FULL, {1 << 20}},
    {PM_SUITE_FULL, {1000001}},
    {PM_SUITE_FULL, {1 << 22}},
    {PM_SUITE_FULL, {1 << 24}},
};

struct merkle_input {
  struct op_problem op;
  struct merkle_shape shape;
  uint8_t *leaves;
  uint8_t root[HASH_DIGEST_BYTES];
};

static void input_free(struct merkle_input *input) {
  if (!input)
    return;
  free(input->leaves);
  free(input);
}

static void problem_close(struct pm_problem *problem) { input_free(problem->data); }

static enum pm_status make(const struct pm_work *work, const uint64_t *values, uint64_t seed,
                           const char *input_path, struct pm_pool *pool, struct pm_problem *problem,
                           struct pm_error *error) {
  (void)input_path;
  const struct hash_algorithm *algorithm = work->family;
  struct merkle_input *input = calloc(1, sizeof *input);
  if (!input)
    return pm_fail(error, PM_FAILED, "no memory");
  uint64_t bytes = values[LEAVES] * HASH_DIGEST_BYTES;
  enum pm_status status = problem_fits(bytes, 0, error);
  if (status == PM_OK)
    status = input_random(bytes, seed, pool, &input->leaves, error);
  if (status != PM_OK) {
    input_free(input);
    return status;
  }
  input->shape = (struct merkle_shape){.leaves = values[LEAVES]};
  input->op = (struct op_problem){.shape = &input->shape, .inputs = {input->leaves}};
  ref_merkle_root(hash_oracle(algorithm), algorithm->odd_node_doubles, input->leaves,
                  values[LEAVES], input->root);
  uint64_t hashes = merkle_tree_hashes(values[LEAVES], algorithm->odd_node_doubles);
  problem->item = "leaves";
  problem->items = values[LEAVES];
  problem->bytes = bytes;
  problem->operation = algorithm->primitive;
  problem->operations = hashes * algorithm->primitives(2 * HASH_DIGEST_BYTES);
  problem->expected = input->root;
  problem->output_bytes = problem->output_item_bytes = HASH_DIGEST_BYTES;
  problem->data = input;
  problem->close = problem_close;
  struct pm_span span = {input->leaves, bytes};
  pm_digest(&span, 1, problem->input_digest);
  model_fill(problem, cost_times((double)hashes, algorithm->cost(2 * HASH_DIGEST_BYTES)));
  return PM_OK;
}

static const struct pm_implementation implementations[] =
    HASH_IMPLEMENTATIONS(op_runner_open_cpu, op_runner_open_device);

#define HASH(algorithm)                                                                            \
  const struct pm_work merkle_work_##algorithm = {                                                 \
      .name = "merkle/" #algorithm,                                                                \
      .title = "root of a Merkle tree",                                                            \
      .parameters = parameters,                                                                    \
      .parameter_count = sizeof parameters / sizeof *parameters,                                   \
      .points = points,                                                                            \
      .point_count = sizeof points / sizeof *points,                                               \
      .implementations = implementations,                                                          \
      .implementation_count = sizeof implementations / sizeof *implementations,                    \
      .make = make,                                                                                \
      .family = &hash_##algorithm,                                                                 \
      .operation = &merkle_op,                                                                     \
  };
#include "kernels/hash/algorithms.def"
#undef HASH
