#include "host/cli/selection.h"

#include <errno.h>
#include <fnmatch.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/cli/sweep.h"

static const struct argp_option options[] = {
    {"impl", 'i', "GLOB[,GLOB]", 0, "Only these implementations: cpu/simd-avx512, cpu/*, opencl",
     1},
    {"device", 'd', "ID[,ID]", 0, "Only these devices: cpu, opencl:0, cuda:1", 1},
    {"boundary", 'b', "NAME[,NAME]", 0, "Only these boundaries: kernel, resident, e2e, cold", 1},
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
  return matches_any(&selection->devices, id);
}

bool pm_selects_boundary(const struct pm_selection *selection, enum pm_boundary boundary) {
  return matches_any(&selection->boundaries, pm_boundary_name(boundary));
}

/* A list of names for an error: "a, b, c", cut with "…" where it grows too long. */
static void append_name(char *list, size_t size, const char *name) {
  size_t used = strlen(list);
  const char *separator = used ? ", " : "";
  if (used + strlen(separator) + strlen(name) + sizeof " …" > size) {
    if (used < 3 || strcmp(list + used - 3, "…") != 0)
      snprintf(list + used, size - used, " …");
    return;
  }
  snprintf(list + used, size - used, "%s%s", separator, name);
}

static bool lists_name(const char *list, const char *name) {
  size_t length = strlen(name);
  for (const char *at = list; (at = strstr(at, name)); at += length)
    if ((at == list || at[-1] == ' ') && (!at[length] || at[length] == ','))
      return true;
  return false;
}

static enum pm_status check_works(const struct pm_selection *s, const struct pm_registry *registry,
                                  struct pm_error *error) {
  for (size_t p = 0; p < s->works.count; p++) {
    char names[800] = "";
    bool found = false;
    for (size_t i = 0; i < registry->count; i++) {
      append_name(names, sizeof names, registry->works[i]->name);
      if (fnmatch(s->works.text[p], registry->works[i]->name, 0) == 0) {
        found = true;
        if (s->input_path && !registry->works[i]->input_file && !strpbrk(s->works.text[p], "*?["))
          return pm_fail(error, PM_USAGE, "%s takes no --input; it makes its own input",
                         registry->works[i]->name);
      }
    }
    if (!found)
      return pm_fail(error, PM_USAGE, "no work '%s'; there are %s", s->works.text[p], names);
  }
  size_t takers = 0;
  for (size_t i = 0; i < registry->count; i++)
    takers += pm_selects_work(s, registry->works[i]);
  if (!takers)
    return pm_fail(error, PM_USAGE, "none of the selected works takes --input");
  if (s->input_path && takers > 1)
    return pm_fail(error, PM_USAGE,
                   "--input goes with one work; name it, as in `proofmark run block/bitcoin "
                   "--input FILE`");
  return PM_OK;
}

static enum pm_status check_implementations(const struct pm_selection *s,
                                            const struct pm_registry *registry,
                                            struct pm_error *error) {
  for (size_t p = 0; p < s->implementations.count; p++) {
    char names[800] = "";
    bool found = false;
    for (size_t i = 0; i < registry->count; i++) {
      const struct pm_work *work = registry->works[i];
      for (size_t k = 0; pm_selects_work(s, work) && k < work->implementation_count; k++) {
        const char *name = work->implementations[k].name;
        if (!pm_implementation_exists(&work->implementations[k], work))
          continue;
        found |= fnmatch(s->implementations.text[p], name, 0) == 0;
        if (!lists_name(names, name))
          append_name(names, sizeof names, name);
      }
    }
    if (!found)
      return pm_fail(error, PM_USAGE, "no implementation '%s'; the selected works have %s",
                     s->implementations.text[p], names);
  }
  return PM_OK;
}

static enum pm_status check_boundaries(const struct pm_selection *s, struct pm_error *error) {
  for (size_t p = 0; p < s->boundaries.count; p++) {
    bool found = false;
    for (int b = 0; b < PM_BOUNDARY_COUNT; b++)
      found |= fnmatch(s->boundaries.text[p], pm_boundary_name((enum pm_boundary)b), 0) == 0;
    if (!found)
      return pm_fail(error, PM_USAGE, "no boundary '%s'; there are kernel, resident, e2e and cold",
                     s->boundaries.text[p]);
  }
  return PM_OK;
}

static enum pm_status check_sweeps(const struct pm_selection *s, const struct pm_registry *registry,
                                   struct pm_error *error) {
  for (size_t p = 0; p < s->sweep_count; p++) {
    char names[800] = "";
    bool found = false;
    for (size_t i = 0; i < registry->count; i++) {
      const struct pm_work *work = registry->works[i];
      for (size_t k = 0; pm_selects_work(s, work) && k < work->parameter_count; k++) {
        found |= strcmp(work->parameters[k].name, s->sweeps[p].key) == 0;
        if (!lists_name(names, work->parameters[k].name))
          append_name(names, sizeof names, work->parameters[k].name);
      }
    }
    if (!found)
      return pm_fail(error, PM_USAGE, "no parameter '%s'; the selected works have %s",
                     s->sweeps[p].key, *names ? names : "none");
  }
  return PM_OK;
}

enum pm_status pm_selection_check(const struct pm_selection *selection,
                                  const struct pm_registry *registry, struct pm_error *error) {
  if (selection->error.status != PM_OK) {
    *error = selection->error;
    return error->status;
  }
  enum pm_status status = check_works(selection, registry, error);
  if (status == PM_OK)
    status = check_implementations(selection, registry, error);
  if (status == PM_OK)
    status = check_boundaries(selection, error);
  if (status == PM_OK)
    status = check_sweeps(selection, registry, error);
  return status;
}

/* The values of one parameter: those of -p, or the work's default. */
static enum pm_status parameter_values(const struct pm_selection *s, const struct pm_work *work,
                                       size_t parameter, uint64_t values[PM_SWEEP_VALUES_MAX],
                                       size_t *count, struct pm_error *error) {
  values[0] = work->points[0].values[parameter];
  *count = 1;
  for (size_t i = 0; i < s->sweep_count; i++)
    if (strcmp(s->sweeps[i].key, work->parameters[parameter].name) == 0)
      return pm_sweep_values(&work->parameters[parameter], s->sweeps[i].values, values, count,
                             error);
  return PM_OK;
}

static enum pm_status swept_points(const struct pm_selection *s, const struct pm_work *work,
                                   uint64_t (**points)[PM_PARAMETERS_MAX], size_t *point_count,
                                   struct pm_error *error) {
  uint64_t values[PM_PARAMETERS_MAX][PM_SWEEP_VALUES_MAX];
  size_t counts[PM_PARAMETERS_MAX], total = 1;
  for (size_t k = 0; k < work->parameter_count; k++) {
    enum pm_status status = parameter_values(s, work, k, values[k], &counts[k], error);
    if (status != PM_OK)
      return status;
    total *= counts[k];
  }
  if (total > 4096)
    return pm_fail(error, PM_USAGE, "%s: -p asks for %zu parameter sets, more than 4096",
                   work->name, total);
  *points = calloc(total, sizeof **points);
  if (!*points)
    return pm_fail(error, PM_FAILED, "no memory");
  *point_count = total;
  for (size_t i = 0; i < total; i++) {
    size_t rest = i;
    for (size_t k = work->parameter_count; k-- > 0; rest /= counts[k])
      (*points)[i][k] = values[k][rest % counts[k]];
  }
  return PM_OK;
}

enum pm_status pm_selection_points(const struct pm_selection *selection, const struct pm_work *work,
                                   uint64_t (**points)[PM_PARAMETERS_MAX], size_t *point_count,
                                   struct pm_error *error) {
  for (size_t i = 0; i < selection->sweep_count; i++)
    for (size_t k = 0; k < work->parameter_count; k++)
      if (strcmp(selection->sweeps[i].key, work->parameters[k].name) == 0)
        return swept_points(selection, work, points, point_count, error);
  *point_count = 0;
  *points = calloc(work->point_count, sizeof **points);
  if (!*points)
    return pm_fail(error, PM_FAILED, "no memory");
  for (size_t i = 0; i < work->point_count; i++)
    if (work->points[i].suites & selection->suite)
      memcpy((*points)[(*point_count)++], work->points[i].values, sizeof **points);
  return PM_OK;
}
