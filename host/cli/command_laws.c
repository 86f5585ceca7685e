/* proofmark laws: what may be wrong with the results in a file. */

#include "host/base/console.h"
#include "host/cli/command.h"
#include "host/cli/percentage.h"
#include "host/laws/law.h"

struct laws_options {
  const char *file;
  struct pm_law_limits limits;
  bool json, strict, more_files;
  struct pm_error error;
};

static const struct argp_option options[] = {
    {"max-noise", 'n', "PERCENT", 0, "Limit of law `noise` (25%); none: any is taken", 1},
    {"max-cv", 'v', "PERCENT", 0, "Limit of law `cv` (10%); none: any is taken", 1},
    {"strict", 'x', NULL, 0, "Exit with 5 where a law is broken", 1},
    {"json", 'j', NULL, 0, "JSON instead of text", 1},
    {0}};

static error_t parse_option(int key, char *text, struct argp_state *state) {
  struct laws_options *o = state->input;
  switch (key) {
  case 'n':
    (void)pm_limit_parse("--max-noise", text, &o->limits.max_noise, &o->error);
    return 0;
  case 'v':
    (void)pm_limit_parse("--max-cv", text, &o->limits.max_cv, &o->error);
    return 0;
  case 'x':
    o->strict = true;
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

static void print_json(const struct pm_observation *observation,
                       const struct pm_judgements *judgements) {
  struct pm_json json = pm_json_start(stdout);
  pm_json_object(&json, NULL);
  pm_json_string(&json, "file", observation->file);
  pm_json_known(&json, "run_id", observation->run_id);
  pm_json_array(&json, "laws");
  pm_laws_write(judgements, &json);
  pm_json_end_array(&json);
  pm_json_end_object(&json);
  putchar('\n');
}

static enum pm_status judge(const struct laws_options *o, const struct pm_observation *observation,
                            struct pm_error *error) {
  struct pm_judgements judgements;
  enum pm_status status = pm_laws_judge(observation, &o->limits, &judgements, error);
  if (status != PM_OK)
    return status;
  if (o->json)
    print_json(observation, &judgements);
  else
    pm_laws_print(&judgements, pm_console_colour(stdout), stdout);
  const size_t broken =
      pm_laws_broken(&judgements, PM_LAW_ERROR) + pm_laws_broken(&judgements, PM_LAW_WARNING);
  pm_judgements_free(&judgements);
  if (broken && o->strict)
    return pm_fail(error, PM_UNTRUSTWORTHY, "%s: %zu law%s broken", o->file, broken,
                   broken == 1 ? "" : "s");
  return PM_OK;
}

static enum pm_status laws(struct laws_options *o, struct pm_error *error) {
  struct pm_observation *observation;
  if (o->error.status != PM_OK) {
    *error = o->error;
    return error->status;
  }
  if (!o->file || o->more_files)
    return pm_fail(error, PM_USAGE, "laws takes one results file");
  enum pm_status status = pm_observation_read(o->file, &observation, error);
  if (status == PM_OK) {
    status = judge(o, observation, error);
    pm_observation_free(observation);
  }
  return status;
}

int pm_command_laws(int argc, char **argv, const struct pm_program *program) {
  (void)program;
  static const struct argp argp = {
      .options = options,
      .parser = parse_option,
      .args_doc = "FILE",
      .doc = "Holds a results file against the laws of trustworthy results and prints each one's "
             "verdict with the figures: held, broken, or not checked and why."};
  struct laws_options o = {.limits = PM_LAW_LIMITS_DEFAULT};
  pm_parse(&argp, argc, argv, &o);
  struct pm_error error;
  enum pm_status status = laws(&o, &error);
  return status == PM_OK ? PM_OK : pm_print_error(&error);
}
