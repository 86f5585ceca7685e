#include "kernels/field/babybear/element.h"
#include "kernels/fri/program.h"
