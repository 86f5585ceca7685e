#define LANE_SCALAR
#include "kernels/field/koalabear/element.h"

#define NTT_GPU_ROOTS koalabear_ntt_gpu_roots
#include "kernels/ntt/gpu_tables.h"
