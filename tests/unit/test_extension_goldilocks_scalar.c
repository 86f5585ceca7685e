/* Goldilocks's extension in scalars. */
#define LANE_SCALAR
#include "kernels/field/goldilocks/element.h"

#define EXTENSION_FIELD ref_field_goldilocks
#include "tests/unit/extension_test.h"
