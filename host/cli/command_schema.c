/* proofmark schema: the JSON Schema of results files, as the build embedded it. */
#include <stdio.h>

#include "host/cli/command.h"
#include "host/result/schema.h"

int pm_command_schema(int argc, char **argv, const struct pm_registry *registry) {
  (void)registry;
  static const struct argp argp = {.doc = "Prints the JSON Schema (draft-07) of results files."};
  pm_parse(&argp, argc, argv, NULL);
  fwrite(pm_schema_text, 1, (size_t)(pm_schema_text_end - pm_schema_text), stdout);
  return PM_OK;
}
