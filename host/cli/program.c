/* The program, put together from its modules. */
#include <stdlib.h>
#include <string.h>

#include "host/cli/cli.h"

static bool make_room(struct pm_program *program, const struct pm_module *const *modules) {
  size_t commands = 0, works = 0, sections = 0;
  for (const struct pm_module *const *module = modules; *module; module++) {
    commands += (*module)->command_count;
    works += (*module)->works.count;
    sections += (*module)->sections.count;
  }
  program->commands = calloc(commands + 1, sizeof *program->commands);
  program->works.works = calloc(works + 1, sizeof *program->works.works);
  program->sections.items = calloc(sections + 1, sizeof *program->sections.items);
  return program->commands && program->works.works && program->sections.items;
}

static enum pm_status add_commands(struct pm_program *program, const struct pm_module *module,
                                   struct pm_error *error) {
  for (size_t i = 0; i < module->command_count; i++) {
    const struct pm_command *command = &module->commands[i];
    for (size_t k = 0; k < program->command_count; k++)
      if (strcmp(program->commands[k]->name, command->name) == 0)
        return pm_fail(error, PM_FAILED, "two commands are named '%s'", command->name);
    program->commands[program->command_count++] = command;
  }
  return PM_OK;
}

static enum pm_status add_works(struct pm_program *program, const struct pm_module *module,
                                struct pm_error *error) {
  const struct pm_work **works = (const struct pm_work **)program->works.works;
  for (size_t i = 0; i < module->works.count; i++) {
    const struct pm_work *work = module->works.works[i];
    for (size_t k = 0; k < program->works.count; k++)
      if (strcmp(works[k]->name, work->name) == 0)
        return pm_fail(error, PM_FAILED, "two works are named '%s'", work->name);
    works[program->works.count++] = work;
  }
  return PM_OK;
}

static void add_sections(struct pm_program *program, const struct pm_module *module) {
  const struct pm_section **sections = (const struct pm_section **)program->sections.items;
  for (size_t i = 0; i < module->sections.count; i++)
    sections[program->sections.count++] = module->sections.items[i];
}

enum pm_status pm_program_open(struct pm_program *program, const struct pm_module *const *modules,
                               struct pm_error *error) {
  *program = (struct pm_program){0};
  enum pm_status status =
      make_room(program, modules)
          ? PM_OK
          : pm_fail(error, PM_FAILED, "there is no memory for the list of commands");
  for (const struct pm_module *const *module = modules; status == PM_OK && *module; module++) {
    status = add_commands(program, *module, error);
    if (status == PM_OK)
      status = add_works(program, *module, error);
    if (status == PM_OK)
      add_sections(program, *module);
  }
  return status == PM_OK ? pm_sections_check(&program->sections, error) : status;
}

void pm_program_close(struct pm_program *program) {
  free(program->commands);
  free((void *)program->works.works);
  free((void *)program->sections.items);
  *program = (struct pm_program){0};
}
