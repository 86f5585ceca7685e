#include "kernels/field/koalabear/element.h"
#include "kernels/poseidon2/koalabear_16/constants.h"
#include "kernels/poseidon2/mont31.h"
#include "kernels/poseidon2/core.h"
#include "kernels/poseidon2/batch.h"

POSEIDON2_PERMUTE(poseidon2_koalabear_16_permute)
POSEIDON2_COMPRESS(poseidon2_koalabear_16_compress)
