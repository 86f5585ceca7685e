/* The field's products as the coordinates use them: functions of an OpenCL driver for CPUs, which
 * would otherwise take minutes with the many of a formula (WIDE_CALLED), and inline everywhere
 * else. */
#ifndef PROOFMARK_KERNELS_CURVE_FIELD_PRODUCTS_H
#define PROOFMARK_KERNELS_CURVE_FIELD_PRODUCTS_H

#if defined(__OPENCL_VERSION__)

WIDE_CALLED fe curve_mul(fe a, fe b) { return fe_mul(a, b); }
LANE_FN fe curve_square(fe a) { return curve_mul(a, a); }
LANE_FN fe curve_enter(fe canonical) {
  const fe square = {{LIMBS_R2}};
  return curve_mul(canonical, square);
}
LANE_FN fe curve_leave(fe a) {
  const fe one = {{1}};
  return fe_normal(curve_mul(a, one));
}
LANE_FN fe curve_inverse(fe a) { return curve_enter(curve_enter(limbs_inverse_of(fe_normal(a)))); }

#else

LANE_FN fe curve_mul(fe a, fe b) { return fe_mul(a, b); }
LANE_FN fe curve_square(fe a) { return fe_square(a); }
LANE_FN fe curve_enter(fe canonical) { return fe_enter(canonical); }
LANE_FN fe curve_leave(fe a) { return fe_leave(a); }
LANE_FN fe curve_inverse(fe a) { return fe_inverse(a); }

#endif

#endif
