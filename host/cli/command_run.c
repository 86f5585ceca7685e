/* proofmark run: times the selected works and writes a results file. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "host/base/file.h"
#include "host/cli/case_set.h"
#include "host/cli/command.h"
#include "host/cli/interrupt.h"
#include "host/cli/progress.h"
#include "host/cli/selection.h"
#include "host/cli/session.h"
#include "host/result/csv.h"
#include "host/result/environment.h"
#include "host/result/read.h"
#include "host/result/result.h"
#include "host/result/table.h"
#include "proofmark_build_info.h"

struct run_options {
  struct pm_selection selection;
  double min_time_s;     /* 0: the suite's */
  unsigned repetitions;  /* 0: the suite's */
  const char *json_path; /* NULL: results/<host>/<time>.json; "-": standard output */
  const char *csv_path;
  bool resume;
  char **argv;
};

static const struct argp_option run_argp_options[] = {
    {"min-time", 'm', "SECONDS", 0, "Timed time of each repetition", 4},
    {"repetitions", 'r', "N", 0, "Repetitions of each case, interleaved with the others'", 4},
    {"json", 'j', "FILE", 0, "Results file; - is standard output (results/HOST/TIME.json)", 5},
    {"csv", 'c', "FILE", 0, "One row per case as well; - is standard output", 5},
    {"resume", 'R', NULL, 0, "Go on with the file that --json names", 5},
    {0}};

static error_t parse_run_option(int key, char *text, struct argp_state *state) {
  struct run_options *o = state->input;
  char *end = NULL;
  switch (key) {
  case ARGP_KEY_INIT:
    state->child_inputs[0] = &o->selection;
    return 0;
  case 'm':
    o->min_time_s = strtod(text, &end);
    if (*end || !(o->min_time_s > 0) || o->min_time_s > 3600)
      pm_fail(&o->selection.error, PM_USAGE,
              "--min-time takes seconds above 0, up to 3600, not '%s'", text);
    return 0;
  case 'r': {
    unsigned long n = strtoul(text, &end, 10);
    if (*end || n < 1 || n > 10000 || *text == '-')
      pm_fail(&o->selection.error, PM_USAGE, "--repetitions takes 1 to 10000, not '%s'", text);
    o->repetitions = (unsigned)n;
    return 0;
  }
  case 'j':
    o->json_path = text;
    return 0;
  case 'c':
    o->csv_path = text;
    return 0;
  case 'R':
    o->resume = true;
    return 0;
  default:
    return ARGP_ERR_UNKNOWN;
  }
}

static void suite_defaults(struct run_options *o) {
  static const struct {
    enum pm_suite suite;
    double min_time_s;
    unsigned repetitions;
  } defaults[] = {
      {PM_SUITE_QUICK, 0.015, 3}, {PM_SUITE_STANDARD, 0.05, 5}, {PM_SUITE_FULL, 0.3, 5}};
  for (size_t i = 0; i < 3; i++) {
    if (o->selection.suite != defaults[i].suite)
      continue;
    if (!o->min_time_s)
      o->min_time_s = defaults[i].min_time_s;
    if (!o->repetitions)
      o->repetitions = defaults[i].repetitions;
  }
}

struct run {
  const struct run_options *options;
  struct pm_session session;
  struct pm_result *result;
  struct pm_progress progress;
  char path[512]; /* of the results file; "" for standard output */
  unsigned boundaries;
  bool missing; /* something that was asked for by name is not there */
  bool cut_short;
  const volatile sig_atomic_t *interrupted;
};

/* results/<host>/<UTC time>.json */
static enum pm_status default_path(char *path, size_t size, struct pm_error *error) {
  char host[128] = "unknown", folder[200], stamp[32];
  gethostname(host, sizeof host - 1);
  snprintf(folder, sizeof folder, "results/%s", host);
  enum pm_status status = pm_folder_make(folder, error);
  time_t now = time(NULL);
  struct tm utc;
  strftime(stamp, sizeof stamp, "%Y-%m-%dT%H%M%SZ", gmtime_r(&now, &utc));
  snprintf(path, size, "%s/%s.json", folder, stamp);
  return status;
}

static enum pm_status open_result(struct run *run, struct pm_error *error) {
  const struct run_options *o = run->options;
  bool to_stdout = o->json_path && strcmp(o->json_path, "-") == 0;
  enum pm_status status = PM_OK;
  if (o->resume && (!o->json_path || to_stdout))
    return pm_fail(error, PM_USAGE, "--resume needs --json FILE: the file to go on with");
  if (!o->json_path)
    status = default_path(run->path, sizeof run->path, error);
  else if (!to_stdout)
    snprintf(run->path, sizeof run->path, "%s", o->json_path);
  if (status != PM_OK)
    return status;
  struct pm_build build = {.commit = PM_BUILD_COMMIT,
                           .dirty = PM_BUILD_DIRTY,
                           .type = PM_BUILD_TYPE,
                           .compiler = PM_BUILD_COMPILER,
                           .flags = PM_BUILD_FLAGS,
                           .kernels_digest = PM_BUILD_KERNELS_DIGEST};
  cJSON *context = pm_environment_context(o->argv[0]);
  cJSON *host = pm_environment_host(run->session.topology);
  if (o->resume)
    status = pm_result_resume(run->path, o->argv, o->selection.seed, &build, context, host,
                              &run->result, error);
  else
    status = pm_result_new(o->argv, o->selection.seed, &build, context, host, &run->result, error);
  /* Found out now rather than after the first case: the file can be written. */
  if (status == PM_OK && *run->path)
    status = pm_result_save(run->result, run->path, error);
  for (size_t i = 0; status == PM_OK && i < run->session.device_count; i++)
    pm_result_add_device(run->result, &run->session.devices[i].info,
                         &run->session.devices[i].locality);
  return status;
}

static void on_skip(void *context, const char *work_id,
                    const struct pm_implementation *implementation, const char *device,
                    const char *reason, bool missing) {
  struct run *run = context;
  run->missing |= missing;
  pm_result_add_skip(run->result, work_id, implementation->name, device, NULL, reason);
}

static void on_progress(void *context, const struct pm_case *current) {
  struct run *run = context;
  pm_progress_show(&run->progress, current->name);
  pm_session_settle(&run->session, current);
}

/* Leaves out the cases that a resumed file already holds. */
static size_t drop_finished(const struct run *run, struct pm_case *cases, size_t count) {
  size_t kept = 0;
  for (size_t i = 0; i < count; i++)
    if (!pm_result_has_case(run->result, cases[i].name))
      cases[kept++] = cases[i];
  return kept;
}

static enum pm_status measure_cases(struct run *run, const struct pm_case *cases, size_t count,
                                    struct pm_error *error) {
  struct pm_measurement *outcomes = calloc(count, sizeof *outcomes);
  if (!outcomes)
    return pm_fail(error, PM_FAILED, "no memory");
  struct pm_measure_options options = {.min_time_s = run->options->min_time_s,
                                       .repetitions = run->options->repetitions,
                                       .seed = run->options->selection.seed,
                                       .interrupted = run->interrupted,
                                       .progress = on_progress,
                                       .progress_context = run};
  enum pm_status status = pm_measure(cases, count, &options, outcomes, error);
  run->cut_short = status == PM_INTERRUPTED;
  if (run->cut_short)
    status = PM_OK;
  for (size_t i = 0; i < count; i++) {
    const struct pm_binding *binding = cases[i].pool ? pm_pool_binding(cases[i].pool) : NULL;
    if (status == PM_OK)
      status = pm_result_add_case(run->result, &cases[i], binding, &outcomes[i], error);
    pm_measurement_free(&outcomes[i]);
  }
  free(outcomes);
  if (status == PM_OK && *run->path)
    status = pm_result_save(run->result, run->path, error);
  return status;
}

static enum pm_status run_problem(struct run *run, const struct pm_problem *problem,
                                  struct pm_error *error) {
  struct pm_case_set set;
  struct pm_skip_sink sink = {on_skip, run};
  enum pm_status status = pm_result_add_work(run->result, problem, error);
  if (status != PM_OK)
    return status;
  status = pm_case_set_open(&set, problem, &run->options->selection, &run->session, run->boundaries,
                            &sink, error);
  size_t found = set.count;
  if (status == PM_OK) {
    set.count = drop_finished(run, set.cases, set.count);
    if (set.count)
      status = measure_cases(run, set.cases, set.count, error);
  }
  pm_case_set_close(&set);
  pm_progress_advance(&run->progress, found);
  return status;
}

static enum pm_status run_work(struct run *run, const struct pm_work *work,
                               struct pm_error *error) {
  const struct pm_selection *selection = &run->options->selection;
  uint64_t(*points)[PM_PARAMETERS_MAX];
  size_t count;
  enum pm_status status = pm_selection_points(selection, work, &points, &count, error);
  for (size_t i = 0; status == PM_OK && i < count && !run->cut_short; i++) {
    struct pm_problem problem;
    pm_progress_show(&run->progress, work->name);
    status = pm_problem_make(work, points[i], selection->seed, selection->input_path,
                             run->session.input_pool, &problem, error);
    if (status == PM_UNAVAILABLE && !pm_names_work(selection, work)) {
      struct pm_skip_sink sink = {on_skip, run};
      pm_case_set_skip_work(work, selection, error->text, &sink);
      status = PM_OK;
      break;
    }
    if (status != PM_OK)
      break;
    status = run_problem(run, &problem, error);
    problem.close(&problem);
    run->cut_short |= *run->interrupted != 0;
  }
  free(points);
  return status;
}

/* Timed time is about half of what passes: the rest is warm-up, poisoning and checking. */
static double step_seconds(const struct run_options *o) {
  return 2.2 * o->min_time_s * o->repetitions;
}

static enum pm_status count_steps(struct run *run, const struct pm_registry *registry,
                                  size_t *total, struct pm_error *error) {
  const struct pm_selection *selection = &run->options->selection;
  *total = 0;
  for (size_t i = 0; i < registry->count; i++) {
    const struct pm_work *work = registry->works[i];
    if (!pm_selects_work(selection, work))
      continue;
    uint64_t(*points)[PM_PARAMETERS_MAX] = NULL;
    size_t count = 0;
    enum pm_status status = pm_selection_points(selection, work, &points, &count, error);
    free(points);
    if (status != PM_OK)
      return status;
    *total += count * pm_case_set_estimate(work, selection, &run->session, run->boundaries);
  }
  return PM_OK;
}

static enum pm_status run_works(struct run *run, const struct pm_registry *registry, size_t steps,
                                struct pm_error *error) {
  enum pm_status status = PM_OK;
  pm_progress_start(&run->progress, steps, "cases", step_seconds(run->options));
  for (size_t i = 0; status == PM_OK && !run->cut_short && i < registry->count; i++)
    if (pm_selects_work(&run->options->selection, registry->works[i]))
      status = run_work(run, registry->works[i], error);
  pm_progress_end(&run->progress);
  pm_result_finish(run->result, run->cut_short);
  return status;
}

static bool is_stdout(const char *path) { return path && strcmp(path, "-") == 0; }

static enum pm_status show_result(struct run *run, struct pm_error *error) {
  const struct run_options *o = run->options;
  if (is_stdout(o->json_path)) {
    enum pm_status status = pm_result_write(run->result, stdout, error);
    return status;
  }
  enum pm_status status = pm_result_save(run->result, run->path, error);
  struct pm_observation *observation = NULL;
  if (status == PM_OK)
    status = pm_result_observe(run->result, &observation, error);
  if (status != PM_OK)
    return status;
  if (is_stdout(o->csv_path))
    pm_csv_print(observation, stdout);
  else
    pm_table_print(observation, isatty(STDOUT_FILENO) && !getenv("NO_COLOR"), stdout);
  if (o->csv_path && !is_stdout(o->csv_path))
    status = pm_csv_save(observation, o->csv_path, error);
  pm_observation_free(observation);
  fprintf(stderr, "results: %s\n", run->path);
  if (run->cut_short)
    fprintf(stderr, "interrupted; the same command with --json %s --resume goes on\n", run->path);
  return status;
}

static bool needs_devices(const struct run_options *o, const struct pm_registry *registry) {
  for (size_t i = 0; i < registry->count; i++) {
    const struct pm_work *work = registry->works[i];
    for (size_t k = 0; pm_selects_work(&o->selection, work) && k < work->implementation_count; k++)
      if (work->implementations[k].on_device &&
          pm_selects_implementation(&o->selection, &work->implementations[k]))
        return true;
  }
  return false;
}

/* Nothing came of a run that failed at its first case: it leaves no file. */
static bool came_to_nothing(const struct run *run) {
  return !run->options->resume && !pm_result_case_count(run->result);
}

static enum pm_status run_all(struct run *run, const struct pm_registry *registry,
                              struct pm_error *error) {
  const struct run_options *o = run->options;
  size_t steps = 0;
  enum pm_status status = pm_selection_check(&o->selection, registry, error);
  if (status == PM_OK)
    status = pm_session_open(&run->session, &o->selection, needs_devices(o, registry), error);
  if (status == PM_OK)
    status = count_steps(run, registry, &steps, error);
  if (status == PM_OK)
    status = open_result(run, error);
  if (status != PM_OK)
    return status;
  status = run_works(run, registry, steps, error);
  if (status != PM_OK && came_to_nothing(run)) {
    if (*run->path)
      remove(run->path);
    return status;
  }
  /* What was finished before a failure is shown and kept all the same. */
  struct pm_error late;
  enum pm_status shown = show_result(run, &late);
  if (status == PM_OK && shown != PM_OK) {
    status = shown;
    *error = late;
  }
  return status;
}

int pm_command_run(int argc, char **argv, const struct pm_registry *registry) {
  static const struct argp_child children[] = {{&pm_selection_argp, 0, NULL, 0}, {0}};
  static const struct argp argp = {
      .options = run_argp_options,
      .parser = parse_run_option,
      .args_doc = "[WORK-GLOB...]",
      .doc =
          "Times the works (without arguments: the quick suite), checks every output against the "
          "oracle, prints a table and writes a results file.",
      .children = children};
  struct run_options options = {.argv = argv};
  pm_selection_init(&options.selection);
  pm_parse(&argp, argc, argv, &options);
  suite_defaults(&options);
  struct run run = {.options = &options,
                    .boundaries = pm_case_set_boundaries(&options.selection),
                    .interrupted = pm_interrupt_watch()};
  struct pm_error error;
  enum pm_status status = run_all(&run, registry, &error);
  int exit_status = PM_OK;
  if (status != PM_OK)
    exit_status = pm_report(&error);
  else if ((status = pm_result_verdict(run.result, NULL)) != PM_OK)
    exit_status = (int)status;
  else if (run.missing)
    exit_status = PM_UNAVAILABLE;
  pm_result_free(run.result);
  pm_session_close(&run.session);
  return exit_status;
}
