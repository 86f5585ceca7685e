/* How fast memory is copied. What the works know of it.
 *
 * A buffer is whole blocks of COPY_BLOCK_BYTES. In a round every block is copied from one buffer to
 * another and turned back by COPY_TURN_BYTES on the way: byte i comes to place i - COPY_TURN_BYTES,
 * the first ones behind the last. So what comes out shows how many rounds there were. (Back and not
 * forth: a processor takes a load for one of what was just stored if both have the same place in
 * their pages.)
 */
#ifndef PROOFMARK_KERNELS_SYSTEM_COPY_COPY_H
#define PROOFMARK_KERNELS_SYSTEM_COPY_COPY_H

#define COPY_BLOCK_BYTES 4096
#define COPY_TURN_BYTES 64
/* A work-item copies COPY_GPU_VECTORS times 16 bytes. */
#define COPY_GPU_GROUP 256
#define COPY_GPU_VECTORS 4
#define COPY_GPU_BLOCKS (COPY_GPU_GROUP * COPY_GPU_VECTORS * 16 / COPY_BLOCK_BYTES)

#if !defined(__OPENCL_VERSION__) && !defined(__CUDACC__)

#include <stdint.h>

#include "kernels/lane/isa.h"
#include "kernels/lane/program.h"

/* A round of blocks first up to last. The buffers are aligned to 64 bytes and apart. */
typedef void copy_fn(const uint8_t *from, uint64_t first, uint64_t last, uint8_t *to);

struct copy_code {
  copy_fn *cached;
  copy_fn *streaming; /* stores that go past the caches, where the processor has such */
};

struct copy {
  const struct copy_code *batch[LANE_ISA_COUNT];
  const struct gpu_program *program;
  const char *
      kernel; /* (from, to), of a multiple of COPY_GPU_BLOCKS blocks, in groups of COPY_GPU_GROUP */
};

extern const struct copy system_copy;

#endif
#endif
