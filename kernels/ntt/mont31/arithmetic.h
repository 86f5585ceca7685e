/* What a transform over a field of 31 bits computes with (kernels/ntt/README.md). Elements are
 * canonical, constants are in Montgomery's form (kernels/field/mont31/element.h).
 *
 * A constant comes with its product with prime^-1 modulo 2^32, from which the multiple of the prime
 * that is taken off follows without waiting for the product itself (Seiler: Faster AVX2 optimized
 * NTT multiplication for Ring-LWE lattice cryptography, 2018, section 2).
 */
#ifndef PROOFMARK_KERNELS_NTT_MONT31_ARITHMETIC_H
#define PROOFMARK_KERNELS_NTT_MONT31_ARITHMETIC_H

typedef uint32_t ntt_word;
typedef fe ntt_vector;
enum { NTT_LANES = LANE32_COUNT };

struct ntt_constant {
  uint32_t value, quotient;
};

LANE_FN struct ntt_constant ntt_constant_of(fe value) {
  return (struct ntt_constant){value[0], value[0] * MONT31_INVERSE};
}

#if defined(__ARM_NEON)

struct ntt_factor {
  w32 value, quotient;
};

LANE_FN struct ntt_factor ntt_factor_of(fe value) {
  return (struct ntt_factor){value, value * MONT31_INVERSE};
}
LANE_FN struct ntt_factor ntt_factor_set(struct ntt_constant c) {
  return (struct ntt_factor){w32_set(c.value), w32_set(c.quotient)};
}

/* The upper words of the product less the multiple of the prime that has the same lower ones:
 * between -prime and prime. */
LANE_FN w32 ntt_product(w32 a, struct ntt_factor f) {
  const uint32x4_t x = (uint32x4_t)a, value = (uint32x4_t)f.value;
  const uint32x4_t factor = (uint32x4_t)(a * f.quotient), prime = vdupq_n_u32(MONT31_PRIME);
  uint64x2_t low = vmull_u32(vget_low_u32(x), vget_low_u32(value));
  uint64x2_t high = vmull_high_u32(x, value);
  low = vmlsl_u32(low, vget_low_u32(factor), vget_low_u32(prime));
  high = vmlsl_high_u32(high, factor, prime);
  return w32_high_words((struct w32_products){(w64)low, (w64)high});
}

#else

/* For the even lanes and for the odd ones, which are multiplied apart. */
struct ntt_factor {
  w64 value[2], quotient[2];
};

LANE_FN struct ntt_factor ntt_factor_of(fe value) {
  const w64 v = (w64)value, quotient = (w64)(value * MONT31_INVERSE);
  return (struct ntt_factor){{v, v >> 32}, {quotient, quotient >> 32}};
}
LANE_FN struct ntt_factor ntt_factor_set(struct ntt_constant c) {
  const w64 value = (w64)w32_set(c.value), quotient = (w64)w32_set(c.quotient);
  return (struct ntt_factor){{value, value}, {quotient, quotient}};
}

/* The product less the multiple of the prime that has the same lower word. */
LANE_FN w64 ntt_half_product(w64 a, w64 value, w64 quotient) {
  const w64 factor = w64_multiply_low(a, quotient);
  return w64_multiply_low(a, value) - w64_multiply_low(factor, w64_set(MONT31_PRIME));
}

/* Its upper words, between -prime and prime. */
LANE_FN w32 ntt_product(w32 a, struct ntt_factor f) {
  return w32_high_words((struct w32_products){
      ntt_half_product((w64)a, f.value[0], f.quotient[0]),
      ntt_half_product((w64)a >> 32, f.value[1], f.quotient[1]),
  });
}

#endif

LANE_FN fe ntt_times(fe a, struct ntt_factor f) {
  const w32 product = ntt_product(a, f);
  return w32_min(product, product + MONT31_PRIME);
}

LANE_FN fe ntt_add(fe a, fe b) { return fe_add(a, b); }
LANE_FN fe ntt_sub(fe a, fe b) { return fe_sub(a, b); }
LANE_FN fe ntt_reduce(fe a) { return a; }
LANE_FN fe ntt_finish(fe a) { return a; }
LANE_FN fe ntt_number(uint64_t x) { return w32_set(MONT31(x)); }

#include "kernels/ntt/root_table.h"
#include "kernels/ntt/vectors.h"

#endif
