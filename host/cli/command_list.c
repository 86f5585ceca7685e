/* proofmark list: works, parameters, implementations. Opens no device, so that it answers at once.
 */
#include <fnmatch.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>

#include "host/cli/command.h"
#include "host/cli/selection.h"

static void print_parameter(const struct pm_work *work, size_t index) {
  const struct pm_parameter *p = &work->parameters[index];
  uint64_t first = work->points[0].values[index];
  printf("    -p %s=", p->name);
  if (p->choices) {
    for (size_t i = 0; p->choices[i]; i++)
      printf("%s%s%s", i ? "|" : "", p->choices[i], i == first ? "*" : "");
    printf("  %s\n", p->help);
  } else {
    printf("%" PRIu64 "  %s (%" PRIu64 " to %" PRIu64 ")\n", first, p->help, p->minimum,
           p->maximum);
  }
}

/* Those of the CPU can run here; those of devices where `info` shows one. */
static void print_available(const struct pm_work *work, bool on_device, const char *separator) {
  char reason[256];
  for (size_t i = 0; i < work->implementation_count; i++) {
    const struct pm_implementation *implementation = &work->implementations[i];
    if (implementation->on_device != on_device ||
        !implementation->available(implementation, work, reason, sizeof reason))
      continue;
    printf("%s%s", separator, implementation->name);
    separator = "  ";
  }
  printf("\n");
}

static void print_work(const struct pm_work *work) {
  printf("%s  %s\n", work->name, work->title);
  if (work->standard)
    printf("    %s\n", work->standard);
  for (size_t i = 0; i < work->parameter_count; i++)
    print_parameter(work, i);
  if (work->input_file)
    printf("    --input %s\n", work->input_file);
  char reason[256];
  print_available(work, false, "    ");
  print_available(work, true, "    on devices: ");
  for (size_t i = 0; i < work->implementation_count; i++)
    if (!work->implementations[i].available(&work->implementations[i], work, reason,
                                            sizeof reason) &&
        *reason)
      printf("    not %s: %s\n", work->implementations[i].name, reason);
}

static error_t parse_argument(int key, char *text, struct argp_state *state) {
  struct pm_patterns *patterns = state->input;
  if (key != ARGP_KEY_ARG || patterns->count == PM_PATTERNS_MAX)
    return ARGP_ERR_UNKNOWN;
  patterns->text[patterns->count++] = text;
  return 0;
}

static bool wanted(const struct pm_patterns *patterns, const char *name) {
  for (size_t i = 0; i < patterns->count; i++)
    if (fnmatch(patterns->text[i], name, 0) == 0)
      return true;
  return !patterns->count;
}

int pm_command_list(int argc, char **argv, const struct pm_program *program) {
  static const struct argp argp = {
      .parser = parse_argument,
      .args_doc = "[WORK-GLOB...]",
      .doc =
          "Lists the works with their parameters (a default after `=`, or starred), the "
          "CPU implementations that can run here, why others cannot, and those for devices, which "
          "proofmark info lists."};
  struct pm_patterns patterns = {.count = 0};
  pm_parse(&argp, argc, argv, &patterns);
  size_t printed = 0;
  const struct pm_registry *registry = &program->works;
  for (size_t i = 0; i < registry->count; i++)
    if (wanted(&patterns, registry->works[i]->name)) {
      print_work(registry->works[i]);
      printed++;
    }
  if (printed)
    return PM_OK;
  struct pm_error error;
  pm_fail(&error, PM_USAGE, "no work matches; `proofmark list` alone shows them all");
  return pm_print_error(&error);
}
