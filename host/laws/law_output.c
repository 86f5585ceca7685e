/* Laws on what was computed. */
#include <string.h>

#include "host/laws/law_checks.h"

void pm_law_wrong_output(const struct pm_observation *o, const struct pm_law_limits *limits,
                         struct pm_judgement *j) {
  (void)limits;
  for (size_t i = 0; i < o->failure_count; i++) {
    const struct pm_observed_failure *failure = &o->failures[i];
    if (!failure->wrong_output)
      continue;
    j->checked++;
    struct pm_violation *v = pm_law_break(j, failure->id, failure->work,
                                          "wrong output: %.0f items differ, the first is %.0f",
                                          failure->count, failure->index);
    pm_law_figure(v, "items_that_differ", failure->count);
    pm_law_figure(v, "first_that_differs", failure->index);
  }
  for (size_t i = 0; i < o->case_count; i++) {
    j->checked++;
    if (!o->cases[i].verified)
      pm_law_break(j, o->cases[i].id, o->cases[i].work->id, "the output was not verified");
  }
}

/* The first case of a work that has an output. */
static const struct pm_observed_case *first_of(const struct pm_observation *o,
                                               const struct pm_observed_work *work) {
  for (size_t i = 0; i < o->case_count; i++)
    if (o->cases[i].work == work && o->cases[i].output_digest)
      return &o->cases[i];
  return NULL;
}

static void compare_outputs(const struct pm_observation *o, const struct pm_observed_work *work,
                            struct pm_judgement *j) {
  const struct pm_observed_case *first = first_of(o, work);
  for (size_t i = 0; first && i < o->case_count; i++) {
    const struct pm_observed_case *observed = &o->cases[i];
    if (observed->work == work && observed->output_digest &&
        strcmp(observed->output_digest, first->output_digest) != 0)
      pm_law_break(j, observed->id, work->id,
                   "unequal work: its output is %.12s…, that of %.160s is %.12s…",
                   observed->output_digest, first->id, first->output_digest);
  }
}

static void compare_inputs(const struct pm_observation *o, const struct pm_observed_work *work,
                           struct pm_judgement *j) {
  for (const struct pm_observed_work *other = o->works; other < work; other++)
    if (strcmp(other->id, work->id) == 0 && strcmp(other->input_digest, work->input_digest) != 0)
      pm_law_break(j, NULL, work->id,
                   "unequal work: the file has two inputs for it, %.12s… and %.12s…",
                   other->input_digest, work->input_digest);
}

void pm_law_unequal_work(const struct pm_observation *o, const struct pm_law_limits *limits,
                         struct pm_judgement *j) {
  (void)limits;
  for (size_t i = 0; i < o->work_count; i++) {
    j->checked++;
    compare_inputs(o, &o->works[i], j);
    compare_outputs(o, &o->works[i], j);
  }
}
