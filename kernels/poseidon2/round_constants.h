/* An instance's round constants in the form that the steps of core.h take: poseidon2_constant, of
 * which POSEIDON2_ENTRY makes one from a number of constants.h. That is a canonical one, unless
 * constants.h has tables in the field's form, too. */
#ifndef PROOFMARK_KERNELS_POSEIDON2_ROUND_CONSTANTS_H
#define PROOFMARK_KERNELS_POSEIDON2_ROUND_CONSTANTS_H

#if !defined(POSEIDON2_EXTERNAL_FORM)
#define POSEIDON2_EXTERNAL_FORM POSEIDON2_EXTERNAL
#define POSEIDON2_INTERNAL_FORM POSEIDON2_INTERNAL
#endif

LANE_CONST poseidon2_constant poseidon2_external[] = {POSEIDON2_EXTERNAL_FORM(POSEIDON2_ENTRY)};
LANE_CONST poseidon2_constant poseidon2_internal[] = {POSEIDON2_INTERNAL_FORM(POSEIDON2_ENTRY)};

/* Before the loops over rounds, which must not be copied: they would leave the instruction
 * cache. */
#if defined(__OPENCL_VERSION__) || defined(__CUDACC__)
#define POSEIDON2_ROLLED _Pragma("unroll 1")
#else
#define POSEIDON2_ROLLED _Pragma("GCC unroll 1")
#endif

#endif
