#define LANE_SCALAR
#define FE_LAZY
#include "kernels/field/bn254_fr/element.h"
#include "kernels/sumcheck/limbs_value.h"

#define SUMCHECK_CPU sumcheck_cpu_bn254_fr_portable
#include "kernels/sumcheck/cpu.h"
