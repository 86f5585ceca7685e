#include "host/report/report.h"

#include <string.h>

#include "host/report/report_parts.h"
#include "host/report/sections.h"

static const char *verdict_text(const struct pm_observation *o) {
  const cJSON *verdict = cJSON_GetObjectItemCaseSensitive(pm_proofmark_of(o), "verdict");
  const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(verdict, "text"));
  return text ? text : o->verdict;
}

static enum pm_style verdict_style(const struct pm_observation *o) {
  return strcmp(o->verdict, "ok") == 0 ? PM_STYLE_GOOD : PM_STYLE_BAD;
}

static void write_file(const struct pm_report_input *input, size_t m, struct pm_document *d) {
  const struct pm_observation *o = input->observations[m];
  char text[32];
  pm_document_row(d, PM_STYLE_PLAIN, o->run_id);
  pm_document_cell(d, input->scorecard->machines[m].label);
  pm_document_cell(d, o->date ? o->date : "–");
  pm_document_cell(d, o->file);
  snprintf(text, sizeof text, "%zu", o->case_count);
  pm_document_figure(d, (double)o->case_count, text);
  pm_document_cell(d, verdict_text(o));
}

void pm_report_write_summary(const struct pm_report_input *input, struct pm_document *d) {
  static const struct pm_column columns[] = {
      {"machine", NULL}, {"run", NULL}, {"file", NULL}, {"cases", "cases"}, {"verdict", NULL}};
  pm_document_heading(d, 1, NULL, "proofmark report");
  pm_document_table(d, "The results files", columns, sizeof columns / sizeof *columns);
  for (size_t m = 0; m < input->count; m++)
    write_file(input, m, d);
  pm_document_end_table(d);
}

static void write_observation(const struct pm_report_input *input, size_t m,
                              struct pm_document *d) {
  const struct pm_observation *o = input->observations[m];
  char anchor[32];
  snprintf(anchor, sizeof anchor, "machine-%zu", m + 1);
  pm_document_heading(d, 2, anchor, input->scorecard->machines[m].label);
  pm_document_paragraph(d, verdict_style(o), verdict_text(o));
  pm_section_machine(o, 3, d);
  pm_section_laws(o, 3, d);
  pm_section_failures(o, 3, d);
  pm_section_cases(o, 3, d);
  pm_section_skips(o, 3, d);
}

void pm_report_write_details(const struct pm_report_input *input, struct pm_document *d) {
  if (input->count > 1)
    pm_scorecard_write(input->scorecard, 2, d);
  for (size_t m = 0; m < input->count; m++)
    write_observation(input, m, d);
  pm_document_end(d);
}

void pm_report_print_markdown(const struct pm_report_input *input, FILE *stream) {
  struct pm_document d = pm_document_markdown(stream);
  pm_report_write_summary(input, &d);
  pm_report_write_details(input, &d);
}
