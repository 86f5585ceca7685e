/* How a GPU computes a multi-scalar multiplication: Pippenger's method as in cpu.h, with the
 * entries of all buckets sorted by bucket and cut into runs of one length, whatever the buckets
 * are, so that scalars that are mostly 0 and 1 leave no work-item with more to do than others.
 *
 * msm_curve.program has the kernels below (program.h), all but msm_terms in groups of
 * MSM_GPU_GROUP, over memory that is aligned to 16 bytes. Points are computed with in the field's
 * form, affine (msm_gpu_point_bytes, as they come) or as sums (msm_gpu_sum_bytes). For the curve's
 * points, once:
 *   msm_enter (in, uint64_t first, uint64_t count, out)         points first + i into the form
 *   msm_multiples (points, uint64_t count, uint32_t digit_bits, uint32_t digits)
 *                                                                and a table of them
 * Then, for the sums of all buckets, which are msm_clear(words, uint64_t bytes / 16)ed once, and
 * the points that are computed with at a time,
 *   msm_clear (places)
 *   msm_count (scalars, uint64_t first, uint64_t count, uint32_t digit_bits, uint32_t digits,
 *              uint32_t set_apart, places)
 *   msm_scan_sums (places, uint64_t buckets, tops)               a group for MSM_GPU_SCAN of them
 *   msm_scan_tops (tops, uint64_t groups)                        one group
 *   msm_scan_places (places, uint64_t buckets, tops)
 *   msm_scatter (scalars, first, count, digit_bits, digits, set_apart, uint64_t point_first,
 *                uint64_t digit_apart, places, entries)
 *   msm_accumulate (points, entries, places, uint32_t buckets, uint32_t runs, sums, parts,
 *   part_buckets)
 * and for level 1, 2, ..., while the level before had more than one run,
 *   msm_combine (parts, part_buckets, uint32_t slots, uint32_t level, places, buckets, runs, sums,
 *                parts_out, part_buckets_out)                    a work-item for MSM_GPU_FAN slots
 * A run leaves two slots. In the end log_set times, for the arrays 1, 2, ... of half as many sums
 * each time,
 *   msm_halve (in, uint64_t count, uint32_t arrays, out)         a work-item for two sums
 *   msm_terms (arrays, uint32_t count, uint32_t log_set, uint32_t sets, uint32_t digit_bits,
 *              uint32_t terms, out)                              MSM_GPU_TEAM work-items for a
 *                                                                term, in groups of
 *                                                                MSM_GPU_TERMS_GROUP
 *   msm_finish (terms, uint32_t terms, result)                   one group
 */
#ifndef PROOFMARK_KERNELS_MSM_MSM_GPU_H
#define PROOFMARK_KERNELS_MSM_MSM_GPU_H

#include "kernels/msm/gpu_sizes.h"
#include "kernels/msm/shape.h"

/* With digits of the size that is best for a GPU, of those up to `digit_bits_max`, which is at
 * least MSM_DIGIT_BITS_MIN. Of the shape the digits and sets are used, bins and groups are not. */
struct msm_shape msm_gpu_shape(const struct msm_problem *problem, const struct prime_field *order,
                               unsigned digit_bits_max);

static inline uint64_t msm_gpu_point_bytes(const struct msm_curve *curve) {
  return msm_point_bytes(curve);
}
static inline uint64_t msm_gpu_sum_bytes(const struct msm_curve *curve) {
  return 2 * msm_gpu_point_bytes(curve);
}

/* Buckets from one digit's to the next one's. */
static inline uint32_t msm_gpu_set_apart(const struct msm_shape *shape) {
  return shape->sets == 1 ? 0 : 1u << shape->log_set;
}

/* Sets of 2^log_set buckets; the last one counts as several. */
static inline uint32_t msm_gpu_halved_sets(const struct msm_shape *shape) {
  return (uint32_t)(msm_buckets(shape) >> shape->log_set);
}

/* Bits of the numbers of all sets' buckets. */
static inline uint32_t msm_gpu_terms(const struct msm_shape *shape) {
  return (shape->sets - 1) * shape->log_set + shape->log_last_set;
}

/* Into how many runs that many entries are cut. */
uint32_t msm_gpu_runs(uint64_t entries);

#endif
