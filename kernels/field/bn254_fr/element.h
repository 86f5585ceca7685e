/* The scalar field of BN254 (alt_bn128): the order of its groups. Source: EIP-197, "Definition of
 * the groups". */
#ifndef PROOFMARK_KERNELS_FIELD_BN254_FR_ELEMENT_H
#define PROOFMARK_KERNELS_FIELD_BN254_FR_ELEMENT_H

#define FE_WORDS 8
#define FE_TWO_ADICITY 28

/* What kernels/field/limbs/element.h takes, the lowest words first: the prime and twice it, 2^256
 * and its square modulo the prime, -prime^-1 modulo 2^64, and the zero bits above the prime. */
#define LIMBS_PRIME                                                                                \
  LIMBS_WORDS(0x43e1f593, 0xf0000001), LIMBS_WORDS(0x2833e848, 0x79b97091),                        \
      LIMBS_WORDS(0xb85045b6, 0x8181585d), LIMBS_WORDS(0x30644e72, 0xe131a029)
#define LIMBS_PRIME_TWICE                                                                          \
  LIMBS_WORDS(0x87c3eb27, 0xe0000002), LIMBS_WORDS(0x5067d090, 0xf372e122),                        \
      LIMBS_WORDS(0x70a08b6d, 0x0302b0ba), LIMBS_WORDS(0x60c89ce5, 0xc2634053)
#define LIMBS_R                                                                                    \
  LIMBS_WORDS(0xac96341c, 0x4ffffffb), LIMBS_WORDS(0x36fc7695, 0x9f60cd29),                        \
      LIMBS_WORDS(0x666ea36f, 0x7879462e), LIMBS_WORDS(0x0e0a77c1, 0x9a07df2f)
#define LIMBS_R2                                                                                   \
  LIMBS_WORDS(0x1bb8e645, 0xae216da7), LIMBS_WORDS(0x53fe3ab1, 0xe35c59e3),                        \
      LIMBS_WORDS(0x8c49833d, 0x53bb8085), LIMBS_WORDS(0x0216d0b1, 0x7f4e44a5)
#define LIMBS_INVERSE 0xc2e1f593efffffff
#define LIMBS_SPARE_BITS 2

#include "kernels/field/limbs/element.h"

#endif
