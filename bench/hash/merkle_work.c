/* merkle/<algorithm>: the root of a Merkle tree over 32-byte leaves. */
#include "bench/hash/hash_work.h"

#include <stdlib.h>

#include "bench/hash/cpu_hasher.h"
#include "bench/device_bytes.h"
#include "bench/hash/device_hash.h"
#include "bench/hash/hash_oracle.h"
#include "bench/hash/merkle_tree.h"
#include "bench/hash/message_batch.h"
#include "bench/model.h"
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

struct cpu_runner {
  struct merkle_tree *tree;
  const uint8_t *leaves;
  uint64_t count;
};

static enum pm_status cpu_compute(void *self, uint8_t *output, struct pm_error *error) {
  struct cpu_runner *r = self;
  return merkle_tree_root(r->tree, r->leaves, r->count, output, error);
}

static void cpu_close(void *self) {
  struct cpu_runner *r = self;
  merkle_tree_close(r->tree);
  free(r);
}

static const struct pm_runner cpu_functions = {
    .compute = cpu_compute,
    .close = cpu_close,
};

static enum pm_status open_cpu(const struct pm_implementation *implementation,
                               const struct pm_problem *problem, struct pm_pool *pool,
                               struct pm_device *device, struct pm_runner *runner,
                               struct pm_error *error) {
  (void)device;
  const struct merkle_input *input = problem->data;
  struct cpu_runner *r = calloc(1, sizeof *r);
  if (!r)
    return pm_fail(error, PM_FAILED, "no memory");
  *r = (struct cpu_runner){.leaves = input->leaves, .count = problem->items};
  enum pm_status status = merkle_tree_open(problem->work->family, implementation->variant, pool,
                                           r->count, &r->tree, error);
  return pm_runner_start(runner, &cpu_functions, r, NULL, status);
}

struct device_runner {
  struct device_hash hash;
  struct device_bytes leaves;
  uint64_t leaf_count;
  struct device_scratch scratch;
  struct pm_buffer *root;
};

static void device_close(void *self) {
  struct device_runner *r = self;
  device_bytes_close(&r->leaves);
  device_scratch_free(&r->scratch);
  free(r);
}

static enum pm_status device_upload(void *self, struct pm_error *error) {
  struct device_runner *r = self;
  return device_bytes_upload(&r->leaves, error);
}

static enum pm_status device_compute(void *self, uint8_t *output, struct pm_error *error) {
  (void)output;
  struct device_runner *r = self;
  return device_hash_merkle(&r->hash, device_bytes_place(&r->leaves), r->leaf_count, &r->scratch,
                            &r->root, error);
}

static enum pm_status device_download(void *self, uint8_t *output, struct pm_error *error) {
  struct device_runner *r = self;
  return pm_download(r->root, 0, output, HASH_DIGEST_BYTES, error);
}

static enum pm_status device_poison(void *self, uint8_t byte, struct pm_error *error) {
  struct device_runner *r = self;
  device_bytes_rotate(&r->leaves);
  return device_scratch_fill(&r->scratch, byte, error);
}

static enum pm_status device_poison_input(void *self, uint8_t byte, struct pm_error *error) {
  struct device_runner *r = self;
  return device_bytes_poison(&r->leaves, byte, error);
}

static const struct pm_runner device_functions = {
    .compute = device_compute,
    .upload = device_upload,
    .download = device_download,
    .poison = device_poison,
    .poison_input = device_poison_input,
    .close = device_close,
};

static enum pm_status open_device(const struct pm_implementation *implementation,
                                  const struct pm_problem *problem, struct pm_pool *pool,
                                  struct pm_device *device, struct pm_runner *runner,
                                  struct pm_error *error) {
  (void)implementation, (void)pool;
  const struct merkle_input *input = problem->data;
  struct device_runner *r = calloc(1, sizeof *r);
  if (!r)
    return pm_fail(error, PM_FAILED, "no memory");
  r->leaf_count = problem->items;
  size_t scratch_bytes[2];
  device_merkle_scratch_bytes(r->leaf_count, scratch_bytes);
  enum pm_status status = device_hash_open(&r->hash, device, problem->work->family, error);
  if (status == PM_OK)
    status = device_bytes_open(&r->leaves, device, input->leaves, r->leaf_count * HASH_DIGEST_BYTES,
                               error);
  if (status == PM_OK)
    status = device_scratch_create(&r->scratch, device, scratch_bytes, error);
  return pm_runner_start(runner, &device_functions, r, device, status);
}

static const struct pm_implementation implementations[] =
    HASH_IMPLEMENTATIONS(open_cpu, open_device);

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
  };
#include "kernels/hash/algorithms.def"
#undef HASH
