/* Laws on orders that must hold: an interval within another, less work and more, a work and the one
 * that it must not be slower than. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "host/laws/law_checks.h"
#include "host/result/units.h"

static void both_medians(struct pm_violation *v, const struct pm_observed_case *observed,
                         const struct pm_observed_case *other) {
  pm_law_figure(v, "median_ns", observed->statistics.median_ns);
  pm_law_figure(v, "other_median_ns", other->statistics.median_ns);
  pm_law_figure(v, "ci_low_ns", observed->statistics.ci_low_ns);
  pm_law_figure(v, "ci_high_ns", observed->statistics.ci_high_ns);
  pm_law_figure(v, "other_ci_low_ns", other->statistics.ci_low_ns);
  pm_law_figure(v, "other_ci_high_ns", other->statistics.ci_high_ns);
}

/* --- e2e_below_kernel ---------------------------------------------------------------------------- */

/* How much a boundary holds; -1 for cold, which is another computation. */
static int extent(const struct pm_observed_case *observed) {
  static const char *const boundaries[] = {"kernel", "resident", "e2e"};
  for (int i = 0; i < 3; i++)
    if (strcmp(observed->boundary, boundaries[i]) == 0)
      return i;
  return -1;
}

void pm_law_boundaries(const struct pm_observation *o, const struct pm_law_limits *limits,
                       struct pm_judgement *j) {
  (void)limits;
  for (size_t i = 0; i < o->case_count; i++) {
    const struct pm_observed_case *outer = &o->cases[i];
    for (size_t k = 0; !outer->on_cpu && k < o->case_count; k++) {
      const struct pm_observed_case *inner = &o->cases[k];
      if (inner->work != outer->work || extent(inner) < 0 || extent(inner) >= extent(outer) ||
          !pm_law_same_place(inner, outer) || !pm_law_comparable(inner, outer))
        continue;
      j->checked++;
      if (!pm_law_below(outer, inner))
        continue;
      char less[PM_FIGURE_MAX], more[PM_FIGURE_MAX];
      pm_format_time(outer->statistics.median_ns, less);
      pm_format_time(inner->statistics.median_ns, more);
      both_medians(pm_law_break(j, outer->id, outer->work->id,
                                "%s takes %s, less than %s within it: %s", outer->boundary, less,
                                inner->boundary, more),
                   outer, inner);
    }
  }
  if (!j->checked)
    pm_law_reason(j, "no case of a device was timed within two boundaries");
}

/* --- size_order ---------------------------------------------------------------------------------- */

/* Whether two ids differ in the value of one parameter, a number; `name` gets where in `a` the parameter
 * begins, which is the same place in `b`. */
static bool differ_in_one_number(const char *a, const char *b, double *value_a, double *value_b,
                                 const char **name) {
  if (!strchr(a, '[') || !strchr(b, '['))
    return false;
  size_t same = 0;
  while (a[same] && a[same] == b[same])
    same++;
  /* Back to the value's first digit: of 1000 and 1500 the first agrees. */
  while (same > 0 && a[same - 1] != '=' && a[same - 1] != ',' && a[same - 1] != '[')
    same--;
  if (same == 0 || a[same - 1] != '=')
    return false;
  char *end_a, *end_b;
  *value_a = strtod(a + same, &end_a);
  *value_b = strtod(b + same, &end_b);
  if (end_a == a + same || end_b == b + same || !strchr(",]", *end_a) || strcmp(end_a, end_b) != 0)
    return false;
  for (*name = a + same - 1; (*name)[-1] != ',' && (*name)[-1] != '[';)
    (*name)--;
  return true;
}

/* Whether b is at least twice as much of the same as a. A parameter that only says of what kind the
 * input is (which share of signatures is bad) leaves its size as it was. */
static bool is_more(const struct pm_observed_work *a, const struct pm_observed_work *b,
                    const char **parameter) {
  double value_a, value_b;
  return a->bytes > 0 && b->bytes >= 2 * a->bytes && b->items >= a->items &&
         b->operations >= a->operations &&
         differ_in_one_number(a->id, b->id, &value_a, &value_b, parameter) && value_b > value_a;
}

static bool is_less_of_the_same(const struct pm_observed_case *less,
                                const struct pm_observed_case *more, const char **parameter) {
  return strcmp(less->boundary, more->boundary) == 0 && extent(less) >= 0 &&
         pm_law_same_place(less, more) && is_more(less->work, more->work, parameter) &&
         pm_law_comparable(less, more);
}

/* A sweep that is out of order once is so at many pairs: of a case the worst is told. */
static void check_size(const struct pm_observation *o, const struct pm_observed_case *more,
                       struct pm_judgement *j) {
  const struct pm_observed_case *worst = NULL;
  const char *parameter = "";
  for (size_t i = 0; i < o->case_count; i++) {
    const struct pm_observed_case *less = &o->cases[i];
    const char *name;
    if (!is_less_of_the_same(less, more, &name))
      continue;
    j->checked++;
    if (!pm_law_below(more, less) ||
        (worst && worst->statistics.median_ns >= less->statistics.median_ns))
      continue;
    worst = less;
    parameter = name;
  }
  if (!worst)
    return;
  char less_time[PM_FIGURE_MAX], more_time[PM_FIGURE_MAX];
  pm_format_time(worst->statistics.median_ns, less_time);
  pm_format_time(more->statistics.median_ns, more_time);
  const char *own = more->work->id + (parameter - worst->work->id); /* all before it is the same */
  both_medians(pm_law_break(j, more->id, more->work->id,
                            "takes %s with %.*s, less than %s with %.*s", more_time,
                            (int)strcspn(own, ",]"), own, less_time, (int)strcspn(parameter, ",]"),
                            parameter),
               more, worst);
}

void pm_law_size_order(const struct pm_observation *o, const struct pm_law_limits *limits,
                       struct pm_judgement *j) {
  (void)limits;
  for (size_t i = 0; i < o->case_count; i++)
    check_size(o, &o->cases[i], j);
  if (!j->checked)
    pm_law_reason(j, "no work was measured in two sizes of which one is at least twice the other");
}

/* --- work_order ---------------------------------------------------------------------------------- */

/* Whether two works, of the names that they have, have the same parameters. */
static bool same_parameters(const struct pm_observed_work *a, const struct pm_observed_work *b) {
  return strcmp(a->id + strcspn(a->id, "["), b->id + strcspn(b->id, "[")) == 0;
}

static bool is_held_against(const struct pm_observed_case *observed,
                            const struct pm_observed_case *other) {
  return strcmp(other->work->name, observed->work->not_slower_than) == 0 &&
         same_parameters(observed->work, other->work) &&
         strcmp(observed->boundary, other->boundary) == 0 && pm_law_same_place(observed, other) &&
         pm_law_comparable(observed, other);
}

static void check_work(const struct pm_observation *o, const struct pm_observed_case *observed,
                       struct pm_judgement *j) {
  for (size_t i = 0; i < o->case_count; i++) {
    const struct pm_observed_case *other = &o->cases[i];
    if (!is_held_against(observed, other))
      continue;
    j->checked++;
    if (!pm_law_below(other, observed))
      continue;
    char slow[PM_FIGURE_MAX], fast[PM_FIGURE_MAX];
    pm_format_time(observed->statistics.median_ns, slow);
    pm_format_time(other->statistics.median_ns, fast);
    both_medians(pm_law_break(j, observed->id, observed->work->id,
                              "takes %s, %s with the same parameters %s", slow, other->work->name,
                              fast),
                 observed, other);
  }
}

void pm_law_work_order(const struct pm_observation *o, const struct pm_law_limits *limits,
                       struct pm_judgement *j) {
  (void)limits;
  const struct pm_observed_work *bound = NULL;
  for (size_t i = 0; i < o->case_count; i++) {
    const struct pm_observed_case *observed = &o->cases[i];
    if (!observed->work->not_slower_than)
      continue;
    bound = bound ? bound : observed->work;
    check_work(o, observed, j);
  }
  if (j->checked)
    return;
  if (bound)
    pm_law_reason(j, "%s and %s were not both measured with the same parameters", bound->name,
                  bound->not_slower_than);
  else
    pm_law_reason(j, "no work that was measured names one that it must not be slower than");
}
