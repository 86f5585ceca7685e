/* The fold over BabyBear's extension on the CPU's vectors. Compiled once per instruction set. */
#include "kernels/field/babybear/element.h"

#define FRI_CPU LANE_NAME(fri_cpu_babybear)
#define FRI_TABLE fri_table_babybear
#include "kernels/fri/cpu.h"
