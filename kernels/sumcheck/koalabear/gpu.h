#include "kernels/field/koalabear/element.h"
#include "kernels/sumcheck/extension_value.h"
#include "kernels/sumcheck/program.h"
