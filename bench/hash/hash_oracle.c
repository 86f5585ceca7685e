#include "bench/hash/hash_oracle.h"

#define HASH(name) ref_hash_fn ref_##name;
#include "kernels/hash/algorithms.def"
#undef HASH

static const struct {
  const struct hash_algorithm *algorithm;
  ref_hash_fn *oracle;
} pairs[] = {
#define HASH(name) {&hash_##name, ref_##name},
#include "kernels/hash/algorithms.def"
#undef HASH
};

ref_hash_fn *hash_oracle(const struct hash_algorithm *algorithm) {
  size_t i = 0;
  while (pairs[i].algorithm != algorithm)
    i++;
  return pairs[i].oracle;
}
