/* KoalaBear's extension in scalars. */
#define LANE_SCALAR
#include "kernels/field/koalabear/element.h"

#define EXTENSION_FIELD ref_field_koalabear
#include "tests/unit/extension_test.h"
