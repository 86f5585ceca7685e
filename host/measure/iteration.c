#include "host/measure/iteration.h"

#include <stdlib.h>
#include <string.h>

#include "host/base/clock.h"
#include "host/measure/fault.h"

enum { OUTPUT_ALIGNMENT = 4096 };

/* An output byte pattern that never was written must not look right: a byte that fills a whole
 * expected item is no poison. */
static void choose_poisons(struct pm_iterator *iterator, const struct pm_problem *problem) {
  bool fills_an_item[256] = {false};
  size_t item = problem->output_item_bytes;
  for (size_t offset = 0; offset + item <= problem->output_bytes; offset += item) {
    const uint8_t *bytes = problem->expected + offset;
    if (memcmp(bytes, bytes + 1, item - 1) == 0)
      fills_an_item[bytes[0]] = true;
  }
  iterator->poison_count = 0;
  for (unsigned byte = 0; byte < 256; byte++)
    if (!fills_an_item[byte])
      iterator->poisons[iterator->poison_count++] = (uint8_t)byte;
}

/* Another byte in each iteration, so that a byte which is left unwritten and happens to equal the
 * poison once is found the next time. A prime above 256 steps through every list of poisons. */
static uint8_t next_poison(struct pm_iterator *iterator) {
  uint64_t step = 421 * ++iterator->iterations;
  if (iterator->poison_count < 2)
    return (uint8_t)step;
  return iterator->poisons[step % iterator->poison_count];
}

static enum pm_status allocate_output(struct pm_iterator *iterator, struct pm_error *error) {
  const struct pm_case *one = iterator->one;
  size_t bytes = one->problem->output_bytes;
  iterator->pinned = one->implementation->on_device && one->boundary != PM_BOUNDARY_COLD;
  if (iterator->pinned) {
    void *memory = NULL;
    enum pm_status status = pm_host_alloc(one->runner->device, bytes, &memory, error);
    iterator->output = memory;
    return status;
  }
  size_t rounded = (bytes / OUTPUT_ALIGNMENT + 1) * OUTPUT_ALIGNMENT;
  iterator->output = aligned_alloc(OUTPUT_ALIGNMENT, rounded);
  if (!iterator->output)
    return pm_fail(error, PM_FAILED, "%s: no memory for an output of %zu bytes", one->name, bytes);
  memset(iterator->output, 0, rounded); /* touches the pages */
  return PM_OK;
}

/* A CPU case computes in host memory, where only `resident` means anything; a cold case makes its
 * runner itself, the others come with one. */
static bool boundary_fits(const struct pm_case *one) {
  if (!one->implementation->on_device)
    return one->runner && one->boundary == PM_BOUNDARY_RESIDENT;
  if (one->boundary == PM_BOUNDARY_COLD)
    return one->device != NULL;
  return one->runner && one->runner->device && one->runner->download;
}

enum pm_status pm_iterator_open(struct pm_iterator *iterator, const struct pm_case *one,
                                struct pm_error *error) {
  memset(iterator, 0, sizeof *iterator);
  iterator->one = one;
  if (!boundary_fits(one))
    return pm_fail(error, PM_USAGE, "%s: %s cannot be timed with the boundary %s", one->name,
                   one->implementation->name, pm_boundary_name(one->boundary));
  choose_poisons(iterator, one->problem);
  return allocate_output(iterator, error);
}

void pm_iterator_close(struct pm_iterator *iterator) {
  if (iterator->pinned && iterator->output) {
    struct pm_device *device = iterator->one->runner->device;
    pm_device_finish(device, NULL); /* a download that failed half-way may still be writing */
    pm_host_free(device, iterator->output);
  } else {
    free(iterator->output);
  }
  iterator->output = NULL;
}

/* Calls a step of a runner that may have none. */
static enum pm_status step(enum pm_status (*function)(void *, struct pm_error *),
                           const struct pm_runner *runner, struct pm_error *error) {
  return function ? function(runner->self, error) : PM_OK;
}

static enum pm_status finish(const struct pm_runner *runner, struct pm_error *error) {
  return runner->device ? pm_device_finish(runner->device, error) : PM_OK;
}

static enum pm_status stage_and_upload(const struct pm_runner *runner, struct pm_error *error) {
  enum pm_status status = step(runner->stage, runner, error);
  return status == PM_OK ? step(runner->upload, runner, error) : status;
}

static enum pm_status download_and_finish(const struct pm_runner *runner, uint8_t *output,
                                          struct pm_error *error) {
  enum pm_status status = runner->download(runner->self, output, error);
  return status == PM_OK ? finish(runner, error) : status;
}

enum pm_status pm_iterator_prepare(struct pm_iterator *iterator, struct pm_error *error) {
  const struct pm_runner *runner = iterator->one->runner;
  enum pm_boundary boundary = iterator->one->boundary;
  if (!runner || boundary == PM_BOUNDARY_E2E || boundary == PM_BOUNDARY_COLD)
    return PM_OK;
  enum pm_status status = stage_and_upload(runner, error);
  return status == PM_OK ? finish(runner, error) : status;
}

/* Poisons what the runner's device holds of the output, and of the input where the iteration is to
 * bring it. The host clock waits for it, so that nothing of it is timed. Device events need no wait,
 * and go better without: they start when the queue comes to them, and while it is at the poison the
 * launches behind it are made ready, so that the time they take does not show. */
static enum pm_status poison_device(const struct pm_runner *runner, enum pm_boundary boundary,
                                    uint8_t poison, struct pm_error *error) {
  enum pm_status status = runner->poison ? runner->poison(runner->self, poison, error) : PM_OK;
  if (status == PM_OK && boundary == PM_BOUNDARY_E2E && runner->poison_input)
    status = runner->poison_input(runner->self, poison, error);
  return status == PM_OK && boundary != PM_BOUNDARY_KERNEL ? finish(runner, error) : status;
}

static bool nothing(void *context, uint64_t first, uint64_t last, unsigned worker) {
  (void)context, (void)first, (void)last, (void)worker;
  return true;
}

/* While the last output was checked and this one poisoned, the threads fell asleep. Waking two takes
 * some 70 us, as long as hashing a small block: a cost of the harness, not of the implementation. So
 * they are given empty runs first. One is not enough, as the caller is woken late from it, when they
 * may have fallen asleep again: once an empty run is quick, all are awake, and still look for work
 * when the timed one comes. On a machine that is busy with other things it may never be. */
static void wake_threads(struct pm_pool *pool) {
  enum { QUICK_NS = 10000, TRIES = 8 };
  for (int i = 0; pool && i < TRIES; i++) {
    uint64_t start = pm_clock_ns();
    pm_pool_run(pool, pm_pool_threads(pool), 1, nothing, NULL);
    if (pm_clock_ns() - start < QUICK_NS)
      return;
  }
}

static enum pm_status time_cpu(const struct pm_case *one, uint8_t poison, uint8_t *output,
                               double *elapsed_ns, struct pm_error *error) {
  const struct pm_runner *runner = one->runner;
  enum pm_status status = runner->poison ? runner->poison(runner->self, poison, error) : PM_OK;
  if (status != PM_OK)
    return status;
  wake_threads(one->pool);
  uint64_t start = pm_clock_ns();
  status = runner->compute(runner->self, output, error);
  *elapsed_ns = (double)(pm_clock_ns() - start);
  return status;
}

static enum pm_status time_kernel(const struct pm_runner *runner, uint8_t *output,
                                  double *elapsed_ns, struct pm_error *error) {
  enum pm_status status = pm_timer_start(runner->device, error);
  if (status == PM_OK)
    status = runner->compute(runner->self, NULL, error);
  if (status == PM_OK)
    status = pm_timer_stop(runner->device, error);
  if (status == PM_OK)
    status = pm_device_finish(runner->device, error);
  if (status == PM_OK)
    status = pm_timer_read_ns(runner->device, elapsed_ns, error);
  return status == PM_OK ? download_and_finish(runner, output, error) : status;
}

static enum pm_status time_resident(const struct pm_runner *runner, uint8_t *output,
                                    double *elapsed_ns, struct pm_error *error) {
  uint64_t start = pm_clock_ns();
  enum pm_status status = runner->compute(runner->self, NULL, error);
  if (status == PM_OK)
    status = pm_device_finish(runner->device, error);
  *elapsed_ns = (double)(pm_clock_ns() - start);
  return status == PM_OK ? download_and_finish(runner, output, error) : status;
}

static enum pm_status time_e2e(const struct pm_runner *runner, uint8_t *output, double *elapsed_ns,
                               struct pm_error *error) {
  uint64_t start = pm_clock_ns();
  enum pm_status status = stage_and_upload(runner, error);
  if (status == PM_OK)
    status = runner->compute(runner->self, NULL, error);
  if (status == PM_OK)
    status = download_and_finish(runner, output, error);
  *elapsed_ns = (double)(pm_clock_ns() - start);
  return status;
}

static enum pm_status run_on_device(const struct pm_runner *runner, enum pm_boundary boundary,
                                    uint8_t poison, uint8_t *output, double *elapsed_ns,
                                    struct pm_error *error) {
  enum pm_status status = poison_device(runner, boundary, poison, error);
  if (status != PM_OK)
    return status;
  switch (boundary) {
  case PM_BOUNDARY_KERNEL:
    return time_kernel(runner, output, elapsed_ns, error);
  case PM_BOUNDARY_RESIDENT:
    return time_resident(runner, output, elapsed_ns, error);
  default:
    return time_e2e(runner, output, elapsed_ns, error);
  }
}

/* The clock stands still while the device's buffers are poisoned: memory that another run gave back
 * can still hold the right output. */
static enum pm_status run_on(const struct pm_case *one, struct pm_device *device, uint8_t poison,
                             uint8_t *output, double *elapsed_ns, struct pm_error *error) {
  struct pm_runner runner = {0};
  uint64_t start = pm_clock_ns();
  enum pm_status status =
      one->implementation->open(one->implementation, one->problem, NULL, device, &runner, error);
  double open_ns = (double)(pm_clock_ns() - start);
  if (status != PM_OK)
    return status;
  runner.device = device;
  status = run_on_device(&runner, PM_BOUNDARY_E2E, poison, output, elapsed_ns, error);
  *elapsed_ns += open_ns;
  if (status != PM_OK)
    pm_device_finish(device, NULL); /* what was enqueued before the failure uses the buffers */
  runner.close(runner.self);
  return status;
}

static enum pm_status run_cold(const struct pm_case *one, uint8_t poison, uint8_t *output,
                               double *elapsed_ns, struct pm_error *error) {
  struct pm_device *device = NULL;
  uint64_t start = pm_clock_ns();
  enum pm_status status = pm_device_open(one->device, &device, error);
  double open_ns = (double)(pm_clock_ns() - start);
  if (status != PM_OK)
    return status;
  status = run_on(one, device, poison, output, elapsed_ns, error);
  *elapsed_ns += open_ns;
  pm_device_close(device);
  return status;
}

static enum pm_status run_timed(const struct pm_case *one, enum pm_boundary boundary,
                                uint8_t poison, uint8_t *output, double *elapsed_ns,
                                struct pm_error *error) {
  if (boundary == PM_BOUNDARY_COLD)
    return run_cold(one, poison, output, elapsed_ns, error);
  if (!one->runner->device)
    return time_cpu(one, poison, output, elapsed_ns, error);
  return run_on_device(one->runner, boundary, poison, output, elapsed_ns, error);
}

enum pm_status pm_iterator_run(struct pm_iterator *iterator, enum pm_boundary boundary,
                               double *elapsed_ns, struct pm_mismatch *mismatch,
                               struct pm_error *error) {
  const struct pm_case *one = iterator->one;
  uint8_t poison = next_poison(iterator);
  memset(iterator->output, poison, one->problem->output_bytes);
  *elapsed_ns = 0;
  enum pm_status status = run_timed(one, boundary, poison, iterator->output, elapsed_ns, error);
  if (status != PM_OK)
    return status;
  pm_fault_apply(one->problem, one->implementation, poison, iterator->output);
  if (pm_check_output(one->problem, iterator->output, mismatch))
    return PM_OK;
  return pm_fail(error, PM_WRONG_OUTPUT,
                 "%s: wrong output: %llu of %zu items differ, the first is item %llu", one->name,
                 (unsigned long long)mismatch->count,
                 one->problem->output_bytes / one->problem->output_item_bytes,
                 (unsigned long long)mismatch->index);
}
