/* The entries of an observation: devices, works, cases, skips, failures, and Google's benchmarks.
 */
#include <math.h>
#include <string.h>

#include "host/base/digest.h"
#include "host/measure/statistics.h"
#include "host/result/result_parts.h"

/* --- devices ----------------------------------------------------------------------------- */

static const char *kind_name(enum pm_device_kind kind) {
  static const char *const names[] = {
      [PM_DEVICE_GPU] = "gpu", [PM_DEVICE_CPU] = "cpu", [PM_DEVICE_OTHER] = "other"};
  return names[kind];
}

static void size_or_null(struct pm_json *json, const char *key, uint64_t value) {
  if (value)
    pm_json_u64(json, key, value);
  else
    pm_json_null(json, key);
}

static void write_pci(struct pm_json *json, const struct pm_device_info *info) {
  char address[PM_PCI_MAX];
  pm_device_pci(info, address);
  pm_json_known(json, "pci", address);
}

static void write_locality(struct pm_json *json, const struct pm_locality *locality) {
  bool known = locality && locality->known;
  if (known && locality->numa_node >= 0)
    pm_json_number(json, "numa", locality->numa_node);
  else
    pm_json_null(json, "numa");
  pm_json_bool(json, "locality_known", known);
  pm_json_known(json, "cpus", known ? locality->cpus : NULL);
}

static void write_clock(struct pm_json *json, const struct pm_device_info *info) {
  if (!info->clock_mhz) {
    pm_json_null(json, "clocks");
    return;
  }
  pm_json_object(json, "clocks");
  pm_json_u64(json, "stated_mhz", info->clock_mhz);
  pm_json_end_object(json);
}

void pm_result_add_device(struct pm_result *result, const struct pm_device_info *info,
                          const struct pm_locality *locality) {
  if (pm_names_hold(&result->devices, info->id))
    return;
  struct pm_json *json = pm_section_of(result, DEVICES);
  pm_json_object(json, NULL);
  pm_json_string(json, "id", info->id);
  pm_json_string(json, "api", pm_api_name(info->api));
  pm_json_string(json, "kind", kind_name(info->kind));
  pm_json_string(json, "name", info->name);
  pm_json_known(json, "vendor", info->vendor);
  pm_json_known(json, "uuid", info->uuid);
  write_pci(json, info);
  pm_json_known(json, "driver", info->driver);
  write_locality(json, locality);
  size_or_null(json, "compute_units", info->compute_units);
  write_clock(json, info);
  pm_json_null(json, "power_limit_w");
  if (info->ecc < 0)
    pm_json_null(json, "ecc");
  else
    pm_json_bool(json, "ecc", info->ecc > 0);
  pm_json_number(json, "timer_resolution_ns",
                 info->timer_resolution_ns > 0 ? info->timer_resolution_ns : NAN);
  size_or_null(json, "memory_bytes", info->memory_bytes);
  size_or_null(json, "largest_buffer_bytes", info->largest_buffer_bytes);
  size_or_null(json, "cache_bytes", info->cache_bytes);
  pm_json_end_object(json);
  pm_names_add(result, &result->devices, info->id);
}

/* --- works ------------------------------------------------------------------------------- */

static void write_parameters(struct pm_json *json, const struct pm_problem *problem) {
  pm_json_object(json, "parameters");
  for (size_t i = 0; i < problem->work->parameter_count; i++) {
    const struct pm_parameter *parameter = &problem->work->parameters[i];
    if (parameter->choices)
      pm_json_string(json, parameter->name, parameter->choices[problem->values[i]]);
    else
      pm_json_u64(json, parameter->name, problem->values[i]);
  }
  pm_json_end_object(json);
}

static void write_expected(struct pm_json *json, const struct pm_problem *problem) {
  struct pm_span output = {problem->expected, problem->output_bytes};
  char digest[65] = "";
  if (problem->expected)
    pm_digest(&output, 1, digest);
  pm_json_known(json, "expected_digest", digest);
}

/* What is not in it, none is taken of. */
static void write_model(struct pm_json *json, const struct pm_model *model) {
  pm_json_object(json, "model");
  for (int i = 1; i < PM_RESOURCE_COUNT; i++)
    if (model->amounts[i] > 0)
      pm_json_number(json, pm_resource_name((enum pm_resource)i), model->amounts[i]);
  pm_json_end_object(json);
}

static void write_work(struct pm_json *json, const struct pm_problem *problem) {
  pm_json_object(json, NULL);
  pm_json_string(json, "id", problem->id);
  pm_json_string(json, "name", problem->work->name);
  write_parameters(json, problem);
  pm_json_u64(json, "items", problem->items);
  pm_json_known(json, "item", problem->item);
  pm_json_u64(json, "bytes", problem->bytes);
  pm_json_u64(json, "operations", problem->operations);
  pm_json_known(json, "operation", problem->operation);
  write_model(json, &problem->model);
  bool measures = problem->measures != PM_RESOURCE_NONE;
  pm_json_string(json, "measures", measures ? pm_resource_name(problem->measures) : NULL);
  pm_json_known(json, "not_slower_than", problem->work->not_slower_than);
  pm_json_string(json, "input_digest", problem->input_digest);
  write_expected(json, problem);
  pm_json_u64(json, "seed", problem->seed);
  pm_json_u64(json, "output_bytes", problem->output_bytes);
  pm_json_end_object(json);
}

enum pm_status pm_result_add_work(struct pm_result *result, const struct pm_problem *problem,
                                  struct pm_error *error) {
  const struct filed_work *known = pm_find_work(result, problem->id);
  if (known && strcmp(known->input_digest, problem->input_digest) != 0)
    return pm_fail(error, PM_NOT_COMPARABLE,
                   "%s has another input (%.12s…) than the results file has for it (%.12s…); "
                   "write to another file",
                   problem->id, problem->input_digest, known->input_digest);
  if (!known && pm_file_work(result, problem->id, problem->input_digest))
    write_work(pm_section_of(result, WORKS), problem);
  return PM_OK;
}

/* --- cases ------------------------------------------------------------------------------- */

static const char *device_id(const struct pm_case *timed) {
  return timed->device ? timed->device->id : pm_cpu_device_id;
}

static double per_second(double count, double time_ns) {
  return time_ns > 0 ? count * 1e9 / time_ns : NAN;
}

static void write_identity(struct pm_json *json, const struct pm_case *timed) {
  pm_json_string(json, "id", timed->name);
  pm_json_string(json, "work", timed->problem->id);
  pm_json_string(json, "implementation", timed->implementation->name);
  pm_json_string(json, "device", device_id(timed));
}

static void write_binding(struct pm_json *json, const struct pm_binding *binding) {
  if (!binding) {
    pm_json_null(json, "binding");
    return;
  }
  pm_json_object(json, "binding");
  pm_json_string(json, "text", binding->text);
  pm_json_bool(json, "bound", binding->bound);
  pm_json_u64(json, "threads", binding->threads);
  pm_json_array(json, "pus");
  for (unsigned i = 0; binding->pus && i < binding->threads; i++)
    pm_json_u64(json, NULL, binding->pus[i]);
  pm_json_end_array(json);
  if (binding->numa_node < 0)
    pm_json_null(json, "numa");
  else
    pm_json_number(json, "numa", binding->numa_node);
  pm_json_end_object(json);
}

void pm_write_statistics(struct pm_json *json, double items, double bytes, double operations,
                         const struct pm_statistics *statistics) {
  double median = statistics->median_ns;
  pm_json_object(json, "statistics");
  pm_json_u64(json, "n", statistics->n);
  pm_json_number(json, "median_ns", median);
  pm_json_number(json, "mean_ns", statistics->mean_ns);
  pm_json_number(json, "mad_ns", statistics->mad_ns);
  pm_json_number(json, "cv", statistics->cv);
  pm_json_number(json, "p90_ns", statistics->p90_ns);
  pm_json_number(json, "p95_ns", statistics->p95_ns);
  pm_json_number(json, "p99_ns", statistics->p99_ns);
  pm_json_number(json, "ci_low_ns", statistics->ci_low_ns);
  pm_json_number(json, "ci_high_ns", statistics->ci_high_ns);
  pm_json_number(json, "items_per_second", per_second(items, median));
  pm_json_number(json, "bytes_per_second", per_second(bytes, median));
  pm_json_number(json, "operations_per_second", per_second(operations, median));
  pm_json_end_object(json);
}

static void write_case_verdict(struct pm_json *json, const struct pm_measurement *measurement) {
  bool ok = measurement->status == PM_OK;
  pm_json_object(json, "verdict");
  pm_json_string(json, "status", ok ? "ok" : "untrustworthy");
  pm_json_array(json, "reasons");
  if (!ok)
    pm_json_string(json, NULL, measurement->failure);
  pm_json_end_array(json);
  pm_json_end_object(json);
}

static void write_case(struct pm_result *result, const struct pm_case *timed,
                       const struct pm_binding *binding, const struct pm_measurement *measurement) {
  struct pm_statistics statistics;
  pm_statistics_compute(measurement->samples_ns, measurement->sample_count,
                        measurement->repetition_count, result->seed, &statistics);
  struct pm_json *json = pm_section_of(result, CASES);
  pm_json_object(json, NULL);
  write_identity(json, timed);
  write_binding(json, binding);
  pm_json_string(json, "boundary", pm_boundary_name(timed->boundary));
  pm_json_bool(json, "modelled", timed->implementation->modelled);
  const struct pm_problem *problem = timed->problem;
  pm_write_statistics(json, (double)problem->items, (double)problem->bytes,
                      (double)problem->operations, &statistics);
  pm_json_known(json, "output_digest", measurement->output_digest);
  pm_json_bool(json, "verified", true);
  if (measurement->in_flight)
    pm_json_u64(json, "in_flight", measurement->in_flight);
  pm_json_known(json, "stop_reason", measurement->stop_reason);
  pm_json_u64(json, "discarded", measurement->discarded);
  pm_json_u64(json, "repetitions", measurement->repetition_count);
  pm_json_known(json, "group", measurement->group);
  size_or_null(json, "memory_bytes", timed->runner ? timed->runner->memory_bytes : 0);
  pm_write_conditions(json, timed, measurement);
  pm_json_null(json, "cost");
  write_case_verdict(json, measurement);
  pm_json_numbers(json, "warm_up_ns", measurement->warm_up_ns, measurement->warm_up_count);
  pm_json_numbers(json, "samples_ns", measurement->samples_ns, measurement->sample_count);
  pm_json_end_object(json);
}

/* --- Google Benchmark's runs (its JSONReporter, version 1.7) ----------------------------- */

struct run {
  const struct pm_case *timed;
  const struct pm_measurement *measurement;
  const struct filed_work *work;
  unsigned family, threads;
};

static void open_run(struct pm_json *json, const struct run *run, const char *suffix,
                     const char *type) {
  char name[sizeof run->timed->name + 16];
  snprintf(name, sizeof name, "%s%s", run->timed->name, suffix);
  pm_json_object(json, NULL);
  pm_json_string(json, "name", name);
  pm_json_u64(json, "family_index", run->family);
  pm_json_u64(json, "per_family_instance_index", run->work->cases);
  pm_json_string(json, "run_name", run->timed->name);
  pm_json_string(json, "run_type", type);
  pm_json_u64(json, "repetitions", run->measurement->repetition_count);
}

static void write_repetition(struct pm_json *json, const struct run *run, size_t index) {
  const struct pm_repetition *repetition = &run->measurement->repetitions[index];
  const struct pm_problem *problem = run->timed->problem;
  open_run(json, run, "", "iteration");
  pm_json_u64(json, "repetition_index", index);
  pm_json_u64(json, "threads", run->threads);
  pm_json_u64(json, "iterations", repetition->iterations);
  pm_json_number(json, "real_time", repetition->mean_ns);
  pm_json_number(json, "cpu_time", repetition->cpu_ns);
  pm_json_string(json, "time_unit", "ns");
  pm_json_number(json, "bytes_per_second", per_second((double)problem->bytes, repetition->mean_ns));
  pm_json_number(json, "items_per_second", per_second((double)problem->items, repetition->mean_ns));
  pm_json_end_object(json);
}

/* One value of a repetition: what the aggregates are taken over. */
enum column { REAL_TIME, CPU_TIME, BYTES_PER_SECOND, ITEMS_PER_SECOND, COLUMN_COUNT };

static double value_of(const struct run *run, enum column column, size_t index) {
  const struct pm_repetition *repetition = &run->measurement->repetitions[index];
  switch (column) {
  case REAL_TIME:
    return repetition->mean_ns;
  case CPU_TIME:
    return repetition->cpu_ns;
  case BYTES_PER_SECOND:
    return per_second((double)run->timed->problem->bytes, repetition->mean_ns);
  default:
    return per_second((double)run->timed->problem->items, repetition->mean_ns);
  }
}

struct aggregate {
  const char *name, *unit;
  double (*compute)(const double *values, size_t n);
};

static double mean(const double *values, size_t n) {
  double sum = 0;
  for (size_t i = 0; i < n; i++)
    sum += values[i];
  return sum / (double)n;
}

static double standard_deviation(const double *values, size_t n) {
  double centre = mean(values, n), squares = 0;
  for (size_t i = 0; i < n; i++)
    squares += (values[i] - centre) * (values[i] - centre);
  return sqrt(squares / (double)(n - 1));
}

static double variation(const double *values, size_t n) {
  return standard_deviation(values, n) / mean(values, n);
}

static const struct aggregate aggregates[] = {
    {"mean", "time", mean},
    {"median", "time", pm_median},
    {"stddev", "time", standard_deviation},
    {"cv", "percentage", variation},
};

enum { REPETITIONS_MAX = 1024 };

static void write_aggregate(struct pm_json *json, const struct run *run,
                            const struct aggregate *aggregate) {
  double values[REPETITIONS_MAX], figures[COLUMN_COUNT];
  size_t n = run->measurement->repetition_count;
  for (int column = 0; column < COLUMN_COUNT; column++) {
    for (size_t i = 0; i < n; i++)
      values[i] = value_of(run, (enum column)column, i);
    figures[column] = aggregate->compute(values, n);
  }
  /* compare.py adds these up: what is no number stays out. */
  if (!isfinite(figures[REAL_TIME]) || !isfinite(figures[CPU_TIME]) ||
      !isfinite(figures[ITEMS_PER_SECOND]))
    return;
  char suffix[16];
  snprintf(suffix, sizeof suffix, "_%s", aggregate->name);
  open_run(json, run, suffix, "aggregate");
  pm_json_u64(json, "threads", run->threads);
  pm_json_string(json, "aggregate_name", aggregate->name);
  pm_json_string(json, "aggregate_unit", aggregate->unit);
  pm_json_u64(json, "iterations", n);
  pm_json_number(json, "real_time", figures[REAL_TIME]);
  pm_json_number(json, "cpu_time", figures[CPU_TIME]);
  pm_json_string(json, "time_unit", "ns");
  pm_json_number(json, "bytes_per_second", figures[BYTES_PER_SECOND]);
  pm_json_number(json, "items_per_second", figures[ITEMS_PER_SECOND]);
  pm_json_end_object(json);
}

static void write_benchmarks(struct pm_result *result, const struct pm_case *timed,
                             const struct pm_binding *binding,
                             const struct pm_measurement *measurement) {
  struct filed_work *work = pm_find_work(result, timed->problem->id);
  if (!work)
    return;
  struct run run = {timed, measurement, work, (unsigned)(work - result->works),
                    binding ? binding->threads : 1};
  struct pm_json *json = pm_section_of(result, BENCHMARKS);
  size_t n = measurement->repetition_count;
  for (size_t i = 0; i < n; i++)
    if (measurement->repetitions[i].mean_ns > 0 && isfinite(measurement->repetitions[i].mean_ns) &&
        isfinite(measurement->repetitions[i].cpu_ns))
      write_repetition(json, &run, i);
  for (size_t i = 0; n >= 2 && n <= REPETITIONS_MAX && i < sizeof aggregates / sizeof *aggregates;
       i++)
    write_aggregate(json, &run, &aggregates[i]);
  work->cases++;
}

/* --- what went wrong, and what never ran ------------------------------------------------- */

static void write_failure(struct pm_result *result, const struct pm_case *timed,
                          const struct pm_binding *binding,
                          const struct pm_measurement *measurement) {
  const struct pm_mismatch *mismatch = &measurement->mismatch;
  bool wrong = measurement->status == PM_WRONG_OUTPUT;
  struct pm_json *json = pm_section_of(result, FAILURES);
  pm_json_object(json, NULL);
  write_identity(json, timed);
  write_binding(json, binding);
  pm_json_string(json, "boundary", pm_boundary_name(timed->boundary));
  pm_json_string(json, "kind", wrong ? "wrong output" : "error");
  pm_json_u64(json, "status", measurement->status);
  pm_json_string(json, "message", measurement->failure);
  if (wrong) {
    pm_json_u64(json, "index", mismatch->index);
    pm_json_u64(json, "count", mismatch->count);
    pm_json_string(json, "expected", mismatch->expected);
    pm_json_string(json, "got", mismatch->got);
  } else {
    pm_json_null(json, "index");
    pm_json_null(json, "count");
    pm_json_null(json, "expected");
    pm_json_null(json, "got");
  }
  pm_json_end_object(json);
  if (wrong) {
    result->wrong++;
    pm_names_add(result, &result->settled, timed->name);
  } else {
    result->errors++;
  }
}

void pm_result_add_skip(struct pm_result *result, const char *work, const char *implementation,
                        const char *device, const char *boundary, const char *reason) {
  struct pm_json *json = pm_section_of(result, SKIPPED);
  pm_json_object(json, NULL);
  pm_json_string(json, "work", work);
  pm_json_string(json, "implementation", implementation);
  pm_json_known(json, "device", device);
  pm_json_known(json, "boundary", boundary);
  pm_json_string(json, "reason", reason && *reason ? reason : "no reason was given");
  pm_json_end_object(json);
  result->skipped++;
}

static void file_case(struct pm_result *result, const struct pm_case *timed,
                      const struct pm_binding *binding, const struct pm_measurement *measurement) {
  write_case(result, timed, binding, measurement);
  if (measurement->status == PM_OK)
    write_benchmarks(result, timed, binding, measurement);
  else
    result->untrustworthy++;
  result->cases++;
  pm_names_add(result, &result->settled, timed->name);
}

enum pm_status pm_result_add_case(struct pm_result *result, const struct pm_case *timed,
                                  const struct pm_binding *binding,
                                  const struct pm_measurement *measurement,
                                  struct pm_error *error) {
  if (measurement->status == PM_INTERRUPTED)
    return PM_OK;
  enum pm_status status = pm_result_add_work(result, timed->problem, error);
  if (status != PM_OK)
    return status;
  if (timed->device)
    pm_result_add_device(result, timed->device, NULL);
  switch (measurement->status) {
  case PM_OK:
  case PM_UNTRUSTWORTHY:
    file_case(result, timed, binding, measurement);
    break;
  case PM_UNAVAILABLE:
  case PM_NO_MEMORY:
    pm_result_add_skip(result, timed->problem->id, timed->implementation->name, device_id(timed),
                       pm_boundary_name(timed->boundary), measurement->failure);
    break;
  default:
    write_failure(result, timed, binding, measurement);
  }
  return PM_OK;
}
