#include "tests/support/machine.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "host/measure/measure.h"

struct pm_pool *machine_pool;
static struct pm_topology *topology;

int machine_open(void **state) {
  (void)state;
  struct pm_binding binding;
  struct pm_error error;
  if (pm_topology_load(NULL, &topology, &error) != PM_OK ||
      pm_binding_parse(topology, "none", 0, NULL, &binding, &error) != PM_OK ||
      pm_pool_open(topology, &binding, &machine_pool, &error) != PM_OK) {
    print_error("%s\n", error.text);
    return -1;
  }
  pm_binding_free(&binding);
  return 0;
}

int machine_close(void **state) {
  (void)state;
  pm_pool_close(machine_pool);
  pm_topology_free(topology);
  return 0;
}

static void verify_runner(const struct pm_problem *problem,
                          const struct pm_implementation *implementation, struct pm_device *device,
                          struct pm_runner *runner) {
  struct pm_error error;
  struct pm_mismatch mismatch;
  char digest[65];
  struct pm_case timed = {.problem = problem,
                          .implementation = implementation,
                          .device = device ? pm_device_info(device) : NULL,
                          .pool = device ? NULL : machine_pool,
                          .runner = runner,
                          .boundary = device ? PM_BOUNDARY_E2E : PM_BOUNDARY_RESIDENT};
  snprintf(timed.name, sizeof timed.name, "%s/%s", problem->id, implementation->name);
  for (int again = 0; again < 2; again++)
    if (pm_verify_case(&timed, &mismatch, digest, &error) != PM_OK)
      fail_msg("%s: %s", timed.name, error.text);
}

bool machine_verify(const struct pm_problem *problem,
                    const struct pm_implementation *implementation, struct pm_device *device) {
  struct pm_runner runner = {0};
  struct pm_error error;
  enum pm_status status = implementation->open(
      implementation, problem, device ? NULL : machine_pool, device, &runner, &error);
  if (status == PM_UNAVAILABLE) {
    assert_true(*error.text);
    return false;
  }
  if (status != PM_OK)
    fail_msg("%s on %s: %s", problem->id, implementation->name, error.text);
  verify_runner(problem, implementation, device, &runner);
  runner.close(runner.self);
  return true;
}
