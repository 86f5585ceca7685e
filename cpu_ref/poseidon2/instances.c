/* The instances and the trees. Sizes and diagonals: Plonky3 at commit 5dc50e5, koala-bear/src/poseidon2.rs,
 * baby-bear/src/poseidon2.rs, goldilocks/src/poseidon2.rs; HorizenLabs/poseidon2 at commit 055bde3,
 * plain_implementations/src/poseidon2/poseidon2_instance_bn256.rs. */
#include "cpu_ref/poseidon2/poseidon2.h"

/* clang-format off */
const struct ref_poseidon2_parameters ref_poseidon2_koalabear_16 = {
    .field = &ref_field_koalabear, .width = 16, .alpha = 3, .full_rounds = 8, .partial_rounds = 20,
    .diagonal = {{-2, 0}, {1, 0}, {2, 0}, {1, 1}, {3, 0}, {4, 0}, {-1, 1}, {-3, 0}, {-4, 0}, {1, 8}, {1, 3},
                 {1, 24}, {-1, 8}, {-1, 3}, {-1, 4}, {-1, 24}}};

const struct ref_poseidon2_parameters ref_poseidon2_koalabear_24 = {
    .field = &ref_field_koalabear, .width = 24, .alpha = 3, .full_rounds = 8, .partial_rounds = 23,
    .diagonal = {{-2, 0}, {1, 0}, {2, 0}, {1, 1}, {3, 0}, {4, 0}, {-1, 1}, {-3, 0}, {-4, 0}, {1, 8}, {1, 2},
                 {1, 3}, {1, 4}, {1, 5}, {1, 6}, {1, 24}, {-1, 8}, {-1, 3}, {-1, 4}, {-1, 5}, {-1, 6}, {-1, 7},
                 {-1, 9}, {-1, 24}}};

const struct ref_poseidon2_parameters ref_poseidon2_babybear_16 = {
    .field = &ref_field_babybear, .width = 16, .alpha = 7, .full_rounds = 8, .partial_rounds = 13,
    .diagonal = {{-2, 0}, {1, 0}, {2, 0}, {1, 1}, {3, 0}, {4, 0}, {-1, 1}, {-3, 0}, {-4, 0}, {1, 8}, {1, 2},
                 {1, 3}, {1, 27}, {-1, 8}, {-1, 4}, {-1, 27}}};

const struct ref_poseidon2_parameters ref_poseidon2_babybear_24 = {
    .field = &ref_field_babybear, .width = 24, .alpha = 7, .full_rounds = 8, .partial_rounds = 21,
    .diagonal = {{-2, 0}, {1, 0}, {2, 0}, {1, 1}, {3, 0}, {4, 0}, {-1, 1}, {-3, 0}, {-4, 0}, {1, 8}, {1, 2},
                 {1, 3}, {1, 4}, {1, 7}, {1, 9}, {1, 27}, {-1, 8}, {-1, 2}, {-1, 3}, {-1, 4}, {-1, 5}, {-1, 6},
                 {-1, 7}, {-1, 27}}};

const struct ref_poseidon2_parameters ref_poseidon2_goldilocks_8 = {
    .field = &ref_field_goldilocks, .width = 8, .alpha = 7, .full_rounds = 8, .partial_rounds = 22,
    .diagonal = {{-2, 0}, {1, 0}, {2, 0}, {1, 1}, {3, 0}, {-1, 1}, {-3, 0}, {-4, 0}}};

const struct ref_poseidon2_parameters ref_poseidon2_goldilocks_12 = {
    .field = &ref_field_goldilocks, .width = 12, .alpha = 7, .full_rounds = 8, .partial_rounds = 22,
    .diagonal = {{-2, 0}, {1, 0}, {2, 0}, {1, 1}, {3, 0}, {4, 0}, {-1, 1}, {-3, 0}, {-4, 0}, {1, 2}, {-1, 2},
                 {1, 3}}};

const struct ref_poseidon2_parameters ref_poseidon2_bn254_fr_3 = {
    .field = &ref_field_bn254_fr, .width = 3, .alpha = 5, .full_rounds = 8, .partial_rounds = 56,
    .diagonal = {{1, 0}, {1, 0}, {2, 0}}};
/* clang-format on */

const struct ref_poseidon2_tree_parameters ref_poseidon2_tree_koalabear = {
    &ref_poseidon2_koalabear_24, &ref_poseidon2_koalabear_16, .rate = 16, .digest = 8};
const struct ref_poseidon2_tree_parameters ref_poseidon2_tree_babybear = {
    &ref_poseidon2_babybear_24, &ref_poseidon2_babybear_16, .rate = 16, .digest = 8};
const struct ref_poseidon2_tree_parameters ref_poseidon2_tree_goldilocks = {
    &ref_poseidon2_goldilocks_8, &ref_poseidon2_goldilocks_8, .rate = 4, .digest = 4};
const struct ref_poseidon2_tree_parameters ref_poseidon2_tree_bn254_fr = {
    &ref_poseidon2_bn254_fr_3, &ref_poseidon2_bn254_fr_3, .rate = 2, .digest = 1};
