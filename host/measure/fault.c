#include "host/measure/fault.h"

#include <stddef.h>

static pm_fault_fn *registered;

void pm_fault_register(pm_fault_fn *fault) { registered = fault; }

void pm_fault_apply(const struct pm_problem *problem,
                    const struct pm_implementation *implementation, uint8_t poison,
                    uint8_t *output) {
  if (registered)
    registered(problem, implementation, poison, output);
}
