/* block/bitcoin: every hash that a node computes over a block it has received. Taking the block
 * apart is part of the work: on the CPU within the computation, for a device as staging. */
#include "bench/block/block_work.h"

#include <stdlib.h>
#include <string.h>

#include "bench/block/bitcoin_batch.h"
#include "bench/block/bitcoin_input.h"
#include "bench/chain/block_file.h"
#include "bench/hash/cpu_hasher.h"
#include "bench/hash/device_input.h"
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
  return cost_sum(model_messages(&hash_sha256d, &input->packed),
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
  return merkle_tree_root(r->tree, output, count, root, error);
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

struct device_runner {
  const struct bitcoin_input *input;
  struct bitcoin_block block;
  struct device_hash hash;
  struct device_input packed;
  struct device_scratch scratch; /* of the tree */
  struct pm_buffer *digests;     /* transaction ids, block hash */
  struct pm_buffer *root;        /* one of the above, set by compute */
};

static void device_close(void *self) {
  struct device_runner *r = self;
  bitcoin_block_free(&r->block);
  device_input_close(&r->packed);
  device_scratch_free(&r->scratch);
  pm_buffer_free(r->digests);
  free(r);
}

static enum pm_status device_stage(void *self, struct pm_error *error) {
  struct device_runner *r = self;
  enum pm_status status = bitcoin_block_parse(r->input->bytes, r->input->size, &r->block, error);
  if (status != PM_OK)
    return status;
  bitcoin_batch_offsets(&r->block, r->packed.host_offsets);
  bitcoin_batch_gather(r->input->bytes, &r->block, r->packed.host_offsets, 0,
                       bitcoin_batch_count(&r->block), r->packed.messages.host);
  return PM_OK;
}

static enum pm_status device_upload(void *self, struct pm_error *error) {
  struct device_runner *r = self;
  return device_input_upload(&r->packed, error);
}

static enum pm_status device_compute(void *self, uint8_t *output, struct pm_error *error) {
  (void)output;
  struct device_runner *r = self;
  struct device_messages messages = device_input_messages(&r->packed);
  enum pm_status status = device_hash_messages(&r->hash, &messages, NULL, r->digests, error);
  if (status == PM_OK)
    status =
        device_hash_merkle(&r->hash, r->digests, r->input->count, &r->scratch, &r->root, error);
  return status;
}

static enum pm_status device_download(void *self, uint8_t *output, struct pm_error *error) {
  struct device_runner *r = self;
  size_t ids_bytes = r->input->count * HASH_DIGEST_BYTES;
  uint8_t *root = output + ids_bytes;
  enum pm_status status = pm_download(r->digests, 0, output, ids_bytes, error);
  if (status == PM_OK)
    status = pm_download(r->root, 0, root, HASH_DIGEST_BYTES, error);
  if (status == PM_OK)
    status = pm_download(r->digests, ids_bytes, root + HASH_DIGEST_BYTES, HASH_DIGEST_BYTES, error);
  return status;
}

/* What staging writes is poisoned with what the device writes. */
static enum pm_status device_poison(void *self, uint8_t byte, struct pm_error *error) {
  struct device_runner *r = self;
  device_bytes_rotate(&r->packed.messages);
  memset(r->packed.messages.host, byte, r->packed.messages.bytes);
  enum pm_status status = pm_buffer_fill(r->digests, byte, error);
  return status == PM_OK ? device_scratch_fill(&r->scratch, byte, error) : status;
}

static enum pm_status device_poison_input(void *self, uint8_t byte, struct pm_error *error) {
  struct device_runner *r = self;
  return device_bytes_poison(&r->packed.messages, byte, error);
}

static enum pm_status device_prepare(struct device_runner *r, struct pm_device *device,
                                     struct pm_error *error) {
  size_t scratch_bytes[2];
  device_merkle_scratch_bytes(r->input->count, scratch_bytes);
  enum pm_status status = device_hash_open(&r->hash, device, &hash_sha256d, error);
  if (status == PM_OK)
    status = device_input_open(&r->packed, device, &r->input->packed, error);
  if (status == PM_OK)
    status =
        pm_buffer_create(device, r->input->packed.count * HASH_DIGEST_BYTES, &r->digests, error);
  if (status == PM_OK)
    status = device_scratch_create(&r->scratch, device, scratch_bytes, error);
  return status;
}

static const struct pm_runner device_functions = {
    .stage = device_stage,
    .upload = device_upload,
    .compute = device_compute,
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
  struct device_runner *r = calloc(1, sizeof *r);
  if (!r)
    return pm_fail(error, PM_FAILED, "no memory");
  r->input = problem->data;
  enum pm_status status = device_prepare(r, device, error);
  return pm_runner_start(runner, &device_functions, r, device, status);
}

static const struct pm_implementation implementations[] =
    HASH_IMPLEMENTATIONS(open_cpu, open_device);

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
};
