/* The options of `run`: what is selected, how long it is timed, where the results go. */
#ifndef PROOFMARK_HOST_CLI_RUN_OPTIONS_H
#define PROOFMARK_HOST_CLI_RUN_OPTIONS_H

#include "host/cli/selection.h"
#include "host/cli/turn.h"

struct pm_run_options {
  struct pm_selection selection;
  double min_time_s;     /* 0: the suite's */
  unsigned repetitions;  /* 0: the suite's */
  double max_noise;      /* in parts of the median; 0: any */
  double max_cv;         /* standard deviation over mean; 0: any */
  bool strict;           /* broken laws make the exit status */
  const char *json_path; /* NULL: results/<host>/<time>.json; "-": standard output */
  const char *csv_path;
  bool resume;
  unsigned independent; /* so many processes; 0: this one alone */
  bool takes_turns;     /* this is one of them: its files are its parent's, see turn.h */
  struct pm_turn turn;
  char **argv; /* as given; owned */
};

/* Parses the command's arguments, with the suite's times where none are given. What is wrong is in
 * selection.error. */
void pm_run_options_parse(struct pm_run_options *options, int argc, char **argv);
void pm_run_options_free(struct pm_run_options *options);

#endif
