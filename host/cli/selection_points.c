/* The parameter sets that a selection means for a work. */
#include <stdlib.h>
#include <string.h>

#include "host/cli/selection.h"
#include "host/cli/sweep.h"

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
