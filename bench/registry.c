/* Every work, one line each; hash algorithms have theirs in kernels/hash/algorithms.def, signature
 * schemes in kernels/sig/schemes.def, fields in kernels/field/fields.def. */
#include "bench/registry.h"

#include "bench/block/block_work.h"
#include "bench/field/field_work.h"
#include "bench/fri/fri_work.h"
#include "bench/graph/graph_work.h"
#include "bench/hash/hash_work.h"
#include "bench/msm/msm_work.h"
#include "bench/ntt/ntt_work.h"
#include "bench/poseidon2/poseidon2_work.h"
#include "bench/poly/quotient_work.h"
#include "bench/sig/sig_work.h"
#include "bench/sumcheck/sumcheck_work.h"
#include "bench/system/system_work.h"

static const struct pm_work *const works[] = {
    &system_work_rate,     &system_work_rate_64, &system_work_rate_52,
    &system_work_copy,     &system_work_launch,  &system_work_transfer,
#define HASH(name) &hash_work_##name,
#include "kernels/hash/algorithms.def"
#undef HASH
#define HASH(name) &merkle_work_##name,
#include "kernels/hash/algorithms.def"
#undef HASH
#define SIG(name) &sig_work_##name,
#include "kernels/sig/schemes.def"
#undef SIG
#define FIELD(name) &field_work_##name,
#include "kernels/field/fields.def"
#undef FIELD
#define POSEIDON2(name) &poseidon2_work_##name,
#define POSEIDON2_TREE(name) &poseidon2_tree_work_##name,
#include "kernels/poseidon2/instances.def"
#undef POSEIDON2
#undef POSEIDON2_TREE
#define NTT(name) &ntt_work_##name, &lde_work_##name,
#include "kernels/ntt/fields.def"
#undef NTT
#define FRI(name) &fri_work_##name,
#include "kernels/fri/fields.def"
#undef FRI
#define SUMCHECK(name) &sumcheck_work_##name,
#include "kernels/sumcheck/fields.def"
#undef SUMCHECK
#define QUOTIENT(name) &quotient_work_##name,
#include "kernels/poly/fields.def"
#undef QUOTIENT
#define MSM(name) &msm_work_##name,
#include "kernels/msm/curves.def"
#undef MSM
    &block_work_bitcoin,   &block_work_ethereum, &block_work_ethereum_senders,
    &block_work_synthetic, &graph_work_linear,   &graph_work_diamond,
    &graph_work_tree,      &graph_work_dag,
};

const struct pm_registry bench_registry = {works, sizeof works / sizeof *works};

static const struct pm_module suite = {.works = {works, sizeof works / sizeof *works}};

/* A system has a line here and nothing of it anywhere else outside its folder. */
const struct pm_module *const bench_modules[] = {&suite, NULL};
