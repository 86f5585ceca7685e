#define LANE_SCALAR
#include "kernels/field/bn254_fr/element.h"

#define NTT_GPU_ROOTS bn254_fr_ntt_gpu_roots
#include "kernels/ntt/gpu_tables.h"
