#include "host/cli/cli.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/base/build.h"
#include "host/cli/command.h"
#include "host/cli/nearest.h"

static const struct pm_command commands[] = {
    {"list", "Measuring", "the works, their parameters and their implementations here",
     pm_command_list},
    {"info", "Measuring", "this machine, its devices and how proofmark was built", pm_command_info},
    {"run", "Measuring", "time works, every output checked, and write a results file",
     pm_command_run},
    {"verify", "Measuring", "check outputs only, time nothing", pm_command_verify},
    {"soak", "Measuring", "works for a long time: drift, clocks, heat, memory, metrics",
     pm_command_soak},
    {"selftest", "Measuring",
     "whether verdicts can be believed here: equal arms, planted differences", pm_command_selftest},
    {"compare", "Results files", "two results files, or two implementations in one",
     pm_command_compare},
    {"gate", "Results files", "fail where a new results file is worse than a base allows",
     pm_command_gate},
    {"merge", "Results files", "several results files as one, or as one point of a trend",
     pm_command_merge},
    {"crossover", "Results files", "from which size on a GPU is faster than the CPU",
     pm_command_crossover},
    {"explain", "Results files", "what binds each case: launch, transfer, memory, compute, host",
     pm_command_explain},
    {"report", "Results files", "results files as one HTML page, as Markdown or as tables",
     pm_command_report},
    {"scorecard", "Results files", "machines side by side: throughput, energy, cost, a mean",
     pm_command_scorecard},
    {"laws", "Results files", "hold a results file against the laws of trustworthy results",
     pm_command_laws},
    {"schema", "Results files", "print the JSON Schema of results files", pm_command_schema},
};
static const struct pm_module own = {.commands = commands,
                                     .command_count = sizeof commands / sizeof *commands};

/* Whether an earlier command has the same heading. */
static bool has_heading(const struct pm_program *program, size_t index) {
  for (size_t i = 0; i < index; i++)
    if (strcmp(program->commands[i]->group, program->commands[index]->group) == 0)
      return true;
  return false;
}

static void print_group(const struct pm_program *program, const char *group, int width,
                        FILE *stream) {
  fprintf(stream, "\n%s:\n", group);
  for (size_t i = 0; i < program->command_count; i++)
    if (strcmp(program->commands[i]->group, group) == 0)
      fprintf(stream, "  %-*s  %s\n", width, program->commands[i]->name,
              program->commands[i]->help);
}

static void print_help(const struct pm_program *program, FILE *stream) {
  size_t width = 0;
  for (size_t i = 0; i < program->command_count; i++) {
    const size_t length = strlen(program->commands[i]->name);
    width = length > width ? length : width;
  }
  fputs("Usage: proofmark COMMAND [OPTION...]\n"
        "Benchmarks for what blockchain executors and provers compute, on the CPU and on GPUs.\n",
        stream);
  for (size_t i = 0; i < program->command_count; i++)
    if (!has_heading(program, i))
      print_group(program, program->commands[i]->group, (int)width, stream);
  fputs(
      "\n`proofmark COMMAND --help` says more of one. `proofmark run` alone runs the quick suite.\n"
      "\nExit status: 0 fine, 1 a gate failed, 2 usage, 3 wrong output, 4 a backend or device "
      "that\n"
      "was asked for is not there or nothing could run, 5 untrustworthy, 6 not comparable, 7 a "
      "file\n"
      "could not be read or written, 8 the machine failed, 130 interrupted (finished cases are in\n"
      "the file).\n",
      stream);
}

/* What may have been meant: a command that begins so, or else the one that is the fewest letters away, at most
 * one in four and one at the least. NULL where none is near. */
static const char *nearest(const struct pm_program *program, const char *typed) {
  const size_t length = strlen(typed);
  const char *best = NULL;
  size_t least = length < 4 ? 1 : length / 4;
  for (size_t i = 0; i < program->command_count; i++) {
    const char *name = program->commands[i]->name;
    if (length && strncmp(name, typed, length) == 0)
      return name;
    const size_t distance = pm_word_distance(typed, name);
    if (distance < least || (distance == least && !best)) {
      best = name;
      least = distance;
    }
  }
  return best;
}

static int unknown_command(const struct pm_program *program, const char *name) {
  const char *meant = nearest(program, name);
  fprintf(stderr, "proofmark: unknown command '%s'; ", name);
  if (meant)
    fprintf(stderr, "the nearest is '%s'; ", meant);
  fputs("there are", stderr);
  for (size_t i = 0; i < program->command_count; i++)
    fprintf(stderr, "%s %s", i ? "," : "", program->commands[i]->name);
  fputs("\n", stderr);
  return PM_USAGE;
}

/* What a full disk or a closed pipe swallowed must not look like success. */
static int check_output(int exit_status) {
  if (fflush(stdout) == 0 && !ferror(stdout))
    return exit_status;
  fprintf(stderr, "proofmark: standard output could not be written whole: %s\n", strerror(errno));
  return exit_status == PM_OK ? PM_IO : exit_status;
}

static int run_command(const struct pm_program *program, int argc, char **argv) {
  if (argc < 2) {
    print_help(program, stderr);
    return PM_USAGE;
  }
  if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
    print_help(program, stdout);
    return check_output(PM_OK);
  }
  if (strcmp(argv[1], "--version") == 0) {
    const struct pm_build *build = &pm_this_build;
    printf("proofmark %s (%.12s%s, %s, %s)\n", build->version,
           *build->commit ? build->commit : "no commit", build->dirty ? ", with changes" : "",
           build->type, build->compiler);
    return PM_OK;
  }
  for (size_t i = 0; i < program->command_count; i++) {
    const struct pm_command *command = program->commands[i];
    if (strcmp(argv[1], command->name) != 0)
      continue;
    char name[64]; /* argp prints argv[0] in its messages */
    snprintf(name, sizeof name, "proofmark %s", command->name);
    argv[1] = name;
    return check_output(command->run(argc - 1, argv + 1, program));
  }
  return unknown_command(program, argv[1]);
}

/* The program's own module, and then the others; to be freed. */
static const struct pm_module **with_own(const struct pm_module *const *modules) {
  size_t count = 0;
  while (modules[count])
    count++;
  const struct pm_module **all = calloc(count + 2, sizeof *all);
  if (!all)
    return NULL;
  all[0] = &own;
  memcpy(all + 1, modules, count * sizeof *all);
  return all;
}

int pm_cli_main(int argc, char **argv, const struct pm_module *const *modules) {
  struct pm_program program = {0};
  struct pm_error error;
  const struct pm_module **all = with_own(modules);
  enum pm_status status =
      all ? pm_program_open(&program, all, &error)
          : pm_fail(&error, PM_FAILED, "there is no memory for the list of commands");
  int exit_status = status == PM_OK ? run_command(&program, argc, argv) : pm_print_error(&error);
  pm_program_close(&program);
  free(all);
  return exit_status;
}
