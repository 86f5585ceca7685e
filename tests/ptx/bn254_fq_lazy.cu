/* The arithmetic of bn254_fq with elements below twice the prime. */
#define FE_LAZY
#include "tests/ptx/bn254_fq.cu"
