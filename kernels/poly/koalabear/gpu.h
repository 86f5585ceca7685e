#include "kernels/field/koalabear/element.h"
#include "kernels/poly/program.h"
