/* The generator's table of the CPU: see generator_table.c. */
#ifndef PROOFMARK_KERNELS_SIG_SECP256K1_GENERATOR_TABLE_H
#define PROOFMARK_KERNELS_SIG_SECP256K1_GENERATOR_TABLE_H

#include <stdint.h>

enum {
  GENERATOR_TABLE_BITS = 9, /* width of the non-adjacent form whose digits these are */
  GENERATOR_TABLE_MULTIPLES = 128,
  GENERATOR_TABLE_WORDS = 2 * GENERATOR_TABLE_MULTIPLES * 16
};
extern const uint32_t secp256k1_generator_table[GENERATOR_TABLE_WORDS];

#endif
