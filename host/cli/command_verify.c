/* proofmark verify: every selected implementation computes once and is checked; nothing is timed.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "host/cli/case_set.h"
#include "host/cli/command.h"
#include "host/cli/interrupt.h"
#include "host/cli/progress.h"
#include "host/cli/selection.h"
#include "host/cli/session.h"

struct verification {
  struct pm_selection selection;
  struct pm_session session;
  struct pm_progress progress;
  size_t passed, failed, skipped;
  bool missing;
  const volatile sig_atomic_t *interrupted;
};

static void on_skip(void *context, const char *work_id,
                    const struct pm_implementation *implementation, const char *device,
                    const char *reason, bool missing) {
  struct verification *v = context;
  v->missing |= missing;
  v->skipped++;
  if (v->selection.verbose || missing || device)
    printf("skipped %s %s%s%s: %s\n", work_id, implementation->name, device ? " " : "",
           device ? device : "", reason);
}

static void verify_case(struct verification *v, const struct pm_case *one) {
  struct pm_mismatch mismatch;
  struct pm_error error;
  char digest[65];
  enum pm_status status = pm_verify_case(one, &mismatch, digest, &error);
  if (status == PM_OK) {
    v->passed++;
    printf("ok      %s\n", one->name);
    return;
  }
  v->failed++;
  if (status != PM_WRONG_OUTPUT) {
    printf("failed  %s: %s\n", one->name, error.text);
    return;
  }
  printf("WRONG   %s: %" PRIu64 " of %" PRIu64 " outputs, the first at index %" PRIu64
         "\n        expected %s\n        got      %s\n",
         one->name, mismatch.count,
         (uint64_t)(one->problem->output_bytes / one->problem->output_item_bytes), mismatch.index,
         mismatch.expected, mismatch.got);
}

static enum pm_status verify_problem(struct verification *v, const struct pm_problem *problem,
                                     struct pm_error *error) {
  struct pm_case_set set;
  struct pm_skip_sink sink = {on_skip, v};
  /* One case per runner: on a device the whole way up and down, on the CPU its only boundary. */
  unsigned boundaries = 1u << PM_BOUNDARY_E2E | 1u << PM_BOUNDARY_RESIDENT;
  enum pm_status status =
      pm_case_set_open(&set, problem, &v->selection, &v->session, boundaries, &sink, error);
  for (size_t i = 0; status == PM_OK && i < set.count && !*v->interrupted; i++) {
    const struct pm_case *one = &set.cases[i];
    if (one->device && one->boundary != PM_BOUNDARY_E2E)
      continue;
    pm_progress_show(&v->progress, one->name);
    verify_case(v, one);
  }
  pm_case_set_close(&set);
  return status;
}

static enum pm_status verify_work(struct verification *v, const struct pm_work *work,
                                  struct pm_error *error) {
  uint64_t(*points)[PM_PARAMETERS_MAX];
  size_t count;
  enum pm_status status = pm_selection_points(&v->selection, work, &points, &count, error);
  for (size_t i = 0; status == PM_OK && i < count && !*v->interrupted; i++) {
    struct pm_problem problem;
    status = pm_problem_make(work, points[i], v->selection.seed, v->selection.input_path,
                             v->session.input_pool, &problem, error);
    if (status == PM_UNAVAILABLE && !pm_names_work(&v->selection, work)) {
      struct pm_skip_sink sink = {on_skip, v};
      pm_case_set_skip_work(work, &v->selection, error->text, &sink);
      status = PM_OK;
      break;
    }
    if (status != PM_OK)
      break;
    status = verify_problem(v, &problem, error);
    problem.close(&problem);
  }
  free(points);
  return status;
}

static enum pm_status verify_all(struct verification *v, const struct pm_registry *registry,
                                 struct pm_error *error) {
  enum pm_status status = pm_selection_check(&v->selection, registry, error);
  bool with_devices = false;
  for (size_t i = 0; status == PM_OK && i < registry->count; i++)
    for (size_t k = 0; k < registry->works[i]->implementation_count; k++)
      with_devices |=
          registry->works[i]->implementations[k].on_device &&
          pm_selects_work(&v->selection, registry->works[i]) &&
          pm_selects_implementation(&v->selection, &registry->works[i]->implementations[k]);
  if (status == PM_OK)
    status = pm_session_open(&v->session, &v->selection, with_devices, error);
  pm_progress_start(&v->progress, 0, "cases", 0);
  for (size_t i = 0; status == PM_OK && i < registry->count; i++)
    if (pm_selects_work(&v->selection, registry->works[i]))
      status = verify_work(v, registry->works[i], error);
  pm_progress_end(&v->progress);
  return status;
}

int pm_command_verify(int argc, char **argv, const struct pm_registry *registry) {
  static const struct argp_child children[] = {{&pm_selection_argp, 0, NULL, 0}, {0}};
  static const struct argp argp = {
      .args_doc = "[WORK-GLOB...]",
      .doc = "Checks the output of every selected implementation against the oracle's, on every "
             "device, on one thread and on all. Times nothing.",
      .children = children};
  struct verification v = {.interrupted = pm_interrupt_watch()};
  pm_selection_init(&v.selection);
  pm_parse(&argp, argc, argv, &v.selection);
  struct pm_error error;
  enum pm_status status = verify_all(&v, registry, &error);
  pm_session_close(&v.session);
  if (status != PM_OK && !v.passed && !v.failed)
    return pm_report(&error);
  fprintf(stderr, "%zu passed, %zu failed, %zu skipped\n", v.passed, v.failed, v.skipped);
  if (v.failed)
    return PM_WRONG_OUTPUT;
  if (status != PM_OK)
    return pm_report(&error);
  if (*v.interrupted)
    return PM_INTERRUPTED;
  return v.missing || !v.passed ? PM_UNAVAILABLE : PM_OK;
}
