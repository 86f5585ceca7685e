/* The arithmetic of bls12_381_fq with elements below twice the prime. */
#define FE_LAZY
#include "tests/ptx/bls12_381_fq.cu"
