#include "kernels/field/bn254_fr/element.h"

#define NTT_LOG_TILE 9
#define NTT_GROUP 128
#include "kernels/ntt/gpu_pass.h"
