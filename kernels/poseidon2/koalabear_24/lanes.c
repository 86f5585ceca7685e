#include "kernels/field/koalabear/element.h"
#include "kernels/poseidon2/koalabear_24/constants.h"
#include "kernels/poseidon2/mont31.h"
#include "kernels/poseidon2/core.h"
#include "kernels/poseidon2/batch.h"

POSEIDON2_PERMUTE(poseidon2_koalabear_24_permute)
POSEIDON2_HASH(poseidon2_koalabear_24_hash, 16)
