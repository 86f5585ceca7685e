#include <string.h>

#include "host/report/sections.h"

/* More than this of one law are counted, not listed. */
enum { VIOLATIONS_SHOWN = 20 };

static const char *text_in(const cJSON *object, const char *key) {
  const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, key));
  return text ? text : "";
}

static bool is_broken(const cJSON *law) { return strcmp(text_in(law, "verdict"), "broken") == 0; }

static void write_law(const cJSON *law, struct pm_document *d) {
  const char *verdict = text_in(law, "verdict"), *reason = text_in(law, "reason");
  const cJSON *checked = cJSON_GetObjectItemCaseSensitive(law, "checked");
  const cJSON *violations = cJSON_GetObjectItemCaseSensitive(law, "violations");
  char text[512];
  pm_document_row(d,
                  is_broken(law)                 ? PM_STYLE_BAD
                  : strcmp(verdict, "held") == 0 ? PM_STYLE_PLAIN
                                                 : PM_STYLE_DIM,
                  NULL);
  pm_document_cell(d, text_in(law, "name"));
  snprintf(text, sizeof text, "%.40s%s%.300s", verdict, *reason ? ": " : "", reason);
  pm_document_cell(d, text);
  if (cJSON_IsNumber(checked))
    snprintf(text, sizeof text, "%.0f", checked->valuedouble);
  else
    snprintf(text, sizeof text, "–");
  pm_document_figure(d, cJSON_IsNumber(checked) ? checked->valuedouble : 0, text);
  snprintf(text, sizeof text, "%d", cJSON_GetArraySize(violations));
  pm_document_figure(d, cJSON_GetArraySize(violations), text);
  pm_document_cell(d, text_in(law, "severity"));
  pm_document_cell(d, text_in(law, "statement"));
}

static const char *place_of(const cJSON *violation) {
  const char *where = text_in(violation, "case");
  return *where ? where : text_in(violation, "work");
}

static void write_violations(const cJSON *law, struct pm_document *d) {
  const cJSON *violation;
  int count = 0;
  char text[1024];
  cJSON_ArrayForEach(violation, cJSON_GetObjectItemCaseSensitive(law, "violations")) {
    if (count++ >= VIOLATIONS_SHOWN)
      continue;
    const char *where = place_of(violation);
    snprintf(text, sizeof text, "%.100s: %.300s%s%.500s", text_in(law, "name"), where,
             *where ? ": " : "", text_in(violation, "text"));
    pm_document_item(d, PM_STYLE_PLAIN, text);
  }
  if (count > VIOLATIONS_SHOWN) {
    snprintf(text, sizeof text, "%.100s: %d more", text_in(law, "name"), count - VIOLATIONS_SHOWN);
    pm_document_item(d, PM_STYLE_DIM, text);
  }
}

void pm_section_laws(const struct pm_observation *o, int level, struct pm_document *d) {
  static const struct pm_column columns[] = {{"law", NULL},          {"verdict", NULL},
                                             {"checked", "checked"}, {"broken", "violations"},
                                             {"severity", NULL},     {"what it says", NULL}};
  const cJSON *laws = cJSON_GetObjectItemCaseSensitive(pm_proofmark_of(o), "laws"), *law;
  pm_document_heading(d, level, NULL, "Laws");
  if (!cJSON_GetArraySize(laws)) {
    pm_document_paragraph(d, PM_STYLE_DIM,
                          "This file holds no laws: it is older than they are, or "
                          "the run did not end.");
    return;
  }
  pm_document_table(d, "Laws and verdicts", columns, sizeof columns / sizeof *columns);
  cJSON_ArrayForEach(law, laws) { write_law(law, d); }
  pm_document_end_table(d);
  cJSON_ArrayForEach(law, laws) {
    if (is_broken(law))
      write_violations(law, d);
  }
}

static void print_broken(const cJSON *law, bool colour, FILE *stream) {
  const cJSON *violations = cJSON_GetObjectItemCaseSensitive(law, "violations");
  const cJSON *first = cJSON_GetArrayItem(violations, 0);
  const int count = cJSON_GetArraySize(violations);
  const char *where = place_of(first);
  char head[128];
  snprintf(head, sizeof head, "law %.100s broken", text_in(law, "name"));
  pm_print_styled(PM_STYLE_BAD, colour, head, stream);
  if (count > 1)
    fprintf(stream, ", %d times, first ", count);
  else
    fputs(": ", stream);
  pm_print_clean(where, stream);
  fputs(*where ? ": " : "", stream);
  pm_print_clean(text_in(first, "text"), stream);
  putc('\n', stream);
}

void pm_print_broken_laws(const struct pm_observation *o, bool colour, FILE *stream) {
  const cJSON *law;
  cJSON_ArrayForEach(law, cJSON_GetObjectItemCaseSensitive(pm_proofmark_of(o), "laws")) {
    if (is_broken(law))
      print_broken(law, colour, stream);
  }
}
