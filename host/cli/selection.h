/* What `run` and `verify` are asked to do: the options they share, and the parameter sets of a work
 * that follow from them. */
#ifndef PROOFMARK_HOST_CLI_SELECTION_H
#define PROOFMARK_HOST_CLI_SELECTION_H

#include <argp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "host/measure/measure.h"
#include "host/work/work.h"

enum { PM_PATTERNS_MAX = 64, PM_SWEEP_VALUES_MAX = 64, PM_SWEEPS_MAX = PM_PARAMETERS_MAX };

struct pm_patterns {
  const char *text[PM_PATTERNS_MAX];
  size_t count;
};

/* -p key=...: the values as written; they are read against a work's parameter. */
struct pm_sweep {
  const char *key;
  const char *values;
};

struct pm_selection {
  struct pm_patterns works, implementations, devices, boundaries;
  struct pm_sweep sweeps[PM_SWEEPS_MAX];
  size_t sweep_count;
  enum pm_suite suite;
  const char *suite_name;
  const char *input_path;
  const char *bind;     /* "auto" */
  bool threads_default; /* neither 1 nor all was asked for: both */
  unsigned threads;     /* 0: all */
  uint64_t seed;
  char node[256]; /* this machine's name, which a device's may have before it: "gpu7/cuda:0" */
  bool verbose;
  struct pm_error error; /* the first thing that was wrong */
};

/* The options, as an argp child whose input is a struct pm_selection set by pm_selection_init. */
extern const struct argp pm_selection_argp;
void pm_selection_init(struct pm_selection *selection);

/* Checks patterns and parameters against the registry: every work pattern must match a work, every
 * implementation pattern an implementation of a selected work, every -p a parameter of one;
 * PM_USAGE names the valid ones. */
enum pm_status pm_selection_check(const struct pm_selection *selection,
                                  const struct pm_registry *registry, struct pm_error *error);

bool pm_selects_work(const struct pm_selection *selection, const struct pm_work *work);
bool pm_selects_implementation(const struct pm_selection *selection,
                               const struct pm_implementation *implementation);
/* Whether it was named without a wildcard, so that its absence is an error. */
bool pm_names_work(const struct pm_selection *selection, const struct pm_work *work);
bool pm_names_implementation(const struct pm_selection *selection,
                             const struct pm_implementation *implementation);
/* `id` is "cpu" or the id of a device of this machine. */
bool pm_selects_device(const struct pm_selection *selection, const char *id);
bool pm_selects_boundary(const struct pm_selection *selection, enum pm_boundary boundary);

/* The parameter sets of a work: the suite's or, where -p names a parameter of the work, all
 * combinations of the given values with the work's defaults for the rest. The array of
 * point_count × PM_PARAMETERS_MAX values is the caller's, freed with free(). */
enum pm_status pm_selection_points(const struct pm_selection *selection, const struct pm_work *work,
                                   uint64_t (**points)[PM_PARAMETERS_MAX], size_t *point_count,
                                   struct pm_error *error);

#endif
