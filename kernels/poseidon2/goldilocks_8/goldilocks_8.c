/* Poseidon2 over Goldilocks with a width of 8 as the works know it. */
#define LANE_SCALAR
#include "kernels/field/goldilocks/element.h"
#include "kernels/poseidon2/goldilocks_8/constants.h"
#include "kernels/poseidon2/tables.h"

extern const struct gpu_program gpu_program_poseidon2_goldilocks_8;
LANE_DECLARE(poseidon2_permute_fn, poseidon2_goldilocks_8_permute);

const struct poseidon2 poseidon2_goldilocks_8 = {
    .name = "goldilocks_8",
    .title = "Poseidon2 over Goldilocks, width 8",
    .standard = "Grassi, Khovratovich, Schofnegger: Poseidon2 (2023); constants of Plonky3",
    .field = &field_goldilocks,
    .constants = &constants,
    .batch = {LANE_TABLE(poseidon2_goldilocks_8_permute)},
    .program = &gpu_program_poseidon2_goldilocks_8,
    .permute_kernel = "poseidon2_permute_states",
};
