/* Poseidon2 over KoalaBear with a width of 16 as the works know it. */
#define LANE_SCALAR
#include "kernels/field/koalabear/element.h"
#include "kernels/poseidon2/koalabear_16/constants.h"
#include "kernels/poseidon2/tables.h"

extern const struct gpu_program gpu_program_poseidon2_koalabear_16;
LANE_DECLARE(poseidon2_permute_fn, poseidon2_koalabear_16_permute);

const struct poseidon2 poseidon2_koalabear_16 = {
    .name = "koalabear_16",
    .title = "Poseidon2 over KoalaBear, width 16",
    .standard = "Grassi, Khovratovich, Schofnegger: Poseidon2 (2023); constants of Plonky3",
    .field = &field_koalabear,
    .constants = &constants,
    .batch = {LANE_TABLE(poseidon2_koalabear_16_permute)},
    .program = &gpu_program_poseidon2_koalabear_16,
    .permute_kernel = "poseidon2_permute_states",
};
