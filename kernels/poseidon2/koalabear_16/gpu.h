/* The GPU program of Poseidon2 over KoalaBear with a width of 16. */
#ifndef PROOFMARK_KERNELS_POSEIDON2_KOALABEAR_16_GPU_H
#define PROOFMARK_KERNELS_POSEIDON2_KOALABEAR_16_GPU_H

#include "kernels/field/koalabear/element.h"
#include "kernels/poseidon2/koalabear_16/constants.h"
#include "kernels/poseidon2/mont31.h"
#include "kernels/poseidon2/core.h"
#include "kernels/poseidon2/states_gpu.h"

#define POSEIDON2_DIGEST 8
#define POSEIDON2_COMPRESSION
#include "kernels/poseidon2/tree_gpu.h"

#endif
