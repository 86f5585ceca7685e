/* What the laws' checks share. */
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "host/laws/law_checks.h"

struct pm_violation *pm_law_break(struct pm_judgement *j, const char *case_id, const char *work_id,
                                  const char *format, ...) {
  /* Grown by doubling: full whenever the count is a power of 2. */
  const size_t count = j->violation_count;
  if ((count & (count - 1)) == 0) {
    struct pm_violation *grown = realloc(j->violations, (count ? 2 * count : 1) * sizeof *grown);
    if (!grown) {
      j->no_memory = true;
      return NULL;
    }
    j->violations = grown;
  }
  struct pm_violation *violation = &j->violations[j->violation_count++];
  *violation = (struct pm_violation){.case_id = case_id, .work_id = work_id};
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(violation->text, sizeof violation->text, format, arguments);
  va_end(arguments);
  return violation;
}

void pm_law_figure(struct pm_violation *violation, const char *name, double value) {
  if (violation && violation->figure_count < PM_FIGURES_MAX)
    violation->figures[violation->figure_count++] = (struct pm_figure){name, value};
}

void pm_law_reason(struct pm_judgement *j, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(j->reason, sizeof j->reason, format, arguments);
  va_end(arguments);
}

bool pm_law_same_place(const struct pm_observed_case *a, const struct pm_observed_case *b) {
  return a->threads == b->threads && strcmp(a->implementation, b->implementation) == 0 &&
         strcmp(a->device, b->device) == 0 && strcmp(a->binding, b->binding) == 0;
}

static bool has_interval(const struct pm_observed_case *observed) {
  const struct pm_statistics *s = &observed->statistics;
  return s->median_ns > 0 && isfinite(s->ci_low_ns) && isfinite(s->ci_high_ns);
}

bool pm_law_comparable(const struct pm_observed_case *a, const struct pm_observed_case *b) {
  return has_interval(a) && has_interval(b);
}

/* Where code and memory happen to lie moves times by so much (Mytkowicz, Diwan, Hauswirth, Sweeney,
 * Producing Wrong Data Without Doing Anything Obviously Wrong!, ASPLOS 2009, saw far more). */
static const double alike = 0.02;

bool pm_law_below(const struct pm_observed_case *a, const struct pm_observed_case *b) {
  return a->statistics.ci_high_ns < b->statistics.ci_low_ns &&
         a->statistics.median_ns < b->statistics.median_ns * (1 - alike);
}
