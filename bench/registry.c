/* Every work, one line each; hash algorithms have theirs in kernels/hash/algorithms.def, signature
 * schemes in kernels/sig/schemes.def. */
#include "bench/registry.h"

#include "bench/block/block_work.h"
#include "bench/hash/hash_work.h"
#include "bench/sig/sig_work.h"

static const struct pm_work *const works[] = {
#define HASH(name) &hash_work_##name,
#include "kernels/hash/algorithms.def"
#undef HASH
#define HASH(name) &merkle_work_##name,
#include "kernels/hash/algorithms.def"
#undef HASH
#define SIG(name) &sig_work_##name,
#include "kernels/sig/schemes.def"
#undef SIG
    &block_work_bitcoin,
    &block_work_ethereum,
    &block_work_ethereum_senders,
    &block_work_synthetic,
};

const struct pm_registry bench_registry = {works, sizeof works / sizeof *works};
