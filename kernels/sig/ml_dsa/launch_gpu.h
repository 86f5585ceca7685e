/* How the kernels of the GPU program are launched, for the program and for the host alike. Macros,
 * because OpenCL wants literals in reqd_work_group_size.
 *
 * Three kernels verify a batch, in this order and with the same arguments (struct sig_gpu):
 *   ml_dsa_<set>_seed    one signature per work-item: the hashes that need only the input
 *   ml_dsa_<set>_matrix  a few signatures per group: A, the ring arithmetic, w1
 *   ml_dsa_<set>_verify  one signature per work-item: the challenge hash, the verdicts
 */
#ifndef PROOFMARK_KERNELS_SIG_ML_DSA_LAUNCH_GPU_H
#define PROOFMARK_KERNELS_SIG_ML_DSA_LAUNCH_GPU_H

#include "kernels/sig/ml_dsa/params.h"

/* Work-items in a group that takes as many signatures: those of a word of the verdicts. */
#define ML_DSA_GPU_HASH_GROUP 32

/* Work-items in a group of the matrix kernel, and its signatures: each of the k × l elements of A
 * has a work-item (16 per signature, 30, or 56). */
#define ML_DSA_GPU_MATRIX_GROUP 64
#define ML_DSA_GPU_MATRIX_SIGNATURES(k, l) (ML_DSA_GPU_MATRIX_GROUP / ((k) * (l)))

/* A signature's words of scratch, where one kernel leaves to the next: c as 256 bits that say where
 * it is not 0 and 256 where it is -1; mu, followed by w1 as in the hash; a word that is not 0 where
 * z or h is not acceptable. */
#define ML_DSA_GPU_BALL 0
#define ML_DSA_GPU_BALL_WORDS 16
#define ML_DSA_GPU_MU 16
#define ML_DSA_GPU_MU_WORDS 16
#define ML_DSA_GPU_W1 32
#define ML_DSA_GPU_W1_WORDS(k, gamma2) ((k)*ML_DSA_W1_BYTES(gamma2) / 4)
#define ML_DSA_GPU_REJECTED(k, gamma2) (ML_DSA_GPU_W1 + ML_DSA_GPU_W1_WORDS(k, gamma2))
#define ML_DSA_GPU_SCRATCH_WORDS(k, gamma2) (ML_DSA_GPU_REJECTED(k, gamma2) + 4)

#endif
