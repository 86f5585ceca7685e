/* Poseidon2 over BN254's scalar field with a width of 3 as the works know it. */
#define LANE_SCALAR
#include "kernels/field/bn254_fr/element.h"
#include "kernels/poseidon2/bn254_fr_3/constants.h"
#include "kernels/poseidon2/tables.h"

extern const struct gpu_program gpu_program_poseidon2_bn254_fr_3;
extern poseidon2_permute_fn poseidon2_bn254_fr_3_permute_portable, poseidon2_bn254_fr_3_permute_adx,
    poseidon2_bn254_fr_3_permute_avx512_ifma;

const struct poseidon2 poseidon2_bn254_fr_3 = {
    .name = "bn254_fr_3",
    .title = "Poseidon2 over BN254's scalar field, width 3",
    .standard = "Grassi, Khovratovich, Schofnegger: Poseidon2 (2023); constants of HorizenLabs",
    .field = &field_bn254_fr,
    .constants = &constants,
    .portable = poseidon2_bn254_fr_3_permute_portable,
#if defined(__x86_64__)
    .batch = {[LANE_ISA_ADX] = poseidon2_bn254_fr_3_permute_adx,
              [LANE_ISA_AVX512_IFMA] = poseidon2_bn254_fr_3_permute_avx512_ifma},
#endif
    .program = &gpu_program_poseidon2_bn254_fr_3,
    .permute_kernel = "poseidon2_permute_states",
};
