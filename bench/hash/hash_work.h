/* hash/<algorithm>: digests of a batch of equally long messages. */
#ifndef PROOFMARK_BENCH_HASH_HASH_WORK_H
#define PROOFMARK_BENCH_HASH_HASH_WORK_H

#include "host/work/work.h"

#define HASH(name) extern const struct pm_work hash_work_##name, merkle_work_##name;
#include "kernels/hash/algorithms.def"
#undef HASH

#endif
