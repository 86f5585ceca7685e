/* host/compare/amdahl: the law's figures, and what a share may look like. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "host/compare/amdahl.h"

static double parsed(const char *text) {
  double share = -1;
  struct pm_error error = {0};
  if (pm_share_parse(text, &share, &error) != PM_OK)
    fail_msg("%s: %s", text, error.text);
  return share;
}

static void shares_in_every_unit(void **state) {
  (void)state;
  assert_true(parsed("3us/840us") == 3.0 / 840);
  assert_true(fabs(parsed("3us/0.84ms") - 3.0 / 840) < 1e-15);
  assert_true(fabs(parsed("500ns/2µs") - 0.25) < 1e-15);
  assert_true(fabs(parsed("1.5e3ns/1s") - 1.5e-6) < 1e-18);
  assert_true(fabs(parsed("0.36%") - 0.0036) < 1e-15);
  assert_true(parsed("100%") == 1);
  assert_true(parsed("1s/1s") == 1);
}

static void bad_shares_are_told_what_a_share_is(void **state) {
  (void)state;
  static const char *const bad[] = {
      "",          "3",         "3us",        "3us/",       "/840us",
      "3us/840",   "3/840",     "3us/840us ", "3 us/840us", "3us/840us/2us",
      "0us/840us", "3us/0us",   "0us/0us",    "-3us/840us", "841us/840us",
      "0%",        "101%",      "-1%",        "nan%",       "inf%",
      "0x1%",      "3us/nanus", "3min/1h",    "3us/840us%", "1e400s/1s",
      "%",         "infs/infs", ".%"};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    double share;
    struct pm_error error = {0};
    if (pm_share_parse(bad[i], &share, &error) != PM_USAGE)
      fail_msg("'%s' was taken for %g", bad[i], share);
    assert_true(strstr(error.text, "share") != NULL);
  }
}

/* Python: f = 3/840; 1 / ((1 - f) + f / r) for r of 1.5, 10 and 0.5; 1 / (1 - f). */
static void the_law(void **state) {
  (void)state;
  struct pm_interval whole = pm_amdahl(3.0 / 840, (struct pm_interval){1.5, 0.5, 10});
  assert_true(fabs(whole.estimate - 1.00119189511323) < 1e-13);
  assert_true(fabs(whole.low - 0.99644128113879) < 1e-13);
  assert_true(fabs(whole.high - 1.0032246506628448) < 1e-13);
  assert_true(fabs(pm_amdahl_ceiling(3.0 / 840) - 1.003584229390681) < 1e-13);
}

/* Half of the time, twice as fast: 4/3; all of the time: as fast as the part. */
static void plain_cases(void **state) {
  (void)state;
  struct pm_interval two = {2, 1, INFINITY};
  assert_true(fabs(pm_amdahl(0.5, two).estimate - 4.0 / 3) < 1e-15);
  assert_true(pm_amdahl(0.5, two).low == 1);
  assert_true(pm_amdahl(0.5, two).high == 2);
  assert_true(pm_amdahl(1, two).estimate == 2);
  assert_true(isinf(pm_amdahl_ceiling(1)));
  assert_true(isnan(pm_amdahl(0.5, (struct pm_interval){NAN, NAN, NAN}).estimate));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(shares_in_every_unit),
      cmocka_unit_test(bad_shares_are_told_what_a_share_is),
      cmocka_unit_test(the_law),
      cmocka_unit_test(plain_cases),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
