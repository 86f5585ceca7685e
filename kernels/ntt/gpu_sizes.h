/* Numbers that the transforms' GPU programs and those who launch it agree on. Macros, because
 * OpenCL wants literals in reqd_work_group_size. */
#ifndef PROOFMARK_KERNELS_NTT_GPU_SIZES_H
#define PROOFMARK_KERNELS_NTT_GPU_SIZES_H

/* By the size of an element in bits: the logarithm of the elements that a group holds in local
 * memory, that of the neighbours that it reads at once, at most, and its work-items. */
#define NTT_GPU_LOG_TILE_31 12
#define NTT_GPU_LOG_COLUMNS_31 4
#define NTT_GPU_GROUP_31 256

#define NTT_GPU_LOG_TILE_64 11
#define NTT_GPU_LOG_COLUMNS_64 3
#define NTT_GPU_GROUP_64 256

#define NTT_GPU_LOG_TILE_256 9
#define NTT_GPU_LOG_COLUMNS_256 1
#define NTT_GPU_GROUP_256 128

#endif
