/* block/ethereum: the hash of every transaction of an execution payload, as an execution client
 * computes them when the payload arrives. The bytes of the transactions are the input; JSON is only
 * how the file holds them and is read before anything is timed. */
#include "bench/block/block_work.h"

#include "bench/block/ethereum_input.h"
#include "bench/hash/cpu_hasher.h"
#include "bench/hash/hash_op.h"
#include "bench/hash/message_batch.h"
#include "bench/model.h"
#include "bench/op/runner.h"

static const struct pm_point points[] = {{PM_SUITE_QUICK | PM_SUITE_STANDARD | PM_SUITE_FULL, {0}}};

static enum pm_status make(const struct pm_work *work, const uint64_t *values, uint64_t seed,
                           const char *input_path, struct pm_pool *pool, struct pm_problem *problem,
                           struct pm_error *error) {
  (void)work, (void)values, (void)seed;
  struct ethereum_input *input;
  enum pm_status status = ethereum_input_read(input_path, &input, error);
  if (status != PM_OK)
    return status;
  status = oracle_digests(&hash_keccak256, &input->transactions, pool, &input->expected, error);
  if (status != PM_OK) {
    ethereum_input_free(input);
    return status;
  }
  ethereum_input_describe(input, HASH_DIGEST_BYTES, problem);
  problem->operation = hash_keccak256.primitive;
  problem->operations = batch_primitives(&hash_keccak256, &input->transactions);
  model_fill(problem, batch_cost(&hash_keccak256, &input->transactions));
  return PM_OK;
}

static const struct pm_implementation implementations[] =
    HASH_IMPLEMENTATIONS(op_runner_open_cpu, op_runner_open_device);

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
    .operation = &hash_op,
};
