/* A gate: may the contender replace the base? For a pipeline that is to stop at a real regression,
 * and at nothing else.
 *
 * Every pair is held against three limits (host/compare/gate_limits.h):
 *   throughput   items per second of the median: the change is that of the pair's ratio
 *   latency      the 95th percentile, where both sides have one (130 samples, three repetitions),
 *                by pm_compare_p95; else the median, and says so
 *   memory       what the case takes of its device's memory, where both files record it; else not
 *                gated
 *
 * A limit is broken where the change is beyond it with its whole interval; or where the pair's
 * verdict is `worse`, the interval lies on the worse side of no change, and the estimate is beyond
 * the limit. A pair of which there is no saying (pm_pair.decidable) breaks no limit: it is
 * undecided. So is a limit that an interval reaches beyond, and, by runs, one that is broken no
 * more once as much is taken off as the machine's own limits fell between the two
 * (host/compare/drift.h). The gate fails where a limit is broken, and where a case of the base has
 * no counterpart, since what no longer runs is no improvement; unless that is allowed. */
#ifndef PROOFMARK_HOST_COMPARE_GATE_H
#define PROOFMARK_HOST_COMPARE_GATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "host/compare/compare.h"
#include "host/compare/gate_limits.h"

/* From the mildest to the gravest. */
enum pm_gate_outcome { PM_GATE_UNKNOWN, PM_GATE_PASSED, PM_GATE_UNDECIDED, PM_GATE_BROKEN };

/* "unknown", "passed", "undecided", "failed". */
const char *pm_gate_outcome_name(enum pm_gate_outcome outcome);

struct pm_gate_check {
  enum pm_gate_outcome outcome;
  double limit;              /* as in struct pm_limits; infinite: none */
  struct pm_interval change; /* of the contender, in parts of the base; NAN where unknown */
  double drift;              /* as much of it is the machine's own; NAN where unknown or none */
  const char *of;            /* "median", "p95", "memory" */
};

struct pm_gate_row {
  const struct pm_pair *pair;
  struct pm_gate_check checks[PM_METRIC_COUNT];
  enum pm_gate_outcome outcome; /* the gravest of them */
};

struct pm_gate {
  const struct pm_comparison *comparison;
  const struct pm_gate_limits *limits;
  struct pm_gate_row *rows; /* one per pair, in their order */
  size_t row_count;
  size_t broken, undecided; /* rows */
  size_t lost;              /* cases of the base without counterpart */
  bool allow_missing;
};

/* Applies the limits to the result of pm_compare_files; `seed` is that of the intervals. Everything
 * must outlive the gate, which is freed by pm_gate_free in any case. PM_GATE_FAILED names the
 * worst. */
enum pm_status pm_gate_apply(const struct pm_comparison *comparison,
                             const struct pm_gate_limits *limits, bool allow_missing, uint64_t seed,
                             struct pm_gate *gate, struct pm_error *error);
void pm_gate_free(struct pm_gate *gate);

/* Whether it fails, or is about works that are not comparable. */
bool pm_gate_closed(const struct pm_gate *gate);

/* "throughput -9.1% [-9.5%, -8.7%], the limit is -5%", and where it is so: "; the machine's own
 * limits -12%". */
enum { PM_CHECK_TEXT_MAX = 224 };
void pm_gate_check_text(enum pm_metric metric, const struct pm_gate_check *check,
                        char text[PM_CHECK_TEXT_MAX]);

/* For people: what is broken and what is undecided, and a summary; stands below the comparison. */
void pm_gate_print(const struct pm_gate *gate, bool colour, FILE *stream);

/* JUnit XML as Jenkins and GitLab read it (jenkinsci/xunit-plugin, junit-10.xsd): a testcase per
 * pair; broken ones are failures, those without a saying skipped. Lost cases are failures, or
 * skipped where allowed; works that are not comparable are errors. */
void pm_gate_print_junit(const struct pm_gate *gate, FILE *stream);

/* A step summary in GitHub's Markdown: what is broken, undecided or lost, in tables; less than a
 * MiB. */
void pm_gate_print_summary(const struct pm_gate *gate, FILE *stream);

#endif
