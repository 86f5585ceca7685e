#include "host/cli/cli.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "host/base/build.h"
#include "host/cli/command.h"

struct command {
  const char *name;
  int (*run)(int argc, char **argv, const struct pm_registry *registry);
  const char *help;
};

static const struct command commands[] = {
    {"list", pm_command_list, "the works, their parameters and their implementations here"},
    {"info", pm_command_info, "this machine, its devices and how proofmark was built"},
    {"run", pm_command_run, "time works, every output checked, and write a results file"},
    {"verify", pm_command_verify, "check outputs only, time nothing"},
    {"compare", pm_command_compare, "two results files, or two implementations in one"},
    {"gate", pm_command_gate, "fail where a new results file is worse than a base allows"},
    {"merge", pm_command_merge, "several results files as one, or as one point of a trend"},
    {"crossover", pm_command_crossover, "from which size on a GPU is faster than the CPU"},
    {"explain", pm_command_explain,
     "what binds each case: launch, transfer, memory, compute, host"},
    {"report", pm_command_report, "results files as one HTML page, as Markdown or as tables"},
    {"scorecard", pm_command_scorecard, "machines side by side: throughput, energy, cost, a mean"},
    {"laws", pm_command_laws, "hold a results file against the laws of trustworthy results"},
    {"soak", pm_command_soak, "works for a long time: drift, clocks, heat, memory, metrics"},
    {"selftest", pm_command_selftest,
     "whether verdicts can be believed here: equal arms, planted differences"},
    {"schema", pm_command_schema, "print the JSON Schema of results files"},
};
enum { COMMAND_COUNT = sizeof commands / sizeof *commands };

static void print_help(FILE *stream) {
  fputs("Usage: proofmark COMMAND [OPTION...]\n"
        "Benchmarks for what blockchain executors and provers compute, on the CPU and on GPUs.\n\n",
        stream);
  for (int i = 0; i < COMMAND_COUNT; i++)
    fprintf(stream, "  %-10s%s\n", commands[i].name, commands[i].help);
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

static int unknown_command(const char *name) {
  fprintf(stderr, "proofmark: unknown command '%s'; there are", name);
  for (int i = 0; i < COMMAND_COUNT; i++)
    fprintf(stderr, "%s %s", i ? "," : "", commands[i].name);
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

int pm_cli_main(int argc, char **argv, const struct pm_registry *registry) {
  if (argc < 2) {
    print_help(stderr);
    return PM_USAGE;
  }
  if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
    print_help(stdout);
    return check_output(PM_OK);
  }
  if (strcmp(argv[1], "--version") == 0) {
    const struct pm_build *build = &pm_this_build;
    printf("proofmark %s (%.12s%s, %s, %s)\n", build->version,
           *build->commit ? build->commit : "no commit", build->dirty ? ", with changes" : "",
           build->type, build->compiler);
    return PM_OK;
  }
  for (int i = 0; i < COMMAND_COUNT; i++) {
    if (strcmp(argv[1], commands[i].name) != 0)
      continue;
    char name[64]; /* argp prints argv[0] in its messages */
    snprintf(name, sizeof name, "proofmark %s", commands[i].name);
    argv[1] = name;
    return check_output(commands[i].run(argc - 1, argv + 1, registry));
  }
  return unknown_command(argv[1]);
}
