/* The fold over Goldilocks's extension on the CPU's vectors. Compiled once per instruction set. */
#include "kernels/field/goldilocks/element.h"

#define FRI_CPU LANE_NAME(fri_cpu_goldilocks)
#define FRI_TABLE fri_table_goldilocks
#include "kernels/fri/cpu.h"
