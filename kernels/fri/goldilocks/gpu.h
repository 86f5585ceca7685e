#include "kernels/field/goldilocks/element.h"
#include "kernels/fri/program.h"
