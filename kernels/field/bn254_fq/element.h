/* The base field of BN254 (alt_bn128). Source: EIP-196, "Definition of the curve". */
#ifndef PROOFMARK_KERNELS_FIELD_BN254_FQ_ELEMENT_H
#define PROOFMARK_KERNELS_FIELD_BN254_FQ_ELEMENT_H

#define FE_WORDS 8
#define FE_TWO_ADICITY 1

/* What kernels/field/limbs/element.h takes, the lowest words first: the prime and twice it, 2^256
 * and its square modulo the prime, -prime^-1 modulo 2^64, and the zero bits above the prime. */
#define LIMBS_PRIME                                                                                \
  LIMBS_WORDS(0x3c208c16, 0xd87cfd47), LIMBS_WORDS(0x97816a91, 0x6871ca8d),                        \
      LIMBS_WORDS(0xb85045b6, 0x8181585d), LIMBS_WORDS(0x30644e72, 0xe131a029)
#define LIMBS_PRIME_TWICE                                                                          \
  LIMBS_WORDS(0x7841182d, 0xb0f9fa8e), LIMBS_WORDS(0x2f02d522, 0xd0e3951a),                        \
      LIMBS_WORDS(0x70a08b6d, 0x0302b0bb), LIMBS_WORDS(0x60c89ce5, 0xc2634053)
#define LIMBS_R                                                                                    \
  LIMBS_WORDS(0xd35d438d, 0xc58f0d9d), LIMBS_WORDS(0x0a78eb28, 0xf5c70b3d),                        \
      LIMBS_WORDS(0x666ea36f, 0x7879462c), LIMBS_WORDS(0x0e0a77c1, 0x9a07df2f)
#define LIMBS_R2                                                                                   \
  LIMBS_WORDS(0xf32cfc5b, 0x538afa89), LIMBS_WORDS(0xb5e71911, 0xd44501fb),                        \
      LIMBS_WORDS(0x47ab1eff, 0x0a417ff6), LIMBS_WORDS(0x06d89f71, 0xcab8351f)
#define LIMBS_INVERSE 0x87d20782e4866389
#define LIMBS_SPARE_BITS 2

#include "kernels/field/limbs/element.h"

#endif
