/* Sums of products over an element.h, with one reduction where the field lets products add up.
 *
 *   fe_sum_of_products(a, b, count)    the sum of a[i] · b[i] of 1 to 4 products
 *   fe_sum_of_multiples(a, b, count)   the same where b[i] is the same in all lanes
 */
#ifndef PROOFMARK_KERNELS_FIELD_SUMS_H
#define PROOFMARK_KERNELS_FIELD_SUMS_H

/* Primes of 31 bits: four products stay below 2^64, but two below prime · 2^32, which is
 * Montgomery's bound. So the upper word of three or four loses the prime once before it is
 * reduced. */
#if defined(MONT31_PRIME) && defined(LANE_VECTORS)

LANE_FN struct w32_products mont31_multiples(w32 a, w32 b) {
#if defined(__ARM_NEON)
  return w32_products(a, b);
#else /* the even lanes and the odd ones, which b need not be shifted for */
  return (struct w32_products){w64_multiply_low((w64)a, (w64)b),
                               w64_multiply_low((w64)a >> 32, (w64)b)};
#endif
}

LANE_FN fe mont31_reduce_sum(struct w32_products t, int count) {
  w32 difference;
  if (count <= 2) {
    difference = mont31_reduce(t);
  } else {
    const w64 inverse = w64_set(MONT31_INVERSE), prime = w64_set(MONT31_PRIME);
    const w32 high = w32_high_words(t);
    t.first = w64_multiply_low(w64_multiply_low(t.first, inverse), prime);
    t.second = w64_multiply_low(w64_multiply_low(t.second, inverse), prime);
    difference = w32_min(high, high - MONT31_PRIME) - w32_high_words(t);
  }
  return w32_min(difference, difference + MONT31_PRIME);
}

#define MONT31_SUM(name, products)                                                                 \
  LANE_FN fe name(const fe *a, const fe *b, int count) {                                           \
    struct w32_products sum = products(a[0], b[0]);                                                \
    LANE_UNROLL                                                                                    \
    for (int i = 1; i < count; i++) {                                                              \
      const struct w32_products t = products(a[i], b[i]);                                          \
      sum.first += t.first, sum.second += t.second;                                                \
    }                                                                                              \
    return mont31_reduce_sum(sum, count);                                                          \
  }
MONT31_SUM(fe_sum_of_products, w32_products)
MONT31_SUM(fe_sum_of_multiples, mont31_multiples)
#undef MONT31_SUM

#else

LANE_FN fe fe_sum_of_products(const fe *a, const fe *b, int count) {
#if defined(MONT31_PRIME)
  w64 sum = (w64)a[0] * b[0];
  LANE_UNROLL
  for (int i = 1; i < count; i++)
    sum += (w64)a[i] * b[i];
  if (count > 2) {
    const w32 high = (w32)(sum >> 32);
    sum = (w64)w32_min(high, high - MONT31_PRIME) << 32 | (w32)sum;
  }
  const w32 r = mont31_reduce(sum);
  return w32_min(r, r - MONT31_PRIME);
#else
  fe sum = fe_mul(a[0], b[0]);
  LANE_UNROLL
  for (int i = 1; i < count; i++)
    sum = fe_add(sum, fe_mul(a[i], b[i]));
  return sum;
#endif
}
LANE_FN fe fe_sum_of_multiples(const fe *a, const fe *b, int count) {
  return fe_sum_of_products(a, b, count);
}

#endif

#endif
