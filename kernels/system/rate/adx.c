/* portable.c's products for processors with BMI2, whose options this file is compiled with: MULX needs no
 * fixed registers. */
#if defined(__ADX__)
#include "kernels/system/rate/wide.h"

extern const struct rate_code rate_adx[1];
const struct rate_code rate_adx[1] = {{{[RATE_MULTIPLY_64] = multiply_64}}};
#endif
