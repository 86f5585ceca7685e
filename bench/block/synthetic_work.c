/* block/synthetic: a block of made-up transactions of one size. Three hashes hang on one another:
 *
 *   ids     H(transaction i), 32 bytes each                H is chosen by tx_hash
 *   body    BLAKE3(ids one after another)
 *   block   SHA3-256(header); header, 80 bytes: body (32) ‖ parent hash (32) ‖ number (8) ‖ time
 * (8)
 *
 * The body digest stands first, so that a device writes it where the header is hashed: between the
 * three nothing leaves the device. Parent hash, number and time are random bytes. */
#include "bench/block/block_work.h"

#include <stdlib.h>
#include <string.h>

#include "bench/hash/cpu_hasher.h"
#include "bench/hash/hash_op.h"
#include "bench/hash/message_batch.h"
#include "bench/model.h"
#include "bench/op/runner.h"
#include "bench/problem_input.h"
#include "cpu_ref/block/synthetic.h"
#include "host/base/digest.h"

enum { TRANSACTIONS, SIZE, TX_HASH };

static const struct hash_algorithm *const algorithms[] = {
#define HASH(name) &hash_##name,
#include "kernels/hash/algorithms.def"
#undef HASH
};

static const char *const algorithm_names[] = {
#define HASH(name) #name,
#include "kernels/hash/algorithms.def"
#undef HASH
    NULL};

enum {
#define HASH(name) TX_##name,
#include "kernels/hash/algorithms.def"
#undef HASH
};

static const struct hash_algorithm *const body_algorithm = &hash_blake3;
static const struct hash_algorithm *const header_algorithm = &hash_sha3_256;

enum { FIELDS_BYTES = 32 + 8 + 8, HEADER_BYTES = HASH_DIGEST_BYTES + FIELDS_BYTES };

static const struct pm_parameter parameters[] = {
    [TRANSACTIONS] = {.name = "transactions",
                      .unit = "transactions",
                      .help = "transactions in the block",
                      .minimum = 1,
                      .maximum = UINT64_C(1) << 28},
    [SIZE] = {.name = "size",
              .unit = "bytes",
              .help = "bytes in each transaction",
              .minimum = 1,
              .maximum = UINT64_C(1) << 24},
    [TX_HASH] = {.name = "tx_hash",
                 .unit = "",
                 .help = "hash of a transaction; the body's is BLAKE3, the header's SHA3-256",
                 .choices = algorithm_names},
};

static const struct pm_point points[] = {
    {PM_SUITE_QUICK | PM_SUITE_STANDARD | PM_SUITE_FULL, {2000, 250, TX_sha3_256}},
    {PM_SUITE_STANDARD | PM_SUITE_FULL, {20000, 250, TX_sha3_256}},
    {PM_SUITE_STANDARD | PM_SUITE_FULL, {200000, 250, TX_sha3_256}},
    {PM_SUITE_FULL, {20000, 1000, TX_sha3_256}},
    {PM_SUITE_FULL, {200000, 100, TX_sha3_256}},
    {PM_SUITE_FULL, {20000, 250, TX_keccak256}},
    {PM_SUITE_FULL, {20000, 250, TX_sha256d}},
    {PM_SUITE_FULL, {20000, 250, TX_blake3}},
    {PM_SUITE_FULL, {1000000, 250, TX_sha3_256}},
};

/* Which block: the operation's shape. */
struct synthetic_shape {
  uint64_t transactions, size, tx_hash; /* number, bytes each, index into algorithms */
};

struct synthetic_input {
  struct op_problem op;
  struct synthetic_shape shape;
  const struct hash_algorithm *tx_algorithm;
  struct hash_messages transactions;
  uint8_t *bytes;        /* the transactions, then the header's fields */
  const uint8_t *fields; /* FIELDS_BYTES of the header, after the body digest */
  uint8_t *expected;     /* ids, body digest, block hash: 32 bytes each */
};

static void input_free(struct synthetic_input *input) {
  free(input->bytes);
  free(input->expected);
  free(input);
}

static void problem_close(struct pm_problem *problem) { input_free(problem->data); }

/* The ids one after another, as the one message that they are to the body's hash. */
static struct hash_messages body_message(const uint8_t *ids, uint64_t transactions) {
  return (struct hash_messages){
      .bytes = ids, .length = transactions * HASH_DIGEST_BYTES, .count = 1};
}

/* Makes transactions, fields and all that is expected of them. */
static enum pm_status fill(struct synthetic_input *input, const uint64_t *values, uint64_t seed,
                           struct pm_pool *pool, struct pm_error *error) {
  uint64_t bytes = values[TRANSACTIONS] * values[SIZE]; /* at most 2^52 by the parameters' limits */
  size_t output_bytes = (values[TRANSACTIONS] + 2) * HASH_DIGEST_BYTES;
  enum pm_status status = problem_fits(bytes, output_bytes, error);
  if (status == PM_OK)
    status = input_random(bytes + FIELDS_BYTES, seed, pool, &input->bytes, error);
  if (status != PM_OK)
    return status;
  input->tx_algorithm = algorithms[values[TX_HASH]];
  input->fields = input->bytes + bytes;
  input->transactions = (struct hash_messages){
      .bytes = input->bytes, .length = values[SIZE], .count = values[TRANSACTIONS]};
  status = oracle_digests(input->tx_algorithm, &input->transactions, pool, &input->expected, error);
  if (status != PM_OK)
    return status;
  uint8_t *longer = realloc(input->expected, output_bytes);
  if (!longer)
    return pm_fail(error, PM_FAILED, "no memory");
  input->expected = longer;
  uint8_t *body = longer + values[TRANSACTIONS] * HASH_DIGEST_BYTES;
  ref_synthetic_block(longer, values[TRANSACTIONS], input->fields, body, body + HASH_DIGEST_BYTES);
  input->shape = (struct synthetic_shape){values[TRANSACTIONS], values[SIZE], values[TX_HASH]};
  input->op = (struct op_problem){
      .shape = &input->shape,
      .inputs = {input->bytes, input->fields},
      .output_bytes = {output_bytes - 2 * HASH_DIGEST_BYTES, HASH_DIGEST_BYTES, HASH_DIGEST_BYTES},
  };
  return PM_OK;
}

static struct lane_cost cost(const struct synthetic_input *input) {
  return cost_sum(batch_cost(input->tx_algorithm, &input->transactions),
                  cost_sum(body_algorithm->cost(input->transactions.count * HASH_DIGEST_BYTES),
                           header_algorithm->cost(HEADER_BYTES)));
}

static void describe(struct pm_problem *problem, struct synthetic_input *input) {
  uint64_t count = input->transactions.count, bytes = count * input->transactions.length;
  problem->item = "transactions";
  problem->items = count;
  problem->bytes = bytes + FIELDS_BYTES;
  problem->operation = "compressions and permutations";
  problem->operations = batch_primitives(input->tx_algorithm, &input->transactions) +
                        body_algorithm->primitives(count * HASH_DIGEST_BYTES) +
                        header_algorithm->primitives(HEADER_BYTES);
  problem->expected = input->expected;
  problem->output_bytes = (count + 2) * HASH_DIGEST_BYTES;
  problem->output_item_bytes = HASH_DIGEST_BYTES;
  problem->data = input;
  problem->close = problem_close;
  struct pm_span spans[] = {{input->bytes, bytes}, {input->fields, FIELDS_BYTES}};
  pm_digest(spans, 2, problem->input_digest);
  model_fill(problem, cost(input));
}

static enum pm_status make(const struct pm_work *work, const uint64_t *values, uint64_t seed,
                           const char *input_path, struct pm_pool *pool, struct pm_problem *problem,
                           struct pm_error *error) {
  (void)work, (void)input_path;
  struct synthetic_input *input = calloc(1, sizeof *input);
  if (!input)
    return pm_fail(error, PM_FAILED, "no memory");
  enum pm_status status = fill(input, values, seed, pool, error);
  if (status == PM_OK)
    describe(problem, input);
  else
    input_free(input);
  return status;
}

/* A hasher must have the two algorithms that every block needs; tx_hash is asked for in open(). */
static bool cpu_available(const struct pm_implementation *implementation,
                          const struct pm_work *work, char *reason, size_t reason_bytes) {
  (void)work;
  const struct cpu_hasher *hasher = implementation->variant;
  return hasher->available(hasher, body_algorithm, reason, reason_bytes) &&
         hasher->available(hasher, header_algorithm, reason, reason_bytes);
}

static const char *refusal(const struct pm_work *work, const void *shape, const void *capacity) {
  (void)work;
  const struct synthetic_shape *s = shape, *most = capacity;
  if (s->transactions == 0)
    return "it has no transactions";
  if (s->transactions > most->transactions || s->size > most->size)
    return "it has more or longer transactions than the operation was opened for";
  return s->tx_hash == most->tx_hash ? NULL : "its hash is another than it was opened for";
}

/* On the CPU ---------------------------------------------------------------------------------- */

static enum pm_status cpu_open(const struct pm_work *work, const void *variant,
                               const void *capacity, struct pm_pool *pool, void **state,
                               struct pm_error *error) {
  const struct cpu_hasher *hasher = variant;
  const struct synthetic_shape *shape = capacity;
  char reason[256] = "";
  if (!hasher->available(hasher, algorithms[shape->tx_hash], reason, sizeof reason))
    return pm_fail(error, PM_UNAVAILABLE, "%s",
                   *reason ? reason : "it does not have the hash that tx_hash asks for");
  return op_place_open(work, variant, capacity, pool, state, error);
}

static enum pm_status cpu_run(void *state, const struct op_batch *batch, struct pm_error *error) {
  const struct op_place *s = state;
  const struct synthetic_shape *shape = batch->shape;
  const struct hash_messages transactions = {
      .bytes = batch->in[0].host, .length = shape->size, .count = shape->transactions};
  const struct hash_messages ids = body_message(batch->out[0].host, shape->transactions);
  uint8_t header[HEADER_BYTES];
  enum pm_status status = cpu_hasher_run(s->variant, algorithms[shape->tx_hash], s->pool,
                                         &transactions, batch->out[0].host, error);
  if (status == PM_OK)
    status = cpu_hasher_run(s->variant, body_algorithm, s->pool, &ids, header, error);
  if (status != PM_OK)
    return status;
  memcpy(header + HASH_DIGEST_BYTES, batch->in[1].host, FIELDS_BYTES);
  memcpy(batch->out[1].host, header, HASH_DIGEST_BYTES);
  const struct hash_messages whole = {.bytes = header, .length = HEADER_BYTES, .count = 1};
  return cpu_hasher_run(s->variant, header_algorithm, s->pool, &whole, batch->out[2].host, error);
}

/* On a device --------------------------------------------------------------------------------- */

static void plan(const struct pm_work *work, const void *shape, const struct pm_device_info *device,
                 struct device_plan *p) {
  (void)work, (void)device;
  const struct synthetic_shape *s = shape;
  const uint64_t ids_bytes = s->transactions * HASH_DIGEST_BYTES;
  const struct hash_shape transactions = {
      .count = s->transactions, .length = s->size, .bytes = s->transactions * s->size};
  const struct hash_shape body = {.count = 1, .length = ids_bytes, .bytes = ids_bytes};
  const struct hash_shape whole = {.count = 1, .length = HEADER_BYTES, .bytes = HEADER_BYTES};
  const struct hash_plan_input in = hash_plan_add_input(p, &transactions);
  const unsigned ids = plan_add_scratch(p, ids_bytes + PLAN_PADDING_BYTES);
  const unsigned header = plan_add_scratch(p, HEADER_BYTES + PLAN_PADDING_BYTES);
  const unsigned block = plan_add_scratch(p, HASH_DIGEST_BYTES);
  hash_plan_messages(p, algorithms[s->tx_hash], &transactions, in, ids);
  hash_plan_messages(p, body_algorithm, &body, (struct hash_plan_input){ids, ids}, header);
  hash_plan_messages(p, header_algorithm, &whole, (struct hash_plan_input){header, header}, block);
  plan_place_input(p, header, HASH_DIGEST_BYTES, FIELDS_BYTES);
  plan_add_result(p, ids, 0, ids_bytes);
  plan_add_result(p, header, 0, HASH_DIGEST_BYTES);
  plan_add_result(p, block, 0, HASH_DIGEST_BYTES);
}

static const struct op_family synthetic_op = {
    .shape_bytes = sizeof(struct synthetic_shape),
    .inputs = 2,
    .outputs = 3,
    .refusal = refusal,
    .plan = plan,
    .cpu = {.open = cpu_open, .run = cpu_run, .close = op_place_close},
};

static const struct pm_implementation implementations[] =
    HASH_IMPLEMENTATIONS_WHERE(cpu_available, op_runner_open_cpu, op_runner_open_device);

const struct pm_work block_work_synthetic = {
    .name = "block/synthetic",
    .title = "a made-up block: transaction ids, BLAKE3 of them, SHA3-256 of the header",
    .standard = "FIPS 202 (SHA3-256); the BLAKE3 specification; the block is this suite's own",
    .parameters = parameters,
    .parameter_count = sizeof parameters / sizeof *parameters,
    .points = points,
    .point_count = sizeof points / sizeof *points,
    .implementations = implementations,
    .implementation_count = sizeof implementations / sizeof *implementations,
    .make = make,
    .operation = &synthetic_op,
};
