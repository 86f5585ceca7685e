#include "host/cli/run_options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/cli/command.h"
#include "host/cli/percentage.h"
#include "host/laws/law.h"

enum { KEY_MAX_CV = 0x100, KEY_INDEPENDENT, KEY_TURN };

static const struct argp_option run_argp_options[] = {
    {"min-time", 'm', "SECONDS", 0, "Timed time of each repetition", 4},
    {"repetitions", 'r', "N", 0, "Repetitions of each case, interleaved with the others'", 4},
    {"max-noise", 'n', "PERCENT", 0,
     "A case whose median is known no better than this is untrustworthy (25%); none: any is taken",
     4},
    {"max-cv", KEY_MAX_CV, "PERCENT", 0,
     "Standard deviation in percent of the mean above which a law is broken (10%); none: any", 4},
    {"strict", 'x', NULL, 0,
     "Exit with 5 where a case is untrustworthy or a law is broken; else it is only said", 4},
    {"independent", KEY_INDEPENDENT, "N", 0,
     "The run N times (2 to 8) in processes that take turns, and how far apart they are", 4},
    {"turn", KEY_TURN, "READY:GO:FILE", OPTION_HIDDEN, NULL, 4},
    {"json", 'j', "FILE", 0, "Results file; - is standard output (results/HOST/TIME.json)", 5},
    {"csv", 'c', "FILE", 0, "One row per case as well; - is standard output", 5},
    {"resume", 'R', NULL, 0, "Go on with the file that --json names", 5},
    {0}};

static void parse_independent(struct pm_run_options *o, const char *text) {
  char *end;
  unsigned long n = strtoul(text, &end, 10);
  if (*end || n < 2 || n > 8)
    pm_fail(&o->selection.error, PM_USAGE, "--independent takes 2 to 8 runs, not '%s'", text);
  o->independent = (unsigned)n;
}

/* From the process that hands out the turns; comes before all else on the command line. */
static void parse_turn(struct pm_run_options *o, const char *text) {
  int used = 0;
  o->takes_turns = sscanf(text, "%d:%d:%n", &o->turn.ready, &o->turn.go, &used) == 2 && used;
  if (!o->takes_turns)
    pm_fail(&o->selection.error, PM_USAGE, "--turn takes READY:GO:FILE, not '%s'", text);
  o->json_path = text + used;
}

static error_t parse_run_option(int key, char *text, struct argp_state *state) {
  struct pm_run_options *o = state->input;
  char *end = NULL;
  switch (key) {
  case ARGP_KEY_INIT:
    state->child_inputs[0] = &o->selection;
    return 0;
  case 'm':
    o->min_time_s = strtod(text, &end);
    if (*end || !(o->min_time_s > 0) || o->min_time_s > 3600)
      pm_fail(&o->selection.error, PM_USAGE,
              "--min-time takes seconds above 0, up to 3600, not '%s'", text);
    return 0;
  case 'r': {
    unsigned long n = strtoul(text, &end, 10);
    if (*end || n < 1 || n > 10000 || *text == '-')
      pm_fail(&o->selection.error, PM_USAGE, "--repetitions takes 1 to 10000, not '%s'", text);
    o->repetitions = (unsigned)n;
    return 0;
  }
  case 'n':
    (void)pm_limit_parse("--max-noise", text, &o->max_noise, &o->selection.error);
    return 0;
  case KEY_MAX_CV:
    (void)pm_limit_parse("--max-cv", text, &o->max_cv, &o->selection.error);
    return 0;
  case 'x':
    o->strict = true;
    return 0;
  case KEY_INDEPENDENT:
    parse_independent(o, text);
    return 0;
  case KEY_TURN:
    parse_turn(o, text);
    return 0;
  case 'j':
    if (!o->takes_turns)
      o->json_path = text;
    return 0;
  case 'c':
    if (!o->takes_turns)
      o->csv_path = text;
    return 0;
  case 'R':
    o->resume = true;
    return 0;
  default:
    return ARGP_ERR_UNKNOWN;
  }
}

static void suite_defaults(struct pm_run_options *o) {
  static const struct {
    enum pm_suite suite;
    double min_time_s;
    unsigned repetitions;
  } defaults[] = {
      {PM_SUITE_QUICK, 0.012, 4}, {PM_SUITE_STANDARD, 0.05, 5}, {PM_SUITE_FULL, 0.3, 5}};
  for (size_t i = 0; i < 3; i++) {
    if (o->selection.suite != defaults[i].suite)
      continue;
    if (!o->min_time_s)
      o->min_time_s = defaults[i].min_time_s;
    if (!o->repetitions)
      o->repetitions = defaults[i].repetitions;
  }
}

void pm_run_options_free(struct pm_run_options *options) { pm_arguments_free(options->argv); }

void pm_run_options_parse(struct pm_run_options *options, int argc, char **argv) {
  static const struct argp_child children[] = {{&pm_selection_argp, 0, NULL, 0}, {0}};
  static const struct argp argp = {
      .options = run_argp_options,
      .parser = parse_run_option,
      .args_doc = "[WORK-GLOB...]",
      .doc =
          "Times the works (without arguments: the quick suite), checks every output against the "
          "oracle, prints a table and writes a results file.",
      .children = children};
  *options = (struct pm_run_options){.argv = pm_arguments_copy(argc, argv),
                                     .max_noise = PM_LAW_LIMITS_DEFAULT.max_noise,
                                     .max_cv = PM_LAW_LIMITS_DEFAULT.max_cv};
  pm_selection_init(&options->selection);
  pm_parse(&argp, argc, argv, options);
  if (!options->argv)
    pm_fail(&options->selection.error, PM_FAILED, "no memory");
  suite_defaults(options);
}
