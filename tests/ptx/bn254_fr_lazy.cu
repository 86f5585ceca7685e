/* The arithmetic of bn254_fr with elements below twice the prime. */
#define FE_LAZY
#include "tests/ptx/bn254_fr.cu"
