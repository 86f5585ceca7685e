#define FE_LAZY
#include "kernels/field/bn254_fr/element.h"
#include "kernels/sumcheck/limbs_value.h"
#include "kernels/sumcheck/program.h"
