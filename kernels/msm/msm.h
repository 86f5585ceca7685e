/* Multi-scalar multiplication, the sum of scalars times points of an elliptic curve: what the works
 * know of it.
 *
 * A curve is a folder beside this file and a line in curves.def, its oracle `ref_curve_<name>` in
 * cpu_ref/msm/. All of them are y^2 = x^3 + b. A point outside of a computation is its coordinates
 * x and y one after the other, each `degree` canonical elements of the coordinate field (of degree
 * 2 c0 and then c1 of c0 + c1 u, u^2 = -1); all bytes zero is the point at infinity. Points have to
 * be on the curve; whether they are in the subgroup of order r does not matter. A scalar is 32
 * bytes, little-endian, and any number of 256 bits: numbers from r on are right too, the result is
 * that of the number itself.
 */
#ifndef PROOFMARK_KERNELS_MSM_MSM_H
#define PROOFMARK_KERNELS_MSM_MSM_H

#include "kernels/field/field.h"
#include "kernels/lane/program.h"
#include "kernels/lane/stages.h"

enum {
  MSM_SCALAR_BYTES = 32,
  MSM_DEGREE_MAX = 2,
  MSM_POINT_BYTES_MAX = 2 * MSM_DEGREE_MAX * FIELD_BYTES_MAX
};

/* What is done about the points before the clock starts. */
enum msm_points {
  MSM_POINTS_FRESH, /* nothing: they come with the scalars */
  MSM_POINTS_FIXED, /* they are brought into the form that is computed in */
  MSM_POINTS_TABLE /* and so are their multiples by powers of 2, so that all digits share buckets */
};

struct msm_problem {
  uint64_t count; /* at least 1; times the digits of a scalar, up to 86, below 2^31 */
  enum msm_points points;
};

/* What depends on the problem and on points that are known beforehand, and scratch memory for one
 * run at a time. */
struct msm_plan;

/* A way to compute on the CPU. The tasks of the stages are the plan itself. How many pieces a stage
 * has is known when the stages before it are through; a piece takes up to 2 MiB of stack. */
struct msm_cpu {
  /* How much memory the plan takes. */
  uint64_t (*plan_bytes)(const struct msm_problem *problem);
  /* NULL: no memory. Points that are fixed, or in a table, are read by the stages `prepare`, once
   * and before the first run; `points` has to stay until then. Fresh points are NULL here. */
  struct msm_plan *(*plan)(const struct msm_problem *problem, const uint8_t *points);
  void (*plan_free)(struct msm_plan *plan);              /* NULL is fine */
  struct stages (*prepare)(const struct msm_plan *plan); /* none for fresh points */

  /* `points`: fresh ones, else NULL. `result`: one point. Any alignment; points and scalars keep
   * their contents. */
  void (*set)(struct msm_plan *plan, const uint8_t *points, const uint8_t *scalars,
              uint8_t *result);
  struct stages (*stages)(const struct msm_plan *plan);

  /* Makes inputs: point i of an array becomes scalar i times the generator, for i from first up to
   * last. Costs a few milliseconds once and then microseconds a point. false: no memory. */
  bool (*multiples)(const uint8_t *scalars, uint64_t first, uint64_t last, uint8_t *points);
};

struct msm_curve {
  const char *name;                            /* "bn254_g1": the work is msm/bn254_g1 */
  const char *title;                           /* "BN254 G1" */
  const char *standard;                        /* where the curve is defined */
  const struct prime_field *field;             /* of the coordinates */
  unsigned degree;                             /* of their extension of it: 1 or 2 */
  const struct prime_field *order;             /* of scalars: its modulus is r */
  uint8_t b[MSM_DEGREE_MAX * FIELD_BYTES_MAX]; /* of y^2 = x^3 + b, as a coordinate */
  const uint8_t *generator;                    /* a point of order r */
  const struct msm_cpu *portable;
  const struct msm_cpu *batch[LANE_ISA_COUNT]; /* NULL where there is no code for an ISA */
  const struct gpu_program *program;           /* msm_gpu.h */
};

static inline unsigned msm_point_bytes(const struct msm_curve *curve) {
  return 2 * curve->degree * curve->field->bytes;
}

#define MSM(name)                                                                                  \
  extern const struct msm_curve msm_##name;                                                        \
  extern const uint8_t msm_generator_##name[MSM_POINT_BYTES_MAX];
#include "kernels/msm/curves.def"
#undef MSM

#endif
