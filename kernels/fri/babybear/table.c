/* A file of its own: the lanes call it, and babybear.c names the lanes. */
#define LANE_SCALAR
#include "kernels/field/babybear/element.h"

#define FRI_TABLE fri_table_babybear
#define FRI_FIELD field_babybear
#include "kernels/fri/fri.h"
fri_table_fn FRI_TABLE;
#include "kernels/fri/tables.h"
