#include "kernels/field/babybear/element.h"
#include "kernels/poseidon2/babybear_16/constants.h"
#include "kernels/poseidon2/mont31.h"
#include "kernels/poseidon2/core.h"
#include "kernels/poseidon2/batch.h"

POSEIDON2_PERMUTE(poseidon2_babybear_16_permute)
POSEIDON2_COMPRESS(poseidon2_babybear_16_compress)
