/* The scalar field of BLS12-381: the order r of its groups. Source: IETF
 * draft-irtf-cfrg-pairing-friendly-curves-11, section 4.2.1. */
#ifndef PROOFMARK_KERNELS_FIELD_BLS12_381_FR_ELEMENT_H
#define PROOFMARK_KERNELS_FIELD_BLS12_381_FR_ELEMENT_H

#define FE_WORDS 8
#define FE_TWO_ADICITY 32

/* What kernels/field/limbs/element.h takes, the lowest words first: the prime and twice it, 2^256
 * and its square modulo the prime, -prime^-1 modulo 2^64, and the zero bits above the prime. */
#define LIMBS_PRIME                                                                                \
  LIMBS_WORDS(0xffffffff, 0x00000001), LIMBS_WORDS(0x53bda402, 0xfffe5bfe),                        \
      LIMBS_WORDS(0x3339d808, 0x09a1d805), LIMBS_WORDS(0x73eda753, 0x299d7d48)
#define LIMBS_PRIME_TWICE                                                                          \
  LIMBS_WORDS(0xfffffffe, 0x00000002), LIMBS_WORDS(0xa77b4805, 0xfffcb7fd),                        \
      LIMBS_WORDS(0x6673b010, 0x1343b00a), LIMBS_WORDS(0xe7db4ea6, 0x533afa90)
#define LIMBS_R                                                                                    \
  LIMBS_WORDS(0x00000001, 0xfffffffe), LIMBS_WORDS(0x5884b7fa, 0x00034802),                        \
      LIMBS_WORDS(0x998c4fef, 0xecbc4ff5), LIMBS_WORDS(0x1824b159, 0xacc5056f)
#define LIMBS_R2                                                                                   \
  LIMBS_WORDS(0xc999e990, 0xf3f29c6d), LIMBS_WORDS(0x2b6cedcb, 0x87925c23),                        \
      LIMBS_WORDS(0x05d31496, 0x7254398f), LIMBS_WORDS(0x0748d9d9, 0x9f59ff11)
#define LIMBS_INVERSE 0xfffffffeffffffff
#define LIMBS_SPARE_BITS 1

#include "kernels/field/limbs/element.h"

#endif
