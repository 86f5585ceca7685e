/* What a page and a Markdown report have in common. */
#ifndef PROOFMARK_HOST_REPORT_REPORT_PARTS_H
#define PROOFMARK_HOST_REPORT_REPORT_PARTS_H

#include "host/report/report.h"

/* The title, and a row per file. */
void pm_report_write_summary(const struct pm_report_input *input, struct pm_document *d);
/* For several files the scorecard; then all that each file holds, one after another. */
void pm_report_write_details(const struct pm_report_input *input, struct pm_document *d);

#endif
