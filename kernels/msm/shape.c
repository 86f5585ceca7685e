#include "kernels/msm/shape.h"

/* Digits of which the last, without a sign, has at most `last_bits_max` bits. */
static unsigned digits_for(unsigned order_bits, bool table, unsigned digit_bits) {
  /* All digits of a table share one set of buckets, and the last must not be larger than the others
   * can be. Otherwise it only matters how large it is of scalars below r. */
  const unsigned bits = table ? MSM_SCALAR_BITS + 1 : order_bits;
  return (bits + digit_bits - 1) / digit_bits;
}

/* Additions, roughly: of points to buckets, and two for a bucket. A set costs some inversions, too. */
static uint64_t cost(uint64_t count, unsigned order_bits, bool table, unsigned digit_bits) {
  enum { ADDITIONS_FOR_A_SET = 200 };
  const uint64_t digits = digits_for(order_bits, table, digit_bits), sets = table ? 1 : digits;
  return digits * count + sets * ((UINT64_C(1) << digit_bits) + ADDITIONS_FOR_A_SET);
}

static unsigned best_digit_bits(uint64_t count, unsigned order_bits, bool table) {
  unsigned best = MSM_DIGIT_BITS_MIN;
  for (unsigned bits = best; bits <= MSM_DIGIT_BITS_MAX; bits++)
    if (cost(count, order_bits, table, bits) < cost(count, order_bits, table, best))
      best = bits;
  return best;
}

static unsigned at_most(unsigned a, unsigned b) { return a < b ? a : b; }

/* Buckets to a bin, so that its points are about what one piece takes. In an entry of 32 bits, point,
 * sign and bucket have to have room. */
static unsigned log_bin_for(const struct msm_shape *shape) {
  unsigned log = at_most(shape->log_set, MSM_LOG_BIN_MAX);
  while (log > 0 && msm_points_held(shape) > UINT64_C(1) << (31 - log))
    log--;
  const uint64_t entries = msm_set_entries_max(shape);
  while (log > 0 && (entries << log >> shape->log_set) > MSM_PART_SPLIT)
    log--;
  return log;
}

static unsigned bits_of(const struct prime_field *field) {
  const unsigned limbs = field_limbs(field);
  return 64 * limbs - (unsigned)__builtin_clzll(field->modulus[limbs - 1]);
}

struct msm_shape msm_shape_of(const struct msm_problem *problem, const struct prime_field *order,
                              unsigned digit_bits) {
  const bool table = problem->points == MSM_POINTS_TABLE;
  struct msm_shape shape = {.count = problem->count, .digit_bits = digit_bits};
  shape.digits = digits_for(bits_of(order), table, digit_bits);
  shape.sets = table ? 1 : shape.digits;
  shape.log_set = digit_bits - 1;
  const unsigned last_bits = MSM_SCALAR_BITS - digit_bits * (shape.digits - 1);
  shape.log_last_set = last_bits > shape.log_set ? last_bits : shape.log_set;
  return shape;
}

struct msm_shape msm_shape(const struct msm_problem *problem, const struct prime_field *order) {
  const bool table = problem->points == MSM_POINTS_TABLE;
  struct msm_shape shape =
      msm_shape_of(problem, order, best_digit_bits(problem->count, bits_of(order), table));
  shape.log_bin = log_bin_for(&shape);
  shape.log_group = at_most(shape.log_set, MSM_LOG_GROUP_MAX);
  shape.chunk = (problem->count + MSM_CHUNKS_MAX - 1) / MSM_CHUNKS_MAX;
  return shape;
}
