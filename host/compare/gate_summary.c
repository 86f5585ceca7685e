/* A gate as Markdown for the summary of a CI step. */
#include <stdlib.h>

#include "host/base/escape.h"
#include "host/compare/gate.h"
#include "host/result/units.h"

/* GitHub takes a MiB per step; a row is less than 2 KiB. */
enum { ROWS_MAX = 200 };

static void put_cell(const char *text, FILE *stream) {
  pm_put_markdown(text, stream);
  fputs(" | ", stream);
}

static void put_median(const struct pm_observed_case *observed, FILE *stream) {
  char text[PM_FIGURE_MAX];
  pm_format_time(pm_median(observed->samples_ns, observed->sample_count), text);
  put_cell(text, stream);
}

/* Broken limits, else what is undecided, in words. */
static void put_checks(const struct pm_gate_row *row, FILE *stream) {
  bool more = false;
  for (int m = 0; m < PM_METRIC_COUNT; m++) {
    char text[PM_CHECK_TEXT_MAX];
    if (row->checks[m].outcome != row->outcome)
      continue;
    pm_gate_check_text((enum pm_metric)m, &row->checks[m], text);
    fputs(more ? "; " : "", stream);
    pm_put_markdown(text, stream);
    more = true;
  }
  if (!row->pair->decidable) {
    fputs("; ", stream);
    pm_put_markdown(row->pair->reason, stream);
  }
}

static void put_row(const struct pm_gate_row *row, FILE *stream) {
  fputs("| ", stream);
  put_cell(row->pair->contender->id, stream);
  put_median(row->pair->base, stream);
  put_median(row->pair->contender, stream);
  put_cell(pm_pair_verdict_name(row->pair->verdict), stream);
  put_checks(row, stream);
  fputs(" |\n", stream);
}

static void put_rows(const struct pm_gate *gate, enum pm_gate_outcome outcome, const char *title,
                     FILE *stream) {
  size_t rows = 0;
  for (size_t i = 0; i < gate->row_count; i++) {
    if (gate->rows[i].outcome != outcome || rows++ >= ROWS_MAX)
      continue;
    if (rows == 1)
      fprintf(stream,
              "\n**%s**\n\n| case | base | contender | contender is | |\n|---|--:|--:|---|---|\n",
              title);
    put_row(&gate->rows[i], stream);
  }
  if (rows > ROWS_MAX)
    fprintf(stream, "\n… and %zu more\n", rows - ROWS_MAX);
}

static void put_lost(const struct pm_gate *gate, FILE *stream) {
  size_t rows = 0;
  for (size_t i = 0; i < gate->comparison->unpaired_count; i++) {
    const struct pm_unpaired *lost = &gate->comparison->unpaired[i];
    if (lost->side != PM_SIDE_BASE || rows++ >= ROWS_MAX)
      continue;
    if (rows == 1)
      fprintf(stream, "\n**Not measured again**%s\n\n| case | |\n|---|---|\n",
              gate->allow_missing ? ", which is allowed" : "");
    fputs("| ", stream);
    put_cell(lost->observed->id, stream);
    pm_put_markdown(lost->reason, stream);
    fputs(" |\n", stream);
  }
  if (rows > ROWS_MAX)
    fprintf(stream, "\n… and %zu more\n", rows - ROWS_MAX);
}

static void put_differing(const struct pm_comparison *comparison, FILE *stream) {
  for (size_t i = 0; i < comparison->differing_count && i < ROWS_MAX; i++) {
    fputs(i ? "- " : "\n**Not comparable: the inputs differ**\n\n- ", stream);
    pm_put_markdown(comparison->differing[i].base->id, stream);
    putc('\n', stream);
  }
}

static void put_environment(const struct pm_comparison *comparison, FILE *stream) {
  char *words = NULL;
  size_t bytes;
  FILE *text = open_memstream(&words, &bytes);
  if (text)
    pm_environment_print(&comparison->environment, text);
  if (text && fclose(text) == 0) {
    fputs("\nEnvironment: ", stream);
    pm_put_markdown(words, stream);
    putc('\n', stream);
  }
  free(words);
  if (comparison->across_machines) {
    fputs("\nAcross machines: ", stream);
    pm_put_markdown(comparison->machine_difference, stream);
    putc('\n', stream);
  }
}

void pm_gate_print_summary(const struct pm_gate *gate, FILE *stream) {
  const struct pm_comparison *comparison = gate->comparison;
  fprintf(stream, "### proofmark gate: %s\n\n", pm_gate_closed(gate) ? "failed" : "passed");
  pm_put_markdown(comparison->base->file, stream);
  fputs(" and ", stream);
  pm_put_markdown(comparison->contender->file, stream);
  fprintf(stream, ": %zu pairs", gate->row_count);
  for (int i = 0; i < PM_PAIR_VERDICT_COUNT; i++)
    fprintf(stream, ", %zu %s", comparison->verdicts[i],
            pm_pair_verdict_name((enum pm_pair_verdict)i));
  fprintf(stream, "; %zu beyond a limit, %zu undecided, %zu lost\n", gate->broken, gate->undecided,
          gate->lost);
  put_environment(comparison, stream);
  put_rows(gate, PM_GATE_BROKEN, "Beyond a limit", stream);
  put_rows(gate, PM_GATE_UNDECIDED, "Undecided", stream);
  put_lost(gate, stream);
  put_differing(comparison, stream);
  putc('\n', stream);
}
