/* The GPU program of Poseidon2 over BN254's scalar field with a width of 3. */
#ifndef PROOFMARK_KERNELS_POSEIDON2_BN254_FR_3_GPU_H
#define PROOFMARK_KERNELS_POSEIDON2_BN254_FR_3_GPU_H

#define FE_LAZY
#include "kernels/field/bn254_fr/element.h"
#include "kernels/poseidon2/bn254_fr_3/constants.h"
#include "kernels/poseidon2/limbs.h"
#include "kernels/poseidon2/core.h"
#include "kernels/poseidon2/states_gpu.h"

#define POSEIDON2_DIGEST 1
#define POSEIDON2_RATE 2
#define POSEIDON2_COMPRESSION
#include "kernels/poseidon2/tree_gpu.h"

#endif
