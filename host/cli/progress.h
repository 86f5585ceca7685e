/* Progress on stderr: what will be done and about how long it takes, where it takes more than two
 * seconds; then a line that is rewritten, where stderr is a terminal. */
#ifndef PROOFMARK_HOST_CLI_PROGRESS_H
#define PROOFMARK_HOST_CLI_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

struct pm_progress {
  bool terminal;
  size_t done, total;
  double started_s, shown_s;
};

/* Announces `total` steps of about `step_s` seconds each. */
void pm_progress_start(struct pm_progress *progress, size_t total, const char *steps,
                       double step_s);
/* Shows the step in hand, at most ten times a second. */
void pm_progress_show(struct pm_progress *progress, const char *step);
void pm_progress_advance(struct pm_progress *progress, size_t steps);
/* Clears the line. */
void pm_progress_end(struct pm_progress *progress);

#endif
