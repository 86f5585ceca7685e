#include "host/laws/law.h"

#include <stdlib.h>

#include "host/laws/law_checks.h"

static const struct pm_law laws[] = {
    {"wrong_output", "every output equals the oracle's", PM_LAW_ERROR, pm_law_wrong_output},
    {"unequal_work", "cases of one work have one input and one output", PM_LAW_ERROR,
     pm_law_unequal_work},
    {"ceiling", "nothing is more than 10% faster than the machine's measured limits allow",
     PM_LAW_ERROR, pm_law_ceiling},
    {"e2e_below_kernel", "a timed interval that holds another takes no less time", PM_LAW_ERROR,
     pm_law_boundaries},
    {"noise", "medians are known to within --max-noise", PM_LAW_ERROR, pm_law_noise},
    {"percentiles", "no percentile is stated of fewer samples than it needs", PM_LAW_ERROR,
     pm_law_percentiles},
    {"size_order", "more of the same work does not take less time", PM_LAW_WARNING,
     pm_law_size_order},
    {"work_order", "a work is not slower than the one that it must not be slower than",
     PM_LAW_WARNING, pm_law_work_order},
    {"cv", "samples vary by no more than --max-cv", PM_LAW_WARNING, pm_law_cv},
    {"warm_up", "a repetition's first fifth takes as long as the rest, to 5%", PM_LAW_WARNING,
     pm_law_warm_up},
    {"spread", "times are not closer to each other than real ones are, and no timer's steps show",
     PM_LAW_WARNING, pm_law_spread},
    {"clock", "clocks stay within 10% during a case, and nothing is throttled", PM_LAW_WARNING,
     pm_law_clock},
    {"busy", "others take no more than 5% of the processors' time", PM_LAW_WARNING, pm_law_busy},
    {"debug_build", "the program is built with optimisation and without sanitizers", PM_LAW_WARNING,
     pm_law_build},
};
enum { LAW_COUNT = sizeof laws / sizeof *laws };

enum pm_status pm_laws_judge(const struct pm_observation *observation,
                             const struct pm_law_limits *limits, struct pm_judgements *judgements,
                             struct pm_error *error) {
  *judgements = (struct pm_judgements){calloc(LAW_COUNT, sizeof *judgements->laws), LAW_COUNT};
  bool room = judgements->laws != NULL;
  for (size_t i = 0; room && i < LAW_COUNT; i++) {
    struct pm_judgement *j = &judgements->laws[i];
    j->law = &laws[i];
    laws[i].check(observation, limits, j);
    j->verdict = j->violation_count ? PM_LAW_BROKEN : j->checked ? PM_LAW_HELD : PM_LAW_NOT_CHECKED;
    if (j->verdict == PM_LAW_NOT_CHECKED && !j->reason[0])
      pm_law_reason(j, "there is nothing to check it on");
    room = !j->no_memory;
  }
  if (room)
    return PM_OK;
  pm_judgements_free(judgements);
  return pm_fail(error, PM_FAILED, "no memory for the laws");
}

void pm_judgements_free(struct pm_judgements *judgements) {
  for (size_t i = 0; judgements->laws && i < judgements->count; i++)
    free(judgements->laws[i].violations);
  free(judgements->laws);
  *judgements = (struct pm_judgements){0};
}

size_t pm_laws_broken(const struct pm_judgements *judgements, enum pm_law_severity severity) {
  size_t broken = 0;
  for (size_t i = 0; i < judgements->count; i++)
    broken += judgements->laws[i].verdict == PM_LAW_BROKEN &&
              judgements->laws[i].law->severity == severity;
  return broken;
}

const char *pm_law_verdict_name(enum pm_law_verdict verdict) {
  static const char *const names[] = {
      [PM_LAW_HELD] = "held", [PM_LAW_BROKEN] = "broken", [PM_LAW_NOT_CHECKED] = "not checked"};
  return names[verdict];
}

const char *pm_law_severity_name(enum pm_law_severity severity) {
  return severity == PM_LAW_ERROR ? "error" : "warning";
}
