/* BabyBear's extension in the baseline's vectors. */
#include "kernels/field/babybear/element.h"

#define EXTENSION_FIELD ref_field_babybear
#include "tests/unit/extension_test.h"
