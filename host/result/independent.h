/* Several runs of the same cases in processes of their own: how far they lie apart, and one
 * observation of all of them.
 *
 * Of the medians m_1 .. m_N of a case in N runs:
 *   spread      (max - min) / mean; of two runs |a - b| / mean
 *   between_cv  their sample standard deviation over their mean
 *   within_cv   the same of the medians of the repetitions of one run, pooled over the runs
 *   f, p        one-way analysis of variance over the medians of the repetitions, with the runs as
 *               groups (NIST/SEMATECH e-Handbook of Statistical Methods, 7.4.3): p is how often
 *               runs that differ by nothing but what the repetitions differ by are that far apart
 * A run of one repetition has no `within`; what is not known is NAN.
 */
#ifndef PROOFMARK_HOST_RESULT_INDEPENDENT_H
#define PROOFMARK_HOST_RESULT_INDEPENDENT_H

#include <stdbool.h>
#include <stdio.h>

#include "host/base/status.h"
#include "host/result/read.h"
#include "host/result/result.h"
#include "host/result/section.h"

enum { PM_INDEPENDENT_RUNS_MAX = 8 };

struct pm_independent_case {
  const char *id;
  double medians_ns[PM_INDEPENDENT_RUNS_MAX];
  double spread, between_cv, within_cv, f, p;
};

struct pm_independent {
  size_t runs;
  struct pm_independent_case *cases; /* those that every run measured, in the first run's order */
  size_t count;
  double worst_spread;
  const char *worst; /* id of the case; NULL where there is none */
  size_t beyond;     /* cases whose p is below 5% divided by the number of cases (Bonferroni) */
};

/* Ids belong to the first observation. Freed by pm_independent_free. False without memory. */
bool pm_independent_compute(struct pm_observation *const *runs, size_t count,
                            struct pm_independent *independent);
void pm_independent_free(struct pm_independent *independent);

void pm_independent_print(const struct pm_independent *independent, bool colour, FILE *stream);

/* One observation of them all. A case has the samples of every run that measured it, one run after
 * another, of each repetition as many as of the shortest; what else it says is of the first of
 * those runs. It is untrustworthy where it was so in one, or where the runs are more than
 * `max_spread` (0: any) apart. A case that failed in one run is not in cases[]. The figures above
 * stand in `proofmark.independent`. `sections` are those that this program knows
 * (host/result/section.h); may be NULL. `argv` is the command line of them all; `interrupted` as
 * for pm_result_finish. Freed by pm_result_free. */
enum pm_status pm_independent_join(struct pm_observation *const *runs, size_t count,
                                   const struct pm_independent *independent,
                                   const struct pm_sections *sections, char *const *argv,
                                   double max_spread, bool interrupted, struct pm_result **result,
                                   struct pm_error *error);

#endif
