/* The quotient over KoalaBear on the CPU's vectors. Compiled once per instruction set. */
#include "kernels/field/koalabear/element.h"

#define QUOTIENT_CPU LANE_NAME(quotient_cpu_koalabear)
#define QUOTIENT_TABLE quotient_table_koalabear
#include "kernels/poly/cpu.h"
