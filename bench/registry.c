/* Every work, one line each; hash algorithms have theirs in kernels/hash/algorithms.def. */
#include "bench/registry.h"

#include "bench/block/block_work.h"
#include "bench/hash/hash_work.h"

static const struct pm_work *const works[] = {
#define HASH(name) &hash_work_##name,
#include "kernels/hash/algorithms.def"
#undef HASH
#define HASH(name) &merkle_work_##name,
#include "kernels/hash/algorithms.def"
#undef HASH
    &block_work_bitcoin,
    &block_work_ethereum,
    &block_work_synthetic,
};

const struct pm_registry bench_registry = {works, sizeof works / sizeof *works};
