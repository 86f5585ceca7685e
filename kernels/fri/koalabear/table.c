/* A file of its own: the lanes call it, and koalabear.c names the lanes. */
#define LANE_SCALAR
#include "kernels/field/koalabear/element.h"

#define FRI_TABLE fri_table_koalabear
#define FRI_FIELD field_koalabear
#include "kernels/fri/fri.h"
fri_table_fn FRI_TABLE;
#include "kernels/fri/tables.h"
