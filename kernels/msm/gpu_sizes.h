/* Numbers that a multi-scalar multiplication's GPU program and those who launch it agree on. */
#ifndef PROOFMARK_KERNELS_MSM_GPU_SIZES_H
#define PROOFMARK_KERNELS_MSM_GPU_SIZES_H

/* Work-items to a group, and to one of the kernel msm_terms: its few are to have many
 * processors. */
#define MSM_GPU_GROUP 128
#define MSM_GPU_TERMS_GROUP 32
#define MSM_GPU_TEAM 4 /* of those for each term */

/* Counts that a work-item scans, and a group. */
#define MSM_GPU_SCAN_ITEM 16
#define MSM_GPU_SCAN (MSM_GPU_GROUP * MSM_GPU_SCAN_ITEM)

/* Entries that a work-item of msm_accumulate takes at least, where there are any. */
#define MSM_GPU_RUN_MIN 8

/* Parts of sums that a work-item of msm_combine takes. */
#define MSM_GPU_FAN 8

/* Terms that msm_finish adds at most. */
#define MSM_GPU_TERMS_MAX (2 * MSM_GPU_GROUP)

#endif
