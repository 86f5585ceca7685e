/* block/bitcoin: every hash that a node computes over a block it has received. Taking the block
 * apart is part of the work: on the CPU within the computation, for a device as staging. */
#include "bench/block/block_work.h"

#include <stdlib.h>
#include <string.h>

#include "bench/block/bitcoin_batch.h"
#include "bench/block/bitcoin_input.h"
#include "bench/chain/block_file.h"
#include "bench/hash/cpu_hasher.h"
#include "bench/hash/merkle_op.h"
#include "bench/hash/merkle_tree.h"
#include "bench/hash/message_batch.h"
#include "bench/model.h"
#include "host/base/digest.h"

static const struct pm_point points[] = {{PM_SUITE_QUICK | PM_SUITE_STANDARD | PM_SUITE_FULL, {0}}};

static const char default_block[] =
    "bitcoin-mainnet-000000000000000000000c835b2adcaedc20fdf6ee440009c249452c726dafae.raw";

static void problem_close(struct pm_problem *problem) {
  bitcoin_input_free(problem->data);
  free(problem->data);
}

/* Transactions and header hashed, and the inner nodes of the tree. */
static uint64_t compressions(const struct bitcoin_input *input) {
  return batch_primitives(&hash_sha256d, &input->packed) +
         merkle_tree_hashes(input->count, hash_sha256d.odd_node_doubles) *
             hash_sha256d.primitives(2 * HASH_DIGEST_BYTES);
}

static struct lane_cost cost(const struct bitcoin_input *input) {
  const uint64_t nodes = merkle_tree_hashes(input->count, hash_sha256d.odd_node_doubles);
  return cost_sum(batch_cost(&hash_sha256d, &input->packed),
                  cost_times((double)nodes, hash_sha256d.cost(2 * HASH_DIGEST_BYTES)));
}

static void describe(struct pm_problem *problem, struct bitcoin_input *input) {
  problem->seed = 0;
  problem->item = "transactions";
  problem->items = input->count;
  /* Witnesses are stepped over, not read. */
  problem->bytes = hash_message_start(&input->packed, input->packed.count);
  problem->operation = hash_sha256d.primitive;
  problem->operations = compressions(input);
  problem->expected = input->expected;
  problem->output_bytes = (input->count + 2) * HASH_DIGEST_BYTES;
  problem->output_item_bytes = HASH_DIGEST_BYTES;
  problem->data = input;
  problem->close = problem_close;
  struct pm_span span = {input->bytes, input->size};
  pm_digest(&span, 1, problem->input_digest);
  model_fill(problem, cost(input));
}

/* On a device: the ids and the block's hash as one batch of messages, then the tree over the ids. */
static void plan(const struct pm_work *work, const void *shape, const struct pm_device_info *device,
                 struct device_plan *p) {
  (void)work, (void)device;
  const struct hash_shape *s = shape;
  const uint64_t ids_bytes = (s->count - 1) * HASH_DIGEST_BYTES;
  const struct hash_plan_input in = hash_plan_add_input(p, s);
  const unsigned digests = plan_add_scratch(p, ids_bytes + HASH_DIGEST_BYTES);
  hash_plan_messages(p, &hash_sha256d, s, in, digests);
  const unsigned root = merkle_plan_root(p, &hash_sha256d, digests, s->count - 1, 0, NULL);
  plan_add_result(p, digests, 0, ids_bytes);
  plan_add_result(p, root, 0, HASH_DIGEST_BYTES);
  plan_add_result(p, digests, ids_bytes, HASH_DIGEST_BYTES);
}

static const struct op_family on_device = {.shape_bytes = sizeof(struct hash_shape), .plan = plan};

static enum pm_status stage(const struct pm_problem *problem, void *state, void *const *inputs,
                            struct pm_error *error) {
  const struct bitcoin_input *input = problem->data;
  struct bitcoin_block *block = state;
  enum pm_status status = bitcoin_block_parse(input->bytes, input->size, block, error);
  if (status != PM_OK)
    return status;
  bitcoin_batch_offsets(block, inputs[1]);
  bitcoin_batch_gather(input->bytes, block, inputs[1], 0, bitcoin_batch_count(block), inputs[0]);
  return PM_OK;
}

static void stage_close(void *state) { bitcoin_block_free(state); }

static const struct op_staging staging = {
    .state_bytes = sizeof(struct bitcoin_block), .close = stage_close, .stage = stage};

static void prepare(struct bitcoin_input *input) {
  const uint64_t ids_bytes = input->count * HASH_DIGEST_BYTES;
  input->shape = hash_shape_of(&input->packed);
  input->op = (struct op_problem){
      .shape = &input->shape,
      .inputs = {input->packed_bytes, input->packed_offsets},
      .output_bytes = {ids_bytes, HASH_DIGEST_BYTES, HASH_DIGEST_BYTES},
      .staging = &staging,
  };
}

static enum pm_status make(const struct pm_work *work, const uint64_t *values, uint64_t seed,
                           const char *input_path, struct pm_pool *pool, struct pm_problem *problem,
                           struct pm_error *error) {
  (void)work, (void)values, (void)seed, (void)pool;
  char path[BLOCK_FILE_PATH_MAX];
  enum pm_status status = block_file_find(input_path, default_block, path, error);
  if (status != PM_OK)
    return status;
  struct bitcoin_input *input = calloc(1, sizeof *input);
  if (!input)
    return pm_fail(error, PM_FAILED, "no memory");
  status = bitcoin_input_read(path, input, error);
  if (status == PM_OK) {
    prepare(input);
    describe(problem, input);
    return PM_OK;
  }
  bitcoin_input_free(input);
  free(input);
  return status;
}

struct cpu_runner {
  const struct bitcoin_input *input;
  const struct cpu_hasher *hasher;
  struct pm_pool *pool;
  struct merkle_tree *tree;
  struct bitcoin_block block;
  uint64_t *offsets;
  uint8_t *packed;
  enum pm_status parsed;
  struct pm_error *error; /* of the parse in progress */
};

/* Taking a block apart is one thread's work: where a transaction starts is known when the one
 * before it has been read. */
static bool cpu_parse(void *self, uint64_t first, uint64_t last, unsigned worker) {
  (void)first, (void)last, (void)worker;
  struct cpu_runner *r = self;
  r->parsed = bitcoin_block_parse(r->input->bytes, r->input->size, &r->block, r->error);
  if (r->parsed == PM_OK)
    bitcoin_batch_offsets(&r->block, r->offsets);
  return r->parsed == PM_OK;
}

static bool cpu_gather(void *self, uint64_t first, uint64_t last, unsigned worker) {
  (void)worker;
  const struct cpu_runner *r = self;
  bitcoin_batch_gather(r->input->bytes, &r->block, r->offsets, first, last, r->packed);
  return true;
}

static enum pm_status cpu_compute(void *self, uint8_t *output, struct pm_error *error) {
  enum { GATHER_GRAIN = 64 }; /* transactions: some 20 KiB */
  struct cpu_runner *r = self;
  r->error = error;
  if (!pm_pool_run(r->pool, 1, 1, cpu_parse, r))
    return r->parsed;
  uint64_t count = r->block.count;
  struct hash_messages messages = {
      .bytes = r->packed, .offsets = r->offsets, .count = bitcoin_batch_count(&r->block)};
  pm_pool_run(r->pool, messages.count, GATHER_GRAIN, cpu_gather, r);
  enum pm_status status =
      cpu_hasher_run(r->hasher, &hash_sha256d, r->pool, &messages, output, error);
  if (status != PM_OK)
    return status;
  /* The header was the last message; its digest makes room for the root. */
  uint8_t *root = output + HASH_DIGEST_BYTES * count;
  memcpy(root + HASH_DIGEST_BYTES, root, HASH_DIGEST_BYTES);
  static uint8_t *const no_levels[MERKLE_LEVELS_MAX];
  return merkle_tree_root(r->tree, output, count, no_levels, root, error);
}

static void cpu_close(void *self) {
  struct cpu_runner *r = self;
  merkle_tree_close(r->tree);
  bitcoin_block_free(&r->block);
  free(r->offsets);
  free(r->packed);
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
  const struct bitcoin_input *input = problem->data;
  struct cpu_runner *r = calloc(1, sizeof *r);
  if (!r)
    return pm_fail(error, PM_FAILED, "no memory");
  *r = (struct cpu_runner){.input = input,
                           .hasher = implementation->variant,
                           .pool = pool,
                           .offsets = malloc((input->packed.count + 1) * sizeof *r->offsets),
                           .packed = malloc(input->size)};
  enum pm_status status = r->offsets && r->packed ? PM_OK : pm_fail(error, PM_FAILED, "no memory");
  if (status == PM_OK)
    status = merkle_tree_open(&hash_sha256d, r->hasher, pool, input->count, &r->tree, error);
  return pm_runner_start(runner, &cpu_functions, r, NULL, status);
}

static const struct pm_implementation implementations[] =
    HASH_IMPLEMENTATIONS(open_cpu, op_runner_open_device);

const struct pm_work block_work_bitcoin = {
    .name = "block/bitcoin",
    .title = "a Bitcoin block: transaction ids, Merkle root and block hash, all SHA-256d",
    .standard = "Bitcoin Core, src/primitives/transaction.h and src/consensus/merkle.cpp; BIP 144",
    .points = points,
    .point_count = sizeof points / sizeof *points,
    .input_file = "a block as raw bytes or hex text (`bitcoin-cli getblock HASH 0`)",
    .implementations = implementations,
    .implementation_count = sizeof implementations / sizeof *implementations,
    .make = make,
    .family = &hash_sha256d,
    .operation = &on_device,
};
