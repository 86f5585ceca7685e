#include "host/report/score.h"

const struct pm_score *pm_scorecard_score(const struct pm_scorecard *s, size_t work, size_t place) {
  return &s->scores[work * s->place_count + place];
}

size_t pm_scorecard_best_place(const struct pm_scorecard *s, size_t work, size_t machine) {
  size_t best = s->place_count;
  for (size_t p = 0; p < s->place_count; p++) {
    const struct pm_score *score = pm_scorecard_score(s, work, p);
    if (s->places[p].machine == machine && score->best &&
        (best == s->place_count ||
         score->items_per_second > pm_scorecard_score(s, work, best)->items_per_second))
      best = p;
  }
  return best;
}
