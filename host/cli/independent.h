/* run --independent N: the same run in N processes, which take turns work by work. */
#ifndef PROOFMARK_HOST_CLI_INDEPENDENT_H
#define PROOFMARK_HOST_CLI_INDEPENDENT_H

#include "host/cli/cli.h"
#include "host/cli/run_options.h"

/* Runs, joins and shows; returns the exit status. */
int pm_run_independent(const struct pm_run_options *options, const struct pm_program *program);

#endif
