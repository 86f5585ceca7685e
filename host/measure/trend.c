#include "host/measure/trend.h"

#include <math.h>
#include <stdlib.h>

#include "host/measure/sorted.h"
#include "host/measure/statistics.h"

enum { POINTS_MAX = 1000, INTERVAL_POINTS = 5 };

/* The points of which y is known, joined where they are too many. */
static size_t gather(const double *x, const double *y, size_t n, double *known_x, double *known_y) {
  size_t known = 0;
  for (size_t i = 0; i < n; i++)
    if (!isnan(y[i])) {
      known_x[known] = x[i];
      known_y[known++] = y[i];
    }
  if (known <= POINTS_MAX)
    return known;
  for (size_t part = 0; part < POINTS_MAX; part++) {
    size_t first = known * part / POINTS_MAX, end = known * (part + 1) / POINTS_MAX;
    known_x[part] = pm_median(known_x + first, end - first);
    known_y[part] = pm_median(known_y + first, end - first);
  }
  return POINTS_MAX;
}

static size_t all_slopes(const double *x, const double *y, size_t n, double *slopes) {
  size_t count = 0;
  for (size_t i = 0; i < n; i++)
    for (size_t k = i + 1; k < n; k++)
      if (x[k] > x[i])
        slopes[count++] = (y[k] - y[i]) / (x[k] - x[i]);
  return count;
}

/* Kendall's statistic has the variance n (n - 1) (2 n + 5) / 18, ties apart; the slopes of the ranks
 * (N -+ 1.96 sigma) / 2 bound the interval (Hollander and Wolfe, Nonparametric Statistical Methods, section 9.3). */
static void interval(const double *sorted, size_t count, size_t n, struct pm_trend *trend) {
  double points = (double)n, sigma = sqrt(points * (points - 1) * (2 * points + 5) / 18);
  double reach = 1.9599639845400545 * sigma;
  double low = round(((double)count - reach) / 2) - 1, high = round(((double)count + reach) / 2);
  trend->low = sorted[low > 0 ? (size_t)low : 0];
  trend->high = sorted[high < (double)count ? (size_t)high : count - 1];
}

struct pm_trend pm_trend_fit(const double *x, const double *y, size_t n) {
  struct pm_trend trend = {NAN, NAN, NAN};
  double *known = malloc((2 * n + 1) * sizeof *known);
  size_t points = known ? gather(x, y, n, known, known + n) : 0;
  double *slopes = points ? malloc((points * (points - 1) / 2 + 1) * sizeof *slopes) : NULL;
  size_t count = slopes ? all_slopes(known, known + n, points, slopes) : 0;
  if (count) {
    pm_sort_doubles(slopes, count);
    trend.slope = pm_sorted_median(slopes, count);
    if (points >= INTERVAL_POINTS)
      interval(slopes, count, points, &trend);
  }
  free(slopes);
  free(known);
  return trend;
}
