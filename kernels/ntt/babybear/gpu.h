#include "kernels/field/babybear/element.h"

#define NTT_LOG_TILE 12
#define NTT_GROUP 256
#include "kernels/ntt/gpu_pass.h"
