/* proofmark report: results files for people to read. */
#include <stdlib.h>
#include <unistd.h>

#include "host/base/console.h"
#include "host/cli/command.h"
#include "host/cli/output.h"
#include "host/cli/scorecard_options.h"
#include "host/report/report.h"
#include "host/report/sections.h"
#include "host/result/table.h"

struct report_options {
  struct pm_card_options card;
  const char *html, *markdown;
};

static const struct argp_option options[] = {
    {"html", 'H', "FILE", 0, "One HTML page that needs nothing but itself; - is standard output",
     1},
    {"markdown", 'm', "FILE", 0, "Markdown as GitHub shows it; - is standard output", 1},
    PM_CARD_OPTIONS,
    {0}};

static error_t parse_option(int key, char *text, struct argp_state *state) {
  struct report_options *o = state->input;
  switch (key) {
  case 'H':
    o->html = text;
    return 0;
  case 'm':
    o->markdown = text;
    return 0;
  default:
    return pm_card_option(&o->card, key, text) ? 0 : ARGP_ERR_UNKNOWN;
  }
}

static void print_tables(const struct pm_card *card) {
  const bool colour = pm_console_colour(stdout);
  struct pm_document d = pm_document_text(stdout, colour);
  for (size_t i = 0; i < card->count; i++) {
    if (card->count > 1) {
      pm_document_heading(&d, 1, NULL, card->observations[i]->file);
      putchar('\n');
    }
    pm_table_print(card->observations[i], colour, stdout);
    pm_print_broken_laws(card->observations[i], colour, stdout);
    if (card->count > 1)
      putchar('\n');
  }
  if (card->count > 1)
    pm_scorecard_write(&card->scorecard, 1, &d);
}

static enum pm_status print_html(const struct pm_report_input *input, const char *path,
                                 struct pm_error *error) {
  struct pm_output output;
  enum pm_status status = pm_output_open(&output, path, error);
  if (status != PM_OK)
    return status;
  if (!pm_report_has_pictures())
    fputs("proofmark: the page has no pictures: this build has no Chart.js; install libjs-chart.js "
          "and build it again\n",
          stderr);
  return pm_output_close(&output, pm_report_print_html(input, output.stream, error), error);
}

static enum pm_status print_markdown(const struct pm_report_input *input, const char *path,
                                     struct pm_error *error) {
  struct pm_output output;
  enum pm_status status = pm_output_open(&output, path, error);
  if (status != PM_OK)
    return status;
  pm_report_print_markdown(input, output.stream);
  return pm_output_close(&output, PM_OK, error);
}

static enum pm_status show(const struct report_options *o, const struct pm_card *card,
                           struct pm_error *error) {
  const struct pm_report_input input = {(const struct pm_observation *const *)card->observations,
                                        card->count, &card->scorecard};
  enum pm_status status = PM_OK;
  if (!o->html && !o->markdown)
    print_tables(card);
  if (o->html)
    status = print_html(&input, o->html, error);
  if (status == PM_OK && o->markdown)
    status = print_markdown(&input, o->markdown, error);
  return status;
}

static enum pm_status report(const struct report_options *o, struct pm_error *error) {
  if (pm_is_stdout(o->html) && pm_is_stdout(o->markdown))
    return pm_fail(error, PM_USAGE,
                   "--html and --markdown cannot both go to standard output; name a file for one");
  struct pm_card card;
  enum pm_status status = pm_card_read(&o->card, "report", &card, error);
  if (status == PM_OK)
    status = show(o, &card, error);
  pm_card_free(&card);
  return status;
}

int pm_command_report(int argc, char **argv, const struct pm_program *program) {
  (void)program;
  static const struct argp argp = {
      .options = options,
      .parser = parse_option,
      .args_doc = "FILE...",
      .doc =
          "Shows results files: the tables that run ends with, or one HTML page with pictures, or "
          "Markdown. Of several files the machines are set side by side in a scorecard."};
  struct report_options o = {.card.files = calloc((size_t)argc, sizeof *o.card.files)};
  struct pm_error error = {.status = PM_FAILED, .text = "no memory"};
  if (!o.card.files)
    return pm_print_error(&error);
  pm_parse(&argp, argc, argv, &o);
  enum pm_status status = report(&o, &error);
  free(o.card.files);
  return status == PM_OK ? PM_OK : pm_print_error(&error);
}
