/* Batches for tests of operations: the inputs are the works', and what the outputs have to be their
 * oracles say, or the kernels' references. */
#ifndef PROOFMARK_TESTS_UNIT_OP_TEST_H
#define PROOFMARK_TESTS_UNIT_OP_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench/op/op.h"
#include "bench/op/runner.h"
#include "bench/registry.h"
#include "host/base/random.h"
#include "tests/support/machine.h"

enum { OP_TEST_SEED = 11, POISON = 0xa5, GUARD_BYTES = 64, SAMPLE_OWN_MAX = 8 };

/* A batch, and what has to come of it. */
struct sample {
  const void *shape;
  const void *in[PLAN_INPUTS_MAX];
  const uint8_t *expected[PLAN_RESULTS_MAX];
  uint64_t out_bytes[PLAN_RESULTS_MAX]; /* 0: there is no such output */
  struct pm_problem problem;            /* whose these are; all 0: they are in `own` */
  void *own[SAMPLE_OWN_MAX];
  unsigned own_count;
};

static inline void ok(enum pm_status status, const struct pm_error *error) {
  if (status != PM_OK)
    fail_msg("status %d: %s", status, error->text);
}

/* The call fails so, and the message has that part in it. */
static inline void expect_failure(enum pm_status status, enum pm_status expected,
                                  const struct pm_error *error, const char *part) {
  if (status != expected)
    fail_msg("status %d and not %d: %s", status, expected, error->text);
  assert_int_equal(error->status, expected);
  if (!strstr(error->text, part))
    fail_msg("\"%s\" is not in \"%s\"", part, error->text);
}

static inline const struct pm_work *work_named(const char *name) {
  for (size_t i = 0; i < bench_registry.count; i++)
    if (strcmp(bench_registry.works[i]->name, name) == 0)
      return bench_registry.works[i];
  fail_msg("there is no work %s", name);
  return NULL;
}

/* Samples ------------------------------------------------------------------------------------- */

static inline void *sample_own(struct sample *sample, size_t bytes) {
  void *memory = calloc(1, bytes + 1);
  assert_non_null(memory);
  assert_true(sample->own_count < SAMPLE_OWN_MAX);
  return sample->own[sample->own_count++] = memory;
}

static inline void *sample_own_random(struct sample *sample, size_t bytes, uint64_t stream) {
  uint8_t *memory = sample_own(sample, bytes);
  pm_random_bytes(OP_TEST_SEED, stream, 0, memory, bytes);
  return memory;
}

static inline void samples_free(struct sample *samples, unsigned count) {
  for (unsigned i = 0; i < count; i++) {
    if (samples[i].problem.close)
      samples[i].problem.close(&samples[i].problem);
    while (samples[i].own_count > 0)
      free(samples[i].own[--samples[i].own_count]);
  }
}

/* The problem of a work whose operation has one output. */
static inline struct sample sample_of(const struct pm_work *work, const uint64_t *values) {
  struct sample sample = {0};
  struct pm_error error;
  uint64_t all[PM_PARAMETERS_MAX] = {0};
  memcpy(all, values, work->parameter_count * sizeof *values);
  ok(pm_problem_make(work, all, OP_TEST_SEED, NULL, machine_pool, &sample.problem, &error), &error);
  const struct op_problem *made = sample.problem.data;
  sample.shape = made->shape;
  memcpy(sample.in, made->inputs, sizeof sample.in);
  sample.expected[0] = sample.problem.expected;
  sample.out_bytes[0] = sample.problem.output_bytes;
  return sample;
}

/* Memory for outputs -------------------------------------------------------------------------- */

/* Each output has a guard behind it. */
static inline size_t sample_room(const struct sample *sample) {
  size_t bytes = 0;
  for (unsigned i = 0; i < PLAN_RESULTS_MAX; i++)
    bytes += sample->out_bytes[i] + GUARD_BYTES;
  return bytes;
}

static inline size_t samples_room(const struct sample *samples, unsigned count) {
  size_t most = 0;
  for (unsigned i = 0; i < count; i++)
    if (sample_room(&samples[i]) > most)
      most = sample_room(&samples[i]);
  return most;
}

/* The sample as a batch on the host, whose outputs go to `room`, which is poisoned. */
static inline struct op_batch sample_batch(const struct sample *sample, uint8_t *room) {
  struct op_batch batch = {.shape = sample->shape};
  memset(room, POISON, sample_room(sample));
  for (unsigned i = 0; i < PLAN_INPUTS_MAX; i++)
    batch.in[i].host = sample->in[i];
  for (unsigned i = 0; i < PLAN_RESULTS_MAX; i++) {
    batch.out[i].host = sample->out_bytes[i] ? room : NULL;
    room += sample->out_bytes[i] + GUARD_BYTES;
  }
  return batch;
}

/* "" where the outputs are right and nothing behind them was written; else what is wrong. */
static inline const char *sample_judged(const struct sample *sample, const uint8_t *room) {
  for (unsigned i = 0; i < PLAN_RESULTS_MAX; i++) {
    const uint64_t bytes = sample->out_bytes[i];
    if (bytes && memcmp(room, sample->expected[i], bytes) != 0)
      return i ? "a further output is wrong" : "the output is wrong";
    for (unsigned k = 0; k < GUARD_BYTES; k++)
      if (room[bytes + k] != POISON)
        return "something was written behind an output";
    room += bytes + GUARD_BYTES;
  }
  return "";
}

/* One batch at a time. */
static inline void check_sample(struct op *op, const struct sample *sample) {
  struct pm_error error;
  uint8_t *room = malloc(sample_room(sample));
  assert_non_null(room);
  const struct op_batch batch = sample_batch(sample, room);
  ok(op_run(op, &batch, &error), &error);
  const char *wrong = sample_judged(sample, room);
  if (*wrong)
    fail_msg("%s on %s: %s", sample->problem.id, op_implementation(op), wrong);
  free(room);
}

/* Devices ------------------------------------------------------------------------------------- */

/* The first device of an API; NULL where there is none. The caller's. */
static inline struct pm_device *device_of(enum pm_api api, unsigned number) {
  struct pm_device_info *infos;
  struct pm_device *device = NULL;
  struct pm_error error;
  size_t count;
  ok(pm_devices_list(&infos, &count, &error), &error);
  for (size_t i = 0; !device && i < count; i++)
    if (infos[i].api == api && number-- == 0)
      ok(pm_device_open(&infos[i], &device, &error), &error);
  free(infos);
  return device;
}

static inline struct pm_device *need_opencl(void) {
  struct pm_device *device = device_of(PM_API_OPENCL, 0);
  if (!device) {
    print_message("skipped: there is no OpenCL device here\n");
    skip();
  }
  return device;
}

/* Opened, or the test fails. */
static inline struct op *opened(const struct op_request *request) {
  struct op *op = NULL;
  struct pm_error error;
  ok(op_open(request, &op, &error), &error);
  return op;
}

#endif
