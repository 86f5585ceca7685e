#include "host/compare/drift.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "host/measure/statistics.h"

static bool is_control(const struct pm_pair *control, const struct pm_pair *of) {
  return control->base->work->measures != PM_RESOURCE_NONE && !control->blocks &&
         control->decidable && control->base->threads == of->base->threads &&
         strcmp(control->base->device, of->base->device) == 0;
}

double pm_drift_at(const struct pm_comparison *comparison, const struct pm_pair *pair) {
  double *ratios = pair->blocks ? NULL : malloc((comparison->pair_count + 1) * sizeof *ratios);
  size_t count = 0;
  for (size_t i = 0; ratios && i < comparison->pair_count; i++)
    if (is_control(&comparison->pairs[i], pair))
      ratios[count++] = comparison->pairs[i].ratio.estimate;
  double drift = count >= PM_DRIFT_CONTROLS ? pm_median(ratios, count) : NAN;
  free(ratios);
  return drift;
}
