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
#include <pthread.h>
#include <sched.h>

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

/* Kernels that a launch cannot start: OpenCL C alone has such arguments. */
static const char odd_text[] =
    "__kernel void group_memory(__global uint *out, __local uint *scratch)\n"
    "{\n"
    "  scratch[0] = 1;\n"
    "  out[0] = scratch[0];\n"
    "}\n"
    "__kernel void small_word(__global uint *out, uchar x) { out[0] = x; }\n"
    "__kernel void vector(__global uint *out, uint2 x) { out[0] = x.x; }\n"
    "__kernel void words(int a, long b, __constant uint *table, __global ulong *out)\n"
    "{\n"
    "  out[get_global_id(0)] = (ulong)a + (ulong)b + table[0];\n"
    "}\n";

static const struct pm_program_image program_odd = {
    .name = "odd", .opencl_source = odd_text, .opencl_source_bytes = sizeof odd_text - 1};

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

static void expect_argument_error(struct pm_kernel *kernel, size_t number,
                                  struct pm_argument argument, struct pm_buffer *buffer,
                                  const char *part) {
  struct pm_error error;
  struct pm_argument arguments[] = {PM_BUFFER(buffer), PM_BUFFER(buffer), PM_U32(1), PM_U64(0)};
  arguments[number] = argument;
  expect_failure(pm_launch(kernel, 1, 64, arguments, 4, &error), PM_FAILED, &error, part);
}

static void argument_errors(struct pm_device *device) {
  if (pm_device_info(device)->api != PM_API_OPENCL)
    return; /* what a CUDA driver tells test_cuda has */
  struct pm_error error;
  struct pm_kernel *kernel = kernel_add(device);
  struct pm_buffer *buffer = buffer_of(device, WORDS * 4);
  const struct pm_argument arguments[] = {PM_BUFFER(buffer), PM_BUFFER(buffer), PM_U32(1),
                                          PM_U64(0)};
  expect_failure(pm_launch(kernel, 1, 64, arguments, 3, &error), PM_FAILED, &error,
                 "takes 4 arguments, not 3");
  expect_argument_error(kernel, 0, PM_U32(7), buffer,
                        "kernel add: argument 0 is a 32-bit word, and the kernel takes a buffer");
  expect_argument_error(kernel, 1, PM_U64(7), buffer,
                        "kernel add: argument 1 is a 64-bit word, and the kernel takes a buffer");
  expect_argument_error(kernel, 2, PM_U64(7), buffer,
                        "argument 2 is a 64-bit word, and the kernel takes a 32-bit word");
  expect_argument_error(kernel, 2, PM_BUFFER(buffer), buffer,
                        "argument 2 is a buffer, and the kernel takes a 32-bit word");
  expect_argument_error(kernel, 3, PM_U32(7), buffer,
                        "argument 3 is a 32-bit word, and the kernel takes a 64-bit word");
  ok(pm_launch(kernel, 1, 64, arguments, 4, &error), &error);
  ok(pm_device_finish(device, &error), &error);
  pm_buffer_free(buffer);
}

static void test_argument_errors(void **state) { on_every_device(state, argument_errors); }

static void odd_arguments(struct pm_device *device) {
  if (pm_device_info(device)->api != PM_API_OPENCL)
    return;
  struct pm_error error;
  struct pm_program *program;
  struct pm_kernel *kernel;
  ok(pm_program_load(device, &program_odd, &program, &error), &error);
  expect_failure(pm_kernel_get(program, "group_memory", &kernel, &error), PM_FAILED, &error,
                 "kernel group_memory: argument 1 is of the type __local uint*");
  expect_failure(pm_kernel_get(program, "small_word", &kernel, &error), PM_FAILED, &error,
                 "argument 1 is of the type uchar, which a launch cannot give");
  expect_failure(pm_kernel_get(program, "vector", &kernel, &error), PM_FAILED, &error, "uint2");
  ok(pm_kernel_get(program, "words", &kernel, &error), &error);
  struct pm_buffer *table = buffer_of(device, 4), *out = buffer_of(device, 64 * 8);
  const struct pm_argument arguments[] = {PM_U32(1), PM_U64(20), PM_BUFFER(table), PM_BUFFER(out)};
  const uint32_t entry = 300;
  uint64_t word = 0;
  ok(pm_upload(table, 0, &entry, sizeof entry, &error), &error);
  ok(pm_launch(kernel, 1, 64, arguments, 4, &error), &error);
  ok(pm_download(out, 63 * 8, &word, sizeof word, &error), &error);
  ok(pm_device_finish(device, &error), &error);
  assert_int_equal(word, 321);
  pm_buffer_free(table);
  pm_buffer_free(out);
}

static void test_odd_arguments(void **state) { on_every_device(state, odd_arguments); }

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

/* a = in + 1 here, b = a + 10 here and c = a + 100 there, d = c + 1000 here: d takes both queues.
 */
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

/* A queue that waits for one that waits itself waits for both, though neither has a command of
 * its own. */
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

/* Up in one queue, added to in a second, copied and filled in a third, down in a fourth, in turns
 * that overlap: each queue waits for the one before it, and the first for what still reads its
 * buffer. */
struct line {
  struct pm_device *device;
  struct pm_kernel *kernel;
  struct pm_queue *up, *add, *move, *down;
  struct pm_buffer *in, *sum, *copy;
  uint32_t host_in[2][WORDS], host_out[2][WORDS];
};

static bool open_line(struct line *l, struct pm_device *device) {
  l->device = device;
  l->kernel = kernel_add(device);
  l->up = further_queue(device);
  if (!l->up)
    return false;
  l->add = pm_device_queue(device);
  l->move = further_queue(device);
  l->down = further_queue(device);
  l->in = buffer_of(device, WORDS * 4);
  l->sum = buffer_of(device, WORDS * 4);
  l->copy = buffer_of(device, WORDS * 4);
  return true;
}

static void close_line(struct line *l) {
  pm_queue_free(l->up);
  pm_queue_free(l->move);
  pm_queue_free(l->down);
  pm_buffer_free(l->in);
  pm_buffer_free(l->sum);
  pm_buffer_free(l->copy);
}

/* The second half of the sum comes first, then the first half but for its first 13 bytes. */
static void run_line(struct line *l, int turn, uint32_t seed) {
  const size_t half = WORDS * 2;
  struct pm_error error;
  for (uint32_t i = 0; i < WORDS; i++)
    l->host_in[turn][i] = i * seed;
  wait_in(l->up, l->add);
  ok(pm_queue_upload(l->up, l->in, 0, l->host_in[turn], WORDS * 4, &error), &error);
  wait_in(l->add, l->up);
  wait_in(l->add, l->move);
  add_in(l->add, l->kernel, l->sum, l->in, seed, 0);
  wait_in(l->move, l->add);
  wait_in(l->move, l->down);
  ok(pm_queue_copy(l->move, l->sum, half, l->copy, 0, half, &error), &error);
  ok(pm_queue_copy(l->move, l->sum, 0, l->copy, half, half, &error), &error);
  ok(pm_queue_fill(l->move, l->copy, half, 13, (uint8_t)seed, &error), &error);
  wait_in(l->down, l->move);
  ok(pm_queue_download(l->down, l->copy, 0, l->host_out[turn], WORDS * 4, &error), &error);
}

static void check_line(const struct line *l, int turn, uint32_t seed) {
  static uint32_t expected[WORDS];
  for (uint32_t i = 0; i < WORDS; i++)
    expected[(i + WORDS / 2) % WORDS] = i * seed + seed;
  memset(&expected[WORDS / 2], (uint8_t)seed, 13);
  assert_memory_equal(l->host_out[turn], expected, sizeof expected);
}

static void queue_commands(struct pm_device *device) {
  struct line *l = calloc(1, sizeof *l);
  struct pm_error error;
  struct pm_fence *fences[2];
  if (!open_line(l, device)) {
    free(l);
    return;
  }
  for (int i = 0; i < 2; i++)
    ok(pm_fence_create(device, &fences[i], &error), &error);
  for (uint32_t seed = 1; seed <= 40; seed++) {
    run_line(l, seed % 2, seed);
    ok(pm_fence_set(fences[seed % 2], l->down, &error), &error);
    if (seed == 1)
      continue;
    ok(pm_fence_wait(fences[(seed - 1) % 2], &error), &error);
    check_line(l, (seed - 1) % 2, seed - 1);
  }
  ok(pm_queue_finish(l->down, &error), &error); /* and with it what it waited for */
  check_line(l, 0, 40);
  for (int i = 0; i < 2; i++)
    pm_fence_free(fences[i]);
  close_line(l);
  free(l);
}

static void test_queue_commands(void **state) { on_every_device(state, queue_commands); }

static void queue_of_its_own(struct pm_device *device) {
  struct pm_error error;
  struct pm_buffer *buffer = buffer_of(device, 64);
  uint8_t bytes[64] = {0}, expected[64];
  assert_ptr_equal(pm_buffer_device(buffer), device);
  assert_ptr_equal(pm_queue_device(pm_device_queue(device)), device);
  memset(expected, 3, sizeof expected);
  memset(expected + 16, 9, 32);
  memcpy(expected + 8, expected + 20, 8);
  struct pm_queue *own = pm_device_queue(device);
  ok(pm_buffer_fill(buffer, 3, &error), &error);
  ok(pm_queue_fill(own, buffer, 16, 32, 9, &error), &error);
  ok(pm_queue_copy(own, buffer, 20, buffer, 8, 8, &error), &error); /* the ranges only meet */
  ok(pm_queue_fill(own, buffer, 64, 0, 1, &error), &error);
  ok(pm_queue_copy(own, buffer, 0, buffer, 0, 0, &error), &error);
  ok(pm_queue_upload(own, buffer, 1, bytes, 0, &error), &error);
  ok(pm_queue_download(own, buffer, 0, bytes, 64, &error), &error);
  ok(pm_queue_finish(own, &error), &error);
  assert_memory_equal(bytes, expected, 64);
  pm_buffer_free(buffer);
}

static void test_queue_of_its_own(void **state) { on_every_device(state, queue_of_its_own); }

/* Whoever finishes one queue has its results, whatever others hold meanwhile, and the other way
 * round. */
static void finish_of_one(struct pm_device *device) {
  struct diamond d;
  struct pm_error error;
  static uint32_t word[2];
  if (!open_diamond(&d, device))
    return;
  refill(&d, 1);
  for (int i = 0; i < 200; i++)
    add_in(d.other, d.kernel, d.out[A], d.out[A], 1, 0);
  ok(pm_queue_download(d.other, d.out[A], 4, &word[0], 4, &error), &error);
  add_in(d.own, d.kernel, d.out[B], d.in, 10, 0);
  ok(pm_queue_download(d.own, d.out[B], 4, &word[1], 4, &error), &error);
  ok(pm_queue_finish(d.own, &error), &error);
  assert_int_equal(word[1], 11);
  add_in(d.own, d.kernel, d.out[B], d.out[B], 10, 0);
  ok(pm_queue_finish(d.other, &error), &error);
  assert_int_equal(word[0], 0xA5A5A5A5u + 200);
  ok(pm_queue_finish(d.other, &error), &error); /* with nothing in it */
  ok(pm_download(d.out[B], 4, &word[1], 4, &error), &error);
  ok(pm_device_finish(device, &error), &error);
  assert_int_equal(word[1], 21);
  close_diamond(&d);
}

static void test_finish_of_one(void **state) { on_every_device(state, finish_of_one); }

/* Fences -------------------------------------------------------------------------------------- */

static bool has_passed(struct pm_fence *fence) {
  struct pm_error error;
  bool passed = false;
  ok(pm_fence_passed(fence, &passed, &error), &error);
  return passed;
}

static void fences(struct pm_device *device) {
  struct diamond d;
  struct pm_error error;
  struct pm_fence *fence, *other;
  static uint32_t word;
  ok(pm_fence_create(device, &fence, &error), &error);
  assert_true(has_passed(fence)); /* never set */
  ok(pm_fence_wait(fence, &error), &error);
  if (!open_diamond(&d, device)) {
    pm_fence_free(fence);
    return;
  }
  ok(pm_fence_create(device, &other, &error), &error);
  refill(&d, 1);
  ok(pm_fence_set(fence, d.own, &error), &error); /* in an empty queue */
  ok(pm_fence_wait(fence, &error), &error);
  assert_true(has_passed(fence));
  for (uint32_t i = 1; i <= 20; i++) {
    add_in(d.other, d.kernel, d.out[A], d.in, i, 0);
    ok(pm_queue_download(d.other, d.out[A], 4, &word, 4, &error), &error);
    wait_in(d.own, d.other);
    ok(pm_fence_set(fence, d.own, &error), &error); /* which only waits for the other */
    ok(pm_fence_set(other, d.other, &error), &error);
    while (i % 2 && !has_passed(fence))
      sched_yield();
    ok(pm_fence_wait(fence, &error), &error);
    assert_true(has_passed(fence));
    assert_int_equal(word, 1 + i);
    ok(pm_fence_wait(other, &error), &error);
  }
  add_in(d.other, d.kernel, d.out[A], d.in, 1, 0);
  ok(pm_fence_set(other, d.other, &error), &error);
  pm_fence_free(other); /* before it has passed */
  add_in(d.other, d.kernel, d.out[A], d.in, 1, 0);
  ok(pm_fence_set(fence, d.other, &error), &error);
  close_diamond(&d); /* a fence outlives the queue */
  assert_true(has_passed(fence));
  pm_fence_free(fence);
  pm_fence_free(NULL);
}

static void test_fences(void **state) { on_every_device(state, fences); }

enum { THREADS = 4, ROUNDS = 50 };

struct worker {
  struct pm_device *device;
  struct pm_kernel *kernel;
  uint32_t number;
  bool fine;
  struct pm_error error;
  struct pm_queue *queue;
  struct pm_buffer *in, *out;
  struct pm_fence *fence;
  uint32_t host_in[WORDS], host_out[WORDS];
};

static enum pm_status open_worker(struct worker *w) {
  enum pm_status status = pm_queue_create(w->device, &w->queue, &w->error);
  if (status == PM_OK)
    status = pm_buffer_create(w->device, WORDS * 4, &w->in, &w->error);
  if (status == PM_OK)
    status = pm_buffer_create(w->device, WORDS * 4, &w->out, &w->error);
  return status == PM_OK ? pm_fence_create(w->device, &w->fence, &w->error) : status;
}

static enum pm_status submit(struct worker *w, uint32_t round) {
  const struct pm_argument arguments[] = {PM_BUFFER(w->out), PM_BUFFER(w->in), PM_U32(round),
                                          PM_U64(0)};
  const size_t bytes = WORDS * 4;
  enum pm_status status = pm_queue_upload(w->queue, w->in, 0, w->host_in, bytes, &w->error);
  if (status == PM_OK)
    status = pm_queue_launch(w->queue, w->kernel, GROUPS, GROUP_SIZE, arguments, 4, &w->error);
  if (status == PM_OK)
    status = pm_queue_download(w->queue, w->out, 0, w->host_out, bytes, &w->error);
  return status == PM_OK ? pm_fence_set(w->fence, w->queue, &w->error) : status;
}

/* Every other round asks, and waits only at the end. */
static enum pm_status await(struct worker *w, uint32_t round) {
  bool passed = round % 2 == 0;
  enum pm_status status = PM_OK;
  while (status == PM_OK && !passed) {
    status = pm_fence_passed(w->fence, &passed, &w->error);
    sched_yield();
  }
  return status == PM_OK ? pm_fence_wait(w->fence, &w->error) : status;
}

static bool is_right(const struct worker *w, uint32_t round) {
  for (uint32_t i = 0; i < WORDS; i++)
    if (w->host_out[i] != (i ^ w->number) * 2654435761u + round)
      return false;
  return true;
}

static void *work(void *argument) {
  struct worker *w = argument;
  for (uint32_t i = 0; i < WORDS; i++)
    w->host_in[i] = (i ^ w->number) * 2654435761u;
  pm_device_lock(w->device);
  enum pm_status status = open_worker(w);
  pm_device_unlock(w->device);
  w->fine = status == PM_OK;
  for (uint32_t round = 0; w->fine && round < ROUNDS; round++) {
    memset(w->host_out, 0, sizeof w->host_out);
    pm_device_lock(w->device);
    status = submit(w, round);
    pm_device_unlock(w->device);
    if (status == PM_OK)
      status = await(w, round);
    w->fine = status == PM_OK && is_right(w, round);
  }
  pm_device_lock(w->device);
  w->fine &= pm_queue_finish(w->queue, &w->error) == PM_OK;
  pm_fence_free(w->fence);
  pm_queue_free(w->queue);
  pm_buffer_free(w->in);
  pm_buffer_free(w->out);
  pm_device_unlock(w->device);
  return NULL;
}

static void threads(struct pm_device *device) {
  struct pm_queue *further = further_queue(device);
  if (!further)
    return;
  pm_queue_free(further);
  static struct worker workers[THREADS];
  pthread_t ids[THREADS];
  struct pm_kernel *kernel = kernel_add(device);
  for (uint32_t i = 0; i < THREADS; i++) {
    workers[i] = (struct worker){.device = device, .kernel = kernel, .number = i};
    assert_int_equal(pthread_create(&ids[i], NULL, work, &workers[i]), 0);
  }
  for (int i = 0; i < THREADS; i++)
    assert_int_equal(pthread_join(ids[i], NULL), 0);
  for (int i = 0; i < THREADS; i++)
    if (!workers[i].fine)
      fail_msg("thread %d: %s", i, workers[i].error.text);
}

static void test_threads(void **state) { on_every_device(state, threads); }

/* A fence that is set again while others wait: they wait for what it was, or what it has become. */
static void *await_fence(void *argument) {
  bool passed;
  for (int i = 0; i < 1000; i++)
    if (pm_fence_wait(argument, NULL) != PM_OK || pm_fence_passed(argument, &passed, NULL) != PM_OK)
      return NULL;
  return argument;
}

static void fence_set_again(struct pm_device *device) {
  struct pm_kernel *kernel = kernel_add(device);
  struct pm_buffer *buffer = buffer_of(device, WORDS * 4);
  struct pm_fence *fence;
  struct pm_error error;
  ok(pm_fence_create(device, &fence, &error), &error);
  pthread_t ids[2];
  for (int i = 0; i < 2; i++)
    assert_int_equal(pthread_create(&ids[i], NULL, await_fence, fence), 0);
  for (uint32_t i = 0; i < 200; i++) {
    launch_add(kernel, buffer, buffer, i, 0);
    ok(pm_fence_set(fence, pm_device_queue(device), &error), &error);
  }
  for (int i = 0; i < 2; i++) {
    void *result;
    assert_int_equal(pthread_join(ids[i], &result), 0);
    assert_non_null(result);
  }
  ok(pm_device_finish(device, &error), &error);
  pm_fence_free(fence);
  pm_buffer_free(buffer);
}

static void test_fence_set_again(void **state) { on_every_device(state, fence_set_again); }

/* Recordings and misuse ----------------------------------------------------------------------- */

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
  struct pm_queue *own = pm_device_queue(device);
  struct pm_fence *fence;
  ok(pm_fence_create(device, &fence, &error), &error);
  expect_failure(pm_queue_finish(own, &error), PM_FAILED, &error, "waiting for a queue cannot");
  expect_failure(pm_fence_set(fence, own, &error), PM_FAILED, &error, "a fence cannot be recorded");
  pm_fence_free(fence);
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
  expect_failure(pm_queue_copy(d.other, d.in, 0, d.out[A], 0, 4, &error), PM_FAILED, &error,
                 "a copy cannot be recorded");
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
  struct pm_queue *own = pm_device_queue(device), *foreign = pm_device_queue(second);
  uint8_t byte = 0;
  expect_failure(pm_queue_upload(foreign, buffer, 0, &byte, 1, &error), PM_FAILED, &error,
                 "an upload: the queue is another device's");
  expect_failure(pm_queue_download(foreign, buffer, 0, &byte, 1, &error), PM_FAILED, &error,
                 "a download: the queue is another device's");
  expect_failure(pm_queue_fill(foreign, buffer, 0, 1, 0, &error), PM_FAILED, &error, "a fill: the");
  struct pm_buffer *away = buffer_of(second, 16);
  expect_failure(pm_queue_copy(own, buffer, 0, away, 0, 16, &error), PM_FAILED, &error, "a copy:");
  expect_failure(pm_queue_copy(own, away, 0, buffer, 0, 16, &error), PM_FAILED, &error, "a copy:");
  struct pm_fence *fence;
  ok(pm_fence_create(second, &fence, &error), &error);
  expect_failure(pm_fence_set(fence, own, &error), PM_FAILED, &error, "another device");
  pm_fence_free(fence);
  pm_buffer_free(away);
  pm_device_close(second);
  pm_queue_free(pm_device_queue(device)); /* stays */
  further_queue(device);                  /* goes with the device */
  launch_add(kernel, buffer, buffer, 1, 0);
  ok(pm_device_finish(device, &error), &error);
  pm_buffer_free(buffer);
}

static void test_queue_misuse(void **state) { on_every_device(state, queue_misuse); }

static void ranges(struct pm_device *device) {
  struct pm_error error;
  struct pm_queue *own = pm_device_queue(device);
  struct pm_buffer *buffer = buffer_of(device, 100), *small = buffer_of(device, 10);
  expect_failure(pm_queue_fill(own, buffer, 90, 11, 0, &error), PM_FAILED, &error,
                 "a fill of 11 bytes at offset 90 leaves a buffer of 100 bytes");
  expect_failure(pm_queue_fill(own, buffer, SIZE_MAX, 2, 0, &error), PM_FAILED, &error, "leaves");
  expect_failure(pm_queue_copy(own, buffer, 95, small, 0, 6, &error), PM_FAILED, &error,
                 "a copy of 6 bytes at offset 95 leaves a buffer of 100 bytes");
  expect_failure(pm_queue_copy(own, buffer, 0, small, 5, 6, &error), PM_FAILED, &error,
                 "a copy of 6 bytes at offset 5 leaves a buffer of 10 bytes");
  expect_failure(pm_queue_copy(own, buffer, 0, small, 0, SIZE_MAX, &error), PM_FAILED, &error,
                 "leaves a buffer");
  expect_failure(pm_queue_copy(own, buffer, 0, buffer, 49, 50, &error), PM_FAILED, &error,
                 "a copy of 50 bytes from offset 0 to 49 of one buffer overlaps");
  expect_failure(pm_queue_copy(own, buffer, 49, buffer, 0, 50, &error), PM_FAILED, &error,
                 "overlaps");
  ok(pm_queue_copy(own, buffer, 50, buffer, 0, 50, &error), &error);
  ok(pm_device_finish(device, &error), &error);
  pm_buffer_free(buffer);
  pm_buffer_free(small);
}

static void test_ranges(void **state) { on_every_device(state, ranges); }

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
      cmocka_unit_test(test_odd_arguments),
      cmocka_unit_test(test_no_memory),
      cmocka_unit_test(test_host_memory_left),
      cmocka_unit_test(test_second_open),
      cmocka_unit_test(test_queues),
      cmocka_unit_test(test_timer_of_queues),
      cmocka_unit_test(test_waits_add_up),
      cmocka_unit_test(test_queue_commands),
      cmocka_unit_test(test_queue_of_its_own),
      cmocka_unit_test(test_finish_of_one),
      cmocka_unit_test(test_fences),
      cmocka_unit_test(test_threads),
      cmocka_unit_test(test_fence_set_again),
      cmocka_unit_test(test_recordings),
      cmocka_unit_test(test_queue_misuse),
      cmocka_unit_test(test_ranges),
  };
  return cmocka_run_group_tests(tests, list_devices, free_devices);
}
