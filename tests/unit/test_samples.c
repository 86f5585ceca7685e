/* host/result/samples.h: what is lifted and what is left, numbers against strtod, validity and places against
 * cJSON; and reading and comparing a file of many megabytes. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "host/base/random.h"
#include "host/compare/compare.h"
#include "host/measure/sorted.h"
#include "host/result/read.h"
#include "host/result/samples.h"

#define CASE(samples) "{\"proofmark\": {\"cases\": [{\"samples_ns\": " samples "}]}}"

/* A copy of `text` with the samples lifted out of it. */
static char *lift(const char *text, struct pm_lifted *lifted) {
  char *copy = strdup(text);
  assert_true(pm_samples_lift(copy, strlen(copy), lifted));
  assert_int_equal(strlen(copy), strlen(text));
  return copy;
}

static void assert_lifted(const char *text, size_t count, const double *expected) {
  struct pm_lifted lifted;
  char *rest = lift(text, &lifted);
  assert_true(lifted.count >= 1);
  if (!lifted.cases[0].samples_ns)
    fail_msg("not lifted: %s", text);
  assert_int_equal(lifted.cases[0].count, count);
  assert_memory_equal(lifted.cases[0].samples_ns, expected, count * sizeof *expected);
  assert_non_null(strstr(rest, "null"));
  pm_lifted_free(&lifted);
  free(rest);
}

static void assert_left(const char *text) {
  struct pm_lifted lifted;
  char *rest = lift(text, &lifted);
  for (size_t i = 0; i < lifted.count; i++)
    assert_null(lifted.cases[i].samples_ns);
  assert_string_equal(rest, text);
  pm_lifted_free(&lifted);
  free(rest);
}

static void plain_arrays_are_lifted(void **state) {
  (void)state;
  assert_lifted(CASE("[1, 2.5]"), 2, (double[]){1, 2.5});
  assert_lifted(CASE("[12]"), 1, (double[]){12});
  assert_lifted(CASE("[\n 1,\t2e3 ,\r\n0.25]"), 3, (double[]){1, 2000, 0.25});
  assert_lifted("{\"context\": {\"proofmark\": [{}]}, \"proofmark\": {\"argv\": [\"}]\\\"\"], "
                "\"cases\": [{\"verdict\": {\"samples_ns\": [7, 7]}, \"samples_ns\": [1, 2]}]}}",
                2, (double[]){1, 2});
  assert_lifted("{\"proofmark\": {\"cases\": [{\"samples_ns\": [1, 2], \"samples_ns\": [3, 4]}]}}",
                2, (double[]){1, 2});
}

static void cases_keep_their_places(void **state) {
  (void)state;
  struct pm_lifted lifted;
  char *rest =
      lift("{\"proofmark\": {\"cases\": [[1, 2], {\"samples_ns\": [3, 4]}, 5, {}, "
           "{\"samples_ns\": \"x\"}, {\"novel\": {\"a\": [{}, {}]}, \"samples_ns\": [6, 7, 8]}]}, "
           "\"cases\": [{\"samples_ns\": [9, 9]}]}",
           &lifted);
  assert_int_equal(lifted.count, 6);
  for (size_t i = 0; i < 6; i++)
    assert_true((lifted.cases[i].samples_ns != NULL) == (i == 1 || i == 5));
  assert_int_equal(lifted.cases[1].count, 2);
  assert_int_equal(lifted.cases[5].count, 3);
  assert_true(lifted.cases[5].samples_ns[2] == 8);
  assert_non_null(strstr(rest, "[9, 9]"));
  pm_lifted_free(&lifted);
  free(rest);
}

static void what_is_unusual_is_left(void **state) {
  (void)state;
  static const char *const left[] = {
      "",
      "{",
      "[1, 2, 3]",
      "{\"samples_ns\": [1, 2]}",
      "{\"proofmark\": [1, 2, 3]}",
      CASE("[]"),
      CASE("[-1, 2]"),
      CASE("[1e999]"),
      CASE("[1, null]"),
      CASE("[\"1\", 2]"),
      CASE("[[1, 2]]"),
      CASE("[01, 2]"),
      CASE("[1., 2]"),
      CASE("[.5, 2]"),
      CASE("[+1, 2]"),
      CASE("[1e, 2]"),
      CASE("[1e+, 2]"),
      CASE("[1, 2,]"),
      CASE("[1 2]"),
      CASE("[0x10, 2]"),
      CASE("[NaN, 2]"),
      CASE("[Infinity]"),
      CASE("[1, 2"),
      CASE("{\"a\": 1}"),
      CASE("1234"),
      "{\"proofmark\": {\"cases\": {\"samples_ns\": [1, 2]}}}",
      "{\"proofmark\": {\"cases\": [[{\"samples_ns\": [1, 2]}]]}}",
      "{\"proofmark\": {\"other\": [{\"samples_ns\": [1, 2]}]}}",
      "{\"proofmark\": {\"cases\": [{\"samples\\u005fns\": [1, 2]}]}}"};
  for (size_t i = 0; i < sizeof left / sizeof *left; i++)
    assert_left(left[i]);
}

static double lifted_number(const char *text) {
  char document[512];
  struct pm_lifted lifted;
  snprintf(document, sizeof document, CASE("[1, %s]"), text);
  char *rest = lift(document, &lifted);
  if (!lifted.cases[0].samples_ns || lifted.cases[0].count != 2)
    fail_msg("%s was not read as a number", text);
  double value = lifted.cases[0].samples_ns[1];
  pm_lifted_free(&lifted);
  free(rest);
  return value;
}

static void assert_as_strtod(const char *text) {
  double expected = strtod(text, NULL), got = lifted_number(text);
  if (memcmp(&expected, &got, sizeof got) != 0)
    fail_msg("%s: read as %.17g, it is %.17g", text, got, expected);
}

/* glibc's strtod rounds correctly; the texts are those that trip readers that do not. */
static void numbers_are_read_to_the_last_bit(void **state) {
  (void)state;
  static const char *const hard[] = {"0",
                                     "0.0",
                                     "-0",
                                     "1e0",
                                     "1E+2",
                                     "1e-2",
                                     "9007199254740991",
                                     "9007199254740992",
                                     "9007199254740993",
                                     "9007199254740993.0000000001",
                                     "1e22",
                                     "1e23",
                                     "999999999999999e22",
                                     "999999999999999e23",
                                     "123456789012345e-22",
                                     "123456789012345e-23",
                                     "4.9e-324",
                                     "2.4e-324",
                                     "1e-400",
                                     "2.2250738585072011e-308",
                                     "2.2250738585072014e-308",
                                     "1.7976931348623157e308",
                                     "0.1",
                                     "0.30000000000000004",
                                     "1000000000000000000000000",
                                     "18446744073709551616",
                                     "123456789012345678901234567890",
                                     "0.000000000000000000000000000001234567890123456789",
                                     "7.2057594037927933e16",
                                     "8.41e21",
                                     "9.5e-15"};
  for (size_t i = 0; i < sizeof hard / sizeof *hard; i++)
    assert_as_strtod(hard[i]);
  for (unsigned i = 0; i < 20000; i++) {
    uint64_t word = pm_random_word(5, 1, i);
    char text[64];
    snprintf(text, sizeof text, "%.*g", (int)(1 + word % 17),
             (double)(word >> 11) * pow(10, (double)(word % 30) - 20));
    assert_as_strtod(text);
  }
}

static const char *parse_end(const char *text, cJSON **tree) {
  const char *end = text;
  *tree = cJSON_ParseWithLengthOpts(text, strlen(text) + 1, &end, true);
  return end;
}

/* Every byte of a document is put out of order: it is valid after lifting where it was before, and what is
 * wrong is found at the same place unless it stands in the samples. */
static void validity_and_places_are_kept(void **state) {
  (void)state;
  const char good[] =
      "{\"a\": [1, \"x\\\"[\"],\n \"proofmark\": {\"cases\": [\n{\"samples_ns\": [1,\n "
      "2.5, 1e3], \"b\": 2}, {\"samples_ns\": [4, 5]}]}}";
  static const char bad[] = "]}[{\",:x1 \\";
  for (size_t at = 0; at < sizeof good - 1; at++)
    for (size_t b = 0; b < sizeof bad - 1; b++) {
      char text[sizeof good];
      struct pm_lifted lifted;
      cJSON *before, *after;
      memcpy(text, good, sizeof good);
      text[at] = bad[b];
      const char *wrong_before = parse_end(text, &before);
      char *rest = lift(text, &lifted);
      const char *wrong_after = parse_end(rest, &after);
      if (!before != !after || (!before && wrong_before - text != wrong_after - rest))
        fail_msg("%s\nbecomes\n%s", text, rest);
      cJSON_Delete(before);
      cJSON_Delete(after);
      pm_lifted_free(&lifted);
      free(rest);
    }
}

/* --- a large file ------------------------------------------------------------------------ */

enum { LARGE_CASES = 200, LARGE_SAMPLES = 12000 };

static const char head[] = "{\"proofmark\": {\"schema\": {\"name\": \"proofmark\", \"version\": "
                           "\"1.1.0\"}, \"devices\": [], "
                           "\"skipped\": [], \"failures\": [], \"works\": [";

static void put_case(FILE *stream, size_t work, const char *implementation, bool more) {
  fprintf(stream,
          "%s{\"id\": \"%zu/%s\", \"work\": \"w[n=%zu]\", \"implementation\": \"%s\", \"device\": "
          "\"cpu\", \"boundary\": \"resident\", \"verified\": true, \"samples_ns\": [",
          more ? "," : "", work, implementation, work, implementation);
}

static void put_works(FILE *stream, size_t count) {
  fputs(head, stream);
  for (size_t i = 0; i < count; i++)
    fprintf(stream, "%s{\"id\": \"w[n=%zu]\", \"name\": \"w\", \"input_digest\": \"%zu\"}",
            i ? "," : "", i, i);
  fputs("], \"cases\": [", stream);
}

/* In quarters, which have few digits in binary and decimal alike. */
static double made_up_time(size_t one, size_t sample) {
  return 20000 + 0.25 * (double)(pm_random_word(3, one, sample) % 4000);
}

/* Both implementations of a work have the same samples, but `b` doubled. */
static void put_large(FILE *stream) {
  put_works(stream, LARGE_CASES / 2);
  for (size_t i = 0; i < LARGE_CASES; i++) {
    put_case(stream, i / 2, i % 2 ? "b" : "a", i > 0);
    for (size_t k = 0; k < LARGE_SAMPLES; k++)
      fprintf(stream, "%s%.2f", k ? ", " : "", made_up_time(i / 2, k) * (i % 2 ? 2 : 1));
    fputs("]}", stream);
  }
  fputs("]}}\n", stream);
}

static void a_file_of_20_megabytes_is_read_and_compared(void **state) {
  (void)state;
  const char path[] = "test_out_samples.json";
  FILE *stream = fopen(path, "w");
  assert_non_null(stream);
  put_large(stream);
  assert_true(ftell(stream) > 20 << 20);
  assert_int_equal(fclose(stream), 0);
  struct pm_observation *observation;
  struct pm_error error;
  struct pm_comparison comparison;
  assert_int_equal(pm_observation_read(path, &observation, &error), PM_OK);
  remove(path);
  assert_int_equal(observation->case_count, LARGE_CASES);
  for (size_t i = 0; i < LARGE_CASES; i++) {
    const struct pm_observed_case *observed = &observation->cases[i];
    assert_int_equal(observed->sample_count, LARGE_SAMPLES);
    for (size_t k = 0; k < LARGE_SAMPLES; k++)
      assert_true(observed->samples_ns[k] == made_up_time(i / 2, k) * (i % 2 ? 2 : 1));
  }
  assert_int_equal(
      pm_compare_implementations(observation, "a", "b", &pm_compare_defaults, &comparison, &error),
      PM_OK);
  assert_int_equal(comparison.pair_count, LARGE_CASES / 2);
  for (size_t i = 0; i < comparison.pair_count; i++)
    assert_true(comparison.pairs[i].ratio.estimate == 0.5);
  pm_comparison_free(&comparison);
  pm_observation_free(observation);
}

static void cases_find_their_works_among_thousands(void **state) {
  (void)state;
  enum { WORKS = 30000 };
  char *text;
  size_t count;
  FILE *stream = open_memstream(&text, &count);
  put_works(stream, WORKS);
  for (size_t i = 0; i < WORKS; i++) {
    put_case(stream, (i * 7919) % WORKS, "a", i > 0);
    fputs("]}", stream);
  }
  fputs("]}}", stream);
  fclose(stream);
  struct pm_observation *observation;
  assert_int_equal(pm_observation_parse("x", text, count, &observation, NULL), PM_OK);
  for (size_t i = 0; i < WORKS; i++)
    assert_ptr_equal(observation->cases[i].work, &observation->works[(i * 7919) % WORKS]);
  assert_null(pm_observed_work_by_id(observation, "w[n=-1]"));
  pm_observation_free(observation);
  free(text);
}

/* --- sorting ----------------------------------------------------------------------------- */

static int by_value(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static void assert_sorts(const double *values, size_t n) {
  double *ours = malloc(n * sizeof *ours), *theirs = malloc(n * sizeof *theirs);
  memcpy(ours, values, n * sizeof *ours);
  memcpy(theirs, values, n * sizeof *theirs);
  pm_sort_doubles(ours, n);
  qsort(theirs, n, sizeof *theirs, by_value);
  for (size_t i = 0; i < n; i++)
    assert_true(ours[i] == theirs[i]);
  free(ours);
  free(theirs);
}

/* Few are inserted, many go by digits; signs, zeros, infinities, equal values and bits of every weight. */
static void sorting_agrees_with_qsort(void **state) {
  (void)state;
  static const double corners[] = {0.0,       -0.0,   1,       -1,    INFINITY,
                                   -INFINITY, 5e-324, -5e-324, 1e308, -1e308};
  static const size_t sizes[] = {1, 2, 3, 31, 32, 33, 255, 256, 257, 5000};
  double values[5000];
  for (unsigned kind = 0; kind < 3; kind++)
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
      for (size_t i = 0; i < sizes[s]; i++) {
        uint64_t word = pm_random_word(kind, s, i);
        double number = ldexp((double)(int64_t)word, (int)(word % 1500) - 800);
        values[i] = kind == 0   ? number
                    : kind == 1 ? (double)(word % 7)
                                : corners[word % (sizeof corners / sizeof *corners)];
      }
      assert_sorts(values, sizes[s]);
    }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(plain_arrays_are_lifted),
      cmocka_unit_test(cases_keep_their_places),
      cmocka_unit_test(what_is_unusual_is_left),
      cmocka_unit_test(numbers_are_read_to_the_last_bit),
      cmocka_unit_test(validity_and_places_are_kept),
      cmocka_unit_test(a_file_of_20_megabytes_is_read_and_compared),
      cmocka_unit_test(cases_find_their_works_among_thousands),
      cmocka_unit_test(sorting_agrees_with_qsort),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
