/* proofmark verify: every selected implementation computes once and is checked; nothing is timed.
 * With --vectors it decides the published tests of a file instead. */
#include <inttypes.h>
#include <stdio.h>

#include "host/cli/command.h"
#include "host/cli/interrupt.h"
#include "host/cli/progress.h"
#include "host/cli/vectors.h"
#include "host/cli/walk.h"

struct verification {
  struct pm_selection selection;
  const char *vectors_path; /* NULL: made inputs */
  struct pm_walk walk;
  struct pm_progress progress;
  size_t passed, wrong, failed, skipped;
};

static void on_skip(void *context, const char *work_id,
                    const struct pm_implementation *implementation, const char *device,
                    const char *reason, bool named) {
  struct verification *v = context;
  v->skipped++;
  if (v->selection.verbose || named || device)
    printf("skipped %s %s%s%s: %s\n", work_id, implementation->name, device ? " " : "",
           device ? device : "", reason);
}

static void verify_case(struct verification *v, const struct pm_case *timed) {
  struct pm_mismatch mismatch;
  struct pm_error error;
  char digest[65];
  enum pm_status status = pm_verify_case(timed, &mismatch, digest, &error);
  if (status == PM_OK) {
    v->passed++;
    printf("ok      %s\n", timed->name);
    return;
  }
  if (status != PM_WRONG_OUTPUT) {
    v->failed++;
    printf("failed  %s: %s\n", timed->name, error.text);
    return;
  }
  v->wrong++;
  printf("WRONG   %s: %" PRIu64 " of %" PRIu64 " outputs, the first at index %" PRIu64
         "\n        expected %s\n        got      %s\n",
         timed->name, mismatch.count,
         (uint64_t)(timed->problem->output_bytes / timed->problem->output_item_bytes),
         mismatch.index, mismatch.expected, mismatch.got);
}

/* One case per runner: on a device the whole way up and down, on the CPU its only boundary. */
static bool is_wanted(const struct pm_case *timed) {
  return timed->boundary == (timed->device ? PM_BOUNDARY_E2E : PM_BOUNDARY_RESIDENT);
}

static enum pm_status visit(void *context, const struct pm_problem *problem,
                            struct pm_case_set *set, struct pm_error *error) {
  (void)problem, (void)error;
  struct verification *v = context;
  for (size_t i = 0; i < set->count && !*v->walk.interrupted; i++)
    if (is_wanted(&set->cases[i])) {
      pm_progress_show(&v->progress, set->cases[i].name);
      verify_case(v, &set->cases[i]);
    }
  return PM_OK;
}

static enum pm_status verify_all(struct verification *v, struct pm_error *error) {
  size_t cases;
  enum pm_status status = pm_walk_open(&v->walk, error);
  if (status == PM_OK)
    status = pm_walk_count(&v->walk, &cases, error);
  if (status != PM_OK)
    return status;
  pm_progress_start(&v->progress, cases, "cases", 0);
  status = pm_walk_all(&v->walk, error);
  pm_progress_end(&v->progress);
  size_t failed = v->wrong + v->failed;
  if (status == PM_OK || v->passed || failed)
    fprintf(stderr, "%zu passed, %zu failed, %zu skipped\n", v->passed, failed, v->skipped);
  return status;
}

static int exit_status_of(const struct verification *v, enum pm_status status,
                          struct pm_error *error) {
  if (v->wrong)
    return PM_WRONG_OUTPUT;
  if (v->failed)
    return PM_FAILED;
  if (status == PM_OK && *v->walk.interrupted)
    return PM_INTERRUPTED;
  if (status == PM_OK)
    status = pm_attendance_check(&v->walk.attendance, error);
  if (status == PM_OK && !v->passed)
    status = pm_fail(error, PM_UNAVAILABLE, "nothing that was asked for could run");
  return status == PM_OK ? PM_OK : pm_print_error(error);
}

static error_t parse_option(int key, char *text, struct argp_state *state) {
  struct verification *v = state->input;
  switch (key) {
  case ARGP_KEY_INIT:
    state->child_inputs[0] = &v->selection;
    return 0;
  case 'V':
    v->vectors_path = text;
    return 0;
  default:
    return ARGP_ERR_UNKNOWN;
  }
}

int pm_command_verify(int argc, char **argv, const struct pm_program *program) {
  static const struct argp_option options[] = {
      {"vectors", 'V', "FILE", 0, "Published tests instead of made inputs: Wycheproof's and others",
       1},
      {0}};
  static const struct argp_child children[] = {{&pm_selection_argp, 0, NULL, 0}, {0}};
  static const struct argp argp = {
      .options = options,
      .parser = parse_option,
      .args_doc = "[WORK-GLOB...]",
      .doc = "Checks the output of every selected implementation against the oracle's, on every "
             "device, on one thread and on all. Times nothing.",
      .children = children};
  struct verification v = {0};
  pm_selection_init(&v.selection);
  pm_parse(&argp, argc, argv, &v);
  if (v.vectors_path)
    return pm_verify_vectors(&v.selection, &program->works, v.vectors_path);
  v.walk = (struct pm_walk){.registry = &program->works,
                            .selection = &v.selection,
                            .boundaries = 1u << PM_BOUNDARY_E2E | 1u << PM_BOUNDARY_RESIDENT,
                            .interrupted = pm_interrupt_watch(),
                            .context = &v,
                            .visit = visit,
                            .skip = on_skip};
  struct pm_error error;
  enum pm_status status = verify_all(&v, &error);
  int exit_status = exit_status_of(&v, status, &error);
  pm_walk_close(&v.walk);
  return exit_status;
}
