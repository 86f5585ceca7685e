#include "kernels/sig/ml_dsa/lanes.h"

#include <stddef.h>

const struct ml_dsa_lanes *ml_dsa_best_lanes(void) {
  static ml_dsa_lanes_fn *const lanes[LANE_ISA_COUNT] = {LANE_TABLE(ml_dsa_lanes)};
  static const enum lane_isa widest_first[] = {LANE_ISA_AVX512, LANE_ISA_AVX2, LANE_ISA_SSE2,
                                               LANE_ISA_NEON};
  enum { COUNT = sizeof widest_first / sizeof *widest_first };
  for (unsigned i = 0; i < COUNT; i++)
    if (lanes[widest_first[i]] && lane_isa_supported(widest_first[i]))
      return lanes[widest_first[i]]();
  return NULL; /* every architecture has one that all its processors run */
}
