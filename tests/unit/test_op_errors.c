/* What operations refuse, in words, and that they are usable afterwards: on the pool and on an OpenCL
 * device. The driver's own failures are in test_op_cuda.c. */
#include "bench/msm/msm_op.h"
#include "bench/sig/sig_op.h"
#include "kernels/fri/fri.h"
#include "kernels/ntt/ntt.h"
#include "kernels/poly/quotient.h"
#include "kernels/sumcheck/sumcheck.h"
#include "tests/unit/op_samples.h"

static const struct hash_shape hundred = {.count = 100, .length = 64, .bytes = 6400};

static struct op_request on_pool(const char *work, const void *capacity) {
  return (struct op_request){.work = work_named(work), .pool = machine_pool, .capacity = capacity};
}

static struct op_request on_device(const char *work, const void *capacity,
                                   struct pm_device *device) {
  return (struct op_request){
      .work = work_named(work), .device = device, .capacity = capacity, .in_flight = 2};
}

/* Opening ------------------------------------------------------------------------------------- */

static void expect_closed(const struct op_request *request, enum pm_status expected,
                          const char *part) {
  struct pm_error error;
  struct op *op = (struct op *)&error;
  expect_failure(op_open(request, &op, &error), expected, &error, part);
  assert_null(op);
}

static void requests_for_the_pool(void **state) {
  (void)state;
  struct op_request request = on_pool("hash/sha256", &hundred);
  request.implementation = "cpu/made-up";
  expect_closed(&request, PM_UNAVAILABLE, "no implementation cpu/made-up here");
  request.implementation = "opencl";
  expect_closed(&request, PM_USAGE, "runs on a device");
  request.implementation = NULL;
  request.pool = NULL;
  expect_closed(&request, PM_USAGE, "one of the two");
  request = on_pool("system/launch", &hundred);
  expect_closed(&request, PM_USAGE, "is no operation");
}

/* An implementation of another architecture: one of the two is not there. */
static void an_isa_that_is_not_there(void **state) {
  (void)state;
  struct op_request request = on_pool("hash/sha256", &hundred);
  request.implementation = lane_isa_supported(LANE_ISA_NEON) ? "cpu/simd-avx2" : "cpu/simd-neon";
  expect_closed(&request, PM_UNAVAILABLE, "has no implementation");
}

static void requests_for_a_device(void **state) {
  (void)state;
  struct pm_device *device = need_opencl();
  struct op_request request = on_device("hash/sha256", &hundred, device);
  request.pool = machine_pool;
  expect_closed(&request, PM_USAGE, "one of the two");
  request.pool = NULL;
  request.implementation = "cpu/reference";
  expect_closed(&request, PM_USAGE, "a pool of threads, not on a device");
  request.implementation = NULL;
  request.in_flight = 0;
  expect_closed(&request, PM_USAGE, "0 batches in flight");
  request.in_flight = OP_IN_FLIGHT_MAX + 1;
  expect_closed(&request, PM_USAGE, "9 batches in flight");
  pm_device_close(device);
}

static void capacities(void **state) {
  (void)state;
  const struct hash_shape none = {.length = 64};
  struct op_request request = on_pool("hash/sha256", &none);
  expect_closed(&request, PM_USAGE, "cannot be opened for this capacity: it has no messages");
  const struct hash_shape endless = {
      .count = UINT64_C(1) << 59, .length = 32, .bytes = 0}; /* 2^64 bytes */
  request.capacity = &endless;
  expect_closed(&request, PM_USAGE, "more messages or bytes than a batch can have");
  const struct merkle_shape forest = {.leaves = UINT64_C(1) << 59};
  request = on_pool("merkle/blake3", &forest);
  expect_closed(&request, PM_USAGE, "more leaves than a batch can have");
  const struct merkle_shape levels = {.leaves = UINT64_C(1) << 20, .levels = 0x1fffe};
  request.capacity = &levels;
  expect_closed(&request, PM_USAGE, "more than 15 levels");
}

/* A device that holds 1 TiB there is not yet. */
static void a_capacity_that_a_device_does_not_hold(void **state) {
  (void)state;
  struct pm_device *device = need_opencl();
  const struct hash_shape tebibyte = {
      .count = UINT64_C(1) << 34, .length = 64, .bytes = UINT64_C(1) << 40};
  struct op_request request = on_device("hash/sha256", &tebibyte, device);
  expect_closed(&request, PM_NO_MEMORY, "MiB");
  pm_device_close(device);
}

/* Batches ------------------------------------------------------------------------------------- */

static void expect_refused(struct op *op, const struct op_batch *batch, enum pm_status expected,
                           const char *part) {
  struct pm_error error;
  struct op_ticket ticket = {0};
  expect_failure(op_submit(op, batch, &ticket, &error), expected, &error, part);
  expect_failure(op_wait(&ticket, &error), PM_USAGE, &error, "no batch");
}

/* Shapes that an operation of a capacity refuses. */
struct refusal {
  const char *work;
  const void *capacity;
  const void *shape;
  const char *part;
};

#define SHAPE(type, ...) (&(const struct type){__VA_ARGS__})
#define HASH(capacity, part, ...)                                                                  \
  { "hash/keccak256", capacity, SHAPE(hash_shape, __VA_ARGS__), part }
#define TREE(part, ...)                                                                            \
  {                                                                                                \
    "merkle/sha256", SHAPE(merkle_shape, .leaves = 9, .levels = 1 << 2),                           \
        SHAPE(merkle_shape, __VA_ARGS__), part                                                     \
  }
#define SIGNATURES(part, ...)                                                                      \
  {                                                                                                \
    "sig/ml_dsa_44",                                                                               \
        SHAPE(sig_shape, .count = 8, .key_bytes = 1312, .message_bytes = 32, .context_bytes = 9),  \
        SHAPE(sig_shape, __VA_ARGS__), part                                                        \
  }
#define STATES(part, ...)                                                                          \
  {                                                                                                \
    "hash/poseidon2_koalabear_16", SHAPE(poseidon2_shape, 4), SHAPE(poseidon2_shape, __VA_ARGS__), \
        part                                                                                       \
  }
#define ROWS(part, ...)                                                                            \
  {                                                                                                \
    "merkle/poseidon2_koalabear", SHAPE(poseidon2_tree_shape, 3, 8, 1 << 1),                       \
        SHAPE(poseidon2_tree_shape, __VA_ARGS__), part                                             \
  }
#define TRANSFORM(part, ...)                                                                       \
  {                                                                                                \
    "ntt/koalabear", SHAPE(ntt_problem, .log_size = 8, .columns = 4),                              \
        SHAPE(ntt_problem, __VA_ARGS__), part                                                      \
  }
#define FOLD(part, ...)                                                                            \
  { "fri/fold_koalabear", SHAPE(fri_problem, 8, 2), SHAPE(fri_problem, __VA_ARGS__), part }
#define SUMS(part, ...)                                                                            \
  { "sumcheck/koalabear", SHAPE(sumcheck_problem, 8), SHAPE(sumcheck_problem, __VA_ARGS__), part }
#define QUOTIENT_OF(part, ...)                                                                     \
  {                                                                                                \
    "poly/quotient_koalabear", SHAPE(quotient_problem, 4, 1, 8),                                   \
        SHAPE(quotient_problem, __VA_ARGS__), part                                                 \
  }
#define POINTS(part, ...)                                                                          \
  { "msm/bn254_g1", SHAPE(msm_batch_shape, .count = 4), SHAPE(msm_batch_shape, __VA_ARGS__), part }

static const struct hash_shape several = {.count = 9, .length = 99, .ragged = 1, .bytes = 500};

static const struct refusal refusals[] = {
    HASH(&hundred, "no messages", .length = 64),
    HASH(&hundred, "more messages than", .count = 101, .length = 1, .bytes = 101),
    HASH(&hundred, "more bytes than", .count = 99, .length = 65, .bytes = 99 * 65),
    HASH(&hundred, "of several lengths", .count = 2, .length = 9, .ragged = 1, .bytes = 9),
    HASH(&hundred, "number and length make", .count = 4, .length = 64, .bytes = 64),
    HASH(&several, "more bytes than", .count = 2, .length = 501, .ragged = 1, .bytes = 501),
    TREE("no leaves", .leaves = 0),
    TREE("more leaves than", .leaves = 10),
    TREE("was not opened for", .leaves = 9, .levels = 1 << 3),
    TREE("above the root", .leaves = 2, .levels = 1 << 2),
    SIGNATURES("no signatures", .key_bytes = 1312, .message_bytes = 32),
    SIGNATURES("more signatures than", .count = 9, .key_bytes = 1312, .message_bytes = 32),
    SIGNATURES("no such policy", .count = 1, .key_bytes = 1312, .policy = 99),
    SIGNATURES("another than", .count = 1, .key_bytes = 1313, .message_bytes = 32),
    SIGNATURES("longer than", .count = 1, .key_bytes = 1312, .message_bytes = 33),
    SIGNATURES("longer than", .count = 1, .key_bytes = 1312, .context_bytes = 10),
    {"sig/ed25519", SHAPE(sig_shape, .count = 1, .key_bytes = 32, .message_bytes = 8),
     SHAPE(sig_shape, .count = 1, .key_bytes = 32, .message_bytes = UINT64_C(1) << 63),
     "more signatures or bytes"},
    STATES("no states", 0),
    STATES("more states than", 5),
    ROWS("no elements", 3, 0, 0),
    ROWS("more leaves than", 4, 1, 0),
    ROWS("more elements than", 3, 9, 0),
    ROWS("can have", 3, (UINT64_C(1) << 61) + 1, 0), /* 8 elements modulo 2^64 */
    ROWS("was not opened for", 3, 8, 1 << 2),
    ROWS("above the root", 0, 8, 1 << 1),
    TRANSFORM("no columns", .log_size = 8),
    TRANSFORM("more elements than", .log_size = 9, .columns = 4),
    TRANSFORM("roots of unity", .log_size = 25, .columns = 1),
    TRANSFORM("roots of unity", .kind = NTT_LDE, .log_size = 8, .log_blowup = -4u, .columns = 4),
    TRANSFORM("can have", .log_size = 8, .columns = UINT64_C(1) << 56),
    TRANSFORM("has a blowup", .log_size = 4, .log_blowup = 1, .columns = 1),
    FOLD("folded by 2, 4 or 8", 8, 4),
    FOLD("at least as many", 1, 2),
    FOLD("more values than the operation", 9, 1),
    SUMS("at least one variable", 0),
    SUMS("more variables than", 9),
    SUMS("can have", 64),
    QUOTIENT_OF("at least two rows", 0, 1, 8),
    QUOTIENT_OF("no multiple of 8", 4, 1, 9),
    QUOTIENT_OF("more points or columns", 4, 1, 16),
    QUOTIENT_OF("roots of unity", 4, -2u, 8),
    QUOTIENT_OF("can have", 4, 1, UINT64_C(1) << 59),
    POINTS("no points", .count = 0),
    POINTS("more points than the", .count = 5),
    POINTS("not opened for", .count = 4, .points = MSM_POINTS_TABLE),
    POINTS("of a kind", .count = 4, .points = 7),
};

/* Nothing of a refused batch is looked at: there is nothing. */
static void refused_shapes(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
    const struct refusal *r = &refusals[i];
    const struct op_request request = on_pool(r->work, r->capacity);
    struct op *op = opened(&request);
    const struct op_batch batch = {.shape = r->shape};
    expect_refused(op, &batch, PM_USAGE, r->part);
    op_close(op);
  }
}

/* Keys and contexts that a scheme does not have, as capacities. */
static void refused_signatures(void **state) {
  (void)state;
  const struct sig_shape keys = {.count = 1, .key_bytes = 31, .message_bytes = 8};
  struct op_request request = on_pool("sig/ed25519", &keys);
  expect_closed(&request, PM_USAGE, "no keys of that length");
  const struct sig_shape recovered = {.count = 1, .key_bytes = 33, .message_bytes = 32};
  request = on_pool("sig/ecrecover", &recovered);
  expect_closed(&request, PM_USAGE, "no keys of that length");
  const struct sig_shape context = {
      .count = 1, .key_bytes = 1312, .message_bytes = 8, .context_bytes = 256};
  request = on_pool("sig/ml_dsa_44", &context);
  expect_closed(&request, PM_USAGE, "longer than 255 bytes");
}

static void check_usable_after_refusals(struct op *op) {
  struct sample good = hash_sample(&hash_sha256, 60, 64, false);
  const struct hash_shape many = {.count = 101, .length = 64, .bytes = 6464}, none = {0};
  uint8_t *room = malloc(sample_room(&good));
  struct op_batch batch = sample_batch(&good, room);
  check_sample(op, &good);
  batch.shape = &many;
  expect_refused(op, &batch, PM_USAGE, "more messages than");
  batch.shape = &none;
  expect_refused(op, &batch, PM_USAGE, "no messages");
  check_sample(op, &good);
  free(room);
  samples_free(&good, 1);
}

static void operations_are_usable_after_refusals(void **state) {
  (void)state;
  struct op_request request = on_pool("hash/sha256", &hundred);
  struct op *op = opened(&request);
  check_usable_after_refusals(op);
  op_close(op);
  struct pm_device *device = need_opencl();
  request = on_device("hash/sha256", &hundred, device);
  op = opened(&request);
  check_usable_after_refusals(op);
  op_close(op);
  pm_device_close(device);
}

/* Tickets ------------------------------------------------------------------------------------- */

static void check_tickets(struct op *op) {
  struct sample good = hash_sample(&hash_sha256, 60, 64, false);
  uint8_t *room = malloc(sample_room(&good));
  const struct op_batch batch = sample_batch(&good, room);
  struct op_ticket ticket = {0};
  struct pm_error error;
  expect_failure(op_wait(&ticket, &error), PM_USAGE, &error, "belongs to no batch");
  ok(op_submit(op, &batch, &ticket, &error), &error);
  ok(op_wait(&ticket, &error), &error);
  expect_failure(op_wait(&ticket, &error), PM_USAGE, &error, "waited for once");
  expect_failure(op_wait(&ticket, &error), PM_USAGE, &error, "waited for once");
  ok(op_submit(op, &batch, &ticket, &error), &error);
  ok(op_wait(&ticket, &error), &error);
  assert_string_equal(sample_judged(&good, room), "");
  free(room);
  samples_free(&good, 1);
}

static void tickets(void **state) {
  (void)state;
  struct op_request request = on_pool("hash/sha256", &hundred);
  struct op *op = opened(&request);
  check_tickets(op);
  op_close(op);
  struct pm_device *device = need_opencl();
  request = on_device("hash/sha256", &hundred, device);
  op = opened(&request);
  check_tickets(op);
  op_close(op);
  pm_device_close(device);
}

/* Closing waits for what is in flight, so that its memory may go. */
static void closed_while_batches_are_in_flight(void **state) {
  (void)state;
  enum { BATCHES = 5 };
  struct pm_device *device = need_opencl();
  struct sample good = hash_sample(&hash_sha256, 60, 64, false);
  uint8_t *rooms[BATCHES];
  struct op_ticket tickets[BATCHES] = {0};
  struct pm_error error;
  const struct op_request request = on_device("hash/sha256", &hundred, device);
  struct op *op = opened(&request);
  for (unsigned i = 0; i < BATCHES; i++) {
    rooms[i] = malloc(sample_room(&good));
    const struct op_batch batch = sample_batch(&good, rooms[i]);
    ok(op_submit(op, &batch, &tickets[i], &error), &error);
  }
  op_close(op);
  for (unsigned i = 0; i < BATCHES; i++) {
    assert_string_equal(sample_judged(&good, rooms[i]), "");
    free(rooms[i]);
  }
  samples_free(&good, 1);
  pm_device_close(device);
}

/* Memory -------------------------------------------------------------------------------------- */

static struct pm_buffer *buffer_of(struct pm_device *device, size_t bytes) {
  struct pm_buffer *buffer;
  struct pm_error error;
  ok(pm_buffer_create(device, bytes, &buffer, &error), &error);
  return buffer;
}

static void memory_that_the_pool_does_not_take(void **state) {
  (void)state;
  struct pm_device *device = need_opencl();
  struct pm_buffer *buffer = buffer_of(device, 1 << 14);
  struct sample good = hash_sample(&hash_sha256, 60, 64, false);
  uint8_t *room = malloc(sample_room(&good));
  const struct op_request request = on_pool("hash/sha256", &hundred);
  struct op *op = opened(&request);
  struct op_batch batch = sample_batch(&good, room);
  batch.in[0] = (struct op_in){.device = buffer};
  expect_refused(op, &batch, PM_USAGE, "input 0 is a device's");
  batch = sample_batch(&good, room);
  batch.out[0] = (struct op_out){.device = buffer};
  expect_refused(op, &batch, PM_USAGE, "output 0 is a device's");
  batch.out[0] = (struct op_out){0};
  expect_refused(op, &batch, PM_USAGE, "where output 0 is to go");
  check_sample(op, &good);
  op_close(op);
  free(room);
  samples_free(&good, 1);
  pm_buffer_free(buffer);
  pm_device_close(device);
}

static void memory_that_a_device_does_not_take(void **state) {
  (void)state;
  struct pm_device *device = need_opencl(), *other = need_opencl();
  struct sample good = hash_sample(&hash_sha256, 60, 64, false);
  const struct op_request request = on_device("hash/sha256", &hundred, device);
  struct op *op = opened(&request);
  const uint64_t in_bytes = op_input_bytes(op, good.shape, 0),
                 out_bytes = op_output_bytes(op, good.shape, 0);
  assert_in_range(in_bytes, 60 * 64, 60 * 64 + PLAN_PADDING_BYTES);
  assert_int_equal(out_bytes, 60 * 32);
  assert_int_equal(op_input_bytes(op, good.shape, 1), 0);
  assert_int_equal(op_output_bytes(op, good.shape, 1), 0);
  struct pm_buffer *small_in = buffer_of(device, in_bytes - 1), *in = buffer_of(device, in_bytes),
                   *small_out = buffer_of(device, out_bytes - 1),
                   *foreign = buffer_of(other, 1 << 16);
  uint8_t *room = malloc(sample_room(&good));
  const struct op_batch whole = sample_batch(&good, room);
  struct op_batch batch = whole;
  batch.in[0] = (struct op_in){.device = small_in};
  expect_refused(op, &batch, PM_USAGE, "input 0 is a buffer of");
  batch.in[0] = (struct op_in){.device = foreign};
  expect_refused(op, &batch, PM_USAGE, "input 0 lies on");
  batch.in[0] = (struct op_in){0};
  expect_refused(op, &batch, PM_USAGE, "input 0 is neither on the host nor on the device");
  batch = whole;
  batch.out[0] = (struct op_out){.device = small_out};
  expect_refused(op, &batch, PM_USAGE, "output 0 is a buffer of");
  batch.out[0] = (struct op_out){.device = foreign};
  expect_refused(op, &batch, PM_USAGE, "output 0 lies on");
  batch.in[0] = (struct op_in){.device = in};
  batch.out[0] = (struct op_out){.device = in};
  expect_refused(op, &batch, PM_USAGE, "output 0 is the same buffer as input 0");
  check_sample(op, &good);
  struct pm_error error;
  batch = whole;
  batch.in[0] = (struct op_in){.device = in};
  ok(pm_upload(in, 0, good.in[0], 60 * 64, &error), &error);
  ok(pm_device_finish(device, &error), &error);
  ok(op_run(op, &batch, &error), &error);
  assert_string_equal(sample_judged(&good, room), "");
  op_close(op);
  free(room);
  samples_free(&good, 1);
  pm_buffer_free(small_in), pm_buffer_free(in), pm_buffer_free(small_out), pm_buffer_free(foreign);
  pm_device_close(device), pm_device_close(other);
}

/* A part of another output, and a root that is a leaf: results that are copied out of a buffer. */
static void outputs_that_are_parts(void **state) {
  (void)state;
  struct pm_device *device = need_opencl();
  struct sample samples[] = {merkle_sample(&hash_sha256, 1, 0), merkle_sample(&hash_sha256, 9, 4)};
  const struct merkle_shape most = {.leaves = 9, .levels = 4};
  const struct op_request request = on_device("merkle/sha256", &most, device);
  struct op *op = opened(&request);
  struct pm_buffer *root = buffer_of(device, HASH_DIGEST_BYTES),
                   *small = buffer_of(device, HASH_DIGEST_BYTES - 1);
  struct pm_error error;
  for (unsigned i = 0; i < 2; i++) {
    uint8_t *room = malloc(sample_room(&samples[i]));
    struct op_batch batch = sample_batch(&samples[i], room);
    batch.out[0] = (struct op_out){.device = small};
    expect_refused(op, &batch, PM_USAGE, "output 0 is a buffer of");
    batch.out[0] = (struct op_out){.device = root};
    ok(op_run(op, &batch, &error), &error);
    ok(pm_download(root, 0, room, HASH_DIGEST_BYTES, &error), &error);
    ok(pm_device_finish(device, &error), &error);
    assert_string_equal(sample_judged(&samples[i], room), "");
    free(room);
  }
  pm_buffer_free(root), pm_buffer_free(small);
  op_close(op);
  samples_free(samples, 2);
  pm_device_close(device);
}

/* What no device does ------------------------------------------------------------------------- */

/* A message longer than the kernels' stack of tree nodes can take, among others. */
static const struct hash_shape long_message = {
    .count = 2, .length = HASH_GPU_MESSAGE_BYTES + UINT64_C(1), .ragged = 1, .bytes = 64};

static void a_message_too_long_for_the_kernels(void **state) {
  (void)state;
  const uint64_t offsets[] = {0, 5, 5 + (uint64_t)HASH_GPU_MESSAGE_BYTES + 1};
  const struct hash_messages messages = {.offsets = offsets, .count = 2};
  const struct hash_shape shape = hash_shape_of(&messages);
  const struct pm_device_info info = {.memory_bytes = UINT64_MAX};
  struct device_plan plan = {0};
  struct pm_error error;
  hash_op.plan(work_named("hash/blake3"), &shape, &info, &plan);
  expect_failure(plan_check(&plan, &error), PM_UNAVAILABLE, &error,
                 "and this has one of 17179869185");
  plan_free(&plan);
}

static void a_batch_that_no_device_does(void **state) {
  (void)state;
  struct pm_device *device = need_opencl();
  const struct hash_shape most = {.count = 60, .length = 64, .ragged = 1, .bytes = 3840};
  struct op_request request = on_device("hash/sha256", &long_message, device);
  expect_closed(&request, PM_UNAVAILABLE, "a device hashes messages of at most");
  request.capacity = &most;
  struct op *op = opened(&request);
  struct sample good = hash_sample(&hash_sha256, 60, 64, false);
  uint8_t *room = malloc(sample_room(&good));
  struct op_batch batch = sample_batch(&good, room);
  check_sample(op, &good);
  batch.shape = &long_message;
  expect_refused(op, &batch, PM_UNAVAILABLE, "a device hashes messages of at most");
  check_sample(op, &good);
  op_close(op);
  free(room);
  samples_free(&good, 1);
  pm_device_close(device);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(requests_for_the_pool),
      cmocka_unit_test(an_isa_that_is_not_there),
      cmocka_unit_test(requests_for_a_device),
      cmocka_unit_test(capacities),
      cmocka_unit_test(a_capacity_that_a_device_does_not_hold),
      cmocka_unit_test(refused_shapes),
      cmocka_unit_test(refused_signatures),
      cmocka_unit_test(operations_are_usable_after_refusals),
      cmocka_unit_test(tickets),
      cmocka_unit_test(closed_while_batches_are_in_flight),
      cmocka_unit_test(memory_that_the_pool_does_not_take),
      cmocka_unit_test(memory_that_a_device_does_not_take),
      cmocka_unit_test(outputs_that_are_parts),
      cmocka_unit_test(a_message_too_long_for_the_kernels),
      cmocka_unit_test(a_batch_that_no_device_does),
  };
  return cmocka_run_group_tests_name("operations that refuse", tests, machine_open, machine_close);
}
