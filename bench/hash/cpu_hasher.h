/* The ways to hash on the CPU: the oracle, the lanes of each instruction set, the libraries. Every
 * work that hashes (hash/, merkle/, block/) offers each of them as an implementation. */
#ifndef PROOFMARK_BENCH_HASH_CPU_HASHER_H
#define PROOFMARK_BENCH_HASH_CPU_HASHER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "host/work/work.h"
#include "kernels/hash/hash.h"

struct cpu_hasher {
  /* As pm_implementation.available. */
  bool (*available)(const struct cpu_hasher *hasher, const struct hash_algorithm *algorithm,
                    char *reason, size_t reason_bytes);
  /* As hash_batch_fn; only where available. */
  bool (*batch)(const struct cpu_hasher *hasher, const struct hash_algorithm *algorithm,
                const struct hash_messages *messages, uint64_t first, uint64_t last,
                uint8_t *digests);
  enum lane_isa isa; /* of a lanes hasher */
};

extern const struct cpu_hasher cpu_hasher_reference, cpu_hasher_sse2, cpu_hasher_avx2,
    cpu_hasher_avx512, cpu_hasher_neon, cpu_hasher_sha_ni, cpu_hasher_openssl, cpu_hasher_sodium;

/* One batch over all threads of the pool. */
enum pm_status cpu_hasher_run(const struct cpu_hasher *hasher,
                              const struct hash_algorithm *algorithm, struct pm_pool *pool,
                              const struct hash_messages *messages, uint8_t *digests,
                              struct pm_error *error);

/* pm_implementation.available of the implementations below; the algorithm is work->family. */
bool hash_cpu_available(const struct pm_implementation *implementation, const struct pm_work *work,
                        char *reason, size_t reason_bytes);
bool hash_device_available(const struct pm_implementation *implementation,
                           const struct pm_work *work, char *reason, size_t reason_bytes);

/* The implementations of a family of works: how it opens on the CPU with a hasher (the
 * implementation's variant), and how on a device. */
#define HASH_CPU_IMPLEMENTATION(name_, hasher_, modelled_, available_, open_)                      \
  {                                                                                                \
    .name = (name_), .modelled = (modelled_), .available = (available_), .open = (open_),          \
    .variant = &(hasher_)                                                                          \
  }
#define HASH_DEVICE_IMPLEMENTATION(name_, api_, open_)                                             \
  {                                                                                                \
    .name = (name_), .on_device = true, .api = (api_), .modelled = true,                           \
    .available = hash_device_available, .open = (open_)                                            \
  }
#define HASH_IMPLEMENTATIONS(cpu_open, device_open)                                                \
  HASH_IMPLEMENTATIONS_WHERE(hash_cpu_available, cpu_open, device_open)

/* The same for a work that needs more of a hasher than one algorithm, and says itself what. */
#define HASH_IMPLEMENTATIONS_WHERE(cpu_available, cpu_open, device_open)                           \
  {                                                                                                \
    HASH_CPU_IMPLEMENTATION("cpu/reference", cpu_hasher_reference, false, cpu_available,           \
                            cpu_open),                                                             \
        HASH_CPU_IMPLEMENTATION("cpu/simd-sse2", cpu_hasher_sse2, true, cpu_available, cpu_open),  \
        HASH_CPU_IMPLEMENTATION("cpu/simd-avx2", cpu_hasher_avx2, true, cpu_available, cpu_open),  \
        HASH_CPU_IMPLEMENTATION("cpu/simd-avx512", cpu_hasher_avx512, true, cpu_available,         \
                                cpu_open),                                                         \
        HASH_CPU_IMPLEMENTATION("cpu/simd-neon", cpu_hasher_neon, true, cpu_available, cpu_open),  \
        HASH_CPU_IMPLEMENTATION("cpu/sha-ni", cpu_hasher_sha_ni, false, cpu_available, cpu_open),  \
        HASH_CPU_IMPLEMENTATION("cpu/openssl", cpu_hasher_openssl, false, cpu_available,           \
                                cpu_open),                                                         \
        HASH_CPU_IMPLEMENTATION("cpu/libsodium", cpu_hasher_sodium, false, cpu_available,          \
                                cpu_open),                                                         \
        HASH_DEVICE_IMPLEMENTATION("opencl", PM_API_OPENCL, device_open),                          \
        HASH_DEVICE_IMPLEMENTATION("cuda", PM_API_CUDA, device_open),                              \
  }

#endif
