/* block/ethereum: the hash of every transaction of an execution payload, as an execution client
 * computes them when the payload arrives. The bytes of the transactions are the input; JSON is only
 * how the file holds them and is read before anything is timed. */
#include "bench/block/block_work.h"

#include <stdlib.h>

#include "bench/block/block_file.h"
#include "bench/block/ethereum_payload.h"
#include "bench/hash/cpu_hasher.h"
#include "bench/hash/message_batch.h"
#include "bench/hash/message_runner.h"
#include "host/base/digest.h"
#include "host/base/file.h"

/* A payload is below 10 MiB on the wire (the networking specification's MAX_PAYLOAD_SIZE), so below
 * 21 in hex; the rest is for other chains. */
enum { PAYLOAD_JSON_BYTES_MAX = 256 << 20 };

static const struct pm_point points[] = {{PM_SUITE_QUICK | PM_SUITE_STANDARD | PM_SUITE_FULL, {0}}};

struct ethereum_input {
  struct ethereum_payload payload;
  struct hash_messages messages;
  uint8_t *expected;
};

static void input_free(struct ethereum_input *input) {
  ethereum_payload_free(&input->payload);
  free(input->expected);
  free(input);
}

static void problem_close(struct pm_problem *problem) { input_free(problem->data); }

static enum pm_status read_payload(const char *path, struct ethereum_payload *payload,
                                   struct pm_error *error) {
  char *json;
  size_t size;
  enum pm_status status = pm_file_read(path, PAYLOAD_JSON_BYTES_MAX, &json, &size, error);
  if (status != PM_OK)
    return status;
  struct pm_error damage;
  status = ethereum_payload_parse(json, size, payload, &damage);
  free(json);
  return status == PM_OK ? PM_OK : pm_fail(error, status, "%s: %s", path, damage.text);
}

static void describe(struct pm_problem *problem, struct ethereum_input *input) {
  problem->seed = 0;
  problem->item = "transactions";
  problem->items = input->payload.count;
  problem->bytes = hash_message_start(&input->messages, input->messages.count);
  problem->operation = hash_keccak256.primitive;
  problem->operations = batch_primitives(&hash_keccak256, &input->messages);
  problem->expected = input->expected;
  problem->output_bytes = input->payload.count * HASH_DIGEST_BYTES;
  problem->output_item_bytes = HASH_DIGEST_BYTES;
  problem->data = input;
  problem->close = problem_close;
  struct pm_span spans[] = {
      {input->payload.bytes, problem->bytes},
      {input->payload.offsets, (input->payload.count + 1) * sizeof *input->payload.offsets}};
  pm_digest(spans, 2, problem->input_digest);
}

static enum pm_status make(const struct pm_work *work, const uint64_t *values, uint64_t seed,
                           const char *input_path, struct pm_pool *pool, struct pm_problem *problem,
                           struct pm_error *error) {
  (void)work, (void)values, (void)seed;
  char path[BLOCK_FILE_PATH_MAX];
  enum pm_status status =
      block_file_find(input_path, "ethereum-mainnet-19431837.json", path, error);
  if (status != PM_OK)
    return status;
  struct ethereum_input *input = calloc(1, sizeof *input);
  if (!input)
    return pm_fail(error, PM_FAILED, "no memory");
  status = read_payload(path, &input->payload, error);
  input->messages = (struct hash_messages){.bytes = input->payload.bytes,
                                           .offsets = input->payload.offsets,
                                           .count = input->payload.count};
  if (status == PM_OK)
    status = oracle_digests(&hash_keccak256, &input->messages, pool, &input->expected, error);
  if (status == PM_OK)
    describe(problem, input);
  else
    input_free(input);
  return status;
}

static enum pm_status open_cpu(const struct pm_implementation *implementation,
                               const struct pm_problem *problem, struct pm_pool *pool,
                               struct pm_device *device, struct pm_runner *runner,
                               struct pm_error *error) {
  (void)device;
  const struct ethereum_input *input = problem->data;
  return message_runner_open_cpu(&hash_keccak256, implementation->variant, &input->messages, pool,
                                 runner, error);
}

static enum pm_status open_device(const struct pm_implementation *implementation,
                                  const struct pm_problem *problem, struct pm_pool *pool,
                                  struct pm_device *device, struct pm_runner *runner,
                                  struct pm_error *error) {
  (void)implementation, (void)pool;
  const struct ethereum_input *input = problem->data;
  return message_runner_open_device(&hash_keccak256, &input->messages, device, runner, error);
}

static const struct pm_implementation implementations[] =
    HASH_IMPLEMENTATIONS(open_cpu, open_device);

const struct pm_work block_work_ethereum = {
    .name = "block/ethereum",
    .title = "an Ethereum block: the Keccak-256 hash of each signed transaction",
    .standard = "EIP-2718; Ethereum Yellow Paper, section 4.3",
    .points = points,
    .point_count = sizeof points / sizeof *points,
    .input_file = "an execution payload as JSON (Engine API; `transactions` in 0x-hex)",
    .implementations = implementations,
    .implementation_count = sizeof implementations / sizeof *implementations,
    .make = make,
    .family = &hash_keccak256,
};
