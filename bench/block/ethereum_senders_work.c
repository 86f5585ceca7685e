/* block/ethereum_senders: who sent each transaction of an execution payload, as an execution client
 * finds it before it can execute any of them. */
#include "bench/block/block_work.h"

#include <inttypes.h>
#include <stdlib.h>

#include "bench/block/ethereum_batch.h"
#include "bench/block/ethereum_input.h"
#include "bench/block/ethereum_senders.h"
#include "bench/model.h"
#include "cpu_ref/block/ethereum.h"

static const struct pm_point points[] = {{PM_SUITE_QUICK | PM_SUITE_STANDARD | PM_SUITE_FULL, {0}}};

struct search {
  const struct ethereum_payload *payload;
  uint8_t *senders;
};

static bool find_share(void *context, uint64_t first, uint64_t last, unsigned worker) {
  (void)worker;
  const struct search *s = context;
  const uint64_t *offsets = s->payload->offsets;
  enum ref_status status = REF_OK;
  for (uint64_t i = first; status == REF_OK && i < last; i++)
    status = ref_ethereum_sender(s->payload->bytes + offsets[i], offsets[i + 1] - offsets[i],
                                 s->senders + i * SIG_ADDRESS_BYTES);
  return status == REF_OK;
}

/* The oracle does not say which transaction is damaged, and where; the decoder does. */
static enum pm_status expect_senders(struct ethereum_input *input, struct pm_pool *pool,
                                     struct pm_error *error) {
  enum { GRAIN = 16 };
  const struct ethereum_payload *payload = &input->payload;
  struct pm_error damage;
  const enum pm_status status = ethereum_batch_check(payload, &damage);
  if (status != PM_OK)
    return pm_fail(error, status, "%s: %s", input->path, damage.text);
  struct search search = {payload, malloc(payload->count * SIG_ADDRESS_BYTES)};
  input->expected = search.senders;
  if (!search.senders)
    return pm_fail(error, PM_FAILED, "no memory for %" PRIu64 " senders", payload->count);
  if (!pm_pool_run(pool, payload->count, GRAIN, find_share, &search))
    return pm_fail(error, PM_USAGE, "%s: the oracle cannot read a transaction of the payload",
                   input->path);
  return ethereum_senders_prepare(input, error);
}

static enum pm_status make(const struct pm_work *work, const uint64_t *values, uint64_t seed,
                           const char *input_path, struct pm_pool *pool, struct pm_problem *problem,
                           struct pm_error *error) {
  (void)work, (void)values, (void)seed;
  struct ethereum_input *input;
  enum pm_status status = ethereum_input_read(input_path, &input, error);
  if (status != PM_OK)
    return status;
  status = expect_senders(input, pool, error);
  if (status != PM_OK) {
    ethereum_input_free(input);
    return status;
  }
  ethereum_input_describe(input, SIG_ADDRESS_BYTES, problem);
  problem->operation = "recoveries";
  problem->operations = input->payload.count;
  model_fill(problem, cost_times((double)input->payload.count, sig_ecrecover.cost));
  return PM_OK;
}

static bool cpu_available(const struct pm_implementation *implementation,
                          const struct pm_work *work, char *reason, size_t reason_bytes) {
  (void)work;
  const struct cpu_verifier *verifier = implementation->variant;
  return verifier->available(verifier, &sig_ecrecover, reason, reason_bytes);
}

static bool device_available(const struct pm_implementation *implementation,
                             const struct pm_work *work, char *reason, size_t reason_bytes) {
  (void)implementation, (void)work, (void)reason, (void)reason_bytes;
  return true;
}

static enum pm_status open_cpu(const struct pm_implementation *implementation,
                               const struct pm_problem *problem, struct pm_pool *pool,
                               struct pm_device *device, struct pm_runner *runner,
                               struct pm_error *error) {
  (void)device;
  const struct ethereum_input *input = problem->data;
  return ethereum_senders_open_cpu(&input->payload, implementation->variant, pool, runner, error);
}

#define ON_CPU(name_, verifier_, modelled_)                                                        \
  {                                                                                                \
    .name = (name_), .modelled = (modelled_), .available = cpu_available, .open = open_cpu,        \
    .variant = &(verifier_)                                                                        \
  }
#define ON_DEVICE(name_, api_)                                                                     \
  {                                                                                                \
    .name = (name_), .on_device = true, .api = (api_), .modelled = true,                           \
    .available = device_available, .open = op_runner_open_device                                   \
  }

static const struct pm_implementation implementations[] = {
    ON_CPU("cpu/reference", cpu_verifier_reference, false),
    ON_CPU("cpu/portable", cpu_verifier_portable, true),
    ON_CPU("cpu/simd-sse2", cpu_verifier_sse2, true),
    ON_CPU("cpu/simd-avx2", cpu_verifier_avx2, true),
    ON_CPU("cpu/simd-avx512", cpu_verifier_avx512, true),
    ON_CPU("cpu/simd-avx512-ifma", cpu_verifier_avx512_ifma, true),
    ON_CPU("cpu/simd-neon", cpu_verifier_neon, true),
    ON_CPU("cpu/libsecp256k1", cpu_verifier_secp256k1, false),
    ON_DEVICE("opencl", PM_API_OPENCL),
    ON_DEVICE("cuda", PM_API_CUDA),
};

const struct pm_work block_work_ethereum_senders = {
    .name = "block/ethereum_senders",
    .title = "an Ethereum block: the sender of each signed transaction",
    .standard = "Ethereum Yellow Paper, appendix F; EIP-2, EIP-155, EIP-2718",
    .points = points,
    .point_count = sizeof points / sizeof *points,
    .input_file = "an execution payload as JSON (Engine API; `transactions` in 0x-hex)",
    .implementations = implementations,
    .implementation_count = sizeof implementations / sizeof *implementations,
    .make = make,
    .operation = &ethereum_senders_op,
};
