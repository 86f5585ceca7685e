/* proofmark scorecard: machines side by side. */
#include <stdlib.h>

#include "host/base/console.h"
#include "host/cli/command.h"
#include "host/cli/output.h"
#include "host/cli/scorecard_options.h"

struct scorecard_options {
  struct pm_card_options card;
  const char *json, *markdown;
};

static const struct argp_option options[] = {
    {"json", 'j', "FILE", 0, "The scorecard as JSON; - is standard output", 1},
    {"markdown", 'm', "FILE", 0, "Markdown as GitHub shows it; - is standard output", 1},
    PM_CARD_OPTIONS,
    {0}};

static error_t parse_option(int key, char *text, struct argp_state *state) {
  struct scorecard_options *o = state->input;
  switch (key) {
  case 'j':
    o->json = text;
    return 0;
  case 'm':
    o->markdown = text;
    return 0;
  default:
    return pm_card_option(&o->card, key, text) ? 0 : ARGP_ERR_UNKNOWN;
  }
}

static enum pm_status write_to(const char *path, const struct pm_scorecard *scorecard, bool json,
                               struct pm_error *error) {
  struct pm_output output;
  enum pm_status status = pm_output_open(&output, path, error);
  if (status != PM_OK)
    return status;
  struct pm_document d = pm_document_markdown(output.stream);
  if (json)
    pm_scorecard_print_json(scorecard, output.stream);
  else
    pm_scorecard_write(scorecard, 1, &d);
  return pm_output_close(&output, PM_OK, error);
}

static enum pm_status show(const struct scorecard_options *o, const struct pm_scorecard *scorecard,
                           struct pm_error *error) {
  enum pm_status status = PM_OK;
  if (!o->json && !o->markdown) {
    struct pm_document d = pm_document_text(stdout, pm_console_colour(stdout));
    pm_scorecard_write(scorecard, 1, &d);
  }
  if (o->json)
    status = write_to(o->json, scorecard, true, error);
  if (status == PM_OK && o->markdown)
    status = write_to(o->markdown, scorecard, false, error);
  return status;
}

static enum pm_status scorecard(const struct scorecard_options *o, struct pm_error *error) {
  if (pm_is_stdout(o->json) && pm_is_stdout(o->markdown))
    return pm_fail(error, PM_USAGE,
                   "--json and --markdown cannot both go to standard output; name a file for one");
  struct pm_card card;
  enum pm_status status = pm_card_read(&o->card, "scorecard", &card, error);
  if (status == PM_OK)
    status = show(o, &card.scorecard, error);
  pm_card_free(&card);
  return status;
}

int pm_command_scorecard(int argc, char **argv, const struct pm_program *program) {
  (void)program;
  static const struct argp argp = {
      .options = options,
      .parser = parse_option,
      .args_doc = "FILE...",
      .doc =
          "Sets machines side by side, one results file each: per work the throughput, joules and "
          "cost of items and the share of the machine's ceiling, what does not compare and why, "
          "and for a mix of works the weighted geometric mean of the throughput over that of the "
          "base machine."};
  struct scorecard_options o = {.card.files = calloc((size_t)argc, sizeof *o.card.files)};
  struct pm_error error = {.status = PM_FAILED, .text = "no memory"};
  if (!o.card.files)
    return pm_print_error(&error);
  pm_parse(&argp, argc, argv, &o);
  enum pm_status status = scorecard(&o, &error);
  free(o.card.files);
  return status == PM_OK ? PM_OK : pm_print_error(&error);
}
