/* Sumcheck over KoalaBear's extension on the CPU's vectors. Compiled once per instruction set. */
#include "kernels/field/koalabear/element.h"
#include "kernels/sumcheck/extension_value.h"

#define SUMCHECK_CPU LANE_NAME(sumcheck_cpu_koalabear)
#include "kernels/sumcheck/cpu.h"
