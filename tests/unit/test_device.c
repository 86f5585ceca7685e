/* host/device: listing, memory, launches, the timer and errors, on every device that is found, and
 * the reasons where an API or device is missing. The program comes as OpenCL C and as PTX, which
 * the CUDA driver takes in place of a fat binary.
 *
 * PROOFMARK_FAKE_CUDA names the library of tests/fake, which then is the CUDA driver. */
#include "host/device/device.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <dlfcn.h>

#include <cmocka.h>

enum { GROUP_SIZE = 64, GROUPS = 256, WORDS = GROUP_SIZE * GROUPS };

/* out[i] = in[first + i] + increment, for i in the grid. */
static const char opencl_source[] =
    "__kernel void add(__global uint *out, __global const uint *in, uint increment, ulong first)\n"
    "{\n"
    "  size_t i = get_global_id(0);\n"
    "  out[i] = in[first + i] + increment;\n"
    "}\n";

static const char ptx[] =
    ".version 6.0\n"
    ".target sm_50\n"
    ".address_size 64\n"
    ".visible .entry add(.param .u64 out, .param .u64 in, .param .u32 increment,\n"
    "                    .param .u64 first)\n"
    "{\n"
    "  .reg .b32 %r<6>;\n"
    "  .reg .b64 %d<8>;\n"
    "  ld.param.u64 %d1, [out];\n"
    "  ld.param.u64 %d2, [in];\n"
    "  ld.param.u32 %r1, [increment];\n"
    "  ld.param.u64 %d3, [first];\n"
    "  mov.u32 %r2, %ctaid.x;\n"
    "  mov.u32 %r3, %ntid.x;\n"
    "  mov.u32 %r4, %tid.x;\n"
    "  mad.lo.u32 %r2, %r2, %r3, %r4;\n"
    "  cvt.u64.u32 %d4, %r2;\n"
    "  add.u64 %d5, %d4, %d3;\n"
    "  shl.b64 %d4, %d4, 2;\n"
    "  shl.b64 %d5, %d5, 2;\n"
    "  add.u64 %d6, %d1, %d4;\n"
    "  add.u64 %d7, %d2, %d5;\n"
    "  ld.global.u32 %r5, [%d7];\n"
    "  add.u32 %r5, %r5, %r1;\n"
    "  st.global.u32 [%d6], %r5;\n"
    "  ret;\n"
    "}\n";

static const struct pm_program_image program_add = {
    .name = "add",
    .opencl_source = opencl_source,
    .opencl_source_bytes = sizeof opencl_source - 1,
    .cuda_fatbin = ptx,
    .cuda_fatbin_bytes = sizeof ptx,
};

static const char bad_text[] =
    "__kernel void bad(__global uint *out) { out[0] = name_of_nothing; }\n";

static const struct pm_program_image program_bad = {
    .name = "bad",
    .opencl_source = bad_text,
    .opencl_source_bytes = sizeof bad_text - 1,
    .cuda_fatbin = bad_text,
    .cuda_fatbin_bytes = sizeof bad_text,
};

static void ok(enum pm_status status, const struct pm_error *error) {
  if (status != PM_OK)
    fail_msg("status %d: %s", status, error->text);
}

/* Every device in turn: cmocka's state is the list. -------------------------------------------- */

struct device_list {
  struct pm_device_info *infos;
  size_t count;
};

/* Once a library with the soname libcuda.so.1 is open, the driver is it. */
static int open_fake_cuda(void) {
  const char *path = getenv("PROOFMARK_FAKE_CUDA");
  if (!path || dlopen(path, RTLD_NOW | RTLD_GLOBAL))
    return 0;
  fprintf(stderr, "PROOFMARK_FAKE_CUDA: %s\n", dlerror());
  return -1;
}

static int list_devices(void **state) {
  if (open_fake_cuda() != 0)
    return -1;
  struct device_list *list = calloc(1, sizeof *list);
  struct pm_error error = {0};
  if (!list || pm_devices_list(&list->infos, &list->count, &error) != PM_OK) {
    fprintf(stderr, "listing devices: %s\n", error.text);
    return -1;
  }
  *state = list;
  return 0;
}

static int free_devices(void **state) {
  struct device_list *list = *state;
  free(list->infos);
  free(list);
  return 0;
}

static void on_every_device(void **state, void (*test)(struct pm_device *device)) {
  const struct device_list *list = *state;
  if (list->count == 0) {
    print_message("skipped: no OpenCL or CUDA device is here\n");
    skip();
  }
  for (size_t i = 0; i < list->count; i++) {
    struct pm_error error;
    struct pm_device *device;
    ok(pm_device_open(&list->infos[i], &device, &error), &error);
    test(device);
    pm_device_close(device);
  }
}

/* Helpers on a device ---------------------------------------------------------------------------
 */

static struct pm_kernel *kernel_add(struct pm_device *device) {
  struct pm_error error;
  struct pm_program *program;
  struct pm_kernel *kernel;
  ok(pm_program_load(device, &program_add, &program, &error), &error);
  ok(pm_kernel_get(program, "add", &kernel, &error), &error);
  return kernel;
}

static struct pm_buffer *buffer_of(struct pm_device *device, size_t bytes) {
  struct pm_error error;
  struct pm_buffer *buffer;
  ok(pm_buffer_create(device, bytes, &buffer, &error), &error);
  assert_int_equal(pm_buffer_bytes(buffer), bytes);
  return buffer;
}

static void launch_add(struct pm_kernel *kernel, struct pm_buffer *out, struct pm_buffer *in,
                       uint32_t increment, uint64_t first) {
  struct pm_error error;
  const struct pm_argument arguments[] = {PM_BUFFER(out), PM_BUFFER(in), PM_U32(increment),
                                          PM_U64(first)};
  ok(pm_launch(kernel, GROUPS, GROUP_SIZE, arguments, 4, &error), &error);
}

static void expect_failure(enum pm_status status, enum pm_status expected,
                           const struct pm_error *error, const char *part) {
  assert_int_equal(status, expected);
  assert_int_equal(error->status, expected);
  if (!strstr(error->text, part))
    fail_msg("\"%s\" is not in \"%s\"", part, error->text);
  assert_null(strchr(error->text, '\n'));
}

/* Without a device ------------------------------------------------------------------------------
 */

static void test_names(void **state) {
  (void)state;
  assert_string_equal(pm_api_name(PM_API_OPENCL), "opencl");
  assert_string_equal(pm_api_name(PM_API_CUDA), "cuda");
}

static void test_an_unusable_api_says_why(void **state) {
  const struct device_list *list = *state;
  for (enum pm_api api = 0; api < PM_API_COUNT; api++) {
    const char *reason = pm_api_unavailable(api);
    assert_ptr_equal(reason, pm_api_unavailable(api));
    if (!reason)
      continue;
    print_message("%s: %s\n", pm_api_name(api), reason);
    assert_true(strlen(reason) > 20);
    for (size_t i = 0; i < list->count; i++)
      assert_int_not_equal(list->infos[i].api, api);
    struct pm_device_info asked = {.api = api, .id = "asked:0", .name = "Asked"};
    struct pm_device *device;
    struct pm_error error;
    expect_failure(pm_device_open(&asked, &device, &error), PM_UNAVAILABLE, &error, reason);
    assert_null(device);
  }
}

static void test_a_device_that_went_away(void **state) {
  (void)state;
  for (enum pm_api api = 0; api < PM_API_COUNT; api++) {
    if (pm_api_unavailable(api))
      continue;
    struct pm_device_info gone = {.api = api, .name = "Gone"};
    snprintf(gone.id, sizeof gone.id, "%s:999", pm_api_name(api));
    struct pm_device *device;
    struct pm_error error;
    expect_failure(pm_device_open(&gone, &device, &error), PM_UNAVAILABLE, &error, "999");
    snprintf(gone.id, sizeof gone.id, "%s:0", pm_api_name(api));
    expect_failure(pm_device_open(&gone, &device, &error), PM_UNAVAILABLE, &error, "Gone");
  }
}

static void test_null_is_fine(void **state) {
  (void)state;
  pm_device_close(NULL);
  pm_buffer_free(NULL);
}

/* On every device -------------------------------------------------------------------------------
 */

static void infos(struct pm_device *device) {
  const struct pm_device_info *info = pm_device_info(device);
  print_message("%s: %s, %s, driver %s, %u units at %u MHz, %llu MiB, cache %llu KiB, uuid %s\n",
                info->id, info->name, info->vendor, info->driver, info->compute_units,
                info->clock_mhz, (unsigned long long)(info->memory_bytes >> 20),
                (unsigned long long)(info->cache_bytes >> 10), info->uuid[0] ? info->uuid : "-");
  char prefix[16];
  snprintf(prefix, sizeof prefix, "%s:", pm_api_name(info->api));
  assert_int_equal(strncmp(info->id, prefix, strlen(prefix)), 0);
  assert_true(info->name[0] != '\0');
  assert_true(info->driver[0] != '\0');
  assert_true(info->compute_units > 0);
  assert_true(info->largest_buffer_bytes > 0);
  assert_true(info->memory_bytes >= info->largest_buffer_bytes);
  assert_true(info->ecc >= -1 && info->ecc <= 1);
  assert_true(info->uuid[0] == '\0' || strlen(info->uuid) == 36);
}

static void test_infos(void **state) { on_every_device(state, infos); }

static void round_trip(struct pm_device *device) {
  struct pm_error error;
  struct pm_kernel *kernel = kernel_add(device);
  struct pm_buffer *in = buffer_of(device, (WORDS + 7) * 4), *out = buffer_of(device, WORDS * 4);
  void *memory;
  ok(pm_host_alloc(device, (WORDS + 7) * 4, &memory, &error), &error);
  uint32_t *host = memory;
  for (uint32_t i = 0; i < WORDS + 7; i++) {
    assert_int_equal(host[i], 0);
    host[i] = i * 2654435761u;
  }
  ok(pm_upload(in, 0, host, (WORDS + 7) * 4, &error), &error);
  ok(pm_buffer_fill(out, 0xA5, &error), &error);
  launch_add(kernel, out, in, 41, 7);
  uint32_t *result = calloc(WORDS, 4);
  ok(pm_download(out, 0, result, WORDS * 4, &error), &error);
  ok(pm_device_finish(device, &error), &error);
  for (uint32_t i = 0; i < WORDS; i++)
    assert_int_equal(result[i], host[i + 7] + 41);
  free(result);
  pm_host_free(device, memory);
  pm_host_free(device, NULL);
  pm_buffer_free(in);
  pm_buffer_free(out);
}

static void test_round_trip(void **state) { on_every_device(state, round_trip); }

/* 37 is no multiple of any fill pattern. */
static void offsets(struct pm_device *device) {
  struct pm_error error;
  struct pm_buffer *buffer = buffer_of(device, 37);
  uint8_t bytes[37], expected[37];
  memset(expected, 0x5A, sizeof expected);
  memcpy(expected + 10, "proofmark", 9);
  ok(pm_buffer_fill(buffer, 0x5A, &error), &error);
  ok(pm_upload(buffer, 10, "proofmark", 9, &error), &error);
  ok(pm_download(buffer, 3, bytes, 34, &error), &error);
  ok(pm_upload(buffer, 37, "", 0, &error), &error);
  ok(pm_device_finish(device, &error), &error);
  assert_memory_equal(bytes, expected + 3, 34);
  expect_failure(pm_upload(buffer, 30, bytes, 8, &error), PM_FAILED, &error, "37 bytes");
  expect_failure(pm_download(buffer, SIZE_MAX, bytes, 2, &error), PM_FAILED, &error, "37 bytes");
  pm_buffer_free(buffer);
}

static void test_offsets(void **state) { on_every_device(state, offsets); }

static double host_clock_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return 1e9 * (double)now.tv_sec + (double)now.tv_nsec;
}

static double timed_launches(struct pm_device *device, struct pm_kernel *kernel,
                             struct pm_buffer *buffer, unsigned launches, double *host_ns) {
  struct pm_error error;
  double elapsed_ns;
  ok(pm_device_finish(device, &error), &error);
  const double begin = host_clock_ns();
  ok(pm_timer_start(device, &error), &error);
  for (unsigned i = 0; i < launches; i++)
    launch_add(kernel, buffer, buffer, 1, 0);
  ok(pm_timer_stop(device, &error), &error);
  ok(pm_device_finish(device, &error), &error);
  *host_ns = host_clock_ns() - begin;
  ok(pm_buffer_fill(buffer, 0, &error), &error); /* after the stop: not timed */
  ok(pm_timer_read_ns(device, &elapsed_ns, &error), &error);
  return elapsed_ns;
}

/* Device time is within the host's time around it, give or take the clocks' steps. */
static void timer(struct pm_device *device) {
  struct pm_kernel *kernel = kernel_add(device);
  struct pm_buffer *buffer = buffer_of(device, WORDS * 4);
  double host_ns;
  timed_launches(device, kernel, buffer, 1, &host_ns);
  double one_ns = timed_launches(device, kernel, buffer, 1, &host_ns);
  assert_true(one_ns > 0 && one_ns < host_ns + 5e3);
  double many_ns = timed_launches(device, kernel, buffer, 50, &host_ns);
  assert_true(many_ns > 0 && many_ns < host_ns + 5e3);
  assert_true(many_ns > one_ns);
  struct pm_error error;
  double again_ns;
  ok(pm_timer_read_ns(device, &again_ns, &error), &error);
  assert_true(again_ns == many_ns);
  print_message("%s: 1 launch %.0f ns, 50 launches %.0f ns (host %.0f ns)\n",
                pm_device_info(device)->id, one_ns, many_ns, host_ns);
  pm_buffer_free(buffer);
}

static void test_timer(void **state) { on_every_device(state, timer); }

static void timer_misuse(struct pm_device *device) {
  struct pm_error error;
  double elapsed_ns;
  expect_failure(pm_timer_stop(device, &error), PM_FAILED, &error, "not started");
  expect_failure(pm_timer_read_ns(device, &elapsed_ns, &error), PM_FAILED, &error, "not started");
  ok(pm_timer_start(device, &error), &error);
  expect_failure(pm_timer_read_ns(device, &elapsed_ns, &error), PM_FAILED, &error, "stopped");
  ok(pm_timer_stop(device, &error), &error);
  expect_failure(pm_timer_read_ns(device, &elapsed_ns, &error), PM_FAILED, &error, "no command");
}

static void test_timer_misuse(void **state) { on_every_device(state, timer_misuse); }

/* A timing does not take in commands of one that was given up. */
static void timer_restarted(struct pm_device *device) {
  struct pm_error error;
  struct pm_kernel *kernel = kernel_add(device);
  struct pm_buffer *buffer = buffer_of(device, WORDS * 4);
  double one_ns, host_ns;
  ok(pm_timer_start(device, &error), &error);
  launch_add(kernel, buffer, buffer, 1, 0);
  struct timespec pause = {.tv_nsec = 20000000};
  ok(pm_device_finish(device, &error), &error);
  nanosleep(&pause, NULL);
  one_ns = timed_launches(device, kernel, buffer, 1, &host_ns);
  assert_true(one_ns < 20e6 || one_ns < host_ns + 5e3);
  pm_buffer_free(buffer);
}

static void test_timer_restarted(void **state) { on_every_device(state, timer_restarted); }

static void programs(struct pm_device *device) {
  struct pm_error error;
  struct pm_program *program, *again;
  struct pm_kernel *kernel, *kernel_again;
  ok(pm_program_load(device, &program_add, &program, &error), &error);
  ok(pm_program_load(device, &program_add, &again, &error), &error);
  assert_ptr_equal(program, again);
  ok(pm_kernel_get(program, "add", &kernel, &error), &error);
  ok(pm_kernel_get(program, "add", &kernel_again, &error), &error);
  assert_ptr_equal(kernel, kernel_again);

  expect_failure(pm_kernel_get(program, "subtract", &kernel, &error), PM_FAILED, &error,
                 "no kernel subtract");
  assert_null(kernel);
  const struct pm_program_image none = {.name = "none"};
  expect_failure(pm_program_load(device, &none, &program, &error), PM_UNAVAILABLE, &error, "none");
  expect_failure(pm_program_load(device, &program_bad, &program, &error), PM_FAILED, &error,
                 "program bad");
  assert_null(program);
  print_message("%s\n", error.text);
}

static void test_programs(void **state) { on_every_device(state, programs); }

/* The compiler's own words, not only that it failed. */
static void build_log(struct pm_device *device) {
  if (pm_device_info(device)->api != PM_API_OPENCL)
    return;
  struct pm_error error;
  struct pm_program *program;
  expect_failure(pm_program_load(device, &program_bad, &program, &error), PM_FAILED, &error,
                 "name_of_nothing");
}

static void test_build_log(void **state) { on_every_device(state, build_log); }

static void launch_errors(struct pm_device *device) {
  struct pm_error error;
  struct pm_kernel *kernel = kernel_add(device);
  struct pm_buffer *buffer = buffer_of(device, WORDS * 4);
  const struct pm_argument arguments[] = {PM_BUFFER(buffer), PM_BUFFER(buffer), PM_U32(1),
                                          PM_U64(0)};
  expect_failure(pm_launch(kernel, 0, 64, arguments, 4, &error), PM_FAILED, &error, "empty");
  expect_failure(pm_launch(kernel, 1, 0, arguments, 4, &error), PM_FAILED, &error, "empty");
  expect_failure(pm_launch(kernel, 1, 1u << 30, arguments, 4, &error), PM_FAILED, &error,
                 "at most");
  expect_failure(pm_launch(kernel, UINT64_MAX / 2, 64, arguments, 4, &error), PM_FAILED, &error,
                 "at most");
  const struct pm_argument null[] = {PM_BUFFER(NULL), PM_BUFFER(buffer), PM_U32(1), PM_U64(0)};
  expect_failure(pm_launch(kernel, 1, 64, null, 4, &error), PM_FAILED, &error, "argument 0");
  ok(pm_device_finish(device, &error), &error);
  pm_buffer_free(buffer);
}

static void test_launch_errors(void **state) { on_every_device(state, launch_errors); }

static void argument_errors(struct pm_device *device) {
  if (pm_device_info(device)->api != PM_API_OPENCL)
    return; /* CUDA drivers before 12.4 do not tell how many arguments a kernel takes */
  struct pm_error error;
  struct pm_kernel *kernel = kernel_add(device);
  struct pm_buffer *buffer = buffer_of(device, WORDS * 4);
  const struct pm_argument arguments[] = {PM_BUFFER(buffer), PM_BUFFER(buffer), PM_U64(1),
                                          PM_U64(0)};
  expect_failure(pm_launch(kernel, 1, 64, arguments, 3, &error), PM_FAILED, &error,
                 "takes 4 arguments, not 3");
  expect_failure(pm_launch(kernel, 1, 64, arguments, 4, &error), PM_FAILED, &error, "argument 2");
  pm_buffer_free(buffer);
}

static void test_argument_errors(void **state) { on_every_device(state, argument_errors); }

static void no_memory(struct pm_device *device) {
  struct pm_error error;
  struct pm_buffer *buffer;
  const size_t absurd = (size_t)1 << 60;
  expect_failure(pm_buffer_create(device, absurd, &buffer, &error), PM_NO_MEMORY, &error,
                 "1152921504606846976 bytes");
  assert_null(buffer);
  print_message("%s\n", error.text);
  expect_failure(pm_buffer_create(device, 0, &buffer, &error), PM_FAILED, &error, "0 bytes");
  void *memory;
  assert_int_not_equal(pm_host_alloc(device, absurd, &memory, &error), PM_OK);
  assert_null(memory);
  if (pm_device_info(device)->api == PM_API_CUDA) { /* the context itself takes some of it */
    uint64_t all = pm_device_info(device)->memory_bytes;
    expect_failure(pm_buffer_create(device, all, &buffer, &error), PM_NO_MEMORY, &error, "free");
  }
  buffer = buffer_of(device, 1); /* the device still works */
  pm_buffer_free(buffer);
}

static void test_no_memory(void **state) { on_every_device(state, no_memory); }

static void host_memory_left(struct pm_device *device) {
  struct pm_error error;
  void *memory[3];
  for (int i = 0; i < 3; i++)
    ok(pm_host_alloc(device, 1000, &memory[i], &error), &error);
  pm_host_free(device, memory[1]); /* the others go with the device */
}

static void test_host_memory_left(void **state) { on_every_device(state, host_memory_left); }

static void second_open(struct pm_device *device) {
  struct pm_error error;
  struct pm_device *second;
  ok(pm_device_open(pm_device_info(device), &second, &error), &error);
  struct pm_kernel *kernel = kernel_add(device), *kernel_second = kernel_add(second);
  struct pm_buffer *buffer = buffer_of(device, WORDS * 4);
  struct pm_buffer *foreign = buffer_of(second, WORDS * 4);
  const struct pm_argument arguments[] = {PM_BUFFER(foreign), PM_BUFFER(buffer), PM_U32(1),
                                          PM_U64(0)};
  expect_failure(pm_launch(kernel, 1, 64, arguments, 4, &error), PM_FAILED, &error, "argument 0");
  launch_add(kernel_second, foreign, foreign, 1, 0);
  ok(pm_device_finish(second, &error), &error);
  pm_buffer_free(foreign);
  pm_device_close(second);
  launch_add(kernel, buffer, buffer, 1, 0); /* closing one leaves the other */
  ok(pm_device_finish(device, &error), &error);
  pm_buffer_free(buffer);
}

static void test_second_open(void **state) { on_every_device(state, second_open); }

/* Further queues ------------------------------------------------------------------------------- */

/* PM_UNAVAILABLE is an answer, with a reason. */
static struct pm_queue *further_queue(struct pm_device *device) {
  struct pm_error error;
  struct pm_queue *queue;
  enum pm_status status = pm_queue_create(device, &queue, &error);
  if (status != PM_UNAVAILABLE) {
    ok(status, &error);
    return queue;
  }
  print_message("%s\n", error.text);
  assert_non_null(strstr(error.text, pm_device_info(device)->id));
  assert_null(queue);
  return NULL;
}

static void add_in(struct pm_queue *queue, struct pm_kernel *kernel, struct pm_buffer *out,
                   struct pm_buffer *in, uint32_t increment, uint64_t first) {
  struct pm_error error;
  const struct pm_argument arguments[] = {PM_BUFFER(out), PM_BUFFER(in), PM_U32(increment),
                                          PM_U64(first)};
  ok(pm_queue_launch(queue, kernel, GROUPS, GROUP_SIZE, arguments, 4, &error), &error);
}

static void wait_in(struct pm_queue *queue, struct pm_queue *after) {
  struct pm_error error;
  ok(pm_queue_wait(queue, after, &error), &error);
}

enum { A, B, C, D, STEPS };

struct diamond {
  struct pm_device *device;
  struct pm_kernel *kernel;
  struct pm_queue *own, *other;
  struct pm_buffer *in, *out[STEPS];
};

/* a = in + 1 here, b = a + 10 here and c = a + 100 there, d = c + 1000 here: d takes both queues. */
static void run_diamond(const struct diamond *d) {
  add_in(d->own, d->kernel, d->out[A], d->in, 1, 0);
  wait_in(d->other, d->own);
  add_in(d->own, d->kernel, d->out[B], d->out[A], 10, 0);
  add_in(d->other, d->kernel, d->out[C], d->out[A], 100, 0);
  wait_in(d->own, d->other);
  add_in(d->own, d->kernel, d->out[D], d->out[C], 1000, 0);
}

static void check_diamond(const struct diamond *d, uint32_t seed) {
  static uint32_t words[STEPS][WORDS];
  struct pm_error error;
  for (int i = 0; i < STEPS; i++)
    ok(pm_download(d->out[i], 0, words[i], sizeof words[i], &error), &error);
  ok(pm_device_finish(d->device, &error), &error);
  for (uint32_t i = 0; i < WORDS; i++) {
    assert_int_equal(words[A][i], i * seed + 1);
    assert_int_equal(words[B][i], i * seed + 11);
    assert_int_equal(words[C][i], i * seed + 101);
    assert_int_equal(words[D][i], i * seed + 1101);
  }
}

static void refill(const struct diamond *d, uint32_t seed) {
  static uint32_t words[WORDS];
  struct pm_error error;
  for (uint32_t i = 0; i < WORDS; i++)
    words[i] = i * seed;
  ok(pm_upload(d->in, 0, words, sizeof words, &error), &error);
  for (int i = 0; i < STEPS; i++)
    ok(pm_buffer_fill(d->out[i], 0xA5, &error), &error);
  ok(pm_device_finish(d->device, &error), &error);
}

/* False where the device has no further queue. */
static bool open_diamond(struct diamond *d, struct pm_device *device) {
  *d = (struct diamond){.device = device,
                        .kernel = kernel_add(device),
                        .own = pm_device_queue(device),
                        .other = further_queue(device)};
  if (!d->other)
    return false;
  d->in = buffer_of(device, WORDS * 4);
  for (int i = 0; i < STEPS; i++)
    d->out[i] = buffer_of(device, WORDS * 4);
  return true;
}

static void close_diamond(struct diamond *d) {
  pm_queue_free(d->other);
  pm_queue_free(NULL);
  pm_buffer_free(d->in);
  for (int i = 0; i < STEPS; i++)
    pm_buffer_free(d->out[i]);
}

static void queues(struct pm_device *device) {
  struct diamond d;
  if (!open_diamond(&d, device))
    return;
  for (uint32_t seed = 3; seed < 300; seed = seed * 5 + 2) {
    refill(&d, seed);
    run_diamond(&d);
    check_diamond(&d, seed);
  }
  close_diamond(&d);
}

static void test_queues(void **state) { on_every_device(state, queues); }

/* Nobody waits for the further queue but the stop and the finish. */
static void timer_of_queues(struct pm_device *device) {
  struct diamond d;
  if (!open_diamond(&d, device))
    return;
  struct pm_error error;
  double few_ns = 0, many_ns = 0;
  for (int launches = 1; launches <= 50; launches += 49) {
    double *elapsed_ns = launches == 1 ? &few_ns : &many_ns;
    refill(&d, 1);
    const double begin = host_clock_ns();
    ok(pm_timer_start(device, &error), &error);
    wait_in(d.other, d.own);
    for (int i = 0; i < launches; i++)
      add_in(d.other, d.kernel, d.out[A], d.in, (uint32_t)i, 0);
    ok(pm_timer_stop(device, &error), &error);
    ok(pm_timer_read_ns(device, elapsed_ns, &error), &error);
    assert_true(*elapsed_ns > 0 && *elapsed_ns < host_clock_ns() - begin + 5e3);
  }
  assert_true(many_ns > few_ns);
  refill(&d, 1);
  add_in(d.other, d.kernel, d.out[A], d.in, 5, 0);
  ok(pm_device_finish(device, &error), &error);
  uint32_t word = 0;
  ok(pm_download(d.out[A], 4, &word, 4, &error), &error);
  ok(pm_device_finish(device, &error), &error);
  assert_int_equal(word, 6);
  close_diamond(&d);
}

static void test_timer_of_queues(void **state) { on_every_device(state, timer_of_queues); }

/* A queue that waits for one that waits itself waits for both, though neither has a command of its own. */
static void waits_add_up(struct pm_device *device) {
  struct diamond d;
  struct pm_error error;
  if (!open_diamond(&d, device))
    return;
  struct pm_queue *third = further_queue(device);
  refill(&d, 9);
  add_in(third, d.kernel, d.out[A], d.in, 1, 0);
  wait_in(d.other, third);
  wait_in(d.own, d.other);
  wait_in(d.own, d.own);
  add_in(d.own, d.kernel, d.out[B], d.out[A], 10, 0);
  add_in(third, d.kernel, d.out[C], d.out[A], 100, 0);
  wait_in(d.other, third); /* for the finish alone */
  ok(pm_device_finish(device, &error), &error);
  add_in(d.own, d.kernel, d.out[D], d.out[C], 1000, 0);
  check_diamond(&d, 9);
  pm_queue_free(third);
  close_diamond(&d);
}

static void test_waits_add_up(void **state) { on_every_device(state, waits_add_up); }

static void recordings(struct pm_device *device) {
  struct diamond d;
  struct pm_error error;
  struct pm_launch_graph *graph;
  expect_failure(pm_graph_end(device, &graph, &error), PM_FAILED, &error, "not begun");
  enum pm_status begun = pm_graph_begin(device, &error);
  if (begun == PM_UNAVAILABLE) {
    expect_failure(begun, PM_UNAVAILABLE, &error, "launch graphs");
    return;
  }
  ok(begun, &error);
  expect_failure(pm_graph_begin(device, &error), PM_FAILED, &error, "cannot be recorded");
  expect_failure(pm_device_finish(device, &error), PM_FAILED, &error, "cannot be recorded");
  expect_failure(pm_timer_start(device, &error), PM_FAILED, &error, "cannot be recorded");
  ok(pm_graph_end(device, &graph, &error), &error); /* an empty one */
  ok(pm_graph_launch(graph, &error), &error);
  pm_graph_free(graph);
  pm_graph_free(NULL);
  if (!open_diamond(&d, device))
    return;
  refill(&d, 1);
  ok(pm_graph_begin(device, &error), &error);
  run_diamond(&d);
  expect_failure(pm_buffer_fill(d.in, 0, &error), PM_FAILED, &error, "a fill cannot be recorded");
  expect_failure(pm_upload(d.in, 0, "", 1, &error), PM_FAILED, &error, "an upload cannot");
  expect_failure(pm_download(d.in, 0, &error, 1, &error), PM_FAILED, &error, "a download cannot");
  ok(pm_graph_end(device, &graph, &error), &error);
  for (uint32_t seed = 3; seed < 300; seed = seed * 5 + 2) {
    double elapsed_ns;
    refill(&d, seed);
    ok(pm_timer_start(device, &error), &error);
    ok(pm_graph_launch(graph, &error), &error);
    ok(pm_timer_stop(device, &error), &error);
    ok(pm_timer_read_ns(device, &elapsed_ns, &error), &error);
    assert_true(elapsed_ns > 0);
    check_diamond(&d, seed);
  }
  pm_graph_free(graph);
  close_diamond(&d);
}

static void test_recordings(void **state) { on_every_device(state, recordings); }

static void queue_misuse(struct pm_device *device) {
  struct pm_error error;
  struct pm_device *second;
  ok(pm_device_open(pm_device_info(device), &second, &error), &error);
  struct pm_kernel *kernel = kernel_add(device);
  struct pm_buffer *buffer = buffer_of(device, WORDS * 4);
  const struct pm_argument arguments[] = {PM_BUFFER(buffer), PM_BUFFER(buffer), PM_U32(1),
                                          PM_U64(0)};
  expect_failure(pm_queue_launch(pm_device_queue(second), kernel, 1, 64, arguments, 4, &error),
                 PM_FAILED, &error, "another device's");
  expect_failure(pm_queue_wait(pm_device_queue(device), pm_device_queue(second), &error), PM_FAILED,
                 &error, "another device");
  pm_device_close(second);
  pm_queue_free(pm_device_queue(device)); /* stays */
  further_queue(device);                  /* goes with the device */
  launch_add(kernel, buffer, buffer, 1, 0);
  ok(pm_device_finish(device, &error), &error);
  pm_buffer_free(buffer);
}

static void test_queue_misuse(void **state) { on_every_device(state, queue_misuse); }

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_names),
      cmocka_unit_test(test_an_unusable_api_says_why),
      cmocka_unit_test(test_a_device_that_went_away),
      cmocka_unit_test(test_null_is_fine),
      cmocka_unit_test(test_infos),
      cmocka_unit_test(test_round_trip),
      cmocka_unit_test(test_offsets),
      cmocka_unit_test(test_timer),
      cmocka_unit_test(test_timer_misuse),
      cmocka_unit_test(test_timer_restarted),
      cmocka_unit_test(test_programs),
      cmocka_unit_test(test_build_log),
      cmocka_unit_test(test_launch_errors),
      cmocka_unit_test(test_argument_errors),
      cmocka_unit_test(test_no_memory),
      cmocka_unit_test(test_host_memory_left),
      cmocka_unit_test(test_second_open),
      cmocka_unit_test(test_queues),
      cmocka_unit_test(test_timer_of_queues),
      cmocka_unit_test(test_waits_add_up),
      cmocka_unit_test(test_recordings),
      cmocka_unit_test(test_queue_misuse),
  };
  return cmocka_run_group_tests(tests, list_devices, free_devices);
}
