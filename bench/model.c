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

struct lane_cost model_messages(const struct hash_algorithm *algorithm,
                                const struct hash_messages *messages) {
  if (!messages->offsets)
    return cost_times((double)messages->count, algorithm->cost(messages->length));
  struct lane_cost sum = {0};
  for (uint64_t i = 0; i < messages->count; i++)
    sum = cost_sum(sum, algorithm->cost(hash_message_length(messages, i)));
  return sum;
}
