/* proofmark explain: what binds the cases of a results file. */
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "host/base/console.h"
#include "host/cli/command.h"
#include "host/laws/explain.h"

struct explain_options {
  const char *file, *pattern; /* NULL: all cases */
  bool json, more;
};

static const struct argp_option options[] = {{"json", 'j', NULL, 0, "JSON instead of words", 1},
                                             {0}};

static error_t parse_option(int key, char *text, struct argp_state *state) {
  struct explain_options *o = state->input;
  switch (key) {
  case 'j':
    o->json = true;
    return 0;
  case ARGP_KEY_ARG:
    o->more = o->pattern != NULL;
    if (o->file)
      o->pattern = text;
    else
      o->file = text;
    return 0;
  default:
    return ARGP_ERR_UNKNOWN;
  }
}

/* A case's name has brackets, which a pattern takes for a choice of letters: it names itself, too. A
 * pattern may also be that of a work. */
static bool matches(const char *pattern, const struct pm_observed_case *observed) {
  return !pattern || strcmp(pattern, observed->id) == 0 ||
         strcmp(pattern, observed->work->id) == 0 || fnmatch(pattern, observed->id, 0) == 0 ||
         fnmatch(pattern, observed->work->name, 0) == 0;
}

/* Names the works that there are, each once, as far as the message reaches. */
static enum pm_status no_such_case(const struct pm_observation *observation, const char *pattern,
                                   struct pm_error *error) {
  char names[700] = "";
  size_t used = 0;
  for (size_t i = 0; i < observation->case_count && used < sizeof names; i++) {
    const struct pm_observed_work *const work = observation->cases[i].work;
    bool named = false;
    for (size_t j = 0; j < i && !named; j++)
      named = strcmp(observation->cases[j].work->name, work->name) == 0;
    if (!named)
      used +=
          (size_t)snprintf(names + used, sizeof names - used, "%s%s", used ? ", " : "", work->name);
  }
  if (used >= sizeof names)
    memcpy(names + sizeof names - 4, "...", 4);
  if (!used)
    return pm_fail(error, PM_USAGE, "%s has no cases", observation->file);
  return pm_fail(error, PM_USAGE,
                 "no case of %s matches '%s'; it has cases of %s (a case is named as 'proofmark "
                 "explain FILE' does, or by a pattern such as '%s*')",
                 observation->file, pattern, names, observation->cases[0].work->name);
}

static enum pm_status explain(const struct explain_options *o,
                              const struct pm_observation *observation, struct pm_error *error) {
  const bool colour = pm_console_colour(stdout);
  struct pm_explanation *all = calloc(observation->case_count + 1, sizeof *all);
  size_t count = 0;
  if (!all)
    return pm_fail(error, PM_FAILED, "no memory for %zu cases", observation->case_count);
  for (size_t i = 0; i < observation->case_count; i++)
    if (matches(o->pattern, &observation->cases[i]))
      all[count++] = pm_explain(observation, &observation->cases[i]);
  bool lacks = false;
  for (size_t i = 0; i < count; i++)
    lacks = lacks || pm_explanation_lacks_limits(&all[i]);
  const bool found = count > 0 || (o->json && !o->pattern);
  if (found && o->json)
    pm_explanations_print_json(observation, all, count, stdout);
  for (size_t i = 0; i < count && !o->json; i++) {
    if (i)
      putchar('\n');
    pm_explanation_print(&all[i], colour, stdout);
  }
  if (lacks && !o->json)
    fputs("\nLimits that this file lacks are measured by a run that names 'system/*' beside its "
          "works: "
          "proofmark\nrun 'system/*' 'hash/*'\n",
          stdout);
  free(all);
  return found ? PM_OK : no_such_case(observation, o->pattern, error);
}

static enum pm_status run(const struct explain_options *o, struct pm_error *error) {
  struct pm_observation *observation;
  if (!o->file || o->more)
    return pm_fail(error, PM_USAGE,
                   "explain takes a results file and, if not all, a case or a pattern");
  enum pm_status status = pm_observation_read(o->file, &observation, error);
  if (status != PM_OK)
    return status;
  status = explain(o, observation, error);
  pm_observation_free(observation);
  return status;
}

int pm_command_explain(int argc, char **argv, const struct pm_program *program) {
  (void)program;
  static const struct argp argp = {
      .options = options,
      .parser = parse_option,
      .args_doc = "FILE [CASE]",
      .doc = "Says of each case of a results file how near it comes to what the machine can do and "
             "what binds it: launch, transfer, memory, computation or the host. CASE is a case's "
             "name or a pattern, of cases or of works. The machine's limits are those that the "
             "works system/* measured in the same run: proofmark run 'system/*' 'hash/*'. A share "
             "is the least time that the limit leaves over the time it took."};
  struct explain_options o = {0};
  pm_parse(&argp, argc, argv, &o);
  struct pm_error error;
  enum pm_status status = run(&o, &error);
  return status == PM_OK ? PM_OK : pm_print_error(&error);
}
