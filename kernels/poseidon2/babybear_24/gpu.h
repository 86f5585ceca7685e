/* The GPU program of Poseidon2 over BabyBear with a width of 24. */
#ifndef PROOFMARK_KERNELS_POSEIDON2_BABYBEAR_24_GPU_H
#define PROOFMARK_KERNELS_POSEIDON2_BABYBEAR_24_GPU_H

#include "kernels/field/babybear/element.h"
#include "kernels/poseidon2/babybear_24/constants.h"
#include "kernels/poseidon2/mont31.h"
#include "kernels/poseidon2/core.h"
#include "kernels/poseidon2/states_gpu.h"

#define POSEIDON2_DIGEST 8
#define POSEIDON2_RATE 16
#include "kernels/poseidon2/tree_gpu.h"

#endif
