/* The transform over BabyBear on the CPU's vectors. Compiled once per instruction set. */
#include "kernels/field/babybear/element.h"
#include "kernels/ntt/mont31/arithmetic.h"
#include "kernels/ntt/cpu.h"

NTT_CPU(LANE_NAME(ntt_babybear), field_babybear)
