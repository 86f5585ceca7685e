#include "kernels/system/rate/cpu.h"

extern const struct rate_code LANE_NAME(rate_lanes)[1];
const struct rate_code LANE_NAME(rate_lanes)[1] = {{{[RATE_ADD] = add,
                                                     [RATE_LOGIC3] = logic3,
                                                     [RATE_SHIFT] = shift,
                                                     [RATE_MULTIPLY] = multiply,
                                                     [RATE_MULTIPLY_WIDE] = multiply_wide,
                                                     [RATE_OPERATIONS] = operations}}};
