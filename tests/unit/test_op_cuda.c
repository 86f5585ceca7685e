/* Operations on CUDA devices that are not there (tests/fake): failures of the driver at once and later, a
 * buffer of another device, what is moved over the bus, and batches in flight that overlap. The kernels
 * do nothing, so that outputs are not looked at. Needs PROOFMARK_FAKE_CUDA, and skips without. */
#include <dlfcn.h>
#include <pthread.h>

#include "tests/fake/fake_cuda.h"
#include "tests/unit/op_chain.h"

/* Numbers of CUresult (cuda.h): this test builds without the toolkit. */
enum { CUDA_OUT_OF_MEMORY = 2, CUDA_ILLEGAL_ADDRESS = 700, CUDA_LAUNCH_OUT_OF_RESOURCES = 701 };

static struct {
  typeof(fake_cuda_fail) *plan_failure;
  typeof(fake_cuda_live) *live;
  typeof(fake_cuda_eager) *eager;
  typeof(fake_cuda_break_launch) *break_launch;
  typeof(fake_cuda_any_kernel) *any_kernel;
  typeof(fake_cuda_count) *count;
  typeof(fake_cuda_model_start) *model_start;
  typeof(fake_cuda_model_read) *model_read;
} fake;

static int open_all(void **state) {
  const char *path = getenv("PROOFMARK_FAKE_CUDA");
  void *library = path ? dlopen(path, RTLD_NOW | RTLD_GLOBAL) : NULL;
  if (path && !library) {
    print_error("PROOFMARK_FAKE_CUDA: %s\n", dlerror());
    return -1;
  }
  if (library) {
    *(void **)&fake.plan_failure = dlsym(library, "fake_cuda_fail");
    *(void **)&fake.live = dlsym(library, "fake_cuda_live");
    *(void **)&fake.eager = dlsym(library, "fake_cuda_eager");
    *(void **)&fake.break_launch = dlsym(library, "fake_cuda_break_launch");
    *(void **)&fake.any_kernel = dlsym(library, "fake_cuda_any_kernel");
    *(void **)&fake.count = dlsym(library, "fake_cuda_count");
    *(void **)&fake.model_start = dlsym(library, "fake_cuda_model_start");
    *(void **)&fake.model_read = dlsym(library, "fake_cuda_model_read");
    fake.any_kernel(1);
  }
  return machine_open(state);
}

/* A device: cuda:0 has many queues, cuda:1 one. Skips without the fake driver. */
static struct pm_device *need_device(unsigned number) {
  struct pm_device *device = fake.live ? device_of(PM_API_CUDA, number) : NULL;
  if (!device) {
    print_message("skipped: PROOFMARK_FAKE_CUDA is not set, or CUDA was left out\n");
    skip();
  }
  return device;
}

/* Nothing is left of what was made on it. */
static void close_device(struct pm_device *device) {
  pm_device_close(device);
  assert_int_equal(fake.live(), 0);
}

static const struct hash_shape hundred = {.count = 100, .length = 64, .bytes = 6400};

static struct op_request request_of(struct pm_device *device, unsigned in_flight) {
  return (struct op_request){.work = work_named("hash/sha256"),
                             .device = device,
                             .capacity = &hundred,
                             .in_flight = in_flight};
}

/* Batches of the capacity, which take memory on the host. */
enum { BATCHES_MAX = 8 };
struct batches {
  uint8_t *in, *out;
  struct op_batch batch[BATCHES_MAX];
  struct op_ticket ticket[BATCHES_MAX];
};

static void batches_make(struct batches *b, const struct hash_shape *shape) {
  *b = (struct batches){.in = calloc(1, shape->bytes),
                        .out = calloc(BATCHES_MAX, shape->count * HASH_DIGEST_BYTES)};
  assert_true(b->in && b->out);
  for (unsigned i = 0; i < BATCHES_MAX; i++)
    b->batch[i] =
        (struct op_batch){.shape = shape,
                          .in = {{.host = b->in}},
                          .out = {{.host = b->out + i * shape->count * HASH_DIGEST_BYTES}}};
}

static void batches_free(struct batches *b) { free(b->in), free(b->out); }

/* Failures ------------------------------------------------------------------------------------ */

/* Each call that opening makes fails in turn; nothing is left behind. */
static void opening_that_fails(void **state) {
  (void)state;
  static const char *const calls[] = {"cuMemAlloc",          "cuStreamCreate",
                                      "cuEventCreate",       "cuModuleLoadDataEx",
                                      "cuModuleGetFunction", "cuMemsetD8Async"};
  for (size_t c = 0; c < sizeof calls / sizeof *calls; c++) {
    struct pm_device *device = need_device(0);
    const unsigned before = fake.live();
    const struct op_request request = request_of(device, 3);
    struct op *op = NULL;
    struct pm_error error;
    fake.plan_failure(calls[c], CUDA_OUT_OF_MEMORY, 0);
    const enum pm_status status = op_open(&request, &op, &error);
    if (status == PM_OK)
      fail_msg("%s is not called", calls[c]);
    assert_null(op);
    assert_true(*error.text);
    /* The device keeps its programs. */
    assert_in_range(fake.live(), before, before + 1);
    op = opened(&request);
    op_close(op);
    close_device(device);
  }
}

/* The batch is refused, and the operation as good as before. */
static void a_command_that_fails_at_once(void **state) {
  (void)state;
  static const char *const calls[] = {"cuLaunchKernel", "cuMemcpyHtoDAsync", "cuMemcpyDtoHAsync",
                                      "cuEventRecord"};
  struct pm_device *device = need_device(0);
  const struct op_request request = request_of(device, 2);
  struct op *op = opened(&request);
  struct batches b;
  struct pm_error error;
  batches_make(&b, &hundred);
  for (size_t c = 0; c < sizeof calls / sizeof *calls; c++) {
    ok(op_submit(op, &b.batch[0], &b.ticket[0], &error), &error);
    fake.plan_failure(calls[c], CUDA_LAUNCH_OUT_OF_RESOURCES, 0);
    const enum pm_status status = op_submit(op, &b.batch[1], &b.ticket[1], &error);
    if (status != PM_FAILED)
      fail_msg("%s: status %d and not %d", calls[c], status, PM_FAILED);
    assert_non_null(strstr(error.text, "cuda:0"));
    expect_failure(op_wait(&b.ticket[1], &error), PM_USAGE, &error, "no batch");
    ok(op_wait(&b.ticket[0], &error), &error);
    for (unsigned i = 0; i < BATCHES_MAX; i++)
      ok(op_run(op, &b.batch[i], &error), &error);
  }
  op_close(op);
  batches_free(&b);
  close_device(device);
}

/* A kernel that fails breaks the context: everything that is in flight then, and every later batch, ends
 * in an error, none of them waits for ever, and closing is clean. */
static void a_launch_that_fails_later(void **state) {
  (void)state;
  enum { IN_FLIGHT = 3 };
  for (unsigned broken = 0; broken < IN_FLIGHT; broken++) {
    struct pm_device *device = need_device(0);
    const struct op_request request = request_of(device, IN_FLIGHT);
    struct op *op = opened(&request);
    struct batches b;
    struct pm_error error;
    batches_make(&b, &hundred);
    ok(op_run(op, &b.batch[0], &error), &error);
    fake.break_launch(broken);
    for (unsigned i = 0; i < IN_FLIGHT; i++)
      ok(op_submit(op, &b.batch[i], &b.ticket[i], &error), &error);
    for (unsigned i = 0; i < broken; i++)
      ok(op_wait(&b.ticket[i], &error), &error);
    for (unsigned i = broken; i < IN_FLIGHT; i++) {
      expect_failure(op_wait(&b.ticket[i], &error), PM_FAILED, &error, "cuda:0");
      expect_failure(op_wait(&b.ticket[i], &error), PM_USAGE, &error, "no batch");
    }
    for (unsigned i = 0; i < BATCHES_MAX; i++) {
      expect_failure(op_run(op, &b.batch[i], &error), PM_FAILED, &error, "cuda:0");
      expect_failure(op_submit(op, &b.batch[i], &b.ticket[i], &error), PM_FAILED, &error, "cuda:0");
      expect_failure(op_wait(&b.ticket[i], &error), PM_USAGE, &error, "no batch");
    }
    struct op *another = NULL;
    assert_int_not_equal(op_open(&request, &another, &error), PM_OK);
    assert_null(another);
    op_close(op);
    batches_free(&b);
    close_device(device);
  }
}

/* What fails while it is closed nobody waits for. */
static void closed_while_a_batch_fails(void **state) {
  (void)state;
  struct pm_device *device = need_device(0);
  const struct op_request request = request_of(device, 2);
  struct op *op = opened(&request);
  struct batches b;
  struct pm_error error;
  batches_make(&b, &hundred);
  fake.break_launch(1);
  for (unsigned i = 0; i < 2; i++)
    ok(op_submit(op, &b.batch[i], &b.ticket[i], &error), &error);
  op_close(op);
  batches_free(&b);
  close_device(device);
}

/* Devices ------------------------------------------------------------------------------------- */

static void a_buffer_of_another_device(void **state) {
  (void)state;
  struct pm_device *device = need_device(0), *other = need_device(1);
  const struct op_request request = request_of(device, 1);
  struct op *op = opened(&request);
  struct pm_buffer *foreign = chain_buffer(other, 1 << 16);
  struct batches b;
  struct pm_error error;
  batches_make(&b, &hundred);
  struct op_batch batch = b.batch[0];
  batch.in[0] = (struct op_in){.device = foreign};
  expect_failure(op_run(op, &batch, &error), PM_USAGE, &error,
                 "input 0 lies on cuda:1 and the operation runs on cuda:0");
  batch = b.batch[0];
  batch.out[0] = (struct op_out){.device = foreign};
  expect_failure(op_run(op, &batch, &error), PM_USAGE, &error,
                 "output 0 lies on cuda:1 and the operation runs on cuda:0");
  ok(op_run(op, &b.batch[0], &error), &error);
  pm_buffer_free(foreign);
  op_close(op);
  batches_free(&b);
  pm_device_close(other);
  close_device(device);
}

/* Batches of such a device follow each other; what one fails in is not another's. */
static void a_device_with_one_queue(void **state) {
  (void)state;
  struct pm_device *device = need_device(1);
  const struct op_request request = request_of(device, 3);
  struct op *op = opened(&request);
  struct batches b;
  struct pm_error error;
  batches_make(&b, &hundred);
  for (unsigned i = 0; i < BATCHES_MAX; i++)
    ok(op_submit(op, &b.batch[i], &b.ticket[i], &error), &error);
  for (unsigned i = BATCHES_MAX; i > 0; i--)
    ok(op_wait(&b.ticket[i - 1], &error), &error);
  fake.break_launch(1);
  enum pm_status second = op_submit(op, &b.batch[0], &b.ticket[0], &error);
  ok(second, &error);
  second = op_submit(op, &b.batch[1], &b.ticket[1], &error);
  ok(op_wait(&b.ticket[0], &error), &error);
  if (second == PM_OK)
    second = op_wait(&b.ticket[1], &error);
  assert_int_equal(second, PM_FAILED);
  op_close(op);
  batches_free(&b);
  close_device(device);
}

/* Threads ------------------------------------------------------------------------------------- */

enum { THREADS = 4, BATCHES_EACH = 250 };

struct caller {
  struct op *op;
  unsigned failed;
};

static void *call(void *context) {
  struct caller *caller = context;
  struct batches b;
  batches_make(&b, &hundred);
  for (unsigned i = 0; i < BATCHES_EACH; i++) {
    const unsigned hand = i % 3;
    if (i >= 3)
      caller->failed += op_wait(&b.ticket[hand], NULL) != PM_OK;
    caller->failed += op_submit(caller->op, &b.batch[hand], &b.ticket[hand], NULL) != PM_OK;
  }
  for (unsigned hand = 0; hand < 3; hand++)
    caller->failed += op_wait(&b.ticket[hand], NULL) != PM_OK;
  batches_free(&b);
  return NULL;
}

/* What is moved is what was asked for, whichever order the driver takes streams in. */
static void a_thousand_batches_from_four_threads(void **state) {
  (void)state;
  struct pm_device *device = need_device(0);
  for (int eager = 0; eager < 2; eager++) {
    const struct op_request request = request_of(device, 3);
    struct op *op = opened(&request);
    struct caller callers[THREADS];
    pthread_t threads[THREADS];
    struct fake_cuda_counts before, after;
    fake.eager(eager);
    fake.count(&before);
    for (unsigned t = 0; t < THREADS; t++) {
      callers[t] = (struct caller){.op = op};
      assert_int_equal(pthread_create(&threads[t], NULL, call, &callers[t]), 0);
    }
    for (unsigned t = 0; t < THREADS; t++)
      pthread_join(threads[t], NULL);
    fake.count(&after);
    for (unsigned t = 0; t < THREADS; t++)
      assert_int_equal(callers[t].failed, 0);
    assert_int_equal(after.launches - before.launches, THREADS * BATCHES_EACH);
    assert_int_equal(after.uploaded_bytes - before.uploaded_bytes, THREADS * BATCHES_EACH * 6400);
    assert_int_equal(after.downloaded_bytes - before.downloaded_bytes,
                     THREADS * BATCHES_EACH * 3200);
    op_close(op);
  }
  fake.eager(0);
  close_device(device);
}

/* The bus ------------------------------------------------------------------------------------- */

static void a_chain_moves_its_root_alone(void **state) {
  (void)state;
  struct pm_device *device = need_device(0);
  struct chain chain = chain_open(device);
  for (int again = 0; again < 3; again++) {
    uint8_t root[CHAIN_ROOT_BYTES];
    struct fake_cuda_counts before, after;
    fake.count(&before);
    chain_run(&chain, root);
    fake.count(&after);
    assert_int_equal(after.uploaded_bytes, before.uploaded_bytes);
    assert_int_equal(after.copied_bytes, before.copied_bytes);
    assert_int_equal(after.downloaded_bytes - before.downloaded_bytes, CHAIN_ROOT_BYTES);
    assert_true(after.launches - before.launches >= 1 + 1 + CHAIN_LOG_SIZE - 1 + 1);
  }
  chain_close(&chain);
  close_device(device);
}

/* How long so many batches take with so many in flight, by the model clock. */
static struct fake_cuda_times time_of(struct pm_device *device, const struct hash_shape *shape,
                                      unsigned in_flight, const struct fake_cuda_model *rates) {
  enum { BATCHES = 100 };
  const struct op_request request = {.work = work_named("hash/sha256"),
                                     .device = device,
                                     .capacity = shape,
                                     .in_flight = in_flight};
  struct op *op = opened(&request);
  struct batches b;
  struct pm_error error;
  struct fake_cuda_times times;
  batches_make(&b, shape);
  fake.model_start(rates);
  for (unsigned i = 0; i < BATCHES + in_flight; i++) {
    const unsigned hand = i % in_flight;
    if (i >= in_flight)
      ok(op_wait(&b.ticket[hand], &error), &error);
    if (i < BATCHES)
      ok(op_submit(op, &b.batch[hand], &b.ticket[hand], &error), &error);
  }
  fake.model_read(0, &times);
  op_close(op);
  batches_free(&b);
  return times;
}

static double larger(double a, double b) { return a > b ? a : b; }

/* Two batches in flight take little longer than the bus or the kernels alone, whichever takes more; three
 * than the busiest of upload, kernels and download. One at a time takes all of them together. */
static void batches_in_flight_overlap(void **state) {
  (void)state;
  static const double launch_ns[] = {1e3, 2e4, 4e4, 6.5e4, 2e5};
  const struct hash_shape shape = {.count = 16384, .length = 64, .bytes = 16384 * 64};
  struct pm_device *device = need_device(0);
  for (size_t i = 0; i < sizeof launch_ns / sizeof *launch_ns; i++) {
    const struct fake_cuda_model rates = {25, 25, launch_ns[i]};
    const struct fake_cuda_times one = time_of(device, &shape, 1, &rates),
                                 two = time_of(device, &shape, 2, &rates),
                                 three = time_of(device, &shape, 3, &rates);
    const double sum = one.upload_ns + one.kernel_ns + one.download_ns;
    const double most = larger(two.upload_ns + two.download_ns, two.kernel_ns);
    const double busiest = larger(larger(three.upload_ns, three.kernel_ns), three.download_ns);
    print_message("kernel %.0f us, bus %.0f us up and %.0f us down: %.0f us one at a time, %.0f us "
                  "with two in flight, %.0f us with three\n",
                  two.kernel_ns / 1e5, two.upload_ns / 1e5, two.download_ns / 1e5, one.end_ns / 1e5,
                  two.end_ns / 1e5, three.end_ns / 1e5);
    assert_true(one.end_ns >= 0.999 * sum);
    assert_true(two.end_ns <= 1.1 * most);
    assert_true(three.end_ns <= 1.1 * busiest);
  }
  close_device(device);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(opening_that_fails),
      cmocka_unit_test(a_command_that_fails_at_once),
      cmocka_unit_test(a_launch_that_fails_later),
      cmocka_unit_test(closed_while_a_batch_fails),
      cmocka_unit_test(a_buffer_of_another_device),
      cmocka_unit_test(a_device_with_one_queue),
      cmocka_unit_test(a_thousand_batches_from_four_threads),
      cmocka_unit_test(a_chain_moves_its_root_alone),
      cmocka_unit_test(batches_in_flight_overlap),
  };
  return cmocka_run_group_tests_name("operations on CUDA devices", tests, open_all, machine_close);
}
