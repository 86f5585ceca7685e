/* Percentages on the command line. */
#ifndef PROOFMARK_HOST_CLI_PERCENTAGE_H
#define PROOFMARK_HOST_CLI_PERCENTAGE_H

#include <stdbool.h>

/* "2", "2%", "-5%": as a part of one, 0.02. False where `text` is no such thing. */
bool pm_percentage(const char *text, double *part);

#endif
