/* A scheme's GPU program on an open device, and batches of signatures there. */
#ifndef PROOFMARK_BENCH_SIG_DEVICE_SIG_H
#define PROOFMARK_BENCH_SIG_DEVICE_SIG_H

#include "bench/device_bytes.h"
#include "host/device/device.h"
#include "kernels/sig/sig.h"

struct device_sig {
  const struct sig_scheme *scheme;
  struct pm_device *device;
  struct pm_kernel *kernels[SIG_GPU_KERNELS_MAX]; /* as many as the scheme has */
  unsigned kernel_count;
  struct pm_buffer *table; /* filled; NULL where the scheme has none */
};

/* Loads the program (once per device), finds its kernels and has the table filled. `sig` is to be
 * closed also after a failure, and after its batches. */
enum pm_status device_sig_open(struct device_sig *sig, struct pm_device *device,
                               const struct sig_scheme *scheme, struct pm_error *error);
void device_sig_close(struct device_sig *sig);

/* A batch in pinned host memory and, so that a small one is not read from the device's cache again
 * and again, in several places of device memory that take turns. */
struct device_sig_batch {
  const struct device_sig *sig;
  struct sig_batch batch; /* its lengths; the pointers are not used */
  struct device_bytes keys, messages, signatures, context;
  struct pm_buffer *scratch; /* NULL where the scheme needs none */
  struct pm_buffer *output;
};

/* Copies the batch and uploads it. It is to be closed also after a failure. */
enum pm_status device_sig_batch_open(struct device_sig_batch *b, const struct device_sig *sig,
                                     const struct sig_batch *batch, struct pm_error *error);
void device_sig_batch_close(struct device_sig_batch *b);

/* Each enqueues: the copy up (but for prepared keys, which stay where they are), the kernels, the copy
 * of the output down (sig_output_bytes), a fill of all that the kernels write, a fill of all that the
 * next copy up writes. The fill of outputs also moves on to the next place. */
enum pm_status device_sig_batch_upload(struct device_sig_batch *b, struct pm_error *error);
enum pm_status device_sig_batch_verify(struct device_sig_batch *b, struct pm_error *error);
enum pm_status device_sig_batch_download(struct device_sig_batch *b, uint8_t *output,
                                         struct pm_error *error);
enum pm_status device_sig_batch_poison(struct device_sig_batch *b, uint8_t byte,
                                       struct pm_error *error);
enum pm_status device_sig_batch_poison_input(struct device_sig_batch *b, uint8_t byte,
                                             struct pm_error *error);

#endif
