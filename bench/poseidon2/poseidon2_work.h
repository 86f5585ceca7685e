/* The works hash/poseidon2_<instance> and merkle/poseidon2_<field>. */
#ifndef PROOFMARK_BENCH_POSEIDON2_POSEIDON2_WORK_H
#define PROOFMARK_BENCH_POSEIDON2_POSEIDON2_WORK_H

#include "host/work/work.h"

#define POSEIDON2(name) extern const struct pm_work poseidon2_work_##name;
#define POSEIDON2_TREE(name) extern const struct pm_work poseidon2_tree_work_##name;
#include "kernels/poseidon2/instances.def"
#undef POSEIDON2
#undef POSEIDON2_TREE

#endif
