/* Judgements for people, and as JSON. */
#include "host/laws/law.h"
#include "host/result/grid.h"
#include "host/result/result.h"

/* What a line about a violation begins with. */
static const char *subject_of(const struct pm_violation *violation) {
  return violation->case_id ? violation->case_id : violation->work_id ? violation->work_id : "";
}

static void print_violation(const struct pm_violation *violation, FILE *stream) {
  const char *subject = subject_of(violation);
  pm_print_clean(subject, stream);
  fputs(*subject ? ": " : "", stream);
  pm_print_clean(violation->text, stream);
  putc('\n', stream);
}

static enum pm_style style_of(const struct pm_judgement *j) {
  return j->verdict == PM_LAW_HELD          ? PM_STYLE_GOOD
         : j->verdict == PM_LAW_NOT_CHECKED ? PM_STYLE_DIM
                                            : PM_STYLE_BAD;
}

void pm_laws_print_broken(const struct pm_judgements *judgements, bool colour, FILE *stream) {
  for (size_t i = 0; i < judgements->count; i++) {
    const struct pm_judgement *j = &judgements->laws[i];
    if (j->verdict != PM_LAW_BROKEN)
      continue;
    char head[96];
    snprintf(head, sizeof head, "law %s broken", j->law->name);
    pm_print_styled(PM_STYLE_BAD, colour, head, stream);
    if (j->violation_count > 1)
      fprintf(stream, ", %zu times, first ", j->violation_count);
    else
      fputs(": ", stream);
    print_violation(&j->violations[0], stream);
  }
}

void pm_laws_print(const struct pm_judgements *judgements, bool colour, FILE *stream) {
  for (size_t i = 0; i < judgements->count; i++) {
    const struct pm_judgement *j = &judgements->laws[i];
    char head[96];
    snprintf(head, sizeof head, "%-16s %-11s", j->law->name, pm_law_verdict_name(j->verdict));
    pm_print_styled(style_of(j), colour, head, stream);
    fprintf(stream, " %s", j->law->statement);
    if (j->checked)
      fprintf(stream, " (checked %zu time%s)", j->checked, j->checked == 1 ? "" : "s");
    putc('\n', stream);
    if (j->reason[0]) {
      fputs("    note: ", stream);
      pm_print_clean(j->reason, stream);
      putc('\n', stream);
    }
    for (size_t k = 0; k < j->violation_count; k++) {
      fputs("    ", stream);
      print_violation(&j->violations[k], stream);
    }
  }
}

static void write_violation(struct pm_json *json, const struct pm_violation *violation) {
  pm_json_object(json, NULL);
  pm_json_string(json, "case", violation->case_id);
  pm_json_string(json, "work", violation->work_id);
  pm_json_string(json, "text", violation->text);
  pm_json_object(json, "figures");
  for (size_t i = 0; i < violation->figure_count; i++)
    pm_json_number(json, violation->figures[i].name, violation->figures[i].value);
  pm_json_end_object(json);
  pm_json_end_object(json);
}

void pm_laws_write(const struct pm_judgements *judgements, struct pm_json *json) {
  for (size_t i = 0; i < judgements->count; i++) {
    const struct pm_judgement *j = &judgements->laws[i];
    pm_json_object(json, NULL);
    pm_json_string(json, "name", j->law->name);
    pm_json_string(json, "statement", j->law->statement);
    pm_json_string(json, "severity", pm_law_severity_name(j->law->severity));
    pm_json_string(json, "verdict", pm_law_verdict_name(j->verdict));
    pm_json_u64(json, "checked", j->checked);
    pm_json_known(json, "reason", j->reason);
    pm_json_array(json, "violations");
    for (size_t k = 0; k < j->violation_count; k++)
      write_violation(json, &j->violations[k]);
    pm_json_end_array(json);
    pm_json_end_object(json);
  }
}

static void write_untyped(const void *judgements, struct pm_json *json) {
  pm_laws_write(judgements, json);
}

void pm_laws_file(const struct pm_judgements *judgements, bool strict, struct pm_result *result) {
  const size_t errors = pm_laws_broken(judgements, PM_LAW_ERROR);
  const size_t broken = errors + pm_laws_broken(judgements, PM_LAW_WARNING);
  pm_result_set_laws(result, broken, strict ? broken : errors, write_untyped, judgements);
}
