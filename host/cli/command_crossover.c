/* proofmark crossover: from which size on a device is faster than the CPU. */

#include "host/base/console.h"
#include "host/cli/command.h"
#include "host/compare/crossover.h"

struct crossover_options {
  const char *file, *over, *device;
  bool json, more_files;
};

static const struct argp_option options[] = {
    {"over", 'o', "PARAMETER", 0, "The parameter that is the size (batch)", 1},
    {"device", 'd', "ID", 0, "This device, whatever its kind, instead of every GPU", 1},
    {"json", 'j', NULL, 0, "JSON instead of the table", 1},
    {0}};

static error_t parse_option(int key, char *text, struct argp_state *state) {
  struct crossover_options *o = state->input;
  switch (key) {
  case 'o':
    o->over = text;
    return 0;
  case 'd':
    o->device = text;
    return 0;
  case 'j':
    o->json = true;
    return 0;
  case ARGP_KEY_ARG:
    o->more_files = o->file != NULL;
    o->file = text;
    return 0;
  default:
    return ARGP_ERR_UNKNOWN;
  }
}

static enum pm_status show(const struct crossover_options *o,
                           const struct pm_observation *observation, struct pm_error *error) {
  struct pm_crossovers crossovers;
  enum pm_status status = pm_crossovers_find(observation, o->over, o->device, &crossovers, error);
  if (status != PM_OK)
    return status;
  if (o->json)
    pm_crossovers_print_json(&crossovers, stdout);
  else
    pm_crossovers_print(&crossovers, pm_console_colour(stdout), stdout);
  pm_crossovers_free(&crossovers);
  return PM_OK;
}

static enum pm_status crossover(const struct crossover_options *o, struct pm_error *error) {
  struct pm_observation *observation;
  if (!o->file || o->more_files)
    return pm_fail(error, PM_USAGE, "crossover takes one results file");
  enum pm_status status = pm_observation_read(o->file, &observation, error);
  if (status == PM_OK) {
    status = show(o, observation, error);
    pm_observation_free(observation);
  }
  return status;
}

int pm_command_crossover(int argc, char **argv, const struct pm_program *program) {
  (void)program;
  static const struct argp argp = {
      .options = options,
      .parser = parse_option,
      .args_doc = "FILE",
      .doc = "For each work of a results file that was measured over several sizes (run -p "
             "batch=1:64k:x4): from which size on each GPU is faster than the best CPU "
             "implementation on one core and on all cores, by kernel and end to end. Cases that "
             "are not to be trusted do not count. Exit status 6 where there is nothing to set "
             "against each other."};
  struct crossover_options o = {.over = "batch"};
  pm_parse(&argp, argc, argv, &o);
  struct pm_error error;
  enum pm_status status = crossover(&o, &error);
  return status == PM_OK ? PM_OK : pm_print_error(&error);
}
