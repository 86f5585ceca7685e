#include "kernels/field/goldilocks/element.h"

#define NTT_LOG_TILE 11
#define NTT_GROUP 256
#include "kernels/ntt/gpu_pass.h"
