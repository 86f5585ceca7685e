/* The command line: proofmark COMMAND [OPTION...]
 *
 * The program is put together from modules. A module is what one folder brings: commands, works and
 * sections of the results file, any of which it may lack. The commands of host/cli itself (list,
 * run, compare, ...) are such a module too. */
#ifndef PROOFMARK_HOST_CLI_CLI_H
#define PROOFMARK_HOST_CLI_CLI_H

#include <stddef.h>

#include "host/result/section.h"
#include "host/work/work.h"

struct pm_program;

struct pm_command {
  const char *name; /* "run" */
  const char
      *group;       /* the heading under which --help has it; those of one heading stand together */
  const char *help; /* one line without a full stop */
  /* argv[0] is "proofmark NAME", argv[argc] is NULL. Returns the exit status (host/base/status.h).
   * What helps to read options and to print errors is in host/cli/command.h. */
  int (*run)(int argc, char **argv, const struct pm_program *program);
};

struct pm_module {
  const struct pm_command *commands;
  size_t command_count;
  struct pm_registry works;
  struct pm_sections sections;
};

/* All modules as one, as commands see them. */
struct pm_program {
  const struct pm_command **commands;
  size_t command_count;
  struct pm_registry works;
  struct pm_sections sections;
};

/* Makes the program of the modules, which end with NULL and must outlive it. PM_FAILED where two
 * commands, works or sections have one name, or a section cannot be registered. To be closed also
 * after a failure. */
enum pm_status pm_program_open(struct pm_program *program, const struct pm_module *const *modules,
                               struct pm_error *error);
void pm_program_close(struct pm_program *program);

/* Runs the command that argv names, one of host/cli's own or of `modules`, which end with NULL;
 * returns the exit status. Once per process. */
int pm_cli_main(int argc, char **argv, const struct pm_module *const *modules);

#endif
