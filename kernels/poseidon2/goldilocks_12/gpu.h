/* The GPU program of Poseidon2 over Goldilocks with a width of 12. */
#ifndef PROOFMARK_KERNELS_POSEIDON2_GOLDILOCKS_12_GPU_H
#define PROOFMARK_KERNELS_POSEIDON2_GOLDILOCKS_12_GPU_H

#include "kernels/field/goldilocks/element.h"
#include "kernels/poseidon2/goldilocks_12/constants.h"
#include "kernels/poseidon2/goldilocks.h"
#include "kernels/poseidon2/core.h"
#include "kernels/poseidon2/states_gpu.h"

#endif
