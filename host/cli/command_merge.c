/* proofmark merge: several results files as one, or as one point of a trend. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "host/base/console.h"
#include "host/cli/command.h"
#include "host/cli/output.h"
#include "host/result/merge.h"
#include "host/result/read.h"
#include "host/result/trend.h"

struct merge_options {
  const char **files;
  size_t file_count;
  const char *json_path, *trend_path;
  char **argv;
  struct pm_merge_options merge;
};

enum { KEY_ACROSS = 0x100, KEY_LATEST, KEY_TREND };

static const struct argp_option options[] = {
    {"json", 'j', "FILE", 0, "The results file to write; - is standard output", 1},
    {"json-trend", KEY_TREND, "FILE", 0,
     "One median per case, over all files that have it, as github-action-benchmark's "
     "customSmallerIsBetter takes it; - is standard output",
     1},
    {"latest", KEY_LATEST, NULL, 0, "Of a case that is in several files take the latest", 1},
    {"across", KEY_ACROSS, NULL, 0, "Allow files of several machines", 1},
    {0}};

static error_t parse_option(int key, char *text, struct argp_state *state) {
  struct merge_options *o = state->input;
  switch (key) {
  case 'j':
    o->json_path = text;
    return 0;
  case KEY_TREND:
    o->trend_path = text;
    return 0;
  case KEY_LATEST:
    o->merge.latest = true;
    return 0;
  case KEY_ACROSS:
    o->merge.across_machines = true;
    return 0;
  case ARGP_KEY_ARG:
    o->files[o->file_count++] = text;
    return 0;
  default:
    return ARGP_ERR_UNKNOWN;
  }
}

static enum pm_status check_form(const struct merge_options *o, struct pm_error *error) {
  if (!o->file_count)
    return pm_fail(error, PM_USAGE, "merge takes results files, and there is none");
  if (!o->json_path && !o->trend_path)
    return pm_fail(error, PM_USAGE, "merge needs --json FILE or --json-trend FILE to write to");
  if (pm_is_stdout(o->json_path) && pm_is_stdout(o->trend_path))
    return pm_fail(error, PM_USAGE, "--json and --json-trend cannot both be standard output");
  return PM_OK;
}

static enum pm_status write_merged(const struct merge_options *o, struct pm_error *error) {
  struct pm_result *result = NULL;
  enum pm_status status =
      pm_results_merge(o->files, o->file_count, o->argv, &o->merge, &result, error);
  if (status == PM_OK)
    status = pm_is_stdout(o->json_path) ? pm_result_write(result, stdout, error)
                                        : pm_result_save(result, o->json_path, error);
  pm_result_free(result);
  return status;
}

static void print_trend(const void *trend, FILE *stream) { pm_trend_print(trend, stream); }

static enum pm_status check_machines(const struct merge_options *o,
                                     struct pm_observation *const *observations,
                                     struct pm_error *error) {
  char difference[256];
  for (size_t i = 0; !o->merge.across_machines && i < o->file_count; i++)
    if (!pm_same_machine(observations[0]->root, observations[i]->root, difference))
      return pm_fail(error, PM_NOT_COMPARABLE,
                     "%s and %s are of two machines (%s); --across takes them all the same",
                     o->files[0], o->files[i], difference);
  return PM_OK;
}

static enum pm_status write_trend(const struct merge_options *o, struct pm_error *error) {
  struct pm_observation **observations = calloc(o->file_count, sizeof *observations);
  struct pm_trend trend = {0};
  enum pm_status status = observations ? PM_OK : pm_fail(error, PM_FAILED, "no memory");
  for (size_t i = 0; status == PM_OK && i < o->file_count; i++)
    status = pm_observation_read(o->files[i], &observations[i], error);
  if (status == PM_OK)
    status = check_machines(o, observations, error);
  if (status == PM_OK)
    status = pm_trend_make((const struct pm_observation *const *)observations, o->file_count,
                           &trend, error);
  if (status == PM_OK)
    status = pm_output(o->trend_path, false, print_trend, &trend, error);
  if (status == PM_OK && trend.untrusted)
    fprintf(stderr, "proofmark: %zu cases are not to be trusted and have no point in the trend\n",
            trend.untrusted);
  pm_trend_free(&trend);
  for (size_t i = 0; observations && i < o->file_count; i++)
    pm_observation_free(observations[i]);
  free(observations);
  return status;
}

int pm_command_merge(int argc, char **argv, const struct pm_program *program) {
  static const struct argp argp = {
      .options = options,
      .parser = parse_option,
      .args_doc = "FILE...",
      .doc = "Puts the cases of several results files into one, which keeps run ids, command lines "
             "and environments of its parts; or makes one point of a trend of them. Exit status 6 "
             "where a work's inputs differ, or the machines do."};
  struct merge_options o = {.files = calloc((size_t)argc + 1, sizeof *o.files),
                            .argv = argv,
                            .merge = {.sections = &program->sections}};
  struct pm_error error;
  if (!o.files) {
    pm_fail(&error, PM_FAILED, "no memory");
    return pm_print_error(&error);
  }
  char **own_argv = calloc((size_t)argc + 1, sizeof *own_argv); /* argp permutes argv */
  for (int i = 0; own_argv && i < argc; i++)
    own_argv[i] = argv[i];
  o.argv = own_argv ? own_argv : argv;
  pm_parse(&argp, argc, argv, &o);
  enum pm_status status = check_form(&o, &error);
  if (status == PM_OK && o.json_path)
    status = write_merged(&o, &error);
  if (status == PM_OK && o.trend_path)
    status = write_trend(&o, &error);
  free(own_argv);
  free(o.files);
  return status == PM_OK ? PM_OK : pm_print_error(&error);
}
