/* The command line: proofmark COMMAND [OPTION...] */
#ifndef PROOFMARK_HOST_CLI_CLI_H
#define PROOFMARK_HOST_CLI_CLI_H

#include "host/work/work.h"

/* Runs the command that argv names on the registry's works; returns the exit status (see
 * host/base/status.h). */
int pm_cli_main(int argc, char **argv, const struct pm_registry *registry);

#endif
