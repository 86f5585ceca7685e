/* How a multi-scalar multiplication is cut: into digits of scalars, sets of buckets, bins,
 * chunks. */
#ifndef PROOFMARK_KERNELS_MSM_SHAPE_H
#define PROOFMARK_KERNELS_MSM_SHAPE_H

#include "kernels/msm/msm.h"

enum {
  MSM_SCALAR_BITS = 8 * MSM_SCALAR_BYTES,
  MSM_DIGIT_BITS_MIN = 3,
  MSM_DIGIT_BITS_MAX = 20,
  MSM_DIGITS_MAX = (MSM_SCALAR_BITS + MSM_DIGIT_BITS_MIN) / MSM_DIGIT_BITS_MIN,
  MSM_LOG_BIN_MAX = 8,
  MSM_PART_MAX = 10240,   /* points that are summed by one piece */
  MSM_PART_SPLIT = 8192,  /* and of those that are too many at most so many each */
  MSM_LOG_GROUP_MAX = 12, /* buckets that are summed by one piece */
  MSM_CHUNKS_MAX = 128    /* of points, of which each is a piece */
};

/* A scalar is the sum of digit j times 2^(j · digit_bits). All digits but the last are signed, from
 * -2^(digit_bits - 1) on, the last is not, and takes what is left of 256 bits. A digit is zero or
 * its size less 1 is the number of a bucket in the digit's set.
 *
 * Buckets are numbered through all sets, 2^log_set to a set but the last, which may be larger, and
 * are sorted into bins of 2^log_bin. */
struct msm_shape {
  uint64_t count;
  unsigned digit_bits, digits;
  unsigned sets; /* one for each digit; with a table one for all */
  unsigned log_set, log_last_set, log_bin, log_group;
  uint64_t chunk; /* points */
};

struct msm_shape msm_shape(const struct msm_problem *problem, const struct prime_field *order);

/* What digits of a size make of it: all but the logarithms of bin and group, and the chunk. */
struct msm_shape msm_shape_of(const struct msm_problem *problem, const struct prime_field *order,
                              unsigned digit_bits);

static inline uint64_t msm_buckets(const struct msm_shape *shape) {
  return ((uint64_t)(shape->sets - 1) << shape->log_set) + (UINT64_C(1) << shape->log_last_set);
}
static inline uint64_t msm_bins(const struct msm_shape *shape) {
  return msm_buckets(shape) >> shape->log_bin;
}
static inline uint64_t msm_groups(const struct msm_shape *shape) {
  return msm_buckets(shape) >> shape->log_group;
}
static inline uint64_t msm_chunks(const struct msm_shape *shape) {
  return (shape->count + shape->chunk - 1) / shape->chunk;
}
/* The most digits that are not zero. */
static inline uint64_t msm_entries_max(const struct msm_shape *shape) {
  return shape->count * shape->digits;
}
static inline uint64_t msm_set_entries_max(const struct msm_shape *shape) {
  return msm_entries_max(shape) / shape->sets;
}
/* Points in the plan: with a table, multiple j of point i is point j · count + i. */
static inline uint64_t msm_points_held(const struct msm_shape *shape) {
  return shape->sets < shape->digits ? msm_entries_max(shape) : shape->count;
}

#endif
