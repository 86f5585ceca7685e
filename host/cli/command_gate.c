/* proofmark gate: may a new results file replace a base? For pipelines. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/base/console.h"
#include "host/cli/command.h"
#include "host/cli/output.h"
#include "host/cli/percentage.h"
#include "host/compare/gate.h"
#include "host/result/read.h"

struct gate_options {
  const char *files[2];
  int file_count;
  const char *limits_path, *junit_path, *summary_path, *json_path;
  struct pm_limits given; /* on the command line; NAN where not */
  bool allow_missing;
  struct pm_compare_options compare;
  struct pm_error error;
};

enum {
  KEY_ACROSS = 0x100,
  KEY_WITHIN,
  KEY_THROUGHPUT,
  KEY_LATENCY,
  KEY_MEMORY,
  KEY_SLOWDOWN,
  KEY_JUNIT,
  KEY_SUMMARY,
  KEY_MISSING
};

static const struct argp_option options[] = {
    {"limits", 'l', "FILE", 0, "Limits per family of works, as JSON (see below)", 1},
    {"throughput", KEY_THROUGHPUT, "PERCENT", 0,
     "How far items per second may fall (-5%); none: any", 1},
    {"latency", KEY_LATENCY, "PERCENT", 0,
     "How far the 95th percentile, or where there is none the median, may rise (10%)", 1},
    {"memory", KEY_MEMORY, "PERCENT", 0, "How far device memory may rise (20%)", 1},
    {"max-slowdown", KEY_SLOWDOWN, "PERCENT", 0,
     "How far times may rise: --throughput by another name, 5% of time being 4.76% of throughput",
     1},
    {"allow-missing", KEY_MISSING, NULL, 0, "Cases of the base may be missing in the new file", 1},
    {"same-within", KEY_WITHIN, "PERCENT", 0, "What counts as the same (2%)", 1},
    {"across", KEY_ACROSS, NULL, 0, "Allow files of two machines, and label the result so", 1},
    {"junit", KEY_JUNIT, "FILE", 0, "JUnit XML; - is standard output, alone", 2},
    {"summary", KEY_SUMMARY, "FILE", 0,
     "Append Markdown for people ($GITHUB_STEP_SUMMARY, where that is set)", 2},
    {"json", 'j', "FILE", 0, "The comparison as JSON; - is standard output, alone", 2},
    {0}};

static void parse_limit(struct gate_options *o, enum pm_metric metric, const char *text) {
  double part = metric == PM_THROUGHPUT ? -INFINITY : INFINITY;
  struct pm_error wrong;
  if (strcmp(text, "none") != 0 && !pm_percentage(text, &part))
    pm_fail(&o->error, PM_USAGE, "--%s takes a percentage or none, not '%s'",
            pm_metric_name(metric), text);
  else if (pm_limit_set(&o->given, metric, part, &wrong) != PM_OK)
    pm_fail(&o->error, PM_USAGE, "--%s: %s", pm_metric_name(metric), wrong.text);
}

/* Times up to 1 + s as long are throughput down to 1 / (1 + s). */
static void parse_slowdown(struct gate_options *o, const char *text) {
  double part;
  if (!pm_percentage(text, &part) || part < 0)
    pm_fail(&o->error, PM_USAGE, "--max-slowdown takes a percentage of 0 or above, not '%s'", text);
  else
    pm_limit_set(&o->given, PM_THROUGHPUT, 1 / (1 + part) - 1, &o->error);
}

static error_t parse_option(int key, char *text, struct argp_state *state) {
  struct gate_options *o = state->input;
  switch (key) {
  case 'l':
    o->limits_path = text;
    return 0;
  case 'j':
    o->json_path = text;
    return 0;
  case KEY_JUNIT:
    o->junit_path = text;
    return 0;
  case KEY_SUMMARY:
    o->summary_path = text;
    return 0;
  case KEY_THROUGHPUT:
  case KEY_LATENCY:
  case KEY_MEMORY:
    parse_limit(o, (enum pm_metric)(key - KEY_THROUGHPUT), text);
    return 0;
  case KEY_SLOWDOWN:
    parse_slowdown(o, text);
    return 0;
  case KEY_MISSING:
    o->allow_missing = true;
    return 0;
  case KEY_ACROSS:
    o->compare.across_machines = true;
    return 0;
  case KEY_WITHIN:
    (void)pm_same_within_parse(text, &o->compare.same_within, &o->error);
    return 0;
  case ARGP_KEY_ARG:
    if (o->file_count < 2)
      o->files[o->file_count] = text;
    o->file_count++;
    return 0;
  default:
    return ARGP_ERR_UNKNOWN;
  }
}

static enum pm_status check_form(const struct gate_options *o, struct pm_error *error) {
  if (o->error.status != PM_OK) {
    *error = o->error;
    return error->status;
  }
  if (o->file_count != 2)
    return pm_fail(error, PM_USAGE, "gate takes two files, the base and the new one, not %d",
                   o->file_count);
  if (pm_is_stdout(o->junit_path) && pm_is_stdout(o->json_path))
    return pm_fail(error, PM_USAGE, "--junit and --json cannot both be standard output");
  return PM_OK;
}

/* Built in, then the file's, then the command line's, which is about the default. */
static enum pm_status collect_limits(const struct gate_options *o, struct pm_gate_limits *limits,
                                     struct pm_error *error) {
  *limits = pm_gate_limits_default();
  enum pm_status status =
      o->limits_path ? pm_gate_limits_read(o->limits_path, limits, error) : PM_OK;
  for (int m = 0; m < PM_METRIC_COUNT; m++)
    if (!isnan(o->given.of[m]))
      limits->defaults.of[m] = o->given.of[m];
  return status;
}

/* A rule that is about nothing is a slip of the pen more often than not. */
static void warn_of_idle_rules(const struct pm_gate_limits *limits,
                               const struct pm_observation *base) {
  for (size_t i = 0; i < limits->rule_count; i++) {
    bool used = false;
    for (size_t w = 0; w < base->work_count && !used; w++)
      used = pm_limit_rule_matches(&limits->rules[i], base->works[w].name);
    if (!used)
      fprintf(stderr, "proofmark: the limits of \"%s\" are about no work of the base\n",
              limits->rules[i].pattern);
  }
}

static void print_junit(const void *gate, FILE *stream) { pm_gate_print_junit(gate, stream); }
static void print_summary(const void *gate, FILE *stream) { pm_gate_print_summary(gate, stream); }

static void print_json(const void *gate, FILE *stream) {
  pm_comparison_print_json(((const struct pm_gate *)gate)->comparison, stream);
}

/* One that nobody asked for by name is no reason to fail. */
static enum pm_status write_summary(const struct gate_options *o, const struct pm_gate *gate,
                                    struct pm_error *error) {
  if (o->summary_path)
    return pm_output(o->summary_path, true, print_summary, gate, error);
  const char *of_github = getenv("GITHUB_STEP_SUMMARY");
  struct pm_error late;
  if (of_github && *of_github && pm_output(of_github, true, print_summary, gate, &late) != PM_OK)
    fprintf(stderr, "proofmark: no step summary: %s\n", late.text);
  return PM_OK;
}

static enum pm_status show(const struct gate_options *o, const struct pm_gate *gate,
                           struct pm_error *error) {
  bool colour = pm_console_colour(stdout);
  if (!pm_is_stdout(o->json_path) && !pm_is_stdout(o->junit_path)) {
    pm_comparison_print(gate->comparison, colour, stdout);
    pm_gate_print(gate, colour, stdout);
  }
  enum pm_status status = PM_OK;
  if (o->junit_path)
    status = pm_output(o->junit_path, false, print_junit, gate, error);
  if (status == PM_OK && o->json_path)
    status = pm_output(o->json_path, false, print_json, gate, error);
  return status == PM_OK ? write_summary(o, gate, error) : status;
}

/* What is not comparable comes before the gate's word; a report that could not be written before both, since
 * the pipeline would read an old one. */
static enum pm_status judge(const struct gate_options *o, const struct pm_comparison *comparison,
                            enum pm_status compared, struct pm_gate_limits *limits,
                            struct pm_error *error) {
  struct pm_gate gate;
  struct pm_error verdict, late;
  enum pm_status status =
      pm_gate_apply(comparison, limits, o->allow_missing, o->compare.seed, &gate, &verdict);
  enum pm_status shown = show(o, &gate, &late);
  pm_gate_free(&gate);
  if (shown != PM_OK) {
    *error = late;
    return shown;
  }
  if (compared != PM_OK)
    return compared; /* its words are in *error */
  if (status != PM_OK)
    *error = verdict;
  return status;
}

static enum pm_status gate(const struct gate_options *o, struct pm_error *error) {
  struct pm_observation *observations[2] = {NULL, NULL};
  struct pm_comparison comparison = {0};
  struct pm_gate_limits limits = {0};
  enum pm_status status = check_form(o, error);
  if (status == PM_OK)
    status = collect_limits(o, &limits, error);
  for (int i = 0; status == PM_OK && i < 2; i++)
    status = pm_observation_read(o->files[i], &observations[i], error);
  if (status == PM_OK) {
    warn_of_idle_rules(&limits, observations[0]);
    status = pm_compare_files(observations[0], observations[1], &o->compare, &comparison, error);
    if (status == PM_OK || (status == PM_NOT_COMPARABLE && comparison.differing_count))
      status = judge(o, &comparison, status, &limits, error);
    pm_comparison_free(&comparison);
  }
  pm_gate_limits_free(&limits);
  pm_observation_free(observations[0]);
  pm_observation_free(observations[1]);
  return status;
}

int pm_command_gate(int argc, char **argv, const struct pm_program *program) {
  (void)program;
  static const struct argp argp = {
      .options = options,
      .parser = parse_option,
      .args_doc = "BASE NEW",
      .doc =
          "Compares two results files as `proofmark compare` does and fails, with exit status 1, "
          "where a case got worse beyond a limit and beyond doubt, or is missing; with 6 where "
          "works differ. What the samples cannot decide passes and is named.\v"
          "A file of limits maps \"default\", a family or a glob on work names to changes in "
          "percent; null is no limit:\n"
          "  {\"default\": {\"throughput\": -5, \"latency\": 10, \"memory\": 20},\n"
          "   \"hash\": {\"latency\": 15}, \"sig/*\": {\"memory\": null}}\n"
          "Limits on the command line take the place of \"default\"."};
  struct gate_options o = {.compare = pm_compare_defaults, .given = {{NAN, NAN, NAN}}};
  pm_parse(&argp, argc, argv, &o);
  struct pm_error error;
  enum pm_status status = gate(&o, &error);
  return status == PM_OK ? PM_OK : pm_print_error(&error);
}
