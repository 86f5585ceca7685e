/* The transform over Goldilocks on the CPU's vectors. Compiled once per instruction set. */
#include "kernels/field/goldilocks/element.h"
#include "kernels/ntt/goldilocks/arithmetic.h"
#include "kernels/ntt/cpu.h"

NTT_CPU(LANE_NAME(ntt_goldilocks), field_goldilocks)
