#include "bench/problem_input.h"

#include <inttypes.h>
#include <stdlib.h>

#include "host/base/memory.h"
#include "host/base/random.h"

enum pm_status problem_fits(uint64_t input_bytes, uint64_t output_bytes, struct pm_error *error) {
  const double gibibyte = 1 << 30;
  double needed = 2 * (double)input_bytes + 3 * (double)output_bytes;
  double usable = 0.75 * (double)pm_memory_available_bytes();
  if (needed <= usable)
    return PM_OK;
  return pm_fail(error, PM_USAGE,
                 "this needs %.1f GiB of memory for inputs and outputs, and three quarters of what "
                 "is free are %.1f GiB; take a smaller size",
                 needed / gibibyte, usable / gibibyte);
}

struct fill {
  uint8_t *bytes;
  uint64_t seed;
};

static bool fill_share(void *context, uint64_t first, uint64_t last, unsigned worker) {
  (void)worker;
  const struct fill *f = context;
  pm_random_bytes(f->seed, 0, first, f->bytes + first, last - first);
  return true;
}

enum pm_status input_random(uint64_t bytes, uint64_t seed, struct pm_pool *pool, uint8_t **input,
                            struct pm_error *error) {
  *input = malloc(bytes ? bytes : 1);
  if (!*input)
    return pm_fail(error, PM_FAILED, "no memory for %" PRIu64 " bytes of input", bytes);
  struct fill fill = {*input, seed};
  pm_pool_run(pool, bytes, 1 << 16, fill_share, &fill);
  return PM_OK;
}
