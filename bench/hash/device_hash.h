/* An algorithm's GPU program on an open device: the launches that hash a batch, reduce a Merkle
 * tree. */
#ifndef PROOFMARK_BENCH_HASH_DEVICE_HASH_H
#define PROOFMARK_BENCH_HASH_DEVICE_HASH_H

#include <stdint.h>

#include "host/device/device.h"
#include "kernels/hash/hash.h"

struct device_hash {
  const struct hash_algorithm *algorithm;
  struct pm_kernel *messages, *merkle;
  struct pm_kernel *chunks, *parents; /* of a tree mode, else NULL */
};

/* Loads the program (once per device) and finds its kernels. Nothing is to be closed. */
enum pm_status device_hash_open(struct device_hash *hash, struct pm_device *device,
                                const struct hash_algorithm *algorithm, struct pm_error *error);

/* A batch in device memory. offsets NULL: uniform messages of `length` bytes. */
struct device_messages {
  struct pm_buffer *bytes; /* the messages and DEVICE_PADDING_BYTES (bench/device_bytes.h) */
  struct pm_buffer *offsets;
  uint64_t length;
  uint64_t count;
};

/* Device memory an operation needs beside its input and output: two buffers; freed by
 * device_scratch_free, which takes a zeroed one too. */
struct device_scratch {
  struct pm_buffer *buffers[2];
};

enum pm_status device_scratch_create(struct device_scratch *scratch, struct pm_device *device,
                                     const size_t bytes[2], struct pm_error *error);
void device_scratch_free(struct device_scratch *scratch);
enum pm_status device_scratch_fill(struct device_scratch *scratch, uint8_t byte,
                                   struct pm_error *error);

/* Scratch of device_hash_messages for these messages; both 0 where none is needed. */
void device_hash_scratch_bytes(const struct hash_algorithm *algorithm,
                               const struct hash_messages *messages, size_t bytes[2]);

/* Enqueues the hashing of a batch; digest i goes to byte 32 × i of `digests`. */
enum pm_status device_hash_messages(const struct device_hash *hash,
                                    const struct device_messages *messages,
                                    struct device_scratch *scratch, struct pm_buffer *digests,
                                    struct pm_error *error);

/* Scratch of device_hash_merkle for `leaves` leaves. */
void device_merkle_scratch_bytes(uint64_t leaves, size_t bytes[2]);

/* Enqueues the reduction of `leaves` ≥ 1 nodes of 32 bytes to the root, which is the first 32 bytes
 * of *root: one of the scratch buffers, or `nodes` itself for one leaf. */
enum pm_status device_hash_merkle(const struct device_hash *hash, struct pm_buffer *nodes,
                                  uint64_t leaves, struct device_scratch *scratch,
                                  struct pm_buffer **root, struct pm_error *error);

#endif
