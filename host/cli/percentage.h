/* Percentages on the command line. */
#ifndef PROOFMARK_HOST_CLI_PERCENTAGE_H
#define PROOFMARK_HOST_CLI_PERCENTAGE_H

#include <stdbool.h>

#include "host/base/status.h"

/* "2", "2%", "-5%": as a part of one, 0.02. False where `text` is no such thing. */
bool pm_percentage(const char *text, double *part);

/* A limit of the laws, as a command line has it: a percentage above 0, up to 1000, or "none", which
 * is 0. Returns PM_USAGE, naming `option`, for what is neither. */
enum pm_status pm_limit_parse(const char *option, const char *text, double *limit,
                              struct pm_error *error);

/* --same-within: a percentage from 0 to 100. PM_USAGE for anything else. */
enum pm_status pm_same_within_parse(const char *text, double *same_within, struct pm_error *error);

#endif
