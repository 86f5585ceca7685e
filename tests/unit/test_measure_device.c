/* host/measure on real devices: runners that compute nothing, zeros, once, or from what an earlier
 * iteration left must not pass at any boundary. On every OpenCL device that is found (in CI: PoCL);
 * skips where there is none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "host/measure/measure.h"

enum { GROUP = 64, WORDS = 1024, BYTES = 4 * WORDS };

/* Two kernels, so that there is something between input and output: middle = 5 in + 1 and
 * out = middle ^ 0x5a5a5a5a. */
static const char source[] =
    "__kernel void first(__global const uint *in, __global uint *middle)\n"
    "{\n"
    "  middle[get_global_id(0)] = 5 * in[get_global_id(0)] + 1;\n"
    "}\n"
    "__kernel void second(__global const uint *middle, __global uint *out)\n"
    "{\n"
    "  out[get_global_id(0)] = middle[get_global_id(0)] ^ 0x5a5a5a5a;\n"
    "}\n"
    "__kernel void zeros(__global const uint *middle, __global uint *out)\n"
    "{\n"
    "  out[get_global_id(0)] = 0;\n"
    "}\n";

static const struct pm_program_image program = {
    .name = "measure", .opencl_source = source, .opencl_source_bytes = sizeof source - 1};

/* What a cheat leaves out, from its second iteration on where nothing else is said. */
enum cheat {
  HONEST,
  ZEROS,         /* the kernel writes zeros, always */
  NOTHING,       /* no kernel is launched, ever */
  ONCE,          /* no kernel is launched */
  FIRST_ONCE,    /* the last kernel alone: it reads what the first left an iteration ago */
  SECOND_ONCE,   /* the first kernel alone: the output is the one of an iteration ago */
  DOWNLOAD_ONCE, /* nothing comes down */
  HALF,          /* half of the grid */
  UPLOAD_ONCE    /* nothing goes up: only e2e and sustained could tell */
};

struct runner {
  enum cheat cheat;
  unsigned uploaded, computed, downloaded;
  struct pm_kernel *first, *second, *zeros;
  struct pm_buffer *in, *middle, *out;
};

static uint32_t input[WORDS], expected[WORDS];

static enum pm_status launch(struct pm_kernel *kernel, struct pm_buffer *from, struct pm_buffer *to,
                             unsigned words, struct pm_error *error) {
  struct pm_argument arguments[] = {PM_BUFFER(from), PM_BUFFER(to)};
  return pm_launch(kernel, words / GROUP, GROUP, arguments, 2, error);
}

static enum pm_status compute(void *self, uint8_t *output, struct pm_error *error) {
  (void)output;
  struct runner *r = self;
  bool later = r->computed++ > 0;
  unsigned words = later && r->cheat == HALF ? WORDS / 2 : WORDS;
  if (r->cheat == NOTHING || (later && r->cheat == ONCE))
    return PM_OK;
  enum pm_status status = PM_OK;
  if (!later || r->cheat != FIRST_ONCE)
    status = launch(r->first, r->in, r->middle, words, error);
  if (status == PM_OK && (!later || r->cheat != SECOND_ONCE))
    status = launch(r->cheat == ZEROS ? r->zeros : r->second, r->middle, r->out, words, error);
  return status;
}

static enum pm_status upload(void *self, struct pm_error *error) {
  struct runner *r = self;
  if (r->cheat == UPLOAD_ONCE && r->uploaded++ > 0)
    return PM_OK;
  return pm_upload(r->in, 0, input, BYTES, error);
}

static enum pm_status download(void *self, uint8_t *output, struct pm_error *error) {
  struct runner *r = self;
  if (r->cheat == DOWNLOAD_ONCE && r->downloaded++ > 0)
    return PM_OK;
  return pm_download(r->out, 0, output, BYTES, error);
}

static enum pm_status poison(void *self, uint8_t byte, struct pm_error *error) {
  struct runner *r = self;
  enum pm_status status = pm_buffer_fill(r->middle, byte, error);
  return status == PM_OK ? pm_buffer_fill(r->out, byte, error) : status;
}

static enum pm_status poison_input(void *self, uint8_t byte, struct pm_error *error) {
  return pm_buffer_fill(((struct runner *)self)->in, byte, error);
}

/* One batch after the other: how many are in flight is no matter to what is checked. */
static enum pm_status sustain_prepare(void *self, unsigned in_flight, uint8_t byte,
                                      struct pm_error *error) {
  (void)in_flight;
  struct runner *r = self;
  enum pm_status status = poison(r, byte, error);
  if (status == PM_OK)
    status = poison_input(r, byte, error);
  return status == PM_OK ? pm_device_finish(pm_buffer_device(r->in), error) : status;
}

static enum pm_status sustain(void *self, unsigned in_flight, uint8_t byte, uint8_t *outputs,
                              unsigned count, struct pm_error *error) {
  (void)in_flight;
  struct runner *r = self;
  enum pm_status status = PM_OK;
  for (unsigned i = 0; status == PM_OK && i < count; i++) {
    status = pm_buffer_fill(r->out, byte, error);
    if (status == PM_OK)
      status = upload(r, error);
    if (status == PM_OK)
      status = compute(r, NULL, error);
    if (status == PM_OK)
      status = download(r, outputs + (size_t)i * BYTES, error);
  }
  const enum pm_status finished = pm_device_finish(pm_buffer_device(r->in), error);
  return status == PM_OK ? finished : status;
}

static void close_runner(void *self) {
  struct runner *r = self;
  pm_buffer_free(r->in);
  pm_buffer_free(r->middle);
  pm_buffer_free(r->out);
  free(r);
}

/* The cheat is the implementation's variant. */
static enum pm_status open_runner(const struct pm_implementation *implementation,
                                  const struct pm_problem *problem, struct pm_pool *pool,
                                  struct pm_device *device, struct pm_runner *runner,
                                  struct pm_error *error) {
  (void)problem, (void)pool;
  struct runner *r = calloc(1, sizeof *r);
  struct pm_program *loaded = NULL;
  assert_non_null(r);
  r->cheat = *(const enum cheat *)implementation->variant;
  *runner = (struct pm_runner){.self = r,
                               .device = device,
                               .compute = compute,
                               .upload = upload,
                               .download = download,
                               .poison = poison,
                               .poison_input = poison_input,
                               .sustain_prepare = sustain_prepare,
                               .sustain = sustain,
                               .close = close_runner};
  if (pm_program_load(device, &program, &loaded, error) != PM_OK ||
      pm_kernel_get(loaded, "first", &r->first, error) != PM_OK ||
      pm_kernel_get(loaded, "second", &r->second, error) != PM_OK ||
      pm_kernel_get(loaded, "zeros", &r->zeros, error) != PM_OK ||
      pm_buffer_create(device, BYTES, &r->in, error) != PM_OK ||
      pm_buffer_create(device, BYTES, &r->middle, error) != PM_OK ||
      pm_buffer_create(device, BYTES, &r->out, error) != PM_OK)
    fail_msg("%s", error->text);
  return PM_OK;
}

static struct pm_device_info *infos;
static size_t info_count;

static int find_devices(void **state) {
  (void)state;
  for (uint32_t i = 0; i < WORDS; i++) {
    input[i] = i * 2654435761u;
    expected[i] = (5 * input[i] + 1) ^ 0x5a5a5a5a;
  }
  return pm_devices_list(&infos, &info_count, NULL) == PM_OK ? 0 : -1;
}

static int forget_devices(void **state) {
  (void)state;
  free(infos);
  return 0;
}

static enum pm_status measure(const struct pm_device_info *info, enum cheat cheat,
                              enum pm_boundary boundary, struct pm_measurement *outcome) {
  struct pm_error error = {0};
  struct pm_device *device;
  struct pm_runner runner;
  struct pm_problem problem = {.expected = (const uint8_t *)expected,
                               .output_bytes = BYTES,
                               .output_item_bytes = 4,
                               .items = WORDS};
  struct pm_implementation implementation = {.name = "opencl",
                                             .on_device = true,
                                             .api = PM_API_OPENCL,
                                             .open = open_runner,
                                             .variant = &cheat};
  struct pm_measure_options options = {.min_time_s = 0.0005, .repetitions = 2, .seed = 1};
  assert_int_equal(pm_device_open(info, &device, &error), PM_OK);
  open_runner(&implementation, &problem, NULL, device, &runner, &error);
  struct pm_case timed = {.name = "cheat",
                          .problem = &problem,
                          .implementation = &implementation,
                          .device = info,
                          .runner = boundary == PM_BOUNDARY_COLD ? NULL : &runner,
                          .boundary = boundary};
  assert_int_equal(pm_measure(&timed, 1, &options, outcome, &error), PM_OK);
  runner.close(runner.self);
  pm_device_close(device);
  return outcome->status;
}

static void assert_status(enum cheat cheat, enum pm_boundary boundary, bool passes) {
  for (size_t i = 0; i < info_count; i++) {
    if (infos[i].api != PM_API_OPENCL)
      continue;
    struct pm_measurement outcome;
    enum pm_status status = measure(&infos[i], cheat, boundary, &outcome);
    if (passes ? status != PM_OK : status == PM_OK || outcome.sample_count)
      fail_msg("%s, cheat %d, boundary %s: status %d with %zu samples (%s)", infos[i].id, cheat,
               pm_boundary_name(boundary), status, outcome.sample_count, outcome.failure);
    pm_measurement_free(&outcome);
  }
}

static void need_device(void) {
  size_t found = 0;
  for (size_t i = 0; i < info_count; i++)
    found += infos[i].api == PM_API_OPENCL;
  if (!found)
    skip();
}

static void the_honest_one_passes_everywhere(void **state) {
  (void)state;
  need_device();
  for (int b = 0; b < PM_BOUNDARY_COUNT; b++)
    assert_status(HONEST, (enum pm_boundary)b, true);
}

static void no_cheat_passes_anywhere(void **state) {
  (void)state;
  need_device();
  for (int c = ZEROS; c <= HALF; c++)
    for (int b = PM_BOUNDARY_KERNEL; b <= PM_BOUNDARY_SUSTAINED; b++)
      assert_status((enum cheat)c, (enum pm_boundary)b, false);
  assert_status(UPLOAD_ONCE, PM_BOUNDARY_E2E, false);
  assert_status(UPLOAD_ONCE, PM_BOUNDARY_SUSTAINED, false);
}

/* A cold iteration has a runner of its own, for which nothing is a second time. */
static void empty_cold_starts_do_not_pass(void **state) {
  (void)state;
  need_device();
  assert_status(ZEROS, PM_BOUNDARY_COLD, false);
  assert_status(NOTHING, PM_BOUNDARY_COLD, false);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_honest_one_passes_everywhere),
      cmocka_unit_test(no_cheat_passes_anywhere),
      cmocka_unit_test(empty_cold_starts_do_not_pass),
  };
  return cmocka_run_group_tests(tests, find_devices, forget_devices);
}
