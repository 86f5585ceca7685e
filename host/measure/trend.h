/* Whether a series rises or falls: the slope of Theil and Sen, the median of the slopes through all
 * pairs of points (Theil, A rank-invariant method of linear and polynomial regression analysis,
 * 1950; Sen, Estimates of the regression coefficient based on Kendall's tau, JASA 63, 1968). A
 * quarter of the points may be anything at all without moving it far. */
#ifndef PROOFMARK_HOST_MEASURE_TREND_H
#define PROOFMARK_HOST_MEASURE_TREND_H

#include <stddef.h>

struct pm_trend {
  double slope; /* per unit of x; NAN of fewer than 2 points at different x, or without memory */
  double low,
      high; /* Sen's 95% interval (section 5), at its normal approximation; NAN below 5 points */
};

/* x in ascending order; points of which y is NAN are left out. More than a thousand points are
 * first joined, in equal parts, to their medians. */
struct pm_trend pm_trend_fit(const double *x, const double *y, size_t n);

#endif
