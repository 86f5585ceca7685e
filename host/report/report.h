/* Reports on results files: one HTML page that needs nothing but itself, or Markdown. */
#ifndef PROOFMARK_HOST_REPORT_REPORT_H
#define PROOFMARK_HOST_REPORT_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "host/report/scorecard.h"
#include "host/result/read.h"

struct pm_report_input {
  const struct pm_observation *const *observations;
  size_t count;                         /* at least 1 */
  const struct pm_scorecard *scorecard; /* of the same observations, in the same order */
};

/* Whether this build has the library that draws the pictures; without it the page has tables alone,
 * and says so. */
bool pm_report_has_pictures(void);

/* Errors of the stream are the stream's. PM_FAILED without memory. */
enum pm_status pm_report_print_html(const struct pm_report_input *input, FILE *stream,
                                    struct pm_error *error);
void pm_report_print_markdown(const struct pm_report_input *input, FILE *stream);

#endif
