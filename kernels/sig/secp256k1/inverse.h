/* Inverses modulo p or modulo n, in scalar lane C. */
#ifndef PROOFMARK_KERNELS_SIG_SECP256K1_INVERSE_H
#define PROOFMARK_KERNELS_SIG_SECP256K1_INVERSE_H

#define INVERSE_WORDS 8
#include "kernels/lane/inverse.h"

/* One function for both moduli. */
WIDE_CALLED struct wide inverse(const struct wide *a, const struct inverse_modulus *modulus) {
  struct wide r;
  inverse_of(r.limb, a->limb, modulus);
  return r;
}

#endif
