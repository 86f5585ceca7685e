/* proofmark run: times the selected works and writes a results file. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/base/build.h"
#include "host/base/console.h"
#include "host/cli/command.h"
#include "host/cli/independent.h"
#include "host/cli/interrupt.h"
#include "host/cli/progress.h"
#include "host/cli/results_path.h"
#include "host/cli/run_options.h"
#include "host/cli/walk.h"
#include "host/laws/law.h"
#include "host/result/csv.h"
#include "host/result/environment.h"
#include "host/result/read.h"
#include "host/result/result.h"
#include "host/result/table.h"

struct run {
  const struct pm_run_options *options;
  struct pm_walk walk;
  struct pm_result *result;
  struct pm_sensor_set *sensors;
  struct pm_observation *judged; /* what `judgements` are on */
  struct pm_judgements judgements;
  struct pm_progress progress;
  char path[512]; /* of the results file; "" for standard output */
  bool cut_short;
};

static enum pm_status open_result(struct run *run, struct pm_error *error) {
  const struct pm_run_options *o = run->options;
  bool to_stdout = o->json_path && strcmp(o->json_path, "-") == 0;
  enum pm_status status = PM_OK;
  if (o->resume && (!o->json_path || to_stdout))
    return pm_fail(error, PM_USAGE, "--resume needs --json FILE: the file to go on with");
  if (!o->json_path)
    status = pm_results_path(run->path, sizeof run->path, error);
  else if (!to_stdout)
    snprintf(run->path, sizeof run->path, "%s", o->json_path);
  if (status != PM_OK)
    return status;
  cJSON *context = pm_environment_context(o->argv[0]);
  cJSON *host = pm_environment_host(run->walk.session.topology);
  if (o->resume)
    status = pm_result_resume(run->path, o->argv, o->selection.seed, &pm_this_build, context, host,
                              &run->result, error);
  else
    status = pm_result_new(o->argv, o->selection.seed, &pm_this_build, context, host, &run->result,
                           error);
  /* Found out now rather than after the first case: the file can be written. */
  if (status == PM_OK && *run->path)
    status = pm_result_save(run->result, run->path, error);
  const struct pm_session *session = &run->walk.session;
  for (size_t i = 0; status == PM_OK && i < session->device_count; i++)
    pm_result_add_device(run->result, &session->devices[i].info, &session->devices[i].locality);
  return status;
}

/* The sensors of the processor and of the devices that may be used. Without them a run goes on. */
static void open_sensors(struct run *run) {
  const struct pm_session *session = &run->walk.session;
  char(*addresses)[PM_PCI_MAX] = calloc(session->device_count + 1, sizeof *addresses);
  const char **gpus = calloc(session->device_count + 1, sizeof *gpus);
  size_t count = 0;
  for (size_t i = 0; addresses && gpus && i < session->device_count; i++) {
    pm_device_pci(&session->devices[i].info, addresses[count]);
    gpus[count] = addresses[count];
    count += *addresses[count] != '\0';
  }
  (void)pm_topology_bind_caller(session->topology, NULL, NULL);
  run->sensors = pm_sensor_set_open("", gpus, count);
  free(addresses);
  free(gpus);
}

static void on_skip(void *context, const char *work_id,
                    const struct pm_implementation *implementation, const char *device,
                    const char *reason, bool named) {
  (void)named;
  struct run *run = context;
  pm_result_add_skip(run->result, work_id, implementation->name, device, NULL, reason);
}

static void on_turn(void *context) {
  struct run *run = context;
  pm_turn_wait(&run->options->turn);
}

static void on_progress(void *context, const struct pm_case *current) {
  struct run *run = context;
  pm_progress_show(&run->progress, current->name);
  pm_session_settle(&run->walk.session, current);
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
  char group[PM_GROUP_MAX];
  pm_result_new_group(run->result, group);
  struct pm_measure_options options = {.min_time_s = run->options->min_time_s,
                                       .repetitions = run->options->repetitions,
                                       .max_noise = run->options->max_noise,
                                       .seed = run->options->selection.seed,
                                       .sensors = run->sensors,
                                       .group = group,
                                       .interrupted = run->walk.interrupted,
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

static enum pm_status visit(void *context, const struct pm_problem *problem,
                            struct pm_case_set *set, struct pm_error *error) {
  struct run *run = context;
  size_t found = set->count;
  pm_progress_show(&run->progress, problem->id);
  enum pm_status status = pm_result_add_work(run->result, problem, error);
  set->count = drop_finished(run, set->cases, set->count);
  if (status == PM_OK && set->count)
    status = measure_cases(run, set->cases, set->count, error);
  pm_progress_advance(&run->progress, found);
  return status;
}

/* Timed time is about half of what passes: the rest is warm-up, poisoning and checking. */
static double step_seconds(const struct pm_run_options *o) {
  return 2.2 * o->min_time_s * o->repetitions;
}

static enum pm_status run_works(struct run *run, size_t steps, struct pm_error *error) {
  pm_progress_start(&run->progress, steps, "cases", step_seconds(run->options));
  enum pm_status status = pm_walk_all(&run->walk, error);
  run->cut_short |= *run->walk.interrupted != 0;
  pm_progress_end(&run->progress);
  pm_result_finish(run->result, run->cut_short);
  return status;
}

/* The laws are held against what readers of the file will see. */
static enum pm_status judge(struct run *run, struct pm_error *error) {
  const struct pm_run_options *o = run->options;
  const struct pm_law_limits limits = {.max_noise = o->max_noise, .max_cv = o->max_cv};
  enum pm_status status = pm_result_observe(run->result, &run->judged, error);
  if (status == PM_OK)
    status = pm_laws_judge(run->judged, &limits, &run->judgements, error);
  if (status == PM_OK)
    pm_laws_file(&run->judgements, o->strict, run->result);
  return status;
}

static enum pm_status show_result(struct run *run, struct pm_error *error) {
  const struct pm_run_options *o = run->options;
  if (pm_is_stdout(o->json_path)) {
    enum pm_status status = pm_result_write(run->result, stdout, error);
    return status;
  }
  enum pm_status status = pm_result_save(run->result, run->path, error);
  struct pm_observation *observation = NULL;
  if (status == PM_OK)
    status = pm_result_observe(run->result, &observation, error);
  if (status != PM_OK)
    return status;
  if (pm_is_stdout(o->csv_path))
    pm_csv_print(observation, stdout);
  else
    pm_table_print(observation, pm_console_colour(stdout), stdout);
  if (o->csv_path && !pm_is_stdout(o->csv_path))
    status = pm_csv_save(observation, o->csv_path, error);
  if (!pm_is_stdout(o->csv_path))
    pm_laws_print_broken(&run->judgements, pm_console_colour(stdout), stdout);
  pm_observation_free(observation);
  fprintf(stderr, "results: %s\n", run->path);
  if (run->cut_short)
    fprintf(stderr, "interrupted; the same command with --json %s --resume goes on\n", run->path);
  return status;
}

/* Nothing came of a run that failed at its first case: it leaves no file. */
static bool came_to_nothing(const struct run *run) {
  return !run->options->resume && !pm_result_case_count(run->result);
}

static enum pm_status run_all(struct run *run, struct pm_error *error) {
  size_t steps = 0;
  enum pm_status status = pm_walk_open(&run->walk, error);
  if (status == PM_OK)
    status = pm_walk_count(&run->walk, &steps, error);
  if (status == PM_OK)
    status = open_result(run, error);
  if (status != PM_OK) {
    if (*run->path && !run->options->json_path)
      remove(run->path); /* claimed above */
    return status;
  }
  pm_result_set_timer(run->result, pm_timer_measure());
  open_sensors(run);
  status = run_works(run, steps, error);
  if (status != PM_OK && came_to_nothing(run)) {
    if (*run->path)
      remove(run->path);
    return status;
  }
  /* What was finished before a failure is shown and kept all the same. */
  struct pm_error late;
  enum pm_status shown = judge(run, &late);
  if (shown == PM_OK)
    shown = show_result(run, &late);
  if (status == PM_OK && shown != PM_OK) {
    status = shown;
    *error = late;
  }
  return status;
}

static int exit_status_of(const struct run *run, enum pm_status status, struct pm_error *error) {
  if (status != PM_OK)
    return pm_print_error(error);
  status = pm_result_verdict(run->result, NULL);
  if (status == PM_UNTRUSTWORTHY && !run->options->strict)
    status = PM_OK;
  if (status != PM_OK && status != PM_UNAVAILABLE)
    return (int)status;
  if (pm_attendance_check(&run->walk.attendance, error) != PM_OK)
    return pm_print_error(error);
  return (int)status;
}

int pm_command_run(int argc, char **argv, const struct pm_program *program) {
  struct pm_run_options options;
  pm_run_options_parse(&options, argc, argv);
  if (options.independent && !options.takes_turns) {
    int joint_status = pm_run_independent(&options, program);
    pm_run_options_free(&options);
    return joint_status;
  }
  struct run run = {.options = &options};
  run.walk = (struct pm_walk){.registry = &program->works,
                              .selection = &options.selection,
                              .boundaries = pm_case_set_boundaries(&options.selection),
                              .interrupted = pm_interrupt_watch(),
                              .context = &run,
                              .visit = visit,
                              .turn = options.takes_turns ? on_turn : NULL,
                              .skip = on_skip};
  struct pm_error error;
  enum pm_status status = run_all(&run, &error);
  int exit_status = exit_status_of(&run, status, &error);
  pm_judgements_free(&run.judgements);
  pm_observation_free(run.judged);
  pm_sensor_set_close(run.sensors);
  pm_result_free(run.result);
  pm_walk_close(&run.walk);
  pm_run_options_free(&options);
  return exit_status;
}
