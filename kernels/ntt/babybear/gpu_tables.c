#define LANE_SCALAR
#include "kernels/field/babybear/element.h"

#define NTT_GPU_ROOTS babybear_ntt_gpu_roots
#include "kernels/ntt/gpu_tables.h"
