/* The oracle of each hash algorithm: ref_<name> of cpu_ref/hash/ for hash_<name>. */
#ifndef PROOFMARK_BENCH_HASH_HASH_ORACLE_H
#define PROOFMARK_BENCH_HASH_HASH_ORACLE_H

#include "cpu_ref/hash/hash.h"
#include "kernels/hash/hash.h"

ref_hash_fn *hash_oracle(const struct hash_algorithm *algorithm);

#endif
