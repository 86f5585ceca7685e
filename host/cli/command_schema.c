/* proofmark schema: the JSON Schema of results files, with that of the program's sections in it. */
#include <stdio.h>

#include "host/cli/command.h"
#include "host/result/section.h"

int pm_command_schema(int argc, char **argv, const struct pm_program *program) {
  static const struct argp argp = {
      .doc = "Prints the JSON Schema (draft-07) of results files, with the sections that this "
             "program has."};
  struct pm_error error;
  pm_parse(&argp, argc, argv, NULL);
  return pm_schema_print(&program->sections, stdout, &error) == PM_OK ? PM_OK
                                                                      : pm_print_error(&error);
}
