#include "host/measure/plan.h"

#include "host/base/random.h"

/* The warm-up tells the cost of an iteration to some 10%; more would seldom fall short. */
static const double margin = 1.2;
static const double wall_per_min_time = 4;

static double lesser(double a, double b) { return a < b ? a : b; }

uint64_t pm_plan_iterations(struct pm_iteration_cost cost, double min_time_s,
                            unsigned repetitions) {
  double min_time_ns = min_time_s * 1e9;
  double timed_ns = cost.timed_ns > 1 ? cost.timed_ns : 1;
  double wall_ns = cost.wall_ns > 1 ? cost.wall_ns : 1;
  double wanted = margin * min_time_ns / timed_ns + 1;
  double in_time = wall_per_min_time * min_time_ns / wall_ns;
  double kept = (double)PM_SAMPLES_MAX / repetitions;
  double iterations = lesser(wanted, lesser(in_time, kept));
  return iterations > 1 ? (uint64_t)iterations : 1;
}

enum { STREAM_ORDER = 0x6f726465 };

/* Fisher and Yates's shuffle, as in Knuth, The Art of Computer Programming 2, section 3.4.2,
 * algorithm P. */
static void permute(size_t *block, size_t count, uint64_t seed, uint64_t first_word) {
  for (size_t i = 0; i < count; i++)
    block[i] = i;
  for (size_t i = count; i > 1; i--) {
    size_t other = pm_random_below(pm_random_word(seed, STREAM_ORDER, first_word + i), i);
    size_t kept = block[i - 1];
    block[i - 1] = block[other];
    block[other] = kept;
  }
}

void pm_plan_order(size_t *order, size_t count, unsigned blocks, uint64_t seed) {
  for (unsigned b = 0; b < blocks; b++)
    permute(order + b * count, count, seed, (uint64_t)b * (count + 1));
}
