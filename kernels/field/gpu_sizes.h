/* Numbers that the fields' GPU programs and those who launch it agree on. Macros, because OpenCL
 * wants literals in reqd_work_group_size. */
#ifndef PROOFMARK_KERNELS_FIELD_GPU_SIZES_H
#define PROOFMARK_KERNELS_FIELD_GPU_SIZES_H

#define FIELD_GPU_GROUP 256 /* work-items to a group, one for each chain of products */

#endif
