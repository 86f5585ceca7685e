#include "host/report/scorecard_mean.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- weights ----------------------------------------------------------------------------- */

static bool base_has(const struct pm_scorecard *s, const struct pm_observed_work *work) {
  const struct pm_observation *o = s->machines[s->base].observation;
  return work >= o->works && work < o->works + o->work_count;
}

/* An entry's weight is shared by the works of the base machine that fall under it. */
static void weigh(struct pm_scorecard *s) {
  for (size_t e = 0; e < s->mix->weight_count; e++) {
    const struct pm_mix_weight *entry = &s->mix->weights[e];
    size_t sharers = 0;
    for (int pass = 0; pass < 2; pass++)
      for (size_t w = 0; w < s->work_count; w++) {
        struct pm_score_work *score = &s->works[w];
        if (!base_has(s, score->work) || pm_mix_find(s->mix, score->work) != entry)
          continue;
        if (pass == 0)
          sharers++;
        else
          score->weight = entry->weight / (double)sharers;
      }
  }
}

/* --- what is lacking --------------------------------------------------------------------- */

static const char *const more = " and others";

static void add_lacking(struct pm_score_mean *mean, const char *name) {
  const size_t room = sizeof mean->lacks - strlen(more), length = strlen(mean->lacks);
  if (length >= strlen(more) && strcmp(mean->lacks + length - strlen(more), more) == 0)
    return;
  if (length + strlen(name) + 2 >= room)
    strcpy(mean->lacks + length, more);
  else
    snprintf(mean->lacks + length, room - length, "%s%s", length ? ", " : "", name);
}

/* Entries of the mix that no work of the base machine falls under. */
static void add_empty_entries(const struct pm_scorecard *s, struct pm_score_mean *mean) {
  for (size_t e = 0; e < s->mix->weight_count; e++) {
    bool found = false;
    for (size_t w = 0; w < s->work_count && !found; w++)
      found =
          s->works[w].weight > 0 && pm_mix_find(s->mix, s->works[w].work) == &s->mix->weights[e];
    if (!found)
      add_lacking(mean, s->mix->weights[e].works);
  }
}

/* --- means ------------------------------------------------------------------------------- */

static double rate_at(const struct pm_scorecard *s, size_t work, size_t place) {
  return place < s->place_count ? pm_scorecard_score(s, work, place)->items_per_second : NAN;
}

static void compute(const struct pm_scorecard *s, struct pm_score_mean *mean) {
  double sum = 0, weights = 0;
  add_empty_entries(s, mean);
  for (size_t w = 0; w < s->work_count; w++) {
    const double weight = s->works[w].weight;
    if (!(weight > 0))
      continue;
    const size_t place = mean->place ? (size_t)(mean->place - s->places)
                                     : pm_scorecard_best_place(s, w, mean->machine);
    const double base = rate_at(s, w, pm_scorecard_best_place(s, w, s->base));
    const double ratio = rate_at(s, w, place) / base;
    if (ratio > 0 && isfinite(ratio)) {
      sum += weight * log(ratio);
      weights += weight;
    } else {
      add_lacking(mean, s->works[w].work->id);
    }
  }
  mean->mean = *mean->lacks || !(weights > 0) ? NAN : exp(sum / weights);
}

enum pm_status pm_scorecard_add_means(struct pm_scorecard *s, struct pm_error *error) {
  s->means = calloc(s->machine_count + s->place_count, sizeof *s->means);
  if (!s->means)
    return pm_fail(error, PM_FAILED, "no memory for the scorecard");
  weigh(s);
  for (size_t m = 0; m < s->machine_count; m++) {
    s->means[s->mean_count++] = (struct pm_score_mean){.machine = m};
    for (size_t p = 0; p < s->place_count; p++)
      if (s->places[p].machine == m)
        s->means[s->mean_count++] = (struct pm_score_mean){.machine = m, .place = &s->places[p]};
  }
  for (size_t i = 0; i < s->mean_count; i++)
    compute(s, &s->means[i]);
  return PM_OK;
}
