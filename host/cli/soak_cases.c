#include "host/cli/soak_cases.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "host/base/random.h"

struct pm_soak_problem {
  struct pm_problem problem;
  struct pm_case_set set;
};

/* --- opening ----------------------------------------------------------------------------- */

struct opening {
  struct pm_soak_cases *cases;
  const struct pm_selection *selection;
  const volatile sig_atomic_t *interrupted;
  char why[256]; /* the last thing that could not run */
};

static void on_skip(void *context, const char *work_id,
                    const struct pm_implementation *implementation, const char *device,
                    const char *reason) {
  (void)device;
  struct opening *opening = context;
  snprintf(opening->why, sizeof opening->why, "%.80s: %.40s: %.120s", work_id, implementation->name,
           reason);
}

static unsigned boundaries_of(const struct pm_selection *selection) {
  unsigned cold = 1u << PM_BOUNDARY_COLD; /* opens a device anew in each iteration: another test */
  if (selection->boundaries.count)
    return pm_case_set_boundaries(selection) & ~cold;
  return 1u << PM_BOUNDARY_E2E | 1u << PM_BOUNDARY_RESIDENT;
}

static enum pm_status make_problem(struct opening *opening, const struct pm_work *work,
                                   const uint64_t *values, struct pm_error *error) {
  struct pm_soak_cases *cases = opening->cases;
  const struct pm_selection *selection = opening->selection;
  struct pm_soak_problem *made = calloc(1, sizeof *made); /* stays where it is: cases point to it */
  if (!made)
    return pm_fail(error, PM_FAILED, "no memory");
  enum pm_status status = pm_problem_make(work, values, selection->seed, selection->input_path,
                                          cases->session.input_pool, &made->problem, error);
  if (status == PM_UNAVAILABLE && !pm_names_work(selection, work)) {
    snprintf(opening->why, sizeof opening->why, "%.255s", error->text);
    free(made);
    return PM_OK;
  }
  if (status != PM_OK) {
    free(made);
    return status;
  }
  struct pm_skip_sink sink = {on_skip, opening};
  cases->problems[cases->problem_count++] = made;
  return pm_case_set_open(&made->set, &made->problem, selection, &cases->session,
                          boundaries_of(selection), &sink, error);
}

static enum pm_status make_problems(struct opening *opening, const struct pm_registry *registry,
                                    struct pm_error *error) {
  enum pm_status status = PM_OK;
  for (size_t i = 0; status == PM_OK && i < registry->count; i++) {
    const struct pm_work *work = registry->works[i];
    uint64_t(*points)[PM_PARAMETERS_MAX] = NULL;
    size_t count = 0;
    if (!pm_selects_work(opening->selection, work))
      continue;
    status = pm_selection_points(opening->selection, work, &points, &count, error);
    struct pm_soak_problem **room =
        status == PM_OK ? realloc(opening->cases->problems,
                                  (opening->cases->problem_count + count + 1) * sizeof *room)
                        : NULL;
    if (room)
      opening->cases->problems = room;
    else if (status == PM_OK)
      status = pm_fail(error, PM_FAILED, "no memory");
    for (size_t k = 0; status == PM_OK && k < count && !*opening->interrupted; k++)
      status = make_problem(opening, work, points[k], error);
    free(points);
  }
  return status;
}

/* --- choosing ---------------------------------------------------------------------------- */

/* A device's `resident` case, where nobody chose boundaries, gives way to its `e2e`. */
static bool is_wanted(const struct pm_selection *selection, const struct pm_case *timed) {
  return selection->boundaries.count || !timed->device || timed->boundary == PM_BOUNDARY_E2E;
}

/* One iteration to see that it runs, one to see how long it takes. */
static enum pm_status try_case(const struct pm_case *timed, struct pm_iterator *iterator,
                               double *elapsed_ns, struct pm_error *error) {
  struct pm_mismatch mismatch;
  enum pm_status status = pm_iterator_open(iterator, timed, error);
  if (status != PM_OK)
    return status;
  status = pm_iterator_prepare(iterator, error);
  for (int i = 0; status == PM_OK && i < 2; i++)
    status = pm_iterator_run(iterator, timed->boundary, elapsed_ns, &mismatch, error);
  if (status == PM_WRONG_OUTPUT)
    return PM_OK; /* the first window finds it again, and files it */
  if (status != PM_OK)
    pm_iterator_close(iterator);
  return status;
}

static enum pm_status add_case(struct pm_soak_cases *cases, const struct pm_case *timed,
                               double *elapsed_ns, struct pm_error *error) {
  struct pm_soak_case *items = realloc(cases->items, (cases->count + 1) * sizeof *items);
  if (!items)
    return pm_fail(error, PM_FAILED, "no memory");
  cases->items = items;
  items[cases->count] = (struct pm_soak_case){.soaked = timed, .fewest = PM_SOAK_SAMPLES};
  enum pm_status status = try_case(timed, &items[cases->count].iterator, elapsed_ns, error);
  cases->count += status == PM_OK;
  return status;
}

static void drop_case(struct pm_soak_cases *cases, size_t index) {
  pm_iterator_close(&cases->items[index].iterator);
  cases->count--;
  memmove(&cases->items[index], &cases->items[index + 1],
          (cases->count - index) * sizeof *cases->items);
}

/* All that was asked for, or every device and the fastest on the CPU. */
static enum pm_status choose(struct opening *opening, struct pm_soak_problem *from,
                             struct pm_error *error) {
  const struct pm_selection *selection = opening->selection;
  struct pm_soak_cases *cases = opening->cases;
  enum pm_status status = PM_OK;
  double fastest_ns = INFINITY, elapsed_ns = 0;
  size_t fastest = SIZE_MAX;
  for (size_t i = 0; status == PM_OK && i < from->set.count && !*opening->interrupted; i++) {
    const struct pm_case *timed = &from->set.cases[i];
    if (!is_wanted(selection, timed))
      continue;
    pm_session_settle(&cases->session, timed);
    status = add_case(cases, timed, &elapsed_ns, error);
    if (status != PM_OK || timed->device || selection->implementations.count)
      continue;
    size_t added = cases->count - 1, slower = elapsed_ns < fastest_ns ? fastest : added;
    if (elapsed_ns < fastest_ns) {
      fastest_ns = elapsed_ns;
      fastest = slower == SIZE_MAX ? added : added - 1;
    }
    if (slower != SIZE_MAX)
      drop_case(cases, slower);
  }
  return status;
}

static enum pm_status name_cases(struct pm_soak_cases *cases, struct pm_error *error) {
  cases->names = calloc(2 * cases->count + 1, sizeof *cases->names);
  if (!cases->names)
    return pm_fail(error, PM_FAILED, "no memory");
  cases->counted = cases->names + cases->count;
  for (size_t i = 0; i < cases->count; i++) {
    cases->names[i] = cases->items[i].soaked->name;
    cases->counted[i] = cases->items[i].soaked->problem->item;
  }
  return PM_OK;
}

enum pm_status pm_soak_cases_open(struct pm_soak_cases *cases, const struct pm_selection *selection,
                                  const struct pm_registry *registry,
                                  const volatile sig_atomic_t *interrupted,
                                  struct pm_error *error) {
  struct opening opening = {cases, selection, interrupted, "nothing was selected"};
  *cases = (struct pm_soak_cases){.seed = selection->seed};
  enum pm_status status = pm_selection_check(selection, registry, error);
  if (status == PM_OK)
    status = pm_session_open(&cases->session, selection, true, error);
  if (status == PM_OK)
    status = make_problems(&opening, registry, error);
  for (size_t i = 0; status == PM_OK && i < cases->problem_count; i++)
    status = choose(&opening, cases->problems[i], error);
  if (status == PM_OK && *interrupted)
    return pm_fail(error, PM_INTERRUPTED, "interrupted");
  if (status == PM_OK && !cases->count)
    return pm_fail(error, PM_UNAVAILABLE, "nothing that was asked for could run: %s", opening.why);
  return status == PM_OK ? name_cases(cases, error) : status;
}

void pm_soak_cases_close(struct pm_soak_cases *cases) {
  for (size_t i = 0; i < cases->count; i++) {
    pm_iterator_close(&cases->items[i].iterator);
    free(cases->items[i].samples_ns);
  }
  for (size_t i = 0; i < cases->problem_count; i++) {
    pm_case_set_close(&cases->problems[i]->set);
    cases->problems[i]->problem.close(&cases->problems[i]->problem);
    free(cases->problems[i]);
  }
  free(cases->items);
  free(cases->problems);
  free(cases->names);
  pm_session_close(&cases->session);
  *cases = (struct pm_soak_cases){0};
}

/* --- samples ----------------------------------------------------------------------------- */

void pm_soak_case_begin(struct pm_soak_case *soaked) {
  soaked->seen = 0;
  if (soaked->windows < soaked->room)
    return;
  size_t room = soaked->room ? 2 * soaked->room : 16;
  double *samples = realloc(soaked->samples_ns, room * PM_SOAK_SAMPLES * sizeof *samples);
  if (!samples)
    return; /* this window's samples are not kept */
  soaked->samples_ns = samples;
  soaked->room = room;
}

/* Each has the same chance to be kept, however many there will be (algorithm R: Vitter, Random sampling with a
 * reservoir, ACM TOMS 11, 1985). */
void pm_soak_case_sample(struct pm_soak_case *soaked, double elapsed_ns) {
  enum { STREAM = 0x736f616b };
  if (soaked->windows == soaked->room)
    return;
  double *kept = soaked->samples_ns + soaked->windows * PM_SOAK_SAMPLES;
  uint64_t place = soaked->seen++;
  if (place >= PM_SOAK_SAMPLES)
    place =
        (uint64_t)(((unsigned __int128)pm_random_word(1, STREAM, soaked->drawn++) * soaked->seen) >>
                   64);
  if (place < PM_SOAK_SAMPLES)
    kept[place] = elapsed_ns;
}

void pm_soak_case_end(struct pm_soak_case *soaked) {
  if (soaked->windows == soaked->room)
    return;
  soaked->windows++;
  if (soaked->seen < soaked->fewest)
    soaked->fewest = (size_t)soaked->seen;
}

static double mean_of(const double *values, size_t n) {
  double sum = 0;
  for (size_t i = 0; i < n; i++)
    sum += values[i];
  return sum / (double)n;
}

/* As many of every window, since repetitions are equal parts. */
static enum pm_status file_case(const struct pm_soak_case *soaked, struct pm_result *result,
                                bool interrupted, struct pm_error *error) {
  size_t each = soaked->fewest;
  struct pm_measurement m = {.status = PM_OK,
                             .sample_count = soaked->windows * each,
                             .repetition_count = soaked->windows,
                             .discarded = 2,
                             .stop_reason = interrupted ? "interrupted" : "min_time"};
  m.samples_ns = calloc(m.sample_count + 1, sizeof *m.samples_ns);
  m.repetitions = calloc(soaked->windows + 1, sizeof *m.repetitions);
  enum pm_status status = m.samples_ns && m.repetitions
                              ? PM_OK
                              : pm_fail(error, PM_FAILED, "no memory for the results");
  for (size_t i = 0; status == PM_OK && i < soaked->windows; i++) {
    const double *kept = soaked->samples_ns + i * PM_SOAK_SAMPLES;
    memcpy(m.samples_ns + i * each, kept, each * sizeof *kept);
    double mean_ns = mean_of(kept, each);
    m.repetitions[i] = (struct pm_repetition){each, mean_ns, mean_ns};
  }
  const struct pm_binding *binding =
      soaked->soaked->pool ? pm_pool_binding(soaked->soaked->pool) : NULL;
  if (status == PM_OK)
    status = pm_result_add_case(result, soaked->soaked, binding, &m, error);
  pm_measurement_free(&m);
  return status;
}

enum pm_status pm_soak_cases_file(const struct pm_soak_cases *cases, struct pm_result *result,
                                  bool interrupted, struct pm_error *error) {
  enum pm_status status = PM_OK;
  for (size_t i = 0; status == PM_OK && i < cases->count; i++)
    if (cases->items[i].windows)
      status = file_case(&cases->items[i], result, interrupted, error);
  return status;
}
