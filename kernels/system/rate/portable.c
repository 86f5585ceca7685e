#define LANE_SCALAR
#include "kernels/system/rate/cpu.h"
#include "kernels/system/rate/wide.h"

/* A product of 32 bits all of whose 64 are made. */
LANE_FN void rate_multiply_wide(w64 x[RATE_WORDS], uint32_t steps){
    RATE_STEPS(steps, 4,
               x[i] = (w64)(w32)x[i] * (w32)x[RATE_RING(i + 1)])} RATE_CPU(multiply_wide, w64,
                                                                           rate_multiply_wide)

    extern const struct rate_code rate_portable[1];
const struct rate_code rate_portable[1] = {{{[RATE_ADD] = add,
                                             [RATE_LOGIC3] = logic3,
                                             [RATE_SHIFT] = shift,
                                             [RATE_MULTIPLY] = multiply,
                                             [RATE_MULTIPLY_WIDE] = multiply_wide,
                                             [RATE_OPERATIONS] = operations,
                                             [RATE_MULTIPLY_64] = multiply_64}}};
