#include "kernels/field/goldilocks/element.h"
#include "kernels/ntt/gpu_sizes.h"

#define NTT_LOG_TILE NTT_GPU_LOG_TILE_64
#define NTT_GROUP NTT_GPU_GROUP_64
#include "kernels/ntt/gpu_pass.h"
