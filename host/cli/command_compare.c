/* proofmark compare: two results files, or two implementations in one. */
#include <stdio.h>
#include <unistd.h>

#include "host/base/console.h"
#include "host/cli/command.h"
#include "host/cli/output.h"
#include "host/cli/percentage.h"
#include "host/compare/amdahl.h"
#include "host/compare/compare.h"
#include "host/result/read.h"

struct compare_options {
  const char *files[2];
  int file_count;
  const char *baseline, *contender;
  const char *json_path;
  struct pm_compare_options compare;
  struct pm_error error;
};

enum { KEY_ACROSS = 0x100, KEY_WITHIN, KEY_SHARE };

static const struct argp_option options[] = {
    {"baseline", 'b', "IMPL", 0, "Within one file: the implementation to compare with", 1},
    {"contender", 'c', "IMPL", 0, "Within one file: the implementation compared", 1},
    {"same-within", KEY_WITHIN, "PERCENT", 0, "What counts as the same (2%)", 1},
    {"across", KEY_ACROSS, NULL, 0, "Allow files of two machines, and label the result so", 1},
    {"executor-share", KEY_SHARE, "SHARE", 0,
     "What the base's case takes of a whole, as 3us/840us or 0.36%: what its speed-up makes of the "
     "whole",
     1},
    {"json", 'j', "FILE", 0, "The comparison as JSON too; - is standard output, alone", 1},
    {0}};

static void parse_share(struct compare_options *o, const char *text) {
  struct pm_error wrong;
  if (pm_share_parse(text, &o->compare.executor_share, &wrong) != PM_OK)
    pm_fail(&o->error, PM_USAGE, "--executor-share: %s", wrong.text);
}

static error_t parse_option(int key, char *text, struct argp_state *state) {
  struct compare_options *o = state->input;
  switch (key) {
  case 'b':
    o->baseline = text;
    return 0;
  case 'c':
    o->contender = text;
    return 0;
  case 'j':
    o->json_path = text;
    return 0;
  case KEY_ACROSS:
    o->compare.across_machines = true;
    return 0;
  case KEY_WITHIN:
    (void)pm_same_within_parse(text, &o->compare.same_within, &o->error);
    return 0;
  case KEY_SHARE:
    parse_share(o, text);
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

static enum pm_status check_form(const struct compare_options *o, struct pm_error *error) {
  bool within = o->baseline || o->contender;
  if (o->error.status != PM_OK) {
    *error = o->error;
    return error->status;
  }
  if (within && (!o->baseline || !o->contender))
    return pm_fail(error, PM_USAGE, "--baseline and --contender go together");
  if (o->file_count != (within ? 1 : 2))
    return pm_fail(error, PM_USAGE,
                   "compare takes two files, or one with --baseline and --contender, not %d",
                   o->file_count);
  return PM_OK;
}

static void print_json(const void *comparison, FILE *stream) {
  pm_comparison_print_json(comparison, stream);
}

static enum pm_status show(const struct compare_options *o, const struct pm_comparison *comparison,
                           struct pm_error *error) {
  if (!pm_is_stdout(o->json_path))
    pm_comparison_print(comparison, pm_console_colour(stdout), stdout);
  return o->json_path ? pm_output(o->json_path, false, print_json, comparison, error) : PM_OK;
}

static enum pm_status compare(const struct compare_options *o, struct pm_error *error) {
  struct pm_observation *observations[2] = {NULL, NULL};
  struct pm_comparison comparison = {0};
  enum pm_status status = check_form(o, error);
  for (int i = 0; status == PM_OK && i < o->file_count; i++)
    status = pm_observation_read(o->files[i], &observations[i], error);
  if (status == PM_OK) {
    status = o->baseline ? pm_compare_implementations(observations[0], o->baseline, o->contender,
                                                      &o->compare, &comparison, error)
                         : pm_compare_files(observations[0], observations[1], &o->compare,
                                            &comparison, error);
    /* Works that differ do not hide what else could be compared. */
    if (status == PM_OK || (status == PM_NOT_COMPARABLE && comparison.pair_count)) {
      struct pm_error late;
      enum pm_status shown = show(o, &comparison, &late);
      if (status == PM_OK && shown != PM_OK) {
        status = shown;
        *error = late;
      }
    }
    pm_comparison_free(&comparison);
  }
  pm_observation_free(observations[0]);
  pm_observation_free(observations[1]);
  return status;
}

int pm_command_compare(int argc, char **argv, const struct pm_program *program) {
  (void)program;
  static const struct argp argp = {
      .options = options,
      .parser = parse_option,
      .args_doc = "BASE NEW\nFILE --baseline IMPL --contender IMPL",
      .doc =
          "Pairs the cases of two results files by work (and its input), implementation, device, "
          "threads and boundary, or two implementations within one file, and gives for each the "
          "ratio and the difference of their times with a 95% interval and a verdict: better, "
          "worse, same or inconclusive. Cases that were measured interleaved are compared block by "
          "block. Exit status 6 where the works differ."};
  struct compare_options o = {.compare = pm_compare_defaults};
  pm_parse(&argp, argc, argv, &o);
  struct pm_error error;
  enum pm_status status = compare(&o, &error);
  return status == PM_OK ? PM_OK : pm_print_error(&error);
}
