/* The means of a scorecard that has a mix (scorecard.h). */
#ifndef PROOFMARK_HOST_REPORT_SCORECARD_MEAN_H
#define PROOFMARK_HOST_REPORT_SCORECARD_MEAN_H

#include "host/base/status.h"
#include "host/report/score.h"

/* Weighs the works and computes the means of every machine and of every place. */
enum pm_status pm_scorecard_add_means(struct pm_scorecard *scorecard, struct pm_error *error);

#endif
