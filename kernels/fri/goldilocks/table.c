/* A file of its own: the lanes call it, and goldilocks.c names the lanes. */
#define LANE_SCALAR
#include "kernels/field/goldilocks/element.h"

#define FRI_TABLE fri_table_goldilocks
#define FRI_FIELD field_goldilocks
#include "kernels/fri/fri.h"
fri_table_fn FRI_TABLE;
#include "kernels/fri/tables.h"
