/* What a device is not given: a message longer than its kernels' stack of tree nodes can take. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "bench/hash/device_input.h"

static void a_message_too_long_for_the_kernels_is_refused(void **state) {
  (void)state;
  const uint64_t offsets[] = {0, 5, 5 + (uint64_t)HASH_GPU_MESSAGE_BYTES + 1};
  const struct hash_messages messages = {.offsets = offsets, .count = 2};
  struct device_input input;
  struct pm_error error;
  /* Refused before anything is read or a device is touched: there are neither. */
  assert_int_equal(device_input_open(&input, NULL, &messages, &error), PM_UNAVAILABLE);
  assert_non_null(strstr(error.text, "message 1 has 17179869185 bytes"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_message_too_long_for_the_kernels_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
