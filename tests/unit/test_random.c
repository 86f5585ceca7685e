/* host/base/random.h: the values must not change between versions, because work identities are
 * digests of inputs made from them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "host/base/random.h"

/* Known answers from a second implementation, in Python with whole numbers modulo 2^64, of the
 * header's words; its finaliser gave 6457827717110365317 for the published first output of
 * SplitMix64 with seed 1234567. */
static void words_are_known(void **state) {
  (void)state;
  assert_true(pm_random_word(1, 2, 0) == UINT64_C(0x0e17b859d95c24ef));
  assert_true(pm_random_word(1, 2, 1) == UINT64_C(0x1111270bc6698f5e));
  assert_true(pm_random_word(1, 2, 2) == UINT64_C(0x409e256daaec8996));
  assert_true(pm_random_word(0, 0, 0) == UINT64_C(0xe220a8397b1dcdaf));
  assert_true(pm_random_word(UINT64_MAX, UINT64_MAX, UINT64_MAX) == UINT64_C(0x7689b2d9cb1c54ed));
}

static void bytes_are_the_words_little_endian(void **state) {
  (void)state;
  const uint8_t expected[16] = {0xef, 0x24, 0x5c, 0xd9, 0x59, 0xb8, 0x17, 0x0e,
                                0x5e, 0x8f, 0x69, 0xc6, 0x0b, 0x27, 0x11, 0x11};
  uint8_t bytes[16];
  pm_random_bytes(1, 2, 0, bytes, sizeof bytes);
  assert_memory_equal(bytes, expected, sizeof bytes);
}

static void any_part_equals_the_whole(void **state) {
  (void)state;
  uint8_t whole[67], part[sizeof whole + 2];
  pm_random_bytes(7, 9, 0, whole, sizeof whole);
  for (size_t offset = 0; offset <= sizeof whole; offset++)
    for (size_t count = 0; count <= sizeof whole - offset; count++) {
      memset(part, 0xa5, sizeof part);
      pm_random_bytes(7, 9, offset, part + 1, count);
      assert_memory_equal(part + 1, whole + offset, count);
      assert_int_equal(part[0], 0xa5);
      assert_int_equal(part[count + 1], 0xa5);
    }
}

static void offsets_beyond_32_bits_work(void **state) {
  (void)state;
  const uint64_t far = (UINT64_C(1) << 35) + 3;
  uint8_t bytes[5];
  pm_random_bytes(1, 2, far, bytes, sizeof bytes);
  uint64_t word = pm_random_word(1, 2, far / 8);
  for (unsigned i = 0; i < sizeof bytes; i++)
    assert_int_equal(bytes[i], (uint8_t)(word >> (8 * (3 + i))));
}

static void seeds_and_streams_differ(void **state) {
  (void)state;
  for (uint64_t a = 0; a < 32; a++)
    for (uint64_t b = 0; b < 32; b++) {
      if (a != b) {
        assert_true(pm_random_word(a, 0, 0) != pm_random_word(b, 0, 0));
        assert_true(pm_random_word(0, a, 0) != pm_random_word(0, b, 0));
        assert_true(pm_random_word(a, b, 0) != pm_random_word(b, a, 0));
      }
    }
}

/* Each of the 64 bits is set in about half of the words: 4096 words, 6 standard deviations of 32.
 */
static void bits_are_balanced(void **state) {
  (void)state;
  unsigned set[64] = {0};
  for (uint64_t i = 0; i < 4096; i++)
    for (unsigned bit = 0; bit < 64; bit++)
      set[bit] += (pm_random_word(3, 1, i) >> bit) & 1;
  for (unsigned bit = 0; bit < 64; bit++)
    assert_in_range(set[bit], 2048 - 192, 2048 + 192);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(words_are_known),
      cmocka_unit_test(bytes_are_the_words_little_endian),
      cmocka_unit_test(any_part_equals_the_whole),
      cmocka_unit_test(offsets_beyond_32_bits_work),
      cmocka_unit_test(seeds_and_streams_differ),
      cmocka_unit_test(bits_are_balanced),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
