/* The GPU program of Poseidon2 over Goldilocks with a width of 8. */
#ifndef PROOFMARK_KERNELS_POSEIDON2_GOLDILOCKS_8_GPU_H
#define PROOFMARK_KERNELS_POSEIDON2_GOLDILOCKS_8_GPU_H

#include "kernels/field/goldilocks/element.h"
#include "kernels/poseidon2/goldilocks_8/constants.h"
#include "kernels/poseidon2/goldilocks.h"
#include "kernels/poseidon2/core.h"
#include "kernels/poseidon2/states_gpu.h"

#define POSEIDON2_DIGEST 4
#define POSEIDON2_RATE 4
#define POSEIDON2_COMPRESSION
#include "kernels/poseidon2/tree_gpu.h"

#endif
