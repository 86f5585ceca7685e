#include "kernels/field/goldilocks/element.h"
#include "kernels/poseidon2/goldilocks_12/constants.h"
#include "kernels/poseidon2/goldilocks.h"
#include "kernels/poseidon2/core.h"
#include "kernels/poseidon2/batch.h"

POSEIDON2_PERMUTE(poseidon2_goldilocks_12_permute)
