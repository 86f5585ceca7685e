/* A kernel that does next to nothing, but shows that it ran: launch n takes `word` from the one
 * before it to word · LAUNCH_FACTOR + n, and the first begins with 0. */
#ifndef PROOFMARK_KERNELS_SYSTEM_LAUNCH_LAUNCH_H
#define PROOFMARK_KERNELS_SYSTEM_LAUNCH_LAUNCH_H

#define LAUNCH_FACTOR 2654435761u
#define LAUNCH_GROUP 32

#if !defined(__OPENCL_VERSION__) && !defined(__CUDACC__)
#include "kernels/lane/program.h"

extern const struct gpu_program
    gpu_program_system_launch; /* launch_mark (word, uint32_t n), a group */
#endif
#endif
