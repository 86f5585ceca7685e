#include "kernels/field/goldilocks/element.h"
#include "kernels/poseidon2/goldilocks_8/constants.h"
#include "kernels/poseidon2/goldilocks.h"
#include "kernels/poseidon2/core.h"
#include "kernels/poseidon2/batch.h"

POSEIDON2_PERMUTE(poseidon2_goldilocks_8_permute)
POSEIDON2_COMPRESS(poseidon2_goldilocks_8_compress)
POSEIDON2_HASH(poseidon2_goldilocks_8_hash, 4)
