/* Fields whose prime fills 8 or 12 words, in Montgomery's form with R = 2^(32 · FE_WORDS)
 * (Montgomery: Modular multiplication without trial division, Mathematics of Computation 44, 1985):
 * kernels/field/README.md. Needs a scalar lane: a GPU, or LANE_SCALAR.
 *
 * The including file defines what bn254_fr/element.h does. An fe is below the prime. Where the file
 * that includes that one defines FE_LAZY, and the prime leaves two bits, an fe is below twice the
 * prime: a product then needs no subtraction at its end. fe_leave, fe_scale and fe_normal give
 * canonical numbers in any case, and fe_is_zero and fe_equal know both forms.
 *
 * Beyond the README's:
 *   fe_normal(a)              the same element, below the prime
 *   fe_is_zero(a), fe_equal(a, b)
 *   fe_is_canonical(c)        whether any number of FE_WORDS words is below the prime
 *   fe_choose(which, a, b)    which ? b : a
 *   fe_inverse(a)             1 / a; 0 of 0
 *   fe_of_words(words), fe_to_words(a, words)   32-bit words, the lowest first
 */
#ifndef PROOFMARK_KERNELS_FIELD_LIMBS_ELEMENT_H
#define PROOFMARK_KERNELS_FIELD_LIMBS_ELEMENT_H

#define INVERSE_WORDS FE_WORDS
#include "kernels/lane/inverse.h"

#define FE_LIMBS (32 * FE_WORDS / WIDE_LIMB_BITS)

#if WIDE_LIMB_BITS == 64
#define LIMBS_WORDS(high, low) ((uint64_t)(high) << 32 | (low))
#else
#define LIMBS_WORDS(high, low) low, high
#endif

struct fe {
  wide_limb limb[FE_LIMBS];
};
typedef struct fe fe;

/* The bound that an fe stays below. */
#if defined(FE_LAZY) && LIMBS_SPARE_BITS >= 2
#define LIMBS_BOUND LIMBS_PRIME_TWICE
#else
#define LIMBS_BOUND LIMBS_PRIME
#endif

#if defined(__CUDACC__)
#include "kernels/field/limbs/carry_ptx.h"
#include "kernels/field/limbs/montgomery_ptx.h"
#else
#include "kernels/field/limbs/carry.h"
#if WIDE_LIMB_BITS == 64 && defined(__ADX__) && defined(__BMI2__)
#include "kernels/field/limbs/montgomery_adx.h"
#else
#include "kernels/field/limbs/montgomery.h"
#endif
#endif

LANE_FN fe fe_zero(void) {
  const fe r = {{0}};
  return r;
}
LANE_FN fe fe_one(void) {
  const fe r = {{LIMBS_R}};
  return r;
}

LANE_FN fe fe_of_words(const w32 words[FE_WORDS]) {
  fe r;
  LANE_UNROLL
  for (int i = 0; i < FE_LIMBS; i++)
#if WIDE_LIMB_BITS == 64
    r.limb[i] = (uint64_t)words[2 * i + 1] << 32 | words[2 * i];
#else
    r.limb[i] = words[i];
#endif
  return r;
}
LANE_FN void fe_to_words(fe a, w32 words[FE_WORDS]) {
  LANE_UNROLL
  for (int i = 0; i < FE_WORDS; i++)
    words[i] = (w32)(a.limb[i * 32 / WIDE_LIMB_BITS] >> (i * 32 % WIDE_LIMB_BITS));
}

/* GPUs move 16 bytes at a time: `words` is aligned to them there. */
#if defined(LANE_SCALAR)
LANE_FN fe fe_load(const uint32_t *words) { return fe_of_words(words); }
LANE_FN void fe_store(uint32_t *words, fe a) { fe_to_words(a, words); }
#else
LANE_FN fe fe_load(const GPU_GLOBAL uint32_t *words) {
  const GPU_GLOBAL uint4 *vectors = (const GPU_GLOBAL uint4 *)words;
  fe r;
  LANE_UNROLL
  for (int i = 0; i < FE_WORDS / 4; i++) {
    const uint4 v = vectors[i];
    r.limb[4 * i] = v.x, r.limb[4 * i + 1] = v.y;
    r.limb[4 * i + 2] = v.z, r.limb[4 * i + 3] = v.w;
  }
  return r;
}
LANE_FN void fe_store(GPU_GLOBAL uint32_t *words, fe a) {
  GPU_GLOBAL uint4 *vectors = (GPU_GLOBAL uint4 *)words;
  LANE_UNROLL
  for (int i = 0; i < FE_WORDS / 4; i++) {
    uint4 v;
    v.x = a.limb[4 * i], v.y = a.limb[4 * i + 1];
    v.z = a.limb[4 * i + 2], v.w = a.limb[4 * i + 3];
    vectors[i] = v;
  }
}
#endif

LANE_FN fe fe_add(fe a, fe b) { return limbs_reduce(limbs_sum(a, b)); }
LANE_FN fe fe_sub(fe a, fe b) { return limbs_difference(a, b); }
LANE_FN fe fe_double(fe a) { return fe_add(a, a); }
LANE_FN fe fe_neg(fe a) { return fe_sub(fe_zero(), a); }

LANE_FN fe fe_normal(fe a) {
#if defined(FE_LAZY) && LIMBS_SPARE_BITS >= 2
  return limbs_reduce_to_prime(a);
#else
  return a;
#endif
}

/* Montgomery's product is below twice the prime. */
#if defined(FE_LAZY) && LIMBS_SPARE_BITS >= 2
LANE_FN fe fe_mul(fe a, fe b) { return limbs_montgomery(a, b); }
LANE_FN fe fe_square(fe a) { return limbs_montgomery_square(a); }
#else
LANE_FN fe fe_mul(fe a, fe b) { return limbs_reduce(limbs_montgomery(a, b)); }
LANE_FN fe fe_square(fe a) { return limbs_reduce(limbs_montgomery_square(a)); }
#endif

LANE_FN fe fe_enter(fe canonical) {
  const fe square = {{LIMBS_R2}};
  return fe_mul(canonical, square);
}
LANE_FN fe fe_leave(fe a) {
  const fe one = {{1}};
  return fe_normal(fe_mul(a, one));
}
LANE_FN fe fe_scale(fe canonical, fe a) { return fe_normal(fe_mul(canonical, a)); }

LANE_FN bool fe_is_zero(fe a) {
  const fe normal = fe_normal(a);
  wide_limb any = 0;
  LANE_UNROLL
  for (int i = 0; i < FE_LIMBS; i++)
    any |= normal.limb[i];
  return any == 0;
}
LANE_FN bool fe_equal(fe a, fe b) { return fe_is_zero(fe_sub(a, b)); }

LANE_FN bool fe_is_canonical(fe number) {
  const fe prime = {{LIMBS_PRIME}};
  return limbs_less(number, prime);
}

LANE_FN fe fe_choose(bool which, fe a, fe b) {
  LANE_UNROLL
  for (int i = 0; i < FE_LIMBS; i++)
    a.limb[i] = limbs_choose(which, a.limb[i], b.limb[i]);
  return a;
}

/* The inverse of a number below the prime; 0 of 0. */
WIDE_CALLED fe limbs_inverse_of(fe a) {
  const fe prime = {{LIMBS_PRIME}};
  const struct inverse_modulus modulus = inverse_modulus(prime.limb, 0 - LIMBS_INVERSE);
  fe r;
  inverse_of(r.limb, a.limb, &modulus);
  return r;
}

/* What is inverted is a · R; the result wants R above the fraction. */
LANE_FN fe fe_inverse(fe a) { return fe_enter(fe_enter(limbs_inverse_of(fe_normal(a)))); }

#endif
