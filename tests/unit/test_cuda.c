/* The CUDA backend over the fake driver of tests/fake: errors of every kind come out as the right
 * status, nothing is left behind after them, threads other than the opening one may call. Needs
 * PROOFMARK_FAKE_CUDA, the path of that library, and skips without. */
#include "host/device/device.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <dlfcn.h>
#include <pthread.h>

#include <cmocka.h>

#include "tests/fake/fake_cuda.h"

/* Numbers of CUresult (cuda.h): this test builds without the toolkit. */
enum {
  CUDA_OUT_OF_MEMORY = 2,
  CUDA_NO_BINARY_FOR_GPU = 209,
  CUDA_UNSUPPORTED_PTX_VERSION = 222,
  CUDA_ILLEGAL_ADDRESS = 700,
  CUDA_LAUNCH_OUT_OF_RESOURCES = 701,
  CUDA_NUMBER_WITHOUT_NAME = 4242,
};

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

static struct pm_device_info *infos;
static size_t info_count;

/* Fake code: the driver looks at its first word only. */
static const char code[] = ".version 6.0\n";
static const struct pm_program_image program_add = {
    .name = "add", .cuda_fatbin = code, .cuda_fatbin_bytes = sizeof code};

static int open_fake(void **state) {
  (void)state;
  const char *path = getenv("PROOFMARK_FAKE_CUDA");
  if (!path)
    return 0;
  void *library = dlopen(path, RTLD_NOW | RTLD_GLOBAL);
  if (!library) {
    fprintf(stderr, "PROOFMARK_FAKE_CUDA: %s\n", dlerror());
    return -1;
  }
  *(void **)&fake.plan_failure = dlsym(library, "fake_cuda_fail");
  *(void **)&fake.live = dlsym(library, "fake_cuda_live");
  *(void **)&fake.eager = dlsym(library, "fake_cuda_eager");
  *(void **)&fake.break_launch = dlsym(library, "fake_cuda_break_launch");
  *(void **)&fake.any_kernel = dlsym(library, "fake_cuda_any_kernel");
  *(void **)&fake.count = dlsym(library, "fake_cuda_count");
  *(void **)&fake.model_start = dlsym(library, "fake_cuda_model_start");
  *(void **)&fake.model_read = dlsym(library, "fake_cuda_model_read");
  return fake.plan_failure && fake.live && fake.eager && fake.break_launch && fake.any_kernel &&
                 fake.count && fake.model_start && fake.model_read
             ? 0
             : -1;
}

static int free_infos(void **state) {
  (void)state;
  free(infos);
  return 0;
}

/* Skips without the fake driver, or where CUDA was left out of the build. */
static void need_fake(void) {
  if (!fake.plan_failure ||
      (pm_api_unavailable(PM_API_CUDA) && strstr(pm_api_unavailable(PM_API_CUDA), "left out"))) {
    print_message("skipped: PROOFMARK_FAKE_CUDA is not set, or CUDA was left out\n");
    skip();
  }
  assert_null(pm_api_unavailable(PM_API_CUDA));
  struct pm_error error;
  if (!infos && pm_devices_list(&infos, &info_count, &error) != PM_OK)
    fail_msg("%s", error.text);
}

static void ok(enum pm_status status, const struct pm_error *error) {
  if (status != PM_OK)
    fail_msg("status %d: %s", status, error->text);
}

static void expect_failure(enum pm_status status, enum pm_status expected,
                           const struct pm_error *error, const char *part) {
  assert_int_equal(status, expected);
  assert_int_equal(error->status, expected);
  if (!strstr(error->text, part))
    fail_msg("\"%s\" is not in \"%s\"", part, error->text);
}

static const struct pm_device_info *cuda_info(unsigned number) {
  char id[24];
  snprintf(id, sizeof id, "cuda:%u", number);
  for (size_t i = 0; i < info_count; i++)
    if (strcmp(infos[i].id, id) == 0)
      return &infos[i];
  fail_msg("%s is not listed", id);
  return NULL;
}

static struct pm_device *open_device(void) {
  need_fake();
  struct pm_device *device;
  struct pm_error error;
  ok(pm_device_open(cuda_info(0), &device, &error), &error);
  return device;
}

static void close_device(struct pm_device *device) {
  pm_device_close(device);
  assert_int_equal(fake.live(), 0);
}

static struct pm_kernel *kernel_add(struct pm_device *device) {
  struct pm_error error;
  struct pm_program *program;
  struct pm_kernel *kernel;
  ok(pm_program_load(device, &program_add, &program, &error), &error);
  ok(pm_kernel_get(program, "add", &kernel, &error), &error);
  return kernel;
}

static enum pm_status launch(struct pm_kernel *kernel, struct pm_buffer *buffer, uint64_t groups,
                             struct pm_error *error) {
  const struct pm_argument arguments[] = {PM_BUFFER(buffer), PM_BUFFER(buffer), PM_U32(1),
                                          PM_U64(0)};
  return pm_launch(kernel, groups, 64, arguments, 4, error);
}

static void test_info(void **state) {
  (void)state;
  need_fake();
  const struct pm_device_info *info = cuda_info(1);
  assert_int_equal(info->kind, PM_DEVICE_GPU);
  assert_string_equal(info->name, "Fake GPU 1");
  assert_string_equal(info->uuid, "10111213-1415-1617-1819-1a1b1c1d1e1f");
  assert_memory_equal(info->driver, "CUDA 12.4", 9);
  assert_true(info->pci_known);
  assert_int_equal(info->pci_domain, 1);
  assert_int_equal(info->pci_bus, 0x41);
  assert_int_equal(info->compute_units, 132);
  assert_int_equal(info->clock_mhz, 1980);
  assert_int_equal(info->cache_bytes, 50 << 20);
  assert_int_equal(info->memory_bytes, 1 << 30);
  assert_int_equal(info->ecc, 1);
}

/* Nothing may read a result before the queue has been waited for. */
static void test_commands_wait_for_finish(void **state) {
  (void)state;
  struct pm_device *device = open_device();
  struct pm_buffer *buffer;
  struct pm_error error;
  uint8_t byte = 1;
  ok(pm_buffer_create(device, 1, &buffer, &error), &error);
  ok(pm_buffer_fill(buffer, 7, &error), &error);
  ok(pm_download(buffer, 0, &byte, 1, &error), &error);
  assert_int_equal(byte, 1);
  ok(pm_device_finish(device, &error), &error);
  assert_int_equal(byte, 7);
  pm_buffer_free(buffer);
  close_device(device);
}

static void test_open_fails_at_each_step(void **state) {
  (void)state;
  need_fake();
  static const struct {
    const char *name;
    unsigned after;
  } steps[] = {{"cuDevicePrimaryCtxRetain", 0},
               {"cuCtxSetCurrent", 0},
               {"cuStreamCreate", 0},
               {"cuEventCreate", 0},
               {"cuEventCreate", 1},
               {"cuDeviceGetCount", 0}};
  for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
    struct pm_device *device;
    struct pm_error error;
    fake.plan_failure(steps[i].name, CUDA_LAUNCH_OUT_OF_RESOURCES, steps[i].after);
    expect_failure(pm_device_open(cuda_info(0), &device, &error), PM_FAILED, &error, steps[i].name);
    assert_null(device);
    assert_int_equal(fake.live(), 0);
  }
}

static void test_no_memory(void **state) {
  (void)state;
  struct pm_device *device = open_device();
  struct pm_buffer *half, *rest;
  struct pm_error error;
  ok(pm_buffer_create(device, 1 << 29, &half, &error), &error);
  expect_failure(pm_buffer_create(device, 1 << 29, &rest, &error), PM_NO_MEMORY, &error,
                 "needs 536870912 bytes (0.50 GiB), cuda:0 (Fake GPU 0) has 536870912 (0.50 GiB), "
                 "free now");
  assert_null(rest);
  fake.plan_failure("cuMemHostAlloc", CUDA_OUT_OF_MEMORY, 0);
  void *memory;
  expect_failure(pm_host_alloc(device, 1000, &memory, &error), PM_NO_MEMORY, &error, "pinned");
  fake.plan_failure("cuMemAlloc", CUDA_ILLEGAL_ADDRESS, 0); /* an earlier kernel's */
  expect_failure(pm_buffer_create(device, 16, &rest, &error), PM_FAILED, &error, "cuMemAlloc");
  pm_buffer_free(half);
  close_device(device);
}

static void test_programs(void **state) {
  (void)state;
  struct pm_device *device = open_device();
  struct pm_program *program;
  struct pm_error error;
  fake.plan_failure("cuModuleLoadDataEx", CUDA_NO_BINARY_FOR_GPU, 0);
  expect_failure(pm_program_load(device, &program_add, &program, &error), PM_UNAVAILABLE, &error,
                 "no code for this device, which is sm_90");
  fake.plan_failure("cuModuleLoadDataEx", CUDA_UNSUPPORTED_PTX_VERSION, 0);
  expect_failure(pm_program_load(device, &program_add, &program, &error), PM_UNAVAILABLE, &error,
                 "newer than the driver (CUDA 12.4");
  const struct pm_program_image bad = {.name = "bad", .cuda_fatbin = "bad", .cuda_fatbin_bytes = 4};
  expect_failure(pm_program_load(device, &bad, &program, &error), PM_FAILED, &error,
                 "ptxas fatal   : no version|ptxas fatal   : aborted");
  const struct pm_program_image none = {.name = "none", .opencl_source = "source"};
  expect_failure(pm_program_load(device, &none, &program, &error), PM_UNAVAILABLE, &error,
                 "none has no CUDA code");
  ok(pm_program_load(device, &program_add, &program, &error), &error); /* failures do not stay */
  close_device(device);
}

static void test_launch(void **state) {
  (void)state;
  struct pm_device *device = open_device();
  struct pm_kernel *kernel = kernel_add(device);
  struct pm_buffer *buffer;
  struct pm_error error;
  ok(pm_buffer_create(device, 256, &buffer, &error), &error);
  const struct pm_argument too_few[] = {PM_BUFFER(buffer)};
  expect_failure(pm_launch(kernel, 1, 64, too_few, 1, &error), PM_FAILED, &error,
                 "takes 4 arguments, not 1");
  expect_failure(launch(kernel, buffer, (uint64_t)INT32_MAX + 1, &error), PM_FAILED, &error,
                 "takes 2147483647 at most");
  fake.plan_failure("cuLaunchKernel", CUDA_LAUNCH_OUT_OF_RESOURCES, 0);
  expect_failure(launch(kernel, buffer, 1, &error), PM_FAILED, &error, "kernel add");
  fake.plan_failure("cuLaunchKernel", CUDA_NUMBER_WITHOUT_NAME, 0);
  expect_failure(launch(kernel, buffer, 1, &error), PM_FAILED, &error, "unknown error");
  ok(launch(kernel, buffer, 1, &error), &error);
  pm_buffer_free(buffer);
  close_device(device);
}

static void expect_argument_error(struct pm_kernel *kernel, size_t number,
                                  struct pm_argument argument, struct pm_buffer *buffer,
                                  const char *part) {
  struct pm_error error;
  struct pm_argument arguments[] = {PM_BUFFER(buffer), PM_BUFFER(buffer), PM_U32(1), PM_U64(0)};
  arguments[number] = argument;
  expect_failure(pm_launch(kernel, 1, 64, arguments, 4, &error), PM_FAILED, &error, part);
}

/* The driver tells sizes alone. */
static void test_argument_kinds(void **state) {
  (void)state;
  struct pm_device *device = open_device();
  struct pm_kernel *kernel = kernel_add(device);
  struct pm_buffer *buffer;
  struct pm_error error;
  ok(pm_buffer_create(device, 256, &buffer, &error), &error);
  expect_argument_error(
      kernel, 0, PM_U32(1), buffer,
      "kernel add: argument 0 is a 32-bit word, and the kernel takes a buffer or a "
      "64-bit word");
  expect_argument_error(
      kernel, 2, PM_U64(1), buffer,
      "kernel add: argument 2 is a 64-bit word, and the kernel takes a 32-bit word");
  expect_argument_error(kernel, 2, PM_BUFFER(buffer), buffer, "argument 2 is a buffer");
  expect_argument_error(kernel, 3, PM_U32(1), buffer, "argument 3 is a 32-bit word");
  expect_argument_error(kernel, 1, PM_BUFFER(NULL), buffer, "argument 1 is no buffer");
  pm_buffer_free(buffer);
  close_device(device);
}

/* A kernel that the driver tells nothing of takes what it is given. */
static void test_arguments_unknown(void **state) {
  (void)state;
  struct pm_device *device = open_device();
  struct pm_program *program;
  struct pm_kernel *kernel;
  struct pm_error error;
  ok(pm_program_load(device, &program_add, &program, &error), &error);
  expect_failure(pm_kernel_get(program, "other", &kernel, &error), PM_FAILED, &error,
                 "no kernel other");
  fake.any_kernel(1);
  ok(pm_kernel_get(program, "other", &kernel, &error), &error);
  fake.any_kernel(0);
  const struct pm_argument arguments[33] = {PM_U32(1), PM_U64(2)};
  ok(pm_launch(kernel, 1, 64, arguments, 2, &error), &error);
  ok(pm_launch(kernel, 1, 64, NULL, 0, &error), &error);
  expect_failure(pm_launch(kernel, 1, 64, arguments, 33, &error), PM_FAILED, &error,
                 "33 arguments, but 32 are the most");
  ok(pm_device_finish(device, &error), &error);
  close_device(device);
}

/* A kernel that crashes: finish says so, and so does every call until the device is closed. */
static void test_an_error_sticks(void **state) {
  (void)state;
  struct pm_device *device = open_device();
  struct pm_kernel *kernel = kernel_add(device);
  struct pm_buffer *buffer;
  struct pm_error error;
  double elapsed_ns;
  ok(pm_buffer_create(device, 256, &buffer, &error), &error);
  ok(pm_timer_start(device, &error), &error);
  ok(launch(kernel, buffer, 1, &error), &error);
  ok(pm_timer_stop(device, &error), &error);
  fake.plan_failure("cuStreamSynchronize", CUDA_ILLEGAL_ADDRESS, 0);
  expect_failure(pm_device_finish(device, &error), PM_FAILED, &error, "CUDA_ERROR_ILLEGAL_ADDRESS");
  expect_failure(pm_timer_read_ns(device, &elapsed_ns, &error), PM_FAILED, &error, "stream");
  expect_failure(launch(kernel, buffer, 1, &error), PM_FAILED, &error, "kernel add");
  pm_buffer_free(buffer);
  close_device(device);

  device = open_device(); /* a context made anew */
  ok(pm_device_finish(device, &error), &error);
  close_device(device);
}

/* The third launch crashes as it runs. Until somebody waits all is well; then every queue is
 * told, every fence, and every call. */
static void test_a_crash_breaks_the_device(void **state) {
  (void)state;
  struct pm_device *device = open_device();
  struct pm_kernel *kernel = kernel_add(device);
  struct pm_queue *other;
  struct pm_buffer *buffer;
  struct pm_fence *fence, *before;
  struct pm_error error;
  bool passed;
  ok(pm_queue_create(device, &other, &error), &error);
  ok(pm_buffer_create(device, 256, &buffer, &error), &error);
  ok(pm_fence_create(device, &fence, &error), &error);
  ok(pm_fence_create(device, &before, &error), &error);
  fake.break_launch(2);
  ok(launch(kernel, buffer, 1, &error), &error);
  ok(launch(kernel, buffer, 1, &error), &error);
  ok(pm_fence_set(before, pm_device_queue(device), &error), &error);
  ok(launch(kernel, buffer, 1, &error), &error);
  ok(pm_fence_set(fence, pm_device_queue(device), &error), &error);
  ok(pm_fence_wait(before, &error), &error);
  ok(pm_queue_finish(other, &error), &error);
  expect_failure(pm_fence_wait(fence, &error), PM_FAILED, &error, "CUDA_ERROR_ILLEGAL_ADDRESS");
  expect_failure(pm_fence_passed(fence, &passed, &error), PM_FAILED, &error, "cuEventQuery");
  assert_false(passed);
  expect_failure(pm_fence_set(before, other, &error), PM_FAILED, &error, "cuEventRecord");
  expect_failure(pm_queue_finish(other, &error), PM_FAILED, &error, "stream");
  expect_failure(pm_queue_finish(pm_device_queue(device), &error), PM_FAILED, &error, "stream");
  expect_failure(pm_device_finish(device, &error), PM_FAILED, &error, "stream");
  expect_failure(launch(kernel, buffer, 1, &error), PM_FAILED, &error, "kernel add");
  pm_fence_free(fence);
  pm_fence_free(before);
  pm_queue_free(other);
  pm_buffer_free(buffer);
  close_device(device);

  device = open_device(); /* a context made anew */
  kernel = kernel_add(device);
  ok(pm_buffer_create(device, 256, &buffer, &error), &error);
  fake.plan_failure("cuLaunchKernel", CUDA_LAUNCH_OUT_OF_RESOURCES, 1); /* the second, at once */
  ok(launch(kernel, buffer, 1, &error), &error);
  expect_failure(launch(kernel, buffer, 1, &error), PM_FAILED, &error, "kernel add");
  ok(launch(kernel, buffer, 1, &error), &error);
  ok(pm_device_finish(device, &error), &error);
  pm_buffer_free(buffer);
  close_device(device);
}

static void *use_device(void *argument) {
  struct pm_device *device = argument;
  struct pm_buffer *buffer;
  struct pm_error error;
  uint8_t byte = 0;
  bool fine = pm_buffer_create(device, 1, &buffer, &error) == PM_OK &&
              pm_buffer_fill(buffer, 9, &error) == PM_OK &&
              pm_download(buffer, 0, &byte, 1, &error) == PM_OK &&
              pm_device_finish(device, &error) == PM_OK && byte == 9;
  pm_buffer_free(buffer);
  return fine ? argument : NULL;
}

static void test_another_thread(void **state) {
  (void)state;
  struct pm_device *device = open_device();
  pthread_t thread;
  void *result;
  assert_int_equal(pthread_create(&thread, NULL, use_device, device), 0);
  assert_int_equal(pthread_join(thread, &result), 0);
  assert_non_null(result);
  close_device(device);
}

/* Two open devices, used in turn: each call goes to its own. */
static void test_two_devices(void **state) {
  (void)state;
  struct pm_device *first = open_device(), *second;
  struct pm_error error;
  ok(pm_device_open(cuda_info(1), &second, &error), &error);
  assert_non_null(use_device(first));
  assert_non_null(use_device(second));
  assert_non_null(use_device(first));
  pm_device_close(first);
  assert_non_null(use_device(second));
  close_device(second);
}

/* Streams, events and graphs ------------------------------------------------------------------- */

enum { A, B, C, D, STEPS };

/* What is left out of a diamond. */
enum missing { NOTHING, FORK, JOIN };

struct diamond {
  struct pm_device *device;
  struct pm_kernel *kernel;
  struct pm_queue *own, *other;
  struct pm_buffer *buffers[STEPS];
};

static void open_diamond(struct diamond *d) {
  struct pm_error error;
  d->device = open_device();
  d->kernel = kernel_add(d->device);
  d->own = pm_device_queue(d->device);
  ok(pm_queue_create(d->device, &d->other, &error), &error);
  for (int i = 0; i < STEPS; i++)
    ok(pm_buffer_create(d->device, 256, &d->buffers[i], &error), &error);
}

static void close_diamond(struct diamond *d) {
  for (int i = 0; i < STEPS; i++)
    pm_buffer_free(d->buffers[i]);
  close_device(d->device); /* with the other queue */
}

static enum pm_status add(const struct diamond *d, struct pm_queue *queue, int to, int from,
                          struct pm_error *error) {
  const struct pm_argument arguments[] = {PM_BUFFER(d->buffers[to]), PM_BUFFER(d->buffers[from]),
                                          PM_U32(1), PM_U64(0)};
  return pm_queue_launch(queue, d->kernel, 1, 64, arguments, 4, error);
}

/* a counts its own words up, b and c are a + 1 on either side, d is c + 1. */
static enum pm_status run_diamond(const struct diamond *d, enum missing missing,
                                  struct pm_error *error) {
  enum pm_status status = add(d, d->own, A, A, error);
  if (status == PM_OK && missing != FORK)
    status = pm_queue_wait(d->other, d->own, error);
  if (status == PM_OK)
    status = add(d, d->other, C, A, error);
  if (status == PM_OK)
    status = add(d, d->own, B, A, error);
  if (status == PM_OK && missing != JOIN)
    status = pm_queue_wait(d->own, d->other, error);
  return status == PM_OK ? add(d, d->own, D, C, error) : status;
}

/* The last word of d. */
static uint32_t outcome(const struct diamond *d) {
  struct pm_error error;
  uint32_t word = 0;
  ok(pm_download(d->buffers[D], 252, &word, 4, &error), &error);
  ok(pm_device_finish(d->device, &error), &error);
  return word;
}

static uint32_t poisoned_outcome(const struct diamond *d, enum missing missing, int eager) {
  struct pm_error error;
  for (int i = 0; i < STEPS; i++)
    ok(pm_buffer_fill(d->buffers[i], 0, &error), &error);
  ok(pm_device_finish(d->device, &error), &error);
  fake.eager(eager);
  ok(run_diamond(d, missing, &error), &error);
  const uint32_t word = outcome(d);
  fake.eager(0);
  return word;
}

/* A wait that is left out changes what comes out, in one or the other of the orders that a driver
 * may choose; with all of them the outcome is the same in both. */
static void test_a_missing_wait_shows(void **state) {
  (void)state;
  struct diamond d;
  open_diamond(&d);
  assert_int_equal(poisoned_outcome(&d, NOTHING, 0), 3);
  assert_int_equal(poisoned_outcome(&d, NOTHING, 1), 3);
  assert_int_equal(poisoned_outcome(&d, FORK, 1), 2);
  assert_int_equal(poisoned_outcome(&d, JOIN, 0), 1);
  close_diamond(&d);
}

/* The same of a graph, whose nodes run the latest first. Without the join the recording's end
 * makes it, too late for d. */
static uint32_t recorded_outcome(const struct diamond *d, enum missing missing) {
  struct pm_error error;
  struct pm_launch_graph *graph;
  ok(pm_graph_begin(d->device, &error), &error);
  ok(run_diamond(d, missing, &error), &error);
  ok(pm_graph_end(d->device, &graph, &error), &error);
  for (int i = 0; i < STEPS; i++)
    ok(pm_buffer_fill(d->buffers[i], 0, &error), &error);
  ok(pm_graph_launch(graph, &error), &error);
  const uint32_t word = outcome(d);
  pm_graph_free(graph);
  return word;
}

static void test_recordings(void **state) {
  (void)state;
  struct diamond d;
  open_diamond(&d);
  assert_int_equal(recorded_outcome(&d, NOTHING), 3);
  assert_int_equal(recorded_outcome(&d, JOIN), 1);
  close_diamond(&d);
}

static void test_recordings_that_fail(void **state) {
  (void)state;
  static const char *const calls[] = {"cuLaunchKernel",     "cuEventRecord",
                                      "cuStreamWaitEvent",  "cuStreamEndCapture",
                                      "cuGraphInstantiate", "cuEventCreate"};
  struct diamond d;
  struct pm_error error;
  struct pm_launch_graph *graph;
  open_diamond(&d);
  fake.plan_failure("cuStreamBeginCapture", CUDA_LAUNCH_OUT_OF_RESOURCES, 0);
  expect_failure(pm_graph_begin(d.device, &error), PM_FAILED, &error, "cuStreamBeginCapture");
  for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
    if (i + 1 == sizeof calls / sizeof *calls) { /* new streams have no events yet */
      close_diamond(&d);
      open_diamond(&d);
    }
    ok(pm_graph_begin(d.device, &error), &error);
    fake.plan_failure(calls[i], CUDA_LAUNCH_OUT_OF_RESOURCES, 0);
    enum pm_status status = run_diamond(&d, NOTHING, &error);
    const enum pm_status ended = pm_graph_end(d.device, &graph, status == PM_OK ? &error : NULL);
    status = status == PM_OK ? ended : status;
    expect_failure(status, PM_FAILED, &error, i == 0 ? "kernel add" : calls[i]);
    if (ended == PM_OK) /* what had been recorded until then */
      pm_graph_free(graph);
    else
      assert_null(graph);
    assert_int_equal(poisoned_outcome(&d, NOTHING, 1), 3); /* the device goes on */
  }
  ok(pm_graph_begin(d.device, &error), &error);
  ok(run_diamond(&d, NOTHING, &error), &error);
  ok(pm_graph_end(d.device, &graph, &error), &error);
  fake.plan_failure("cuGraphLaunch", CUDA_LAUNCH_OUT_OF_RESOURCES, 0);
  expect_failure(pm_graph_launch(graph, &error), PM_FAILED, &error, "cuGraphLaunch");
  pm_graph_free(graph);
  for (int i = 0; i < STEPS; i++) {
    pm_buffer_free(d.buffers[i]);
    d.buffers[i] = NULL;
  }
  ok(pm_graph_begin(d.device, &error), &error); /* left open: it ends with the device */
  close_diamond(&d);
}

static void test_queues_that_fail(void **state) {
  (void)state;
  struct diamond d;
  struct pm_error error;
  struct pm_queue *queue;
  open_diamond(&d);
  fake.plan_failure("cuStreamCreate", CUDA_OUT_OF_MEMORY, 0);
  expect_failure(pm_queue_create(d.device, &queue, &error), PM_NO_MEMORY, &error, "cuStreamCreate");
  assert_null(queue);
  static const char *const calls[] = {"cuEventCreate", "cuEventRecord", "cuStreamWaitEvent"};
  for (int i = 0; i < 3; i++) {
    fake.plan_failure(calls[i], CUDA_LAUNCH_OUT_OF_RESOURCES, 0);
    expect_failure(pm_queue_wait(d.other, d.own, &error), PM_FAILED, &error, calls[i]);
  }
  ok(add(&d, d.other, C, A, &error), &error);
  fake.plan_failure("cuStreamSynchronize", CUDA_ILLEGAL_ADDRESS, 1); /* the other's */
  expect_failure(pm_device_finish(d.device, &error), PM_FAILED, &error, "stream");
  close_diamond(&d);
}

/* Finishing one queue leaves the others where they were; a fence passes with its own queue. */
static void test_finish_of_one(void **state) {
  (void)state;
  struct diamond d;
  struct pm_error error;
  struct pm_fence *own, *other;
  uint32_t words[2] = {7, 7};
  bool passed;
  open_diamond(&d);
  ok(pm_fence_create(d.device, &own, &error), &error);
  ok(pm_fence_create(d.device, &other, &error), &error);
  ok(pm_queue_fill(d.own, d.buffers[A], 0, 256, 0, &error), &error);
  ok(add(&d, d.own, B, A, &error), &error);
  ok(pm_queue_download(d.own, d.buffers[B], 0, &words[0], 4, &error), &error);
  ok(pm_queue_fill(d.other, d.buffers[C], 0, 256, 0, &error), &error);
  ok(add(&d, d.other, C, C, &error), &error);
  ok(pm_queue_copy(d.other, d.buffers[C], 4, d.buffers[D], 8, 4, &error), &error);
  ok(pm_queue_download(d.other, d.buffers[D], 8, &words[1], 4, &error), &error);
  ok(pm_fence_set(own, d.own, &error), &error);
  ok(pm_fence_set(other, d.other, &error), &error);
  ok(pm_queue_finish(d.own, &error), &error);
  assert_int_equal(words[0], 1);
  assert_int_equal(words[1], 7);
  ok(pm_fence_passed(own, &passed, &error), &error);
  assert_true(passed);
  ok(pm_fence_passed(other, &passed, &error), &error);
  assert_false(passed);
  ok(pm_fence_wait(other, &error), &error);
  assert_int_equal(words[1], 1);
  ok(pm_fence_passed(other, &passed, &error), &error);
  assert_true(passed);
  pm_fence_free(own);
  pm_fence_free(other);
  close_diamond(&d);
}

static void test_fences_and_commands_that_fail(void **state) {
  (void)state;
  struct diamond d;
  struct pm_error error;
  struct pm_fence *fence;
  uint8_t byte = 0;
  bool passed;
  open_diamond(&d);
  fake.plan_failure("cuEventCreate", CUDA_OUT_OF_MEMORY, 0);
  expect_failure(pm_fence_create(d.device, &fence, &error), PM_NO_MEMORY, &error, "cuEventCreate");
  assert_null(fence);
  ok(pm_fence_create(d.device, &fence, &error), &error);
  fake.plan_failure("cuEventRecord", CUDA_LAUNCH_OUT_OF_RESOURCES, 0);
  expect_failure(pm_fence_set(fence, d.other, &error), PM_FAILED, &error, "cuEventRecord");
  ok(pm_fence_wait(fence, &error), &error); /* as it was: never set */
  ok(pm_fence_set(fence, d.other, &error), &error);
  fake.plan_failure("cuEventSynchronize", CUDA_LAUNCH_OUT_OF_RESOURCES, 0);
  expect_failure(pm_fence_wait(fence, &error), PM_FAILED, &error, "cuEventSynchronize");
  fake.plan_failure("cuEventQuery", CUDA_LAUNCH_OUT_OF_RESOURCES, 0);
  expect_failure(pm_fence_passed(fence, &passed, &error), PM_FAILED, &error, "cuEventQuery");
  fake.plan_failure("cuStreamSynchronize", CUDA_LAUNCH_OUT_OF_RESOURCES, 0);
  expect_failure(pm_queue_finish(d.other, &error), PM_FAILED, &error, "stream");
  fake.plan_failure("cuMemcpyHtoDAsync", CUDA_LAUNCH_OUT_OF_RESOURCES, 0);
  expect_failure(pm_queue_upload(d.other, d.buffers[A], 0, &byte, 1, &error), PM_FAILED, &error,
                 "cuMemcpyHtoDAsync");
  fake.plan_failure("cuMemcpyDtoHAsync", CUDA_LAUNCH_OUT_OF_RESOURCES, 0);
  expect_failure(pm_queue_download(d.other, d.buffers[A], 0, &byte, 1, &error), PM_FAILED, &error,
                 "cuMemcpyDtoHAsync");
  fake.plan_failure("cuMemcpyDtoDAsync", CUDA_LAUNCH_OUT_OF_RESOURCES, 0);
  expect_failure(pm_queue_copy(d.other, d.buffers[A], 0, d.buffers[B], 0, 1, &error), PM_FAILED,
                 &error, "cuMemcpyDtoDAsync");
  fake.plan_failure("cuMemsetD8Async", CUDA_LAUNCH_OUT_OF_RESOURCES, 0);
  expect_failure(pm_queue_fill(d.other, d.buffers[A], 0, 1, 0, &error), PM_FAILED, &error,
                 "cuMemsetD8Async");
  ok(pm_queue_upload(d.other, d.buffers[A], 0, &byte, 1, &error),
     &error); /* failures do not stay */
  ok(pm_fence_set(fence, d.other, &error), &error);
  ok(pm_fence_wait(fence, &error), &error);
  ok(pm_device_finish(d.device, &error), &error);
  pm_fence_free(fence);
  close_diamond(&d);
}

/* What the fake driver says to tests --------------------------------------------------------- */

static void test_counts(void **state) {
  (void)state;
  struct diamond d;
  struct pm_error error;
  struct pm_launch_graph *graph;
  struct fake_cuda_counts before, after;
  uint8_t bytes[100] = {0};
  open_diamond(&d);
  fake.count(&before);
  ok(pm_queue_upload(d.other, d.buffers[A], 0, bytes, 100, &error), &error);
  ok(pm_queue_copy(d.other, d.buffers[A], 0, d.buffers[B], 0, 10, &error), &error);
  ok(pm_queue_download(d.other, d.buffers[B], 0, bytes, 1, &error), &error);
  ok(pm_queue_fill(d.other, d.buffers[B], 0, 77, 0, &error), &error);
  ok(add(&d, d.own, A, A, &error), &error);
  ok(pm_device_finish(d.device, &error), &error);
  ok(pm_graph_begin(d.device, &error), &error);
  ok(run_diamond(&d, NOTHING, &error), &error); /* four launches, recorded: none yet */
  ok(pm_graph_end(d.device, &graph, &error), &error);
  fake.count(&after);
  assert_int_equal(after.uploaded_bytes - before.uploaded_bytes, 100);
  assert_int_equal(after.downloaded_bytes - before.downloaded_bytes, 1);
  assert_int_equal(after.copied_bytes - before.copied_bytes, 10);
  assert_int_equal(after.launches - before.launches, 1);
  ok(pm_graph_launch(graph, &error), &error);
  fake.count(&after);
  assert_int_equal(after.launches - before.launches, 5);
  pm_graph_free(graph);
  close_diamond(&d);
}

static bool about(double a, double b) { return a > 0.999 * b && a < 1.001 * b; }

/* Batches of 256 bytes, each in one of `lanes` queues with buffers of their own; the host waits
 * for a batch before it gives its lane the next. Returns when the last has come down. */
static double pipeline_ns(int lanes, int batches, const struct fake_cuda_model *rates,
                          struct fake_cuda_times *times) {
  enum { LANES_MAX = 3, BYTES = 256 };
  static uint8_t host[LANES_MAX][BYTES];
  struct pm_device *device = open_device();
  struct pm_kernel *kernel = kernel_add(device);
  struct pm_queue *queues[LANES_MAX];
  struct pm_buffer *buffers[LANES_MAX];
  struct pm_fence *fences[LANES_MAX];
  struct pm_error error;
  for (int i = 0; i < lanes; i++) {
    ok(pm_queue_create(device, &queues[i], &error), &error);
    ok(pm_buffer_create(device, BYTES, &buffers[i], &error), &error);
    ok(pm_fence_create(device, &fences[i], &error), &error);
  }
  fake.model_start(rates);
  for (int batch = 0; batch < batches; batch++) {
    const int i = batch % lanes;
    const struct pm_argument arguments[] = {PM_BUFFER(buffers[i]), PM_BUFFER(buffers[i]), PM_U32(1),
                                            PM_U64(0)};
    ok(pm_fence_wait(fences[i], &error), &error);
    ok(pm_queue_upload(queues[i], buffers[i], 0, host[i], BYTES, &error), &error);
    ok(pm_queue_launch(queues[i], kernel, 1, 64, arguments, 4, &error), &error);
    ok(pm_queue_download(queues[i], buffers[i], 0, host[i], BYTES, &error), &error);
    ok(pm_fence_set(fences[i], queues[i], &error), &error);
  }
  ok(pm_device_finish(device, &error), &error);
  fake.model_read(0, times);
  for (int i = 0; i < lanes; i++) {
    pm_fence_free(fences[i]);
    pm_buffer_free(buffers[i]);
  }
  close_device(device);
  return times->end_ns;
}

/* Alone, batches take the sum of their parts; two in flight, the longest part and what is before
 * the first and after the last. */
static void test_model_clock(void **state) {
  (void)state;
  need_fake();
  /* up 500 ns, kernel 1000 ns, down 500 ns */
  const struct fake_cuda_model rates = {
      .upload_bytes_per_ns = 0.512, .download_bytes_per_ns = 0.512, .launch_ns = 1000};
  struct fake_cuda_times times;
  assert_true(about(pipeline_ns(1, 40, &rates, &times), 40 * 2000));
  assert_true(about(times.upload_ns, 40 * 500) && about(times.download_ns, 40 * 500));
  assert_true(about(times.kernel_ns, 40 * 1000));
  const double two_ns = pipeline_ns(2, 40, &rates, &times);
  assert_true(about(two_ns, 40 * 1000 + 1000));
  assert_true(two_ns <= 1.1 * times.kernel_ns);
  /* down 2000 ns: the download binds */
  const struct fake_cuda_model slow = {
      .upload_bytes_per_ns = 0.512, .download_bytes_per_ns = 0.128, .launch_ns = 1000};
  assert_true(about(pipeline_ns(2, 40, &slow, &times), 40 * 2000 + 1500));
}

/* An event orders two streams on the model clock as well. */
static void test_model_clock_of_queues(void **state) {
  (void)state;
  struct diamond d;
  struct pm_error error;
  struct fake_cuda_times times;
  uint8_t bytes[256] = {0};
  const struct fake_cuda_model rates = {
      .upload_bytes_per_ns = 1, .download_bytes_per_ns = 1, .launch_ns = 100};
  open_diamond(&d);
  for (int ordered = 0; ordered < 2; ordered++) {
    fake.model_start(&rates);
    ok(pm_queue_upload(d.own, d.buffers[A], 0, bytes, 256, &error), &error);
    if (ordered)
      ok(pm_queue_wait(d.other, d.own, &error), &error);
    ok(add(&d, d.other, B, A, &error), &error);
    fake.model_read(0, &times);
    assert_true(about(times.end_ns, ordered ? 356 : 256));
    ok(pm_device_finish(d.device, &error), &error);
  }
  ok(add(&d, d.own, B, A, &error), &error); /* the host has waited for all of it */
  fake.model_read(0, &times);
  assert_true(about(times.end_ns, 456));
  fake.model_start(&(struct fake_cuda_model){0});
  close_diamond(&d);
}

static void test_one_kernel_at_a_time(void **state) {
  (void)state;
  need_fake();
  struct pm_device *device;
  struct pm_queue *queue;
  struct pm_error error;
  ok(pm_device_open(cuda_info(1), &device, &error), &error);
  expect_failure(pm_queue_create(device, &queue, &error), PM_UNAVAILABLE, &error,
                 "cuda:1 (Fake GPU 1) runs one kernel at a time");
  close_device(device);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_info),
      cmocka_unit_test(test_commands_wait_for_finish),
      cmocka_unit_test(test_open_fails_at_each_step),
      cmocka_unit_test(test_no_memory),
      cmocka_unit_test(test_programs),
      cmocka_unit_test(test_launch),
      cmocka_unit_test(test_argument_kinds),
      cmocka_unit_test(test_arguments_unknown),
      cmocka_unit_test(test_an_error_sticks),
      cmocka_unit_test(test_a_crash_breaks_the_device),
      cmocka_unit_test(test_another_thread),
      cmocka_unit_test(test_two_devices),
      cmocka_unit_test(test_a_missing_wait_shows),
      cmocka_unit_test(test_recordings),
      cmocka_unit_test(test_recordings_that_fail),
      cmocka_unit_test(test_queues_that_fail),
      cmocka_unit_test(test_finish_of_one),
      cmocka_unit_test(test_fences_and_commands_that_fail),
      cmocka_unit_test(test_counts),
      cmocka_unit_test(test_model_clock),
      cmocka_unit_test(test_model_clock_of_queues),
      cmocka_unit_test(test_one_kernel_at_a_time),
  };
  return cmocka_run_group_tests(tests, open_fake, free_infos);
}
