#include "kernels/system/rate/wide.h"

extern const struct rate_code rate_portable[1];
const struct rate_code rate_portable[1] = {{{[RATE_MULTIPLY_64] = multiply_64}}};
