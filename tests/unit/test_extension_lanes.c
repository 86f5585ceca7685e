/* KoalaBear's extension in the baseline's vectors. */
#include "kernels/field/koalabear/element.h"

#define EXTENSION_FIELD ref_field_koalabear
#include "tests/unit/extension_test.h"
