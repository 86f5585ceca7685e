/* A gate as JUnit XML. */
#include <stdlib.h>
#include <string.h>

#include "host/base/escape.h"
#include "host/compare/gate.h"

struct counts {
  size_t tests, failures, errors, skipped;
};

/* Counterparts only the contender has are no tests: there is nothing to hold them against. */
static struct counts count(const struct pm_gate *gate) {
  struct counts counts = {.tests = gate->row_count + gate->lost + gate->comparison->differing_count,
                          .failures = gate->broken + (gate->allow_missing ? 0 : gate->lost),
                          .errors = gate->comparison->differing_count,
                          .skipped = gate->allow_missing ? gate->lost : 0};
  for (size_t i = 0; i < gate->row_count; i++)
    counts.skipped += !gate->rows[i].pair->decidable && gate->rows[i].outcome != PM_GATE_BROKEN;
  return counts;
}

static void put_attribute(const char *name, const char *value, FILE *stream) {
  fprintf(stream, " %s=\"", name);
  pm_put_html(value ? value : "", stream);
  putc('"', stream);
}

static void put_counts(const struct counts *counts, FILE *stream) {
  fprintf(stream, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\"", counts->tests, counts->failures,
          counts->errors);
}

static void put_property(const char *name, const char *value, FILE *stream) {
  fputs("      <property", stream);
  put_attribute("name", name, stream);
  put_attribute("value", value, stream);
  fputs("/>\n", stream);
}

/* Opens <testcase>: the class is the work's name, by dots as viewers take it apart, the name the case's id. */
static void open_case(const char *work, const char *id, double seconds, FILE *stream) {
  char class[256];
  snprintf(class, sizeof class, "%s", work);
  for (char *slash = strchr(class, '/'); slash; slash = strchr(slash, '/'))
    *slash = '.';
  fputs("    <testcase", stream);
  put_attribute("classname", class, stream);
  put_attribute("name", id, stream);
  fprintf(stream, " time=\"%.9f\">\n", seconds);
}

static void put_message(const char *element, const char *type, const char *message, FILE *stream) {
  fprintf(stream, "      <%s", element);
  if (type)
    put_attribute("type", type, stream);
  put_attribute("message", message, stream);
  fputs("/>\n", stream);
}

static void put_failure(const struct pm_gate_row *row, FILE *stream) {
  char message[PM_METRIC_COUNT * (PM_CHECK_TEXT_MAX + 2)] = "", text[PM_CHECK_TEXT_MAX];
  for (int m = 0; m < PM_METRIC_COUNT; m++) {
    if (row->checks[m].outcome != PM_GATE_BROKEN)
      continue;
    size_t used = strlen(message);
    pm_gate_check_text((enum pm_metric)m, &row->checks[m], text);
    snprintf(message + used, sizeof message - used, "%s%s", used ? "; " : "", text);
  }
  put_message("failure", "regression", message, stream);
}

static void put_row(const struct pm_gate_row *row, FILE *stream) {
  const struct pm_pair *pair = row->pair;
  double median_ns = pm_median(pair->contender->samples_ns, pair->contender->sample_count);
  open_case(pair->base->work->name, pair->contender->id, median_ns > 0 ? median_ns * 1e-9 : 0,
            stream);
  if (row->outcome == PM_GATE_BROKEN)
    put_failure(row, stream);
  else if (!pair->decidable)
    put_message("skipped", NULL, pair->reason, stream);
  fprintf(stream, "      <system-out>contender is %s", pm_pair_verdict_name(pair->verdict));
  if (pair->blocks)
    fprintf(stream, ", by %zu interleaved blocks", pair->blocks);
  else
    fputs(", by runs: contains drift", stream);
  for (int m = 0; m < PM_METRIC_COUNT; m++) {
    char text[PM_CHECK_TEXT_MAX];
    pm_gate_check_text((enum pm_metric)m, &row->checks[m], text);
    fputs("&#10;", stream);
    pm_put_html(text, stream);
    fprintf(stream, ": %s", pm_gate_outcome_name(row->checks[m].outcome));
  }
  fputs("</system-out>\n    </testcase>\n", stream);
}

static void put_lost(const struct pm_gate *gate, FILE *stream) {
  for (size_t i = 0; i < gate->comparison->unpaired_count; i++) {
    const struct pm_unpaired *lost = &gate->comparison->unpaired[i];
    if (lost->side != PM_SIDE_BASE)
      continue;
    open_case(lost->observed->work->name, lost->observed->id, 0, stream);
    put_message(gate->allow_missing ? "skipped" : "failure", gate->allow_missing ? NULL : "missing",
                lost->reason, stream);
    fputs("    </testcase>\n", stream);
  }
}

static void put_differing(const struct pm_comparison *comparison, FILE *stream) {
  for (size_t i = 0; i < comparison->differing_count; i++) {
    const struct pm_observed_work *work = comparison->differing[i].base;
    open_case(work->name, work->id, 0, stream);
    put_message("error", "not comparable", "the inputs differ", stream);
    fputs("    </testcase>\n", stream);
  }
}

static void put_properties(const struct pm_comparison *comparison, FILE *stream) {
  char *environment = NULL;
  size_t bytes;
  FILE *words = open_memstream(&environment, &bytes);
  if (words)
    pm_environment_print(&comparison->environment, words);
  bool known = words && fclose(words) == 0 && bytes;
  if (known)
    environment[strcspn(environment, "\n")] = '\0';
  fputs("    <properties>\n", stream);
  put_property("base", comparison->base->file, stream);
  put_property("contender", comparison->contender->file, stream);
  put_property("base run", comparison->base->run_id, stream);
  put_property("contender run", comparison->contender->run_id, stream);
  if (known)
    put_property("environment", environment, stream);
  if (comparison->across_machines)
    put_property("across machines", comparison->machine_difference, stream);
  fputs("    </properties>\n", stream);
  free(environment);
}

void pm_gate_print_junit(const struct pm_gate *gate, FILE *stream) {
  const struct pm_comparison *comparison = gate->comparison;
  struct counts counts = count(gate);
  fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"proofmark gate\"", stream);
  put_counts(&counts, stream);
  fputs(">\n  <testsuite name=\"proofmark gate\"", stream);
  put_counts(&counts, stream);
  fprintf(stream, " skipped=\"%zu\"", counts.skipped);
  if (comparison->contender->host_name)
    put_attribute("hostname", comparison->contender->host_name, stream);
  if (comparison->contender->date)
    put_attribute("timestamp", comparison->contender->date, stream);
  fputs(">\n", stream);
  put_properties(comparison, stream);
  for (size_t i = 0; i < gate->row_count; i++)
    put_row(&gate->rows[i], stream);
  put_lost(gate, stream);
  put_differing(comparison, stream);
  fputs("  </testsuite>\n</testsuites>\n", stream);
}
