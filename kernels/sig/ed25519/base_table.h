/* The base point's table of the CPU's lanes: see base_table.c. */
#ifndef PROOFMARK_KERNELS_SIG_ED25519_BASE_TABLE_H
#define PROOFMARK_KERNELS_SIG_ED25519_BASE_TABLE_H

#include <stdint.h>

enum {
  BASE_WIDTH = 8, /* bits of a signed window */
  BASE_MULTIPLES = (1 << (BASE_WIDTH - 1)) + 1,
  BASE_ENTRY_WORDS = 16 /* y + x, y - x and 2 d x y, five limbs of 51 bits each, and a zero */
};

extern const uint64_t ed25519_base_table[BASE_MULTIPLES][BASE_ENTRY_WORDS];

#endif
