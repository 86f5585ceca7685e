/* The base field of BLS12-381. Source: IETF draft-irtf-cfrg-pairing-friendly-curves-11, section
 * 4.2.1. */
#ifndef PROOFMARK_KERNELS_FIELD_BLS12_381_FQ_ELEMENT_H
#define PROOFMARK_KERNELS_FIELD_BLS12_381_FQ_ELEMENT_H

#define FE_WORDS 12
#define FE_TWO_ADICITY 1

/* What kernels/field/limbs/element.h takes, the lowest words first: the prime and twice it, 2^384
 * and its square modulo the prime, -prime^-1 modulo 2^64, and the zero bits above the prime. */
#define LIMBS_PRIME                                                                                \
  LIMBS_WORDS(0xb9feffff, 0xffffaaab), LIMBS_WORDS(0x1eabfffe, 0xb153ffff),                        \
      LIMBS_WORDS(0x6730d2a0, 0xf6b0f624), LIMBS_WORDS(0x64774b84, 0xf38512bf),                    \
      LIMBS_WORDS(0x4b1ba7b6, 0x434bacd7), LIMBS_WORDS(0x1a0111ea, 0x397fe69a)
#define LIMBS_PRIME_TWICE                                                                          \
  LIMBS_WORDS(0x73fdffff, 0xffff5556), LIMBS_WORDS(0x3d57fffd, 0x62a7ffff),                        \
      LIMBS_WORDS(0xce61a541, 0xed61ec48), LIMBS_WORDS(0xc8ee9709, 0xe70a257e),                    \
      LIMBS_WORDS(0x96374f6c, 0x869759ae), LIMBS_WORDS(0x340223d4, 0x72ffcd34)
#define LIMBS_R                                                                                    \
  LIMBS_WORDS(0x76090000, 0x0002fffd), LIMBS_WORDS(0xebf4000b, 0xc40c0002),                        \
      LIMBS_WORDS(0x5f489857, 0x53c758ba), LIMBS_WORDS(0x77ce5853, 0x70525745),                    \
      LIMBS_WORDS(0x5c071a97, 0xa256ec6d), LIMBS_WORDS(0x15f65ec3, 0xfa80e493)
#define LIMBS_R2                                                                                   \
  LIMBS_WORDS(0xf4df1f34, 0x1c341746), LIMBS_WORDS(0x0a76e6a6, 0x09d104f1),                        \
      LIMBS_WORDS(0x8de5476c, 0x4c95b6d5), LIMBS_WORDS(0x67eb88a9, 0x939d83c0),                    \
      LIMBS_WORDS(0x9a793e85, 0xb519952d), LIMBS_WORDS(0x11988fe5, 0x92cae3aa)
#define LIMBS_INVERSE 0x89f3fffcfffcfffd
#define LIMBS_SPARE_BITS 3

#include "kernels/field/limbs/element.h"

#endif
