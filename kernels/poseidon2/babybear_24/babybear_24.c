/* Poseidon2 over BabyBear with a width of 24 as the works know it. */
#define LANE_SCALAR
#include "kernels/field/babybear/element.h"
#include "kernels/poseidon2/babybear_24/constants.h"
#include "kernels/poseidon2/tables.h"

extern const struct gpu_program gpu_program_poseidon2_babybear_24;
LANE_DECLARE(poseidon2_permute_fn, poseidon2_babybear_24_permute);

const struct poseidon2 poseidon2_babybear_24 = {
    .name = "babybear_24",
    .title = "Poseidon2 over BabyBear, width 24",
    .standard = "Grassi, Khovratovich, Schofnegger: Poseidon2 (2023); constants of Plonky3",
    .field = &field_babybear,
    .constants = &constants,
    .batch = {LANE_TABLE(poseidon2_babybear_24_permute)},
    .program = &gpu_program_poseidon2_babybear_24,
    .permute_kernel = "poseidon2_permute_states",
};
