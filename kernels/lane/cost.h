/* What an algorithm costs in operations on words of 32 bits, told apart by what processors have
 * apart: the least that a lane can do with. One on 64 bits counts as two, a product of 64 bits as
 * four wide ones.
 *
 * A cost is a lower bound, by which measurements are judged. It leaves out what an implementation
 * may spare: loads, changes of form, corrections that can be put off, rotations of 64 bits by 32
 * (two registers change names), and steps on constants. A plain shift counts half: where a rotation
 * has no instruction of its own it is three, and a shift is one of them. */
#ifndef PROOFMARK_KERNELS_LANE_COST_H
#define PROOFMARK_KERNELS_LANE_COST_H

struct lane_cost {
  double add;           /* additions, subtractions, logic of two inputs */
  double logic3;        /* logic of three inputs */
  double shift;         /* rotations, by bits or by bytes */
  double multiply;      /* products, the low 32 bits of them */
  double multiply_wide; /* products, all 64 bits of them, or the upper ones */
};

static inline struct lane_cost cost_sum(struct lane_cost a, struct lane_cost b) {
  return (struct lane_cost){a.add + b.add, a.logic3 + b.logic3, a.shift + b.shift,
                            a.multiply + b.multiply, a.multiply_wide + b.multiply_wide};
}

static inline struct lane_cost cost_times(double n, struct lane_cost a) {
  return (struct lane_cost){n * a.add, n * a.logic3, n * a.shift, n * a.multiply,
                            n * a.multiply_wide};
}

#endif
