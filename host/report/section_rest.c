#include <string.h>

#include "host/report/sections.h"

/* --- failures ---------------------------------------------------------------------------- */

static void write_failure(const struct pm_observed_failure *failure, struct pm_document *d) {
  char text[1400];
  if (failure->wrong_output)
    snprintf(text, sizeof text,
             "%.400s: wrong output, %.0f items differ, the first is %.0f; expected %.160s, got "
             "%.160s",
             failure->id, failure->count, failure->index,
             failure->expected ? failure->expected : "?", failure->got ? failure->got : "?");
  else
    snprintf(text, sizeof text, "%.400s: failed: %.600s", failure->id, failure->message);
  pm_document_item(d, PM_STYLE_BAD, text);
}

void pm_section_failures(const struct pm_observation *o, int level, struct pm_document *d) {
  if (!o->failure_count)
    return;
  pm_document_heading(d, level, NULL, "Wrong outputs and failures");
  for (size_t i = 0; i < o->failure_count; i++)
    write_failure(&o->failures[i], d);
}

/* --- skips ------------------------------------------------------------------------------- */

static bool same_skip(const struct pm_observed_skip *a, const struct pm_observed_skip *b) {
  return strcmp(a->implementation, b->implementation) == 0 && strcmp(a->reason, b->reason) == 0;
}

/* One row per implementation and reason: the same driver is missing for every work. */
static void write_skip(const struct pm_observation *o, size_t i, struct pm_document *d) {
  const struct pm_observed_skip *skip = &o->skips[i];
  size_t times = 0;
  for (size_t j = 0; j < o->skip_count; j++) {
    const bool same = same_skip(skip, &o->skips[j]);
    if (same && j < i)
      return;
    times += same;
  }
  char text[400];
  pm_document_row(d, PM_STYLE_PLAIN, NULL);
  pm_document_cell(d, skip->implementation);
  pm_document_cell(d, skip->reason);
  if (times > 1)
    snprintf(text, sizeof text, "%.300s and %zu more", skip->work, times - 1);
  else
    snprintf(text, sizeof text, "%.300s", skip->work);
  pm_document_cell(d, text);
}

void pm_section_skips(const struct pm_observation *o, int level, struct pm_document *d) {
  static const struct pm_column columns[] = {
      {"implementation", NULL}, {"reason", NULL}, {"works", NULL}};
  if (!o->skip_count)
    return;
  pm_document_heading(d, level, NULL, "Skipped, and why");
  pm_document_table(d, "Skipped", columns, sizeof columns / sizeof *columns);
  for (size_t i = 0; i < o->skip_count; i++)
    write_skip(o, i, d);
  pm_document_end_table(d);
}
