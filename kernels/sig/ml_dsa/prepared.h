/* A public key in the form in which the lanes and the GPU keep those that they have seen: what a
 * verification needs of it, computed once (struct sig_scheme's `prepare`).
 *
 * One record, made of 32-bit little-endian words in [0, q) but for its end:
 *   A-hat   k × l polynomials, row by row, 256 words each, in the order of NTT(w) as FIPS 204's
 *           algorithms 30, 32 and 41 have it
 *   t-hat   k polynomials, NTT(t1 · 2^d), 256 words each
 *   tr      64 bytes, the hash of the public key
 */
#ifndef PROOFMARK_KERNELS_SIG_ML_DSA_PREPARED_H
#define PROOFMARK_KERNELS_SIG_ML_DSA_PREPARED_H

#include "kernels/sig/ml_dsa/params.h"

#define ML_DSA_POLY_BYTES (4 * ML_DSA_N)

/* Where the parts begin, and how long a record is. */
#define ML_DSA_PREPARED_A(l, row, column) (ML_DSA_POLY_BYTES * ((row) * (l) + (column)))
#define ML_DSA_PREPARED_T(k, l, row) (ML_DSA_POLY_BYTES * ((k) * (l) + (row)))
#define ML_DSA_PREPARED_TR(k, l) (ML_DSA_POLY_BYTES * (k) * ((l) + 1))
#define ML_DSA_PREPARED_KEY_BYTES(k, l) (ML_DSA_PREPARED_TR(k, l) + ML_DSA_TR_BYTES)

#endif
