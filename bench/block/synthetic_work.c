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
#include "bench/hash/device_input.h"
#include "bench/hash/message_batch.h"
#include "bench/model.h"
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

struct synthetic_input {
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
  return PM_OK;
}

static struct lane_cost cost(const struct synthetic_input *input) {
  return cost_sum(model_messages(input->tx_algorithm, &input->transactions),
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

struct cpu_runner {
  const struct synthetic_input *input;
  const struct cpu_hasher *hasher;
  struct pm_pool *pool;
};

static enum pm_status cpu_compute(void *self, uint8_t *output, struct pm_error *error) {
  const struct cpu_runner *r = self;
  const struct hash_messages *transactions = &r->input->transactions;
  uint8_t header[HEADER_BYTES];
  enum pm_status status =
      cpu_hasher_run(r->hasher, r->input->tx_algorithm, r->pool, transactions, output, error);
  struct hash_messages ids = body_message(output, transactions->count);
  if (status == PM_OK)
    status = cpu_hasher_run(r->hasher, body_algorithm, r->pool, &ids, header, error);
  if (status != PM_OK)
    return status;
  memcpy(header + HASH_DIGEST_BYTES, r->input->fields, FIELDS_BYTES);
  memcpy(output + ids.length, header, HASH_DIGEST_BYTES);
  struct hash_messages whole = {.bytes = header, .length = HEADER_BYTES, .count = 1};
  return cpu_hasher_run(r->hasher, header_algorithm, r->pool, &whole,
                        output + ids.length + HASH_DIGEST_BYTES, error);
}

static enum pm_status open_cpu(const struct pm_implementation *implementation,
                               const struct pm_problem *problem, struct pm_pool *pool,
                               struct pm_device *device, struct pm_runner *runner,
                               struct pm_error *error) {
  (void)device;
  const struct synthetic_input *input = problem->data;
  const struct cpu_hasher *hasher = implementation->variant;
  char reason[256] = "";
  if (!hasher->available(hasher, input->tx_algorithm, reason, sizeof reason))
    return pm_fail(error, PM_UNAVAILABLE, "%s",
                   *reason ? reason : "it does not have the hash that tx_hash asks for");
  struct cpu_runner *r = malloc(sizeof *r);
  if (!r)
    return pm_fail(error, PM_FAILED, "no memory");
  *r = (struct cpu_runner){input, hasher, pool};
  *runner = (struct pm_runner){.self = r, .compute = cpu_compute, .close = free};
  return PM_OK;
}

struct device_runner {
  struct pm_device *device;
  const struct synthetic_input *input;
  struct device_hash tx_hash, body_hash, header_hash;
  struct device_input transactions;
  struct device_scratch tx_scratch, body_scratch;
  uint8_t *fields;          /* pinned */
  struct pm_buffer *ids;    /* and padding, as they are hashed in turn */
  struct pm_buffer *header; /* and padding: body digest, fields */
  struct pm_buffer *block;  /* the block's hash */
};

static void device_close(void *self) {
  struct device_runner *r = self;
  pm_host_free(r->device, r->fields);
  device_input_close(&r->transactions);
  device_scratch_free(&r->tx_scratch);
  device_scratch_free(&r->body_scratch);
  pm_buffer_free(r->ids);
  pm_buffer_free(r->header);
  pm_buffer_free(r->block);
  free(r);
}

static enum pm_status upload_fields(struct device_runner *r, struct pm_error *error) {
  return pm_upload(r->header, HASH_DIGEST_BYTES, r->fields, FIELDS_BYTES, error);
}

static enum pm_status device_upload(void *self, struct pm_error *error) {
  struct device_runner *r = self;
  enum pm_status status = device_input_upload(&r->transactions, error);
  return status == PM_OK ? upload_fields(r, error) : status;
}

static enum pm_status device_compute(void *self, uint8_t *output, struct pm_error *error) {
  (void)output;
  struct device_runner *r = self;
  struct device_messages transactions = device_input_messages(&r->transactions);
  struct device_messages ids = {
      .bytes = r->ids, .length = transactions.count * HASH_DIGEST_BYTES, .count = 1};
  struct device_messages header = {.bytes = r->header, .length = HEADER_BYTES, .count = 1};
  enum pm_status status =
      device_hash_messages(&r->tx_hash, &transactions, &r->tx_scratch, r->ids, error);
  if (status == PM_OK)
    status = device_hash_messages(&r->body_hash, &ids, &r->body_scratch, r->header, error);
  if (status == PM_OK)
    status = device_hash_messages(&r->header_hash, &header, NULL, r->block, error);
  return status;
}

static enum pm_status device_download(void *self, uint8_t *output, struct pm_error *error) {
  struct device_runner *r = self;
  size_t ids_bytes = r->transactions.count * HASH_DIGEST_BYTES;
  uint8_t *body = output + ids_bytes;
  enum pm_status status = pm_download(r->ids, 0, output, ids_bytes, error);
  if (status == PM_OK)
    status = pm_download(r->header, 0, body, HASH_DIGEST_BYTES, error);
  if (status == PM_OK)
    status = pm_download(r->block, 0, body + HASH_DIGEST_BYTES, HASH_DIGEST_BYTES, error);
  return status;
}

/* The header's fields are input in a buffer that compute writes, and are put back. */
static enum pm_status device_poison(void *self, uint8_t byte, struct pm_error *error) {
  struct device_runner *r = self;
  device_bytes_rotate(&r->transactions.messages);
  enum pm_status status = pm_buffer_fill(r->ids, byte, error);
  if (status == PM_OK)
    status = pm_buffer_fill(r->header, byte, error);
  if (status == PM_OK)
    status = upload_fields(r, error);
  if (status == PM_OK)
    status = pm_buffer_fill(r->block, byte, error);
  if (status == PM_OK)
    status = device_scratch_fill(&r->tx_scratch, byte, error);
  return status == PM_OK ? device_scratch_fill(&r->body_scratch, byte, error) : status;
}

static enum pm_status device_poison_input(void *self, uint8_t byte, struct pm_error *error) {
  struct device_runner *r = self;
  return device_bytes_poison(&r->transactions.messages, byte, error);
}

static enum pm_status load_hashes(struct device_runner *r, struct pm_device *device,
                                  struct pm_error *error) {
  enum pm_status status = device_hash_open(&r->tx_hash, device, r->input->tx_algorithm, error);
  if (status == PM_OK)
    status = device_hash_open(&r->body_hash, device, body_algorithm, error);
  if (status == PM_OK)
    status = device_hash_open(&r->header_hash, device, header_algorithm, error);
  return status;
}

static enum pm_status make_scratch(struct device_runner *r, struct pm_device *device,
                                   struct pm_error *error) {
  size_t bytes[2];
  struct hash_messages ids = body_message(NULL, r->input->transactions.count);
  device_hash_scratch_bytes(r->input->tx_algorithm, &r->input->transactions, bytes);
  enum pm_status status = device_scratch_create(&r->tx_scratch, device, bytes, error);
  device_hash_scratch_bytes(body_algorithm, &ids, bytes);
  return status == PM_OK ? device_scratch_create(&r->body_scratch, device, bytes, error) : status;
}

static enum pm_status make_buffers(struct device_runner *r, struct pm_device *device,
                                   struct pm_error *error) {
  size_t ids_bytes = r->input->transactions.count * HASH_DIGEST_BYTES;
  void *fields = NULL;
  enum pm_status status = pm_host_alloc(device, FIELDS_BYTES, &fields, error);
  if (status != PM_OK)
    return status;
  r->fields = fields;
  memcpy(fields, r->input->fields, FIELDS_BYTES);
  status = pm_buffer_create(device, ids_bytes + DEVICE_PADDING_BYTES, &r->ids, error);
  if (status == PM_OK)
    status = pm_buffer_create(device, HEADER_BYTES + DEVICE_PADDING_BYTES, &r->header, error);
  if (status == PM_OK)
    status = pm_buffer_create(device, HASH_DIGEST_BYTES, &r->block, error);
  return status;
}

static const struct pm_runner device_functions = {
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
  r->device = device;
  enum pm_status status = load_hashes(r, device, error);
  if (status == PM_OK)
    status = device_input_open(&r->transactions, device, &r->input->transactions, error);
  if (status == PM_OK)
    status = make_scratch(r, device, error);
  if (status == PM_OK)
    status = make_buffers(r, device, error);
  return pm_runner_start(runner, &device_functions, r, device, status);
}

static const struct pm_implementation implementations[] =
    HASH_IMPLEMENTATIONS_WHERE(cpu_available, open_cpu, open_device);

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
};
