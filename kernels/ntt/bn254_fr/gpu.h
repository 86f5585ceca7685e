#include "kernels/field/bn254_fr/element.h"
#include "kernels/ntt/gpu_sizes.h"

#define NTT_LOG_TILE NTT_GPU_LOG_TILE_256
#define NTT_GROUP NTT_GPU_GROUP_256
#include "kernels/ntt/gpu_pass.h"
