#include "host/cli/selection.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/base/device_id.h"

static const struct argp_option options[] = {
    {"impl", 'i', "GLOB[,GLOB]", 0, "Only these implementations: cpu/simd-avx512, cpu/*, opencl",
     1},
    {"device", 'd', "ID[,ID]", 0, "Only these devices: cpu, opencl:0, cuda:1, NODE/cuda:1", 1},
    {"boundary", 'b', "NAME[,NAME]", 0,
     "Only these boundaries: kernel, resident, e2e, sustained, cold", 1},
    {"suite", 's', "NAME", 0, "quick (the default), standard or full", 1},
    {"param", 'p', "KEY=V[,V]", 0, "Parameter values, or KEY=LOW:HIGH:xN for a geometric series",
     1},
    {"input", 'f', "FILE", 0, "The input of a block work: your own file", 1},
    {"threads", 't', "1|all|N", 0, "Threads of CPU implementations; without it 1 and all", 2},
    {"bind", 'B', "PLACE", 0, "auto, none, numa:N or pu:LIST", 2},
    {"seed", 'S', "N", 0, "Seed of made-up inputs (1)", 2},
    {"verbose", 'v', NULL, 0, "Say more", 3},
    {0}};

void pm_selection_init(struct pm_selection *selection) {
  *selection = (struct pm_selection){.suite = PM_SUITE_QUICK,
                                     .suite_name = "quick",
                                     .bind = "auto",
                                     .threads_default = true,
                                     .seed = 1};
  gethostname(selection->node, sizeof selection->node - 1);
}

static void add_pattern(struct pm_patterns *patterns, const char *text, struct pm_error *error) {
  if (patterns->count == PM_PATTERNS_MAX)
    pm_fail(error, PM_USAGE, "more than %d patterns", PM_PATTERNS_MAX);
  else
    patterns->text[patterns->count++] = text;
}

/* Splits a list in place; argv's strings may be written to. */
static void add_patterns(struct pm_patterns *patterns, char *list, struct pm_error *error) {
  char *rest = NULL;
  for (char *item = strtok_r(list, ",", &rest); item; item = strtok_r(NULL, ",", &rest))
    add_pattern(patterns, item, error);
}

static bool parse_number(const char *text, uint64_t *number) {
  char *end;
  errno = 0;
  *number = strtoull(text, &end, 0);
  return !errno && end != text && !*end && !strchr(text, '-');
}

static void parse_suite(struct pm_selection *s, const char *name) {
  static const struct {
    const char *name;
    enum pm_suite suite;
  } suites[] = {
      {"quick", PM_SUITE_QUICK}, {"standard", PM_SUITE_STANDARD}, {"full", PM_SUITE_FULL}};
  for (size_t i = 0; i < 3; i++)
    if (strcmp(name, suites[i].name) == 0) {
      s->suite = suites[i].suite;
      s->suite_name = suites[i].name;
      return;
    }
  pm_fail(&s->error, PM_USAGE, "unknown suite '%s'; there are quick, standard and full", name);
}

static void parse_threads(struct pm_selection *s, const char *text) {
  uint64_t number = 0;
  s->threads_default = false;
  if (strcmp(text, "all") != 0 && (!parse_number(text, &number) || !number || number > 1 << 16))
    pm_fail(&s->error, PM_USAGE, "--threads takes 1, all or a number of threads, not '%s'", text);
  s->threads = (unsigned)number;
}

static void parse_sweep(struct pm_selection *s, char *text) {
  char *equals = strchr(text, '=');
  if (!equals || equals == text) {
    pm_fail(&s->error, PM_USAGE, "-p takes KEY=VALUE, as in -p length=64, not '%s'", text);
    return;
  }
  *equals = '\0';
  size_t i = 0; /* a later -p of the same key takes the place of an earlier one */
  while (i < s->sweep_count && strcmp(s->sweeps[i].key, text) != 0)
    i++;
  if (i == PM_SWEEPS_MAX) {
    pm_fail(&s->error, PM_USAGE, "-p with more than %d parameters", PM_SWEEPS_MAX);
    return;
  }
  s->sweep_count += i == s->sweep_count;
  s->sweeps[i].key = text;
  s->sweeps[i].values = equals + 1;
}

static error_t parse_option(int key, char *text, struct argp_state *state) {
  struct pm_selection *s = state->input;
  switch (key) {
  case 'i':
    add_patterns(&s->implementations, text, &s->error);
    return 0;
  case 'd':
    add_patterns(&s->devices, text, &s->error);
    return 0;
  case 'b':
    add_patterns(&s->boundaries, text, &s->error);
    return 0;
  case 's':
    parse_suite(s, text);
    return 0;
  case 'p':
    parse_sweep(s, text);
    return 0;
  case 'f':
    s->input_path = text;
    return 0;
  case 't':
    parse_threads(s, text);
    return 0;
  case 'B':
    s->bind = text;
    return 0;
  case 'S':
    /* Below 2^53, so that every JSON reader gives it back as it was. */
    if (!parse_number(text, &s->seed) || s->seed >> 53)
      pm_fail(&s->error, PM_USAGE, "--seed takes a number below 2^53, not '%s'", text);
    return 0;
  case 'v':
    s->verbose = true;
    return 0;
  case ARGP_KEY_ARG:
    add_pattern(&s->works, text, &s->error);
    return 0;
  default:
    return ARGP_ERR_UNKNOWN;
  }
}

const struct argp pm_selection_argp = {.options = options, .parser = parse_option};

static bool matches_any(const struct pm_patterns *patterns, const char *name) {
  if (!patterns->count)
    return true;
  for (size_t i = 0; i < patterns->count; i++)
    if (fnmatch(patterns->text[i], name, 0) == 0)
      return true;
  return false;
}

bool pm_selects_work(const struct pm_selection *selection, const struct pm_work *work) {
  return matches_any(&selection->works, work->name) && (!selection->input_path || work->input_file);
}

bool pm_selects_implementation(const struct pm_selection *selection,
                               const struct pm_implementation *implementation) {
  return matches_any(&selection->implementations, implementation->name);
}

static bool names(const struct pm_patterns *patterns, const char *name) {
  for (size_t i = 0; i < patterns->count; i++)
    if (strcmp(patterns->text[i], name) == 0)
      return true;
  return false;
}

bool pm_names_work(const struct pm_selection *selection, const struct pm_work *work) {
  return names(&selection->works, work->name);
}

bool pm_names_implementation(const struct pm_selection *selection,
                             const struct pm_implementation *implementation) {
  return names(&selection->implementations, implementation->name);
}

bool pm_selects_device(const struct pm_selection *selection, const char *id) {
  const struct pm_patterns *patterns = &selection->devices;
  for (size_t i = 0; i < patterns->count; i++)
    if (pm_device_id_matches(patterns->text[i], id, selection->node))
      return true;
  return !patterns->count;
}

bool pm_selects_boundary(const struct pm_selection *selection, enum pm_boundary boundary) {
  return matches_any(&selection->boundaries, pm_boundary_name(boundary));
}
