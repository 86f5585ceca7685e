/* The console on a terminal that the test makes (pty(7)), and on a file. */
#define _GNU_SOURCE /* posix_openpt */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cmocka.h>

#include "host/base/console.h"

static int keyboard = -1; /* the terminal's other end */
static FILE *terminal, *file;

static int open_both(void **state) {
  (void)state;
  keyboard = posix_openpt(O_RDWR | O_NOCTTY);
  file = tmpfile();
  if (keyboard < 0 || grantpt(keyboard) != 0 || unlockpt(keyboard) != 0 || !file)
    return -1;
  const int end = open(ptsname(keyboard), O_RDWR | O_NOCTTY);
  terminal = end < 0 ? NULL : fdopen(end, "w");
  return terminal ? 0 : -1;
}

static int close_both(void **state) {
  (void)state;
  fclose(terminal);
  fclose(file);
  close(keyboard);
  return 0;
}

static void colour_is_for_terminals(void **state) {
  (void)state;
  unsetenv("NO_COLOR");
  assert_true(pm_console_is_terminal(terminal));
  assert_true(pm_console_colour(terminal));
  assert_false(pm_console_is_terminal(file));
  assert_false(pm_console_colour(file));
}

static void no_color_is_honoured(void **state) {
  (void)state;
  setenv("NO_COLOR", "1", 1);
  assert_false(pm_console_colour(terminal));
  setenv("NO_COLOR", "", 1); /* as if it were not set */
  assert_true(pm_console_colour(terminal));
  assert_false(pm_console_colour(file));
  unsetenv("NO_COLOR");
}

static int columns_of(unsigned short columns) {
  const struct winsize size = {.ws_row = 24, .ws_col = columns};
  assert_int_equal(ioctl(keyboard, TIOCSWINSZ, &size), 0);
  return pm_console_columns(terminal);
}

static void columns_are_the_terminals(void **state) {
  (void)state;
  assert_int_equal(columns_of(132), 132);
  assert_int_equal(columns_of(20), 20);
  assert_int_equal(columns_of(19), 80);
  assert_int_equal(columns_of(0), 80); /* it does not say */
  assert_int_equal(pm_console_columns(file), 80);
}

static void one_path_is_standard_output(void **state) {
  (void)state;
  assert_true(pm_is_stdout("-"));
  assert_false(pm_is_stdout("--"));
  assert_false(pm_is_stdout(""));
  assert_false(pm_is_stdout(NULL));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(colour_is_for_terminals),
      cmocka_unit_test(no_color_is_honoured),
      cmocka_unit_test(columns_are_the_terminals),
      cmocka_unit_test(one_path_is_standard_output),
  };
  return cmocka_run_group_tests(tests, open_both, close_both);
}
