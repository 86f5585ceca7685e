/* The gate: may the contender replace the base? */
#include <math.h>

#include "host/compare/compare.h"

static bool too_slow(const struct pm_pair *pair, double lower) {
  return pair->ratio.high < lower || (pair->verdict == PM_SLOWER && pair->ratio.estimate < lower);
}

/* Passing, but not beyond doubt. An interval that is not known reaches everywhere. */
static bool reaches(const struct pm_pair *pair, double lower) {
  return !(pair->ratio.low >= lower);
}

static const struct pm_unpaired *lost_case(const struct pm_comparison *comparison, size_t *count) {
  const struct pm_unpaired *first = NULL;
  *count = 0;
  for (size_t i = 0; i < comparison->unpaired_count; i++)
    if (comparison->unpaired[i].side == PM_SIDE_BASE) {
      first = first ? first : &comparison->unpaired[i];
      (*count)++;
    }
  return first;
}

enum pm_status pm_compare_gate(const struct pm_comparison *comparison, double max_slowdown,
                               size_t *undecided, struct pm_error *error) {
  double lower = 1 / (1 + max_slowdown);
  const struct pm_pair *worst = NULL;
  size_t failed = 0, open = 0, lost;
  for (size_t i = 0; i < comparison->pair_count; i++) {
    const struct pm_pair *pair = &comparison->pairs[i];
    if (!too_slow(pair, lower)) {
      open += reaches(pair, lower);
      continue;
    }
    failed++;
    if (!worst || pair->ratio.estimate < worst->ratio.estimate)
      worst = pair;
  }
  if (undecided)
    *undecided = open;
  if (worst)
    return pm_fail(error, PM_GATE_FAILED,
                   "%zu of %zu cases are more than %.3g%% slower; the worst, by %.1f%%: %s", failed,
                   comparison->pair_count, 100 * max_slowdown,
                   100 * (1 / worst->ratio.estimate - 1), worst->contender->id);
  const struct pm_unpaired *first = lost_case(comparison, &lost);
  if (first)
    return pm_fail(error, PM_GATE_FAILED, "%zu cases of the base were not measured again: %s %s",
                   lost, first->one->id, first->reason);
  return PM_OK;
}
