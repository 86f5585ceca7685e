#include "bench/model.h"

void model_fill(struct pm_problem *problem, struct lane_cost cost) {
  double *const amounts = problem->model.amounts;
  amounts[PM_RESOURCE_ADD] = cost.add;
  amounts[PM_RESOURCE_LOGIC3] = cost.logic3;
  amounts[PM_RESOURCE_SHIFT] = cost.shift;
  amounts[PM_RESOURCE_MULTIPLY] = cost.multiply;
  amounts[PM_RESOURCE_MULTIPLY_WIDE] = cost.multiply_wide;
  amounts[PM_RESOURCE_OPERATIONS] =
      cost.add + cost.logic3 + cost.shift + cost.multiply + cost.multiply_wide;
  amounts[PM_RESOURCE_MEMORY] = (double)problem->bytes + (double)problem->output_bytes;
  amounts[PM_RESOURCE_UPLOAD] = (double)problem->bytes;
  amounts[PM_RESOURCE_DOWNLOAD] = (double)problem->output_bytes;
  amounts[PM_RESOURCE_LAUNCH] = 1;
}
