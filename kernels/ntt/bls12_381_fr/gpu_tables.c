#define LANE_SCALAR
#include "kernels/field/bls12_381_fr/element.h"

#define NTT_GPU_ROOTS bls12_381_fr_ntt_gpu_roots
#include "kernels/ntt/gpu_tables.h"
