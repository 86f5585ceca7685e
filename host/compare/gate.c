#include "host/compare/gate.h"

#include <math.h>
#include <stdlib.h>

#include "host/compare/drift.h"
#include "host/measure/paired.h"

const char *pm_gate_outcome_name(enum pm_gate_outcome outcome) {
  static const char *const names[] = {[PM_GATE_UNKNOWN] = "unknown",
                                      [PM_GATE_PASSED] = "passed",
                                      [PM_GATE_UNDECIDED] = "undecided",
                                      [PM_GATE_BROKEN] = "failed"};
  return names[outcome];
}

/* --- changes ----------------------------------------------------------------------------- */

/* Of throughput, which goes with base's time over contender's. */
static struct pm_interval rise(struct pm_interval ratio) {
  return (struct pm_interval){ratio.estimate - 1, ratio.low - 1, ratio.high - 1};
}

/* Of time. */
static struct pm_interval growth(struct pm_interval ratio) {
  return (struct pm_interval){1 / ratio.estimate - 1, 1 / ratio.high - 1, 1 / ratio.low - 1};
}

static struct pm_gate_check throughput_of(const struct pm_pair *pair) {
  return (struct pm_gate_check){.change = rise(pair->ratio), .of = "median"};
}

static struct pm_gate_check latency_of(const struct pm_pair *pair, uint64_t seed) {
  struct pm_interval p95 = pm_compare_p95(pm_sample_of(pair->base), pm_sample_of(pair->contender),
                                          pair->blocks > 0, seed);
  bool known = isfinite(p95.estimate);
  return (struct pm_gate_check){.change = growth(known ? p95 : pair->ratio),
                                .of = known ? "p95" : "median"};
}

/* A planned amount has no interval. */
static struct pm_gate_check memory_of(const struct pm_pair *pair) {
  double base = pair->base->memory_bytes, contender = pair->contender->memory_bytes;
  double change = base > 0 ? contender / base - 1 : NAN;
  return (struct pm_gate_check){.change = {change, change, change}, .of = "memory"};
}

/* --- outcomes ---------------------------------------------------------------------------- */

/* The change as a cost, which a limit caps: less throughput is a cost. */
static struct pm_interval cost_of(enum pm_metric metric, struct pm_interval change) {
  if (metric != PM_THROUGHPUT)
    return change;
  return (struct pm_interval){-change.estimate, -change.high, -change.low};
}

/* The change without the machine's own, where that was for the worse. */
static struct pm_interval without_drift(enum pm_metric metric, const struct pm_gate_check *check) {
  struct pm_interval change = check->change;
  if (!(check->drift < 0) || metric == PM_MEMORY)
    return change;
  double slower = 1 + check->drift, factor = metric == PM_THROUGHPUT ? 1 / slower : slower;
  return (struct pm_interval){(1 + change.estimate) * factor - 1, (1 + change.low) * factor - 1,
                              (1 + change.high) * factor - 1};
}

static bool is_broken(struct pm_interval cost, double most, bool worse) {
  return cost.low > most || (worse && cost.low > 0 && cost.estimate > most);
}

static enum pm_gate_outcome judge(enum pm_metric metric, const struct pm_gate_check *check,
                                  const struct pm_pair *pair) {
  struct pm_interval cost = cost_of(metric, check->change);
  struct pm_interval own = cost_of(metric, without_drift(metric, check));
  double most = fabs(check->limit);
  if (isinf(most))
    return PM_GATE_PASSED;
  if (metric == PM_MEMORY && isnan(cost.estimate))
    return PM_GATE_UNKNOWN;
  if (metric != PM_MEMORY && !pair->decidable)
    return PM_GATE_UNDECIDED;
  bool worse = metric == PM_MEMORY || pair->verdict == PM_WORSE;
  if (is_broken(cost, most, worse) && is_broken(own, most, worse))
    return PM_GATE_BROKEN;
  return cost.high <= most ? PM_GATE_PASSED : PM_GATE_UNDECIDED; /* NAN: undecided */
}

static struct pm_gate_row row_of(const struct pm_comparison *comparison, const struct pm_pair *pair,
                                 const struct pm_gate_limits *limits, uint64_t seed) {
  struct pm_limits limit = pm_gate_limits_of(limits, pair->base->work->name);
  struct pm_gate_row row = {.pair = pair,
                            .checks = {[PM_THROUGHPUT] = throughput_of(pair),
                                       [PM_LATENCY] = latency_of(pair, seed),
                                       [PM_MEMORY] = memory_of(pair)}};
  const double drift = pm_drift_at(comparison, pair) - 1;
  for (int m = 0; m < PM_METRIC_COUNT; m++) {
    struct pm_gate_check *check = &row.checks[m];
    check->limit = limit.of[m];
    check->drift = m == PM_MEMORY ? NAN : drift;
    check->outcome = judge((enum pm_metric)m, check, pair);
    if (check->outcome > row.outcome)
      row.outcome = check->outcome;
  }
  return row;
}

/* --- the gate ---------------------------------------------------------------------------- */

/* How far beyond its limit, in parts of the base; the worst of a row. */
static double excess_of(const struct pm_gate_row *row, enum pm_metric *metric) {
  double most = -INFINITY;
  for (int m = 0; m < PM_METRIC_COUNT; m++) {
    const struct pm_gate_check *check = &row->checks[m];
    double excess = cost_of((enum pm_metric)m, check->change).estimate - fabs(check->limit);
    if (check->outcome != PM_GATE_BROKEN || excess <= most)
      continue;
    most = excess;
    *metric = (enum pm_metric)m;
  }
  return most;
}

static enum pm_status say_broken(const struct pm_gate *gate, struct pm_error *error) {
  const struct pm_gate_row *worst = NULL;
  enum pm_metric metric = PM_THROUGHPUT, of_worst = PM_THROUGHPUT;
  double most = -INFINITY;
  for (size_t i = 0; i < gate->row_count; i++) {
    double excess = excess_of(&gate->rows[i], &metric);
    if (excess <= most)
      continue;
    most = excess;
    worst = &gate->rows[i];
    of_worst = metric;
  }
  char text[PM_CHECK_TEXT_MAX];
  pm_gate_check_text(of_worst, &worst->checks[of_worst], text);
  return pm_fail(error, PM_GATE_FAILED, "%zu of %zu cases are beyond a limit; the worst: %s: %s",
                 gate->broken, gate->row_count, worst->pair->contender->id, text);
}

static enum pm_status say_lost(const struct pm_gate *gate, struct pm_error *error) {
  const struct pm_comparison *comparison = gate->comparison;
  for (size_t i = 0; i < comparison->unpaired_count; i++)
    if (comparison->unpaired[i].side == PM_SIDE_BASE)
      return pm_fail(error, PM_GATE_FAILED,
                     "%zu cases of the base were not measured again (--allow-missing lets them "
                     "be): %s %s",
                     gate->lost, comparison->unpaired[i].observed->id,
                     comparison->unpaired[i].reason);
  return PM_OK;
}

enum pm_status pm_gate_apply(const struct pm_comparison *comparison,
                             const struct pm_gate_limits *limits, bool allow_missing, uint64_t seed,
                             struct pm_gate *gate, struct pm_error *error) {
  *gate = (struct pm_gate){.comparison = comparison,
                           .limits = limits,
                           .rows = calloc(comparison->pair_count + 1, sizeof *gate->rows),
                           .allow_missing = allow_missing};
  if (!gate->rows)
    return pm_fail(error, PM_FAILED, "no memory for the gate");
  for (size_t i = 0; i < comparison->pair_count; i++) {
    struct pm_gate_row *row = &gate->rows[gate->row_count++];
    *row = row_of(comparison, &comparison->pairs[i], limits, seed);
    gate->broken += row->outcome == PM_GATE_BROKEN;
    gate->undecided += row->outcome == PM_GATE_UNDECIDED;
  }
  for (size_t i = 0; i < comparison->unpaired_count; i++)
    gate->lost += comparison->unpaired[i].side == PM_SIDE_BASE;
  if (gate->broken)
    return say_broken(gate, error);
  return gate->lost && !allow_missing ? say_lost(gate, error) : PM_OK;
}

bool pm_gate_closed(const struct pm_gate *gate) {
  return gate->broken || (gate->lost && !gate->allow_missing) || gate->comparison->differing_count;
}

void pm_gate_free(struct pm_gate *gate) {
  free(gate->rows);
  *gate = (struct pm_gate){0};
}

/* --- in words ---------------------------------------------------------------------------- */

/* "-9.1%". */
static void format_change(double change, char text[32]) {
  double percent = 100 * change;
  snprintf(text, 32, "%+.*f%%", fabs(percent) < 9.95 ? 2 : 1, percent);
}

void pm_gate_check_text(enum pm_metric metric, const struct pm_gate_check *check,
                        char text[PM_CHECK_TEXT_MAX]) {
  char estimate[32], low[32], high[32];
  const char *by_median = metric == PM_LATENCY && check->of[0] == 'm' ? " (median)" : "";
  size_t used = (size_t)snprintf(text, PM_CHECK_TEXT_MAX, "%s%s ", pm_metric_name(metric),
                                 metric == PM_LATENCY && !*by_median ? " (p95)" : by_median);
  format_change(check->change.estimate, estimate);
  format_change(check->change.low, low);
  format_change(check->change.high, high);
  if (isnan(check->change.estimate))
    used += (size_t)snprintf(text + used, PM_CHECK_TEXT_MAX - used, "not known");
  else if (metric == PM_MEMORY)
    used += (size_t)snprintf(text + used, PM_CHECK_TEXT_MAX - used, "%s", estimate);
  else
    used +=
        (size_t)snprintf(text + used, PM_CHECK_TEXT_MAX - used, "%s [%s, %s]", estimate, low, high);
  if (isinf(check->limit))
    used += (size_t)snprintf(text + used, PM_CHECK_TEXT_MAX - used, ", no limit");
  else
    used += (size_t)snprintf(text + used, PM_CHECK_TEXT_MAX - used, ", the limit is %+.4g%%",
                             100 * check->limit);
  if (check->drift < 0) {
    format_change(check->drift, estimate);
    snprintf(text + used, PM_CHECK_TEXT_MAX - used, "; the machine's own limits %s", estimate);
  }
}
