/* What the GPU kernels of hashes and the host that launches them have to agree on. Macros, because
 * OpenCL wants literals in reqd_work_group_size. */
#ifndef PROOFMARK_KERNELS_HASH_GPU_LAUNCH_H
#define PROOFMARK_KERNELS_HASH_GPU_LAUNCH_H

/* Work-items in a group. A Merkle kernel's group takes twice as many nodes; in the other kernels a
 * work-item takes a message, a chunk or a parent. */
#define HASH_GPU_GROUP_MESSAGES 128
#define HASH_GPU_GROUP_MERKLE 256

/* The longest message that a work-item takes: 16 GiB. */
#define HASH_GPU_MESSAGE_BYTES (1UL << 34)

#endif
