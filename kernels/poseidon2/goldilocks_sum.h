/* Sums of elements of Goldilocks in three words, which are reduced at their end. */
#ifndef PROOFMARK_KERNELS_POSEIDON2_GOLDILOCKS_SUM_H
#define PROOFMARK_KERNELS_POSEIDON2_GOLDILOCKS_SUM_H

/* top · 2^64 + low, of up to 60 elements. */
struct goldilocks_sum {
  w64 low;
  w32 top;
};
typedef struct goldilocks_sum goldilocks_sum;

LANE_FN goldilocks_sum goldilocks_sum_of(fe a) {
  const goldilocks_sum r = {a, 0};
  return r;
}

LANE_FN goldilocks_sum goldilocks_sum_add(goldilocks_sum a, goldilocks_sum b) {
  goldilocks_accumulate(&a.low, &a.top, b.low);
  a.top += b.top;
  return a;
}

/* 2^64 is 2^32 - 1: what that makes of the top carries at most once. */
LANE_FN fe goldilocks_of_sum(goldilocks_sum a) {
  return goldilocks_add_canonical(a.low, ((w64)a.top << 32) - a.top);
}

#define POSEIDON2_TERM goldilocks_sum
#define POSEIDON2_SUM(a, b) goldilocks_sum_add(a, b)

#endif
