/* The oracle's description of each instance and each tree: ref_poseidon2_<name> of
 * cpu_ref/poseidon2/ for poseidon2_<name>, ref_poseidon2_tree_<name> for poseidon2_tree_<name>. */
#ifndef PROOFMARK_BENCH_POSEIDON2_POSEIDON2_ORACLE_H
#define PROOFMARK_BENCH_POSEIDON2_POSEIDON2_ORACLE_H

#include "cpu_ref/poseidon2/poseidon2.h"
#include "kernels/poseidon2/poseidon2.h"

const struct ref_poseidon2_parameters *poseidon2_oracle(const struct poseidon2 *instance);
const struct ref_poseidon2_tree_parameters *
poseidon2_tree_oracle(const struct poseidon2_tree *tree);

#endif
