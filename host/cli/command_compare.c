/* proofmark compare: two results files, or two implementations in one. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "host/cli/command.h"
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

enum { KEY_ACROSS = 0x100, KEY_WITHIN };

static const struct argp_option options[] = {
    {"baseline", 'b', "IMPL", 0, "Within one file: the implementation to compare with", 1},
    {"contender", 'c', "IMPL", 0, "Within one file: the implementation compared", 1},
    {"same-within", KEY_WITHIN, "PERCENT", 0, "What counts as the same (2%)", 1},
    {"across", KEY_ACROSS, NULL, 0, "Allow files of two machines", 1},
    {"json", 'j', "FILE", 0, "The comparison as JSON too; - is standard output, alone", 1},
    {0}};

static void parse_within(struct compare_options *o, const char *text) {
  char *end;
  double percent = strtod(text, &end);
  if (end == text || (*end && !(end[0] == '%' && !end[1])) || !(percent >= 0) || percent > 100)
    pm_fail(&o->error, PM_USAGE, "--same-within takes a percentage from 0 to 100, not '%s'", text);
  o->compare.same_within = percent / 100;
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
    parse_within(o, text);
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

static enum pm_status print_json(const struct pm_comparison *comparison, const char *path,
                                 struct pm_error *error) {
  if (path[0] == '-' && !path[1]) {
    pm_comparison_print_json(comparison, stdout);
    return PM_OK;
  }
  FILE *stream = fopen(path, "w");
  if (!stream)
    return pm_fail(error, PM_IO, "%s: cannot be written; name a file in a folder you may write to",
                   path);
  pm_comparison_print_json(comparison, stream);
  bool written = !ferror(stream);
  if (fclose(stream) != 0 || !written)
    return pm_fail(error, PM_IO, "%s: could not be written whole", path);
  return PM_OK;
}

static enum pm_status show(const struct compare_options *o, const struct pm_comparison *comparison,
                           struct pm_error *error) {
  bool alone = o->json_path && o->json_path[0] == '-' && !o->json_path[1];
  if (!alone)
    pm_comparison_print(comparison, isatty(STDOUT_FILENO) && !getenv("NO_COLOR"), stdout);
  return o->json_path ? print_json(comparison, o->json_path, error) : PM_OK;
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

int pm_command_compare(int argc, char **argv, const struct pm_registry *registry) {
  (void)registry;
  static const struct argp argp = {
      .options = options,
      .parser = parse_option,
      .args_doc = "BASE NEW\nFILE --baseline IMPL --contender IMPL",
      .doc =
          "Pairs the cases of two results files by work (and its input), implementation, device, "
          "threads and boundary, or two implementations within one file, and gives for each the "
          "ratio and the difference of the medians with a 95% interval and a verdict: faster, "
          "slower, same or inconclusive. Exit status 6 where the works differ."};
  struct compare_options o = {.compare = pm_compare_defaults};
  pm_parse(&argp, argc, argv, &o);
  struct pm_error error;
  enum pm_status status = compare(&o, &error);
  return status == PM_OK ? PM_OK : pm_report(&error);
}
