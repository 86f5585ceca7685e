#include "host/measure/measure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/base/clock.h"
#include "host/base/digest.h"
#include "host/measure/iteration.h"
#include "host/measure/plan.h"
#include "host/measure/shim.h"
#include "host/measure/statistics.h"

/* A case on its way from warm-up to outcome. */
struct progress {
  const struct pm_measure_options *options;
  struct pm_measurement *outcome;
  struct pm_iterator iterator; /* its output is NULL where it could not be opened */
  uint64_t iterations;         /* per repetition, planned after the warm-up */
  struct pm_watch watch;
  size_t first_sample; /* of the repetition that runs */
  struct pm_shim_case shim;
};

/* A repetition follows one of another case, whose data fill the caches; where it costs a tenth or
 * less, one discarded iteration brings this case's back. */
enum { ITERATIONS_PER_REFRESH = 10, WARM_UP_ITERATIONS = 6 };

static bool is_interrupted(const struct pm_measure_options *options) {
  return options->interrupted && *options->interrupted;
}

/* The case ends here; its outcome says why. */
static const char *fail_case(struct progress *p, enum pm_status status, const char *words) {
  struct pm_measurement *outcome = p->outcome;
  outcome->status = status;
  outcome->stop_reason = status == PM_INTERRUPTED ? "interrupted" : "failed";
  snprintf(outcome->failure, sizeof outcome->failure, "%s", words);
  return outcome->failure;
}

/* One iteration; NULL, or why the case ends. */
static const char *iterate(struct progress *p, double *elapsed_ns) {
  if (p->outcome->status != PM_OK)
    return p->outcome->failure;
  if (is_interrupted(p->options))
    return fail_case(p, PM_INTERRUPTED, "interrupted");
  struct pm_error error = {0};
  enum pm_status status = pm_iterator_run(&p->iterator, p->iterator.timed->boundary, elapsed_ns,
                                          &p->outcome->mismatch, &error);
  if (status == PM_OK)
    return NULL;
  /* A driver's compiler may fail because of the very signal that interrupts us. */
  if (status != PM_WRONG_OUTPUT && is_interrupted(p->options))
    return fail_case(p, PM_INTERRUPTED, "interrupted");
  return fail_case(p, status, error.text);
}

static const char *iterate_discarded(struct progress *p, struct pm_iteration_cost *cost) {
  uint64_t start = pm_clock_ns();
  const char *problem = iterate(p, &cost->timed_ns);
  cost->wall_ns = (double)(pm_clock_ns() - start);
  if (problem)
    return problem;
  struct pm_measurement *outcome = p->outcome;
  outcome->discarded++;
  if (outcome->warm_up_count < PM_WARM_UP_MAX)
    outcome->warm_up_ns[outcome->warm_up_count++] = cost->timed_ns;
  return NULL;
}

static void announce(struct progress *p) {
  if (p->options->progress)
    p->options->progress(p->options->progress_context, p->iterator.timed);
}

/* Runs the case for a tenth of min_time, at least twice, and six times where min_time allows. The cost of
 * an iteration is the least of all but the first, which pays for caches, pages and compilers (a cold
 * iteration always is a first one): what the machine did besides would make too few iterations of it, and
 * cases that are alike would be measured over stretches that are not, where a busy machine shows up
 * otherwise. Google Benchmark's own search for an iteration count would know nothing of what poison and
 * check cost on the wall. */
static const char *warm_up(struct progress *p, struct pm_iteration_cost *least) {
  const char *problem = iterate_discarded(p, least);
  if (problem || p->iterator.timed->boundary == PM_BOUNDARY_COLD)
    return problem;
  struct pm_iteration_cost cost;
  double spent_ns = least->wall_ns, min_time_ns = p->options->min_time_s * 1e9;
  unsigned done = 1;
  do {
    problem = iterate_discarded(p, &cost);
    if (problem)
      return problem;
    if (done == 1 || cost.timed_ns < least->timed_ns)
      *least = cost;
    done++;
    spent_ns += cost.wall_ns;
  } while (spent_ns < 0.1 * min_time_ns || (done < WARM_UP_ITERATIONS && spent_ns < min_time_ns));
  return NULL;
}

static const char *begin_repetition(void *context, uint64_t iterations) {
  struct progress *p = context;
  struct pm_iteration_cost ignored;
  if (p->outcome->status != PM_OK)
    return p->outcome->failure;
  announce(p);
  pm_watch_begin(&p->watch); /* before the refresh, which brings back what reading pushed out */
  p->first_sample = p->outcome->sample_count;
  return iterations < ITERATIONS_PER_REFRESH ? NULL : iterate_discarded(p, &ignored);
}

static const char *timed_iteration(void *context, double *seconds) {
  struct progress *p = context;
  double elapsed_ns;
  const char *problem = iterate(p, &elapsed_ns);
  if (problem)
    return problem;
  p->outcome->samples_ns[p->outcome->sample_count++] = elapsed_ns;
  *seconds = elapsed_ns * 1e-9;
  return NULL;
}

static void end_repetition(void *context) {
  struct progress *p = context;
  double timed_ns = 0;
  for (size_t i = p->first_sample; i < p->outcome->sample_count; i++)
    timed_ns += p->outcome->samples_ns[i];
  if (p->outcome->status == PM_OK)
    pm_watch_end(&p->watch, timed_ns * 1e-9, &p->outcome->conditions);
}

static void take_repetition(void *context, const struct pm_shim_run *run) {
  struct progress *p = context;
  if (run->error)
    return;
  double per_iteration = 1e9 / (double)run->iterations;
  p->outcome->repetitions[p->outcome->repetition_count++] =
      (struct pm_repetition){.iterations = run->iterations,
                             .mean_ns = run->real_s * per_iteration,
                             .cpu_ns = run->cpu_s * per_iteration};
}

static enum pm_status allocate_samples(struct progress *p, struct pm_error *error) {
  unsigned repetitions = p->options->repetitions;
  p->outcome->samples_ns = calloc(p->iterations * repetitions, sizeof(double));
  p->outcome->repetitions = calloc(repetitions, sizeof *p->outcome->repetitions);
  if (p->outcome->samples_ns && p->outcome->repetitions)
    return PM_OK;
  return pm_fail(error, PM_FAILED, "%s: no memory for its samples", p->iterator.timed->name);
}

static enum pm_status open_case(struct progress *p, const struct pm_case *timed,
                                struct pm_error *error) {
  p->iterator.timed = timed;
  if (is_interrupted(p->options))
    return pm_fail(error, PM_INTERRUPTED, "interrupted");
  announce(p);
  enum pm_status status = pm_iterator_open(&p->iterator, timed, error);
  if (status == PM_OK)
    status = pm_iterator_prepare(&p->iterator, error);
  if (timed->boundary == PM_BOUNDARY_SUSTAINED)
    p->outcome->in_flight = p->iterator.in_flight;
  return status;
}

static enum pm_status plan_case(struct progress *p, struct pm_iteration_cost cost,
                                struct pm_error *error) {
  bool cold = p->iterator.timed->boundary == PM_BOUNDARY_COLD;
  p->iterations =
      cold ? 1 : pm_plan_iterations(cost, p->options->min_time_s, p->options->repetitions);
  return allocate_samples(p, error);
}

/* A case's GPU and its processors; nothing where there are no sensors. */
static struct pm_watch watch_of(const struct pm_sensor_set *sensors, const struct pm_case *timed) {
  struct pm_watch watch = {.sensors = NULL};
  char gpu[PM_PCI_MAX] = "";
  if (!sensors)
    return watch;
  if (timed->device)
    pm_device_pci(timed->device, gpu);
  watch.sensors = pm_sensor_set_find(sensors, *gpu ? gpu : NULL, &watch.idle);
  const struct pm_binding *binding = timed->pool ? pm_pool_binding(timed->pool) : NULL;
  if (binding && binding->pus) {
    watch.processors = binding->pus;
    watch.processor_count = binding->threads;
  }
  return watch;
}

/* From a case to one that Google Benchmark can run; a case that fails on the way is marked. */
static void make_ready(struct progress *p, const struct pm_case *timed) {
  struct pm_error error = {0};
  struct pm_iteration_cost cost;
  enum pm_status status = open_case(p, timed, &error);
  if (status == PM_OK && warm_up(p, &cost))
    return;
  if (status == PM_OK)
    status = plan_case(p, cost, &error);
  if (status != PM_OK)
    fail_case(p, status, error.text);
  p->shim = (struct pm_shim_case){.name = timed->name,
                                  .iterations = p->iterations,
                                  .context = p,
                                  .begin = begin_repetition,
                                  .iterate = timed_iteration,
                                  .end = end_repetition,
                                  .report = take_repetition};
}

/* The runs of the cases that are ready, in random blocks over all cases. */
static enum pm_status run_repetitions(struct progress *all, size_t count,
                                      const struct pm_measure_options *options,
                                      struct pm_error *error) {
  size_t runs = count * options->repetitions, ready = 0;
  size_t *order = malloc(runs * sizeof *order);
  const struct pm_shim_case **shims = malloc(runs * sizeof *shims);
  enum pm_status status = PM_OK;
  char failure[256] = "no memory for the order of the repetitions";
  bool fine = order && shims;
  if (fine) {
    pm_plan_order(order, count, options->repetitions, options->seed);
    for (size_t i = 0; i < runs; i++)
      if (all[order[i]].outcome->status == PM_OK)
        shims[ready++] = &all[order[i]].shim;
    fine = pm_shim_run_all(shims, ready, failure, sizeof failure);
  }
  if (!fine)
    status = pm_fail(error, PM_FAILED, "%s", failure);
  free(order);
  free(shims);
  return status;
}

static void drop_timing(struct pm_measurement *outcome) {
  free(outcome->samples_ns);
  free(outcome->repetitions);
  outcome->samples_ns = NULL;
  outcome->repetitions = NULL;
  outcome->sample_count = outcome->repetition_count = 0;
}

/* What ended the repetitions: their timed work reached min_time in each, or the planned number of
 * iterations was done first. */
static const char *stop_reason(const struct pm_measurement *outcome, double min_time_s) {
  for (size_t i = 0; i < outcome->repetition_count; i++) {
    const struct pm_repetition *r = &outcome->repetitions[i];
    if ((double)r->iterations * r->mean_ns < min_time_s * 1e9)
      return "max_iterations";
  }
  return "min_time";
}

/* A figure that moves this much under the reader's eyes is none: something else ran on the machine,
 * or its clock changed. */
bool pm_too_noisy(const struct pm_statistics *statistics, double max_noise, char *words,
                  size_t words_bytes) {
  const double noise = pm_statistics_noise(statistics);
  if (!(max_noise > 0) || !(noise > max_noise))
    return false;
  snprintf(words, words_bytes, "too noisy: ±%.0f%% on the median, ±%.3g%% is allowed (--max-noise)",
           100 * noise, 100 * max_noise);
  return true;
}

/* What is too noisy is kept, for a look at it. */
static void judge_noise(struct progress *p) {
  struct pm_measurement *outcome = p->outcome;
  struct pm_statistics statistics;
  pm_statistics_compute(outcome->samples_ns, outcome->sample_count, outcome->repetition_count,
                        p->options->seed, &statistics);
  if (pm_too_noisy(&statistics, p->options->max_noise, outcome->failure, sizeof outcome->failure))
    outcome->status = PM_UNTRUSTWORTHY;
}

/* Of what the last iteration computed, right or wrong; "" if it computed nothing. */
static void digest_output(const struct pm_iterator *iterator, enum pm_status status,
                          char digest[65]) {
  digest[0] = '\0';
  if (status != PM_OK && status != PM_UNTRUSTWORTHY && status != PM_WRONG_OUTPUT)
    return;
  struct pm_span output = {iterator->output, iterator->timed->problem->output_bytes};
  pm_digest(&output, 1, digest);
}

static void conclude(struct progress *p) {
  struct pm_measurement *outcome = p->outcome;
  if (outcome->status == PM_OK && outcome->repetition_count < p->options->repetitions)
    fail_case(p, PM_FAILED, "Google Benchmark did not report every repetition");
  if (outcome->status == PM_OK)
    outcome->stop_reason = stop_reason(outcome, p->options->min_time_s);
  else
    drop_timing(outcome);
  pm_watch_conclude(&p->watch, &outcome->conditions);
  if (outcome->status == PM_OK && p->options->max_noise > 0)
    judge_noise(p);
  digest_output(&p->iterator, outcome->status, outcome->output_digest);
  pm_iterator_close(&p->iterator);
}

enum pm_status pm_measure(const struct pm_case *cases, size_t count,
                          const struct pm_measure_options *options, struct pm_measurement *outcomes,
                          struct pm_error *error) {
  for (size_t i = 0; i < count; i++) {
    outcomes[i] = (struct pm_measurement){.stop_reason = "failed"};
    snprintf(outcomes[i].group, sizeof outcomes[i].group, "%s",
             options->group ? options->group : "");
  }
  if (options->repetitions == 0)
    return pm_fail(error, PM_USAGE, "the number of repetitions must be at least 1");
  if (count == 0)
    return PM_OK;
  struct progress *all = calloc(count, sizeof *all);
  if (!all)
    return pm_fail(error, PM_FAILED, "no memory for %zu cases", count);
  for (size_t i = 0; i < count; i++) {
    all[i].options = options;
    all[i].outcome = &outcomes[i];
    all[i].watch = watch_of(options->sensors, &cases[i]);
    make_ready(&all[i], &cases[i]);
  }
  enum pm_status status = run_repetitions(all, count, options, error);
  for (size_t i = 0; i < count; i++)
    conclude(&all[i]);
  free(all);
  if (status == PM_OK && is_interrupted(options))
    status = pm_fail(error, PM_INTERRUPTED, "interrupted");
  return status;
}

void pm_measurement_free(struct pm_measurement *measurement) { drop_timing(measurement); }

enum pm_status pm_verify_case(const struct pm_case *timed, struct pm_mismatch *mismatch,
                              char output_digest[65], struct pm_error *error) {
  struct pm_iterator iterator;
  output_digest[0] = '\0';
  enum pm_status status = pm_iterator_open(&iterator, timed, error);
  if (status != PM_OK)
    return status;
  bool warm_device = timed->implementation->on_device && timed->boundary != PM_BOUNDARY_COLD;
  double ignored_ns;
  status = pm_iterator_run(&iterator, warm_device ? PM_BOUNDARY_E2E : timed->boundary, &ignored_ns,
                           mismatch, error);
  digest_output(&iterator, status, output_digest);
  pm_iterator_close(&iterator);
  return status;
}
