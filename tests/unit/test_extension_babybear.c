/* BabyBear's extension in the baseline's vectors. */
#include "kernels/field/babybear/element.h"

#define EXTENSION_FIELD field_babybear
#include "tests/unit/extension_test.h"
