#define LANE_SCALAR
#include "kernels/field/goldilocks/element.h"

#define NTT_GPU_ROOTS goldilocks_ntt_gpu_roots
#include "kernels/ntt/gpu_tables.h"
