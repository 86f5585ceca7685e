/* Numbers that the sumchecks' GPU programs and those who launch it agree on. Macros, because OpenCL
 * wants literals in reqd_work_group_size. */
#ifndef PROOFMARK_KERNELS_SUMCHECK_GPU_SIZES_H
#define PROOFMARK_KERNELS_SUMCHECK_GPU_SIZES_H

#define SUMCHECK_GPU_LOG_GROUP 7
#define SUMCHECK_GPU_GROUP (1 << SUMCHECK_GPU_LOG_GROUP) /* work-items to a group */
#define SUMCHECK_GPU_LOG_TAIL 7        /* so many variables are left to one group */
#define SUMCHECK_GPU_LOG_GROUPS_MAX 10 /* of a round */

#endif
