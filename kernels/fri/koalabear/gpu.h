#include "kernels/field/koalabear/element.h"
#include "kernels/fri/program.h"
