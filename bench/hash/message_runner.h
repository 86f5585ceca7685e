/* Runners that hash one batch of messages; the digests are the output. */
#ifndef PROOFMARK_BENCH_HASH_MESSAGE_RUNNER_H
#define PROOFMARK_BENCH_HASH_MESSAGE_RUNNER_H

#include "bench/hash/cpu_hasher.h"
#include "host/work/work.h"
#include "kernels/hash/hash.h"

/* The messages (and the pool, the device) outlive the runner. */
enum pm_status message_runner_open_cpu(const struct hash_algorithm *algorithm,
                                       const struct cpu_hasher *hasher,
                                       const struct hash_messages *messages, struct pm_pool *pool,
                                       struct pm_runner *runner, struct pm_error *error);

/* The input is kept in pinned host memory and, so that a small one is not read from the device's
 * cache again and again, in several places of device memory that take turns. */
enum pm_status message_runner_open_device(const struct hash_algorithm *algorithm,
                                          const struct hash_messages *messages,
                                          struct pm_device *device, struct pm_runner *runner,
                                          struct pm_error *error);

#endif
