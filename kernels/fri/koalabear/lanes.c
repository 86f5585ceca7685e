/* The fold over KoalaBear's extension on the CPU's vectors. Compiled once per instruction set. */
#include "kernels/field/koalabear/element.h"

#define FRI_CPU LANE_NAME(fri_cpu_koalabear)
#define FRI_TABLE fri_table_koalabear
#include "kernels/fri/cpu.h"
