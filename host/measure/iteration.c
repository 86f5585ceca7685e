#include "host/measure/iteration.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/base/clock.h"
#include "host/measure/fault.h"

enum { OUTPUT_ALIGNMENT = 4096 };

/* A sustained iteration: enough batches that its beginning and its end, where fewer are in flight, are a small
 * part of it, but no more outputs than the host has room for without a thought. */
enum { IN_FLIGHT_MIN = 2, IN_FLIGHT_MAX = 8, BATCHES_MAX = 32, BATCHES_MIN = 8 };
static const size_t outputs_bytes_max = (size_t)1 << 28;

static unsigned batches_of(const struct pm_case *timed) {
  if (timed->boundary != PM_BOUNDARY_SUSTAINED)
    return 1;
  const size_t fit = outputs_bytes_max / timed->problem->output_bytes;
  return fit > BATCHES_MAX ? BATCHES_MAX : fit < BATCHES_MIN ? BATCHES_MIN : (unsigned)fit;
}

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
  const struct pm_case *timed = iterator->timed;
  size_t bytes = iterator->batches * timed->problem->output_bytes;
  iterator->pinned = timed->implementation->on_device && timed->boundary != PM_BOUNDARY_COLD;
  if (iterator->pinned) {
    void *memory = NULL;
    enum pm_status status = pm_host_alloc(timed->runner->device, bytes, &memory, error);
    iterator->output = memory;
    return status;
  }
  size_t rounded = (bytes / OUTPUT_ALIGNMENT + 1) * OUTPUT_ALIGNMENT;
  iterator->output = aligned_alloc(OUTPUT_ALIGNMENT, rounded);
  if (!iterator->output)
    return pm_fail(error, PM_FAILED, "%s: no memory for an output of %zu bytes", timed->name,
                   bytes);
  memset(iterator->output, 0, rounded); /* touches the pages */
  return PM_OK;
}

/* A CPU case computes in host memory, where only `resident` means anything; a cold case makes its
 * runner itself, the others come with one. */
static bool boundary_fits(const struct pm_case *timed) {
  if (!timed->implementation->on_device)
    return timed->runner && timed->boundary == PM_BOUNDARY_RESIDENT;
  if (timed->boundary == PM_BOUNDARY_COLD)
    return timed->device != NULL;
  if (timed->boundary == PM_BOUNDARY_SUSTAINED)
    return timed->runner && timed->runner->sustain;
  return timed->runner && timed->runner->device && timed->runner->download;
}

enum pm_status pm_iterator_open(struct pm_iterator *iterator, const struct pm_case *timed,
                                struct pm_error *error) {
  memset(iterator, 0, sizeof *iterator);
  iterator->timed = timed;
  if (!boundary_fits(timed))
    return pm_fail(error, PM_USAGE, "%s: %s cannot be timed with the boundary %s", timed->name,
                   timed->implementation->name, pm_boundary_name(timed->boundary));
  choose_poisons(iterator, timed->problem);
  iterator->batches = batches_of(timed);
  iterator->in_flight = IN_FLIGHT_MIN;
  return allocate_output(iterator, error);
}

void pm_iterator_close(struct pm_iterator *iterator) {
  if (iterator->pinned && iterator->output) {
    struct pm_device *device = iterator->timed->runner->device;
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

static enum pm_status time_cpu(const struct pm_case *timed, uint8_t poison, uint8_t *output,
                               double *elapsed_ns, struct pm_error *error) {
  const struct pm_runner *runner = timed->runner;
  enum pm_status status = runner->poison ? runner->poison(runner->self, poison, error) : PM_OK;
  if (status != PM_OK)
    return status;
  wake_threads(timed->pool);
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

static enum pm_status time_sustained(const struct pm_iterator *iterator, uint8_t poison,
                                     double *elapsed_ns, struct pm_error *error) {
  const struct pm_runner *runner = iterator->timed->runner;
  enum pm_status status = runner->sustain_prepare(runner->self, iterator->in_flight, poison, error);
  if (status != PM_OK)
    return status;
  const uint64_t start = pm_clock_ns();
  status = runner->sustain(runner->self, iterator->in_flight, poison, iterator->output,
                           iterator->batches, error);
  *elapsed_ns = (double)(pm_clock_ns() - start) / iterator->batches;
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
static enum pm_status run_on(const struct pm_case *timed, struct pm_device *device, uint8_t poison,
                             uint8_t *output, double *elapsed_ns, struct pm_error *error) {
  struct pm_runner runner = {0};
  uint64_t start = pm_clock_ns();
  enum pm_status status = timed->implementation->open(timed->implementation, timed->problem, NULL,
                                                      device, &runner, error);
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

static enum pm_status run_cold(const struct pm_case *timed, uint8_t poison, uint8_t *output,
                               double *elapsed_ns, struct pm_error *error) {
  struct pm_device *device = NULL;
  uint64_t start = pm_clock_ns();
  enum pm_status status = pm_device_open(timed->device, &device, error);
  double open_ns = (double)(pm_clock_ns() - start);
  if (status != PM_OK)
    return status;
  status = run_on(timed, device, poison, output, elapsed_ns, error);
  *elapsed_ns += open_ns;
  pm_device_close(device);
  return status;
}

static enum pm_status run_timed(const struct pm_iterator *iterator, enum pm_boundary boundary,
                                uint8_t poison, double *elapsed_ns, struct pm_error *error) {
  const struct pm_case *timed = iterator->timed;
  uint8_t *const output = iterator->output;
  if (boundary == PM_BOUNDARY_COLD)
    return run_cold(timed, poison, output, elapsed_ns, error);
  if (boundary == PM_BOUNDARY_SUSTAINED)
    return time_sustained(iterator, poison, elapsed_ns, error);
  if (!timed->runner->device)
    return time_cpu(timed, poison, output, elapsed_ns, error);
  return run_on_device(timed->runner, boundary, poison, output, elapsed_ns, error);
}

static enum pm_status check_outputs(const struct pm_iterator *iterator, unsigned batches,
                                    struct pm_mismatch *mismatch, struct pm_error *error) {
  const struct pm_case *timed = iterator->timed;
  const struct pm_problem *problem = timed->problem;
  for (unsigned i = 0; i < batches; i++) {
    if (pm_check_output(problem, iterator->output + i * problem->output_bytes, mismatch))
      continue;
    char batch[32] = "";
    if (batches > 1)
      snprintf(batch, sizeof batch, "batch %u: ", i);
    return pm_fail(error, PM_WRONG_OUTPUT,
                   "%s: %swrong output: %llu of %zu items differ, the first is item %llu",
                   timed->name, batch, (unsigned long long)mismatch->count,
                   problem->output_bytes / problem->output_item_bytes,
                   (unsigned long long)mismatch->index);
  }
  return PM_OK;
}

enum pm_status pm_iterator_run(struct pm_iterator *iterator, enum pm_boundary boundary,
                               double *elapsed_ns, struct pm_mismatch *mismatch,
                               struct pm_error *error) {
  const struct pm_case *timed = iterator->timed;
  const unsigned batches = boundary == PM_BOUNDARY_SUSTAINED ? iterator->batches : 1;
  uint8_t poison = next_poison(iterator);
  memset(iterator->output, poison, batches * timed->problem->output_bytes);
  *elapsed_ns = 0;
  enum pm_status status = run_timed(iterator, boundary, poison, elapsed_ns, error);
  if (status != PM_OK)
    return status;
  pm_fault_apply(timed->problem, timed->implementation, poison, iterator->output);
  return check_outputs(iterator, batches, mismatch, error);
}

/* How many batches in flight are the fastest depends on what uploads, kernels and downloads cost beside each
 * other, so each number is tried. Where the device cannot hold more, fewer have to do. */
static enum pm_status choose_in_flight(struct pm_iterator *iterator, struct pm_error *error) {
  enum { TRIES = 2 };
  struct pm_mismatch mismatch;
  double least_ns = 0;
  unsigned best = 0;
  for (unsigned n = IN_FLIGHT_MIN; n <= IN_FLIGHT_MAX; n *= 2) {
    double elapsed_ns = 0;
    enum pm_status status = PM_OK;
    iterator->in_flight = n;
    for (int i = 0; status == PM_OK && i < TRIES; i++) {
      double this_ns;
      status = pm_iterator_run(iterator, PM_BOUNDARY_SUSTAINED, &this_ns, &mismatch, error);
      elapsed_ns = i == 0 || this_ns < elapsed_ns ? this_ns : elapsed_ns;
    }
    if (status == PM_NO_MEMORY && best)
      break;
    if (status != PM_OK)
      return status;
    if (!best || elapsed_ns < least_ns) {
      least_ns = elapsed_ns;
      best = n;
    }
  }
  iterator->in_flight = best;
  return PM_OK;
}

enum pm_status pm_iterator_prepare(struct pm_iterator *iterator, struct pm_error *error) {
  const struct pm_runner *runner = iterator->timed->runner;
  enum pm_boundary boundary = iterator->timed->boundary;
  if (boundary == PM_BOUNDARY_SUSTAINED)
    return choose_in_flight(iterator, error);
  if (!runner || boundary == PM_BOUNDARY_E2E || boundary == PM_BOUNDARY_COLD)
    return PM_OK;
  enum pm_status status = stage_and_upload(runner, error);
  return status == PM_OK ? finish(runner, error) : status;
}
