/* The scorecard for people. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "host/report/scorecard.h"
#include "host/result/units.h"

static const struct pm_observation *base_of(const struct pm_scorecard *s) {
  return s->machines[s->base].observation;
}

/* --- what goes in ------------------------------------------------------------------------ */

/* Where a place's joules come from, or NULL and, where a file says it, why there are none. */
static const char *energy_of(const struct pm_scorecard *s, size_t p, bool *idle_subtracted,
                             const char **why_not) {
  *why_not = NULL;
  for (size_t w = 0; w < s->work_count; w++) {
    const struct pm_score *score = pm_scorecard_score(s, w, p);
    *idle_subtracted = score->idle_subtracted;
    if (score->best && !*why_not)
      *why_not = score->best->energy.reason;
    if (score->energy_source)
      return score->energy_source;
  }
  return NULL;
}

static void write_place(const struct pm_scorecard *s, size_t p, struct pm_document *d) {
  const struct pm_score_place *place = &s->places[p];
  bool idle_subtracted;
  const char *why_not, *energy = energy_of(s, p, &idle_subtracted, &why_not);
  char text[512];
  pm_document_row(d, PM_STYLE_PLAIN, NULL);
  pm_document_cell(d, s->machines[place->machine].label);
  pm_document_cell(d, place->label);
  pm_document_cell(d, place->name ? place->name : "–");
  if (energy)
    snprintf(text, sizeof text, "%.200s, idle power %s", energy,
             idle_subtracted ? "subtracted" : "included");
  else
    snprintf(text, sizeof text, "not read%s%.300s", why_not ? ": " : "", why_not ? why_not : "");
  pm_document_cell(d, text);
  if (place->price)
    snprintf(text, sizeof text, "%.10g %.40s%s%.200s", place->price->per_hour, s->prices->currency,
             *place->price->what ? ", " : "", place->price->what);
  else
    snprintf(text, sizeof text, s->prices ? "not in the list" : "not given");
  pm_document_cell(d, text);
}

static void write_places(const struct pm_scorecard *s, struct pm_document *d) {
  static const struct pm_column columns[] = {{"machine", NULL},
                                             {"place", NULL},
                                             {"what it is", NULL},
                                             {"energy", NULL},
                                             {"an hour", NULL}};
  pm_document_table(d, "Machines and places", columns, sizeof columns / sizeof *columns);
  for (size_t p = 0; p < s->place_count; p++)
    write_place(s, p, d);
  pm_document_end_table(d);
  if (!s->prices)
    return;
  char text[512];
  snprintf(
      text, sizeof text,
      "Cost of 10^9 items = price of an hour / 3600 / items per second × 10^9; prices of %.100s "
      "in %.40s, from %.200s.",
      s->prices->date, s->prices->currency, s->prices->file);
  pm_document_paragraph(d, PM_STYLE_PLAIN, text);
}

/* --- scores ------------------------------------------------------------------------------ */

static const struct pm_column score_columns[] = {
    {"work", NULL},
    {"machine", NULL},
    {"place", NULL},
    {"implementation", NULL},
    {"items/s", "items_per_second"},
    {"vs base", "ratio"},
    {"kernel items/s", "kernel_items_per_second"},
    {"of ceiling", "ceiling_share"},
    {"J/item", "joules_per_item"},
    {"cost of 10^9", "cost_per_billion"},
};
enum { SCORE_COLUMNS = sizeof score_columns / sizeof *score_columns };

static double base_rate(const struct pm_scorecard *s, size_t w) {
  const size_t place = pm_scorecard_best_place(s, w, s->base);
  return place < s->place_count ? pm_scorecard_score(s, w, place)->items_per_second : NAN;
}

static void add_si(struct pm_document *d, double value) {
  char text[PM_FIGURE_MAX];
  pm_format_si(value, text);
  pm_document_figure(d, value, text);
}

/* Four digits; small costs are told apart too. */
static void add_plain(struct pm_document *d, double value) {
  char text[PM_FIGURE_MAX] = "–";
  if (isfinite(value))
    snprintf(text, sizeof text, "%.4g", value);
  pm_document_figure(d, value, text);
}

static void add_joules(struct pm_document *d, double joules) {
  static const struct {
    double factor;
    const char *unit;
  } scales[] = {{1, " J"}, {1e-3, " mJ"}, {1e-6, " µJ"}, {1e-9, " nJ"}};
  char text[PM_FIGURE_MAX] = "–";
  size_t i = 0;
  while (i < 3 && fabs(joules) < scales[i].factor)
    i++;
  if (isfinite(joules))
    snprintf(text, sizeof text, "%.4g%s", joules / scales[i].factor, scales[i].unit);
  pm_document_figure(d, joules, text);
}

static void add_ratio(struct pm_document *d, double value) {
  char text[PM_FIGURE_MAX];
  pm_format_ratio(value, text);
  pm_document_figure(d, value, text);
}

static void add_share(struct pm_document *d, const struct pm_bound *bound) {
  char text[64] = "–";
  if (isfinite(bound->share))
    snprintf(text, sizeof text, "%.0f%% %s", 100 * bound->share, pm_resource_name(bound->resource));
  pm_document_figure(d, bound->share, text);
}

static void write_score(const struct pm_scorecard *s, size_t w, size_t p, struct pm_document *d) {
  const struct pm_score *score = pm_scorecard_score(s, w, p);
  const struct pm_score_place *place = &s->places[p];
  char text[256];
  pm_document_row(d, PM_STYLE_PLAIN, score->best->id);
  pm_document_cell(d, s->works[w].work->id);
  pm_document_cell(d, s->machines[place->machine].label);
  pm_document_cell(d, place->label);
  if (score->best->threads && score->best->on_cpu)
    snprintf(text, sizeof text, "%.200s ×%u", score->best->implementation, score->best->threads);
  else
    snprintf(text, sizeof text, "%.200s", score->best->implementation);
  pm_document_cell(d, text);
  add_si(d, score->items_per_second);
  add_ratio(d, score->items_per_second / base_rate(s, w));
  add_si(d, score->kernel_items_per_second);
  add_share(d, &score->bound);
  add_joules(d, score->joules_per_item);
  add_plain(d, score->cost_per_billion);
}

static bool any_score(const struct pm_scorecard *s) {
  for (size_t i = 0; i < s->work_count * s->place_count; i++)
    if (s->scores[i].best)
      return true;
  return false;
}

static void write_scores(const struct pm_scorecard *s, struct pm_document *d) {
  if (!any_score(s)) {
    pm_document_paragraph(d, PM_STYLE_BAD, "Nothing was measured that is to be trusted.");
    return;
  }
  pm_document_table(d, "Scores", score_columns, SCORE_COLUMNS);
  for (size_t w = 0; w < s->work_count; w++)
    for (size_t p = 0; p < s->place_count; p++)
      if (pm_scorecard_score(s, w, p)->best)
        write_score(s, w, p, d);
  pm_document_end_table(d);
}

/* --- the mix ----------------------------------------------------------------------------- */

static void write_weights(const struct pm_scorecard *s, struct pm_document *d) {
  static const struct pm_column columns[] = {
      {"works of the mix", NULL}, {"weight", "weight"}, {"share", "share"}, {"of the base", NULL}};
  double sum = 0;
  for (size_t e = 0; e < s->mix->weight_count; e++)
    sum += s->mix->weights[e].weight;
  pm_document_table(d, "The mix", columns, sizeof columns / sizeof *columns);
  for (size_t e = 0; e < s->mix->weight_count; e++) {
    const struct pm_mix_weight *entry = &s->mix->weights[e];
    size_t works = 0;
    for (size_t w = 0; w < s->work_count; w++)
      works += s->works[w].weight > 0 && pm_mix_find(s->mix, s->works[w].work) == entry;
    char text[64];
    pm_document_row(d, works ? PM_STYLE_PLAIN : PM_STYLE_BAD, NULL);
    pm_document_cell(d, entry->works);
    add_plain(d, entry->weight);
    snprintf(text, sizeof text, "%.1f%%", 100 * entry->weight / sum);
    pm_document_figure(d, entry->weight / sum, text);
    snprintf(text, sizeof text, works == 1 ? "1 work" : "%zu works", works);
    pm_document_cell(d, text);
  }
  pm_document_end_table(d);
}

static void write_mean(const struct pm_scorecard *s, const struct pm_score_mean *mean,
                       struct pm_document *d) {
  char text[640];
  pm_document_row(d, isfinite(mean->mean) ? PM_STYLE_PLAIN : PM_STYLE_DIM, NULL);
  pm_document_cell(d, s->machines[mean->machine].label);
  pm_document_cell(d, mean->place ? mean->place->label : "the best place for each work");
  add_ratio(d, mean->mean);
  snprintf(text, sizeof text, isfinite(mean->mean) ? "" : "not computed: lacks %s", mean->lacks);
  pm_document_cell(d, text);
}

static void write_means(const struct pm_scorecard *s, int level, struct pm_document *d) {
  static const struct pm_column columns[] = {
      {"machine", NULL}, {"place", NULL}, {"mean", "mean"}, {"remark", NULL}};
  char text[512];
  if (!s->mix) {
    pm_document_paragraph(d, PM_STYLE_DIM, "No mean over works: no mix was given (--mix).");
    return;
  }
  snprintf(text, sizeof text, "Mix “%.200s”", s->mix->name);
  pm_document_heading(d, level + 1, NULL, text);
  snprintf(text, sizeof text,
           "Weighted geometric mean of items per second over those of the base, %.200s at its best "
           "place: exp(Σ w ln r / Σ w). The works under one line of the mix share its weight.",
           s->machines[s->base].label);
  pm_document_paragraph(d, PM_STYLE_PLAIN, text);
  write_weights(s, d);
  pm_document_table(d, "Means over the mix", columns, sizeof columns / sizeof *columns);
  for (size_t i = 0; i < s->mean_count; i++)
    write_mean(s, &s->means[i], d);
  pm_document_end_table(d);
}

/* --- what does not compare --------------------------------------------------------------- */

static const char *reason_at(const struct pm_scorecard *s, size_t w, size_t p) {
  const struct pm_score *score = pm_scorecard_score(s, w, p);
  return score->best ? NULL : score->reason;
}

/* Reasons are one where their words agree up to the figures: "not to be trusted: too noisy". */
static bool same_reason(const char *a, const char *b) {
  if (!a || !b)
    return false;
  const char *colon = strrchr(a, ':');
  const size_t words = colon ? (size_t)(colon - a) : strlen(a);
  return strncmp(a, b, words) == 0 && (b[words] == '\0' || b[words] == ':');
}

static void write_reason(const struct pm_scorecard *s, size_t w, size_t p, struct pm_document *d) {
  const char *reason = reason_at(s, w, p);
  size_t times = 0;
  for (size_t other = 0; other < s->work_count; other++) {
    const bool same = same_reason(reason, reason_at(s, other, p));
    if (same && other < w)
      return;
    times += same;
  }
  char text[512];
  pm_document_row(d, PM_STYLE_PLAIN, NULL);
  pm_document_cell(d, s->machines[s->places[p].machine].label);
  pm_document_cell(d, s->places[p].label);
  pm_document_cell(d, reason);
  if (times > 1)
    snprintf(text, sizeof text, "%.400s and %zu more", s->works[w].work->id, times - 1);
  else
    snprintf(text, sizeof text, "%.400s", s->works[w].work->id);
  pm_document_cell(d, text);
}

static void write_not_compared(const struct pm_scorecard *s, int level, struct pm_document *d) {
  static const struct pm_column columns[] = {
      {"machine", NULL}, {"place", NULL}, {"reason", NULL}, {"works", NULL}};
  size_t reasons = 0, alone = 0;
  for (size_t i = 0; i < s->work_count * s->place_count; i++)
    reasons += !s->scores[i].best;
  for (size_t w = 0; w < s->work_count; w++)
    alone += s->works[w].only_on != NULL;
  if (!reasons && !alone)
    return;
  pm_document_heading(d, level + 1, NULL, "Not compared, and why");
  if (reasons) {
    pm_document_table(d, "What has no score", columns, sizeof columns / sizeof *columns);
    for (size_t p = 0; p < s->place_count; p++)
      for (size_t w = 0; w < s->work_count; w++)
        if (reason_at(s, w, p))
          write_reason(s, w, p, d);
    pm_document_end_table(d);
  }
  for (size_t w = 0; w < s->work_count; w++)
    if (s->works[w].only_on) {
      char text[512];
      snprintf(text, sizeof text, "%.300s: only on %.180s", s->works[w].work->id,
               s->works[w].only_on);
      pm_document_item(d, PM_STYLE_DIM, text);
    }
}

void pm_scorecard_write(const struct pm_scorecard *s, int level, struct pm_document *d) {
  char text[640];
  pm_document_heading(d, level, "scorecard", "Scorecard");
  snprintf(
      text, sizeof text,
      "Per work the fastest case that is to be trusted: on the CPU from memory to memory, on a "
      "device end to end, copies included; “kernel” is the device alone. Ratios are to %.200s "
      "(%.150s) at its best place.",
      s->machines[s->base].label, base_of(s)->file);
  pm_document_paragraph(d, PM_STYLE_PLAIN, text);
  write_places(s, d);
  write_means(s, level, d);
  pm_document_heading(d, level + 1, NULL, "Scores");
  write_scores(s, d);
  write_not_compared(s, level, d);
  pm_document_end(d);
}
