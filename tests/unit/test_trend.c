/* host/measure/trend.h against scipy 1.10: stats.theilslopes(y, x, 0.95). */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "host/measure/trend.h"

static void assert_close(double got, double expected) {
  if (!(fabs(got - expected) <= 1e-9 * fabs(expected)))
    fail_msg("got %.17g, expected %.17g", got, expected);
}

static void fill(double *x, double *y, size_t n) {
  for (size_t i = 0; i < n; i++) {
    x[i] = 5.0 * (double)i;
    y[i] = 100 + 0.02 * x[i] + (double)((i * 7919) % 101) / 50;
  }
}

static void slopes_are_known(void **state) {
  (void)state;
  double x[30], y[30];
  fill(x, y, 30);
  struct pm_trend t = pm_trend_fit(x, y, 30);
  assert_close(t.slope, 0.02240000000000009);
  assert_close(t.low, 0.01872727272727275);
  assert_close(t.high, 0.028615384615384716);
  y[3] = y[9] = y[20] = y[27] = 500; /* four of thirty, anything at all */
  t = pm_trend_fit(x, y, 30);
  assert_close(t.slope, 0.02240000000000009);
  assert_close(t.low, 0.015666666666666627);
  assert_close(t.high, 0.0300952380952382);
  const double few_x[] = {0, 1, 2, 4, 8}, few_y[] = {1, 3, 2, 5, 4};
  t = pm_trend_fit(few_x, few_y, 5);
  assert_close(t.slope, 0.4375);
  assert_close(t.low, -1);
  assert_close(t.high, 2);
}

static void what_is_not_known_is_left_out(void **state) {
  (void)state;
  const double x[] = {0, 1, 2, 3}, y[] = {NAN, 5, NAN, 9}, none[] = {NAN, NAN, NAN, 1};
  struct pm_trend t = pm_trend_fit(x, y, 4);
  assert_true(t.slope == 2 && isnan(t.low) && isnan(t.high));
  assert_true(isnan(pm_trend_fit(x, none, 4).slope));
  assert_true(isnan(pm_trend_fit(x, y, 0).slope));
  const double same_x[] = {1, 1}, any_y[] = {1, 2};
  assert_true(isnan(pm_trend_fit(same_x, any_y, 2).slope));
}

static void many_points_are_joined(void **state) {
  (void)state;
  static double x[50000], y[50000];
  fill(x, y, 50000);
  struct pm_trend t = pm_trend_fit(x, y, 50000);
  assert_true(fabs(t.slope - 0.02) < 1e-4);
  assert_true(t.low <= t.slope && t.slope <= t.high);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(slopes_are_known),
      cmocka_unit_test(what_is_not_known_is_left_out),
      cmocka_unit_test(many_points_are_joined),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
