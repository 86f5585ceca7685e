/* host/measure/distribution.h against scipy 1.10. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "host/measure/distribution.h"

static void assert_close(double got, double expected, double relative) {
  if (!(fabs(got - expected) <= relative * fabs(expected)))
    fail_msg("got %.17g, expected %.17g", got, expected);
}

/* scipy.special.betainc(a, b, x) */
static void beta_is_known(void **state) {
  (void)state;
  static const struct {
    double a, b, x, share;
  } known[] = {{0.5, 0.5, 0.3, 0.369010119565545},
               {2, 3, 0.5, 0.6875},
               {1, 1, 0.25, 0.25},
               {20, 30, 0.4, 0.507700199657648},
               {500, 3, 0.99, 0.121718198360719},
               {0.1, 5, 0.001, 0.612898359374994},
               {1000, 1000, 0.51, 0.81444734056854}};
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    assert_close(pm_beta_below(known[i].a, known[i].b, known[i].x), known[i].share, 1e-11);
  assert_true(pm_beta_below(2, 3, 0) == 0 && pm_beta_below(2, 3, 1) == 1);
  assert_true(isnan(pm_beta_below(2, 3, NAN)));
}

/* scipy.stats.f.sf(f, between, within) */
static void f_is_known(void **state) {
  (void)state;
  static const struct {
    double f, between, within, share;
  } known[] = {{1, 1, 8, 0.346593507087334},      {5.317655, 1, 8, 0.0500000012113703},
               {4, 3, 12, 0.0345903571556469},    {0.2, 7, 40, 0.983652511282072},
               {30, 1, 18, 3.34477822697302e-05}, {250, 1, 8, 2.55975325872614e-07}};
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    assert_close(pm_f_above(known[i].f, known[i].between, known[i].within), known[i].share, 1e-9);
  assert_true(pm_f_above(0, 1, 8) == 1 && isnan(pm_f_above(NAN, 1, 8)));
  assert_true(pm_f_above(INFINITY, 1, 8) == 0);
}

/* scipy.stats.binomtest(hits, n).proportion_ci(method="exact") */
static void binomial_intervals_are_known(void **state) {
  (void)state;
  static const struct {
    size_t hits, n;
    double low, high;
  } known[] = {{0, 40, 0, 0.0880973028788},
               {40, 40, 0.911902697121, 1},
               {2, 40, 0.00611364659935, 0.169196863959},
               {17, 400, 0.0249496192022, 0.0671761144387},
               {1, 1, 0.025, 1},
               {3, 1000, 0.00061909993165, 0.00874202323866},
               {5000, 10000, 0.49015138059, 0.50984861941}};
  for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
    double low, high;
    pm_binomial_interval(known[i].hits, known[i].n, &low, &high);
    assert_close(low, known[i].low, 1e-9);
    assert_close(high, known[i].high, 1e-9);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(beta_is_known),
      cmocka_unit_test(f_is_known),
      cmocka_unit_test(binomial_intervals_are_known),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
