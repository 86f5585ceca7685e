/* Points of the curves and their sums, plainly: the oracle. Shares nothing with kernels/curve. */
#ifndef PROOFMARK_KERNELS_MSM_REFERENCE_H
#define PROOFMARK_KERNELS_MSM_REFERENCE_H

#include "kernels/field/reference.h"
#include "kernels/msm/msm.h"

/* A coordinate c[0] + c[1] u; c[1] is 0 where the degree is 1. */
struct msm_coordinate {
  struct field_number c[MSM_DEGREE_MAX];
};

struct msm_point {
  bool infinity; /* x and y are 0 then */
  struct msm_coordinate x, y;
};

/* msm_point_bytes() bytes, any alignment. read: false where a coordinate is not canonical or the point
 * not on the curve. */
bool msm_reference_read(const struct msm_curve *curve, const uint8_t *bytes,
                        struct msm_point *point);
void msm_reference_write(const struct msm_curve *curve, const struct msm_point *point,
                         uint8_t *bytes);

bool msm_reference_on_curve(const struct msm_curve *curve, const struct msm_point *point);

struct msm_point msm_reference_add(const struct msm_curve *curve, const struct msm_point *a,
                                   const struct msm_point *b);
struct msm_point msm_reference_multiply(const struct msm_curve *curve,
                                        const uint8_t scalar[MSM_SCALAR_BYTES],
                                        const struct msm_point *a);

/* The sum of scalars times points, one after another, as msm.h has them; `points` are valid. */
struct msm_point msm_reference_sum(const struct msm_curve *curve, const uint8_t *points,
                                   const uint8_t *scalars, uint64_t count);

/* The same for points that are multiples of the generator, by numbers in the form of scalars: one
 * multiplication of the generator by a sum of products modulo r. */
struct msm_point msm_reference_sum_of_multiples(const struct msm_curve *curve,
                                                const uint8_t *multiples, const uint8_t *scalars,
                                                uint64_t count);

#endif
