/* The transform over KoalaBear on the CPU's vectors. Compiled once per instruction set. */
#include "kernels/field/koalabear/element.h"
#include "kernels/ntt/mont31/arithmetic.h"
#include "kernels/ntt/cpu.h"

NTT_CPU(LANE_NAME(ntt_koalabear), field_koalabear)
