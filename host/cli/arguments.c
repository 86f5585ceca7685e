/* What commands share. */
#include "host/cli/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int pm_print_error(const struct pm_error *error) {
  fprintf(stderr, "proofmark: %s\n", error->text);
  return error->status == PM_NO_MEMORY ? PM_FAILED : (int)error->status;
}

void pm_parse(const struct argp *argp, int argc, char **argv, void *input) {
  argp_err_exit_status = PM_USAGE; /* argp has this as a global */
  argp_parse(argp, argc, argv, 0, NULL, input);
}

char **pm_arguments_copy(int argc, char **argv) {
  char **copy = calloc((size_t)argc + 1, sizeof *copy);
  for (int i = 0; copy && i < argc; i++)
    copy[i] = strdup(argv[i]);
  return copy;
}

void pm_arguments_free(char **arguments) {
  for (char **argument = arguments; argument && *argument; argument++)
    free(*argument);
  free(arguments);
}
