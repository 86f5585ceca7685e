/* A file of its own: the lanes call it, and koalabear.c names the lanes. */
#define LANE_SCALAR
#include "kernels/field/koalabear/element.h"

#define QUOTIENT_TABLE quotient_table_koalabear
#define QUOTIENT_FIELD field_koalabear
#include "kernels/poly/quotient.h"
quotient_table_fn QUOTIENT_TABLE;
#include "kernels/poly/tables.h"
