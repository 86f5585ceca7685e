/* The commands of host/cli itself, one file each, and what every command uses. A command gets its
 * own name as argv[0] and returns the exit status. */
#ifndef PROOFMARK_HOST_CLI_COMMAND_H
#define PROOFMARK_HOST_CLI_COMMAND_H

#include <argp.h>

#include "host/base/status.h"
#include "host/cli/cli.h"

int pm_command_list(int argc, char **argv, const struct pm_program *program);
int pm_command_info(int argc, char **argv, const struct pm_program *program);
int pm_command_run(int argc, char **argv, const struct pm_program *program);
int pm_command_verify(int argc, char **argv, const struct pm_program *program);
int pm_command_compare(int argc, char **argv, const struct pm_program *program);
int pm_command_gate(int argc, char **argv, const struct pm_program *program);
int pm_command_merge(int argc, char **argv, const struct pm_program *program);
int pm_command_crossover(int argc, char **argv, const struct pm_program *program);
int pm_command_explain(int argc, char **argv, const struct pm_program *program);
int pm_command_report(int argc, char **argv, const struct pm_program *program);
int pm_command_scorecard(int argc, char **argv, const struct pm_program *program);
int pm_command_laws(int argc, char **argv, const struct pm_program *program);
int pm_command_selftest(int argc, char **argv, const struct pm_program *program);
int pm_command_soak(int argc, char **argv, const struct pm_program *program);
int pm_command_schema(int argc, char **argv, const struct pm_program *program);

/* Prints "proofmark: <text>" to stderr and returns the status as the exit status. */
int pm_print_error(const struct pm_error *error);

/* Parses a command's arguments; argp itself answers --help and, with exit status 2, a bad option.
 */
void pm_parse(const struct argp *argp, int argc, char **argv, void *input);

/* Parsing cuts lists and -p KEY=VALUES apart in place: what is recorded is a copy. Ends with NULL,
 * freed with pm_arguments_free; NULL without memory. */
char **pm_arguments_copy(int argc, char **argv);
void pm_arguments_free(char **arguments);

#endif
