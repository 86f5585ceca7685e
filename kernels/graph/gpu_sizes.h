/* Numbers that the steps' GPU program and those who launch it agree on. Macros, because OpenCL
 * wants literals in reqd_work_group_size. */
#ifndef PROOFMARK_KERNELS_GRAPH_GPU_SIZES_H
#define PROOFMARK_KERNELS_GRAPH_GPU_SIZES_H

#define GRAPH_GPU_GROUP 256 /* work-items to a group, one for each word */

#endif
