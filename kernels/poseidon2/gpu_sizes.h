/* Numbers that the permutations' GPU programs and those who launch it agree on. Macros, because
 * OpenCL wants literals in reqd_work_group_size. */
#ifndef PROOFMARK_KERNELS_POSEIDON2_GPU_SIZES_H
#define PROOFMARK_KERNELS_POSEIDON2_GPU_SIZES_H

#define POSEIDON2_GPU_GROUP 128 /* work-items to a group, one for each state */

#endif
