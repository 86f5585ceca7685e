/* host/result/environment_difference: two made-up environments, and what is said of them. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/result/environment_difference.h"

/* A document with these members of `host`, and these of `proofmark` behind them. */
static cJSON *document(const char *host, const char *rest) {
  char text[8192];
  snprintf(text, sizeof text,
           "{\"context\": {\"host_name\": \"here\"}, \"proofmark\": {\"host\": {%s}%s}}", host,
           rest);
  cJSON *root = cJSON_Parse(text);
  if (!root)
    fail_msg("no JSON: %s", text);
  return root;
}

/* What is said of the two, which are freed. */
static char *said(cJSON *base, cJSON *contender) {
  struct pm_environment_differences d = pm_environment_compare(base, contender);
  assert_true(d.complete);
  char *text;
  size_t bytes;
  FILE *stream = open_memstream(&text, &bytes);
  pm_environment_print(&d, stream);
  fclose(stream);
  pm_environment_differences_free(&d);
  cJSON_Delete(base);
  cJSON_Delete(contender);
  return text;
}

static void assert_said(cJSON *base, cJSON *contender, const char *expected) {
  char *text = said(base, contender);
  assert_string_equal(text, expected);
  free(text);
}

static void equal_environments_are_the_same(void **state) {
  (void)state;
  const char host[] = "\"cpu\": \"A\", \"turbo\": true, \"load_average\": [0.2, 1, 1]";
  const char near[] = "\"cpu\": \"A\", \"turbo\": true, \"load_average\": [0.4, 2, 2]";
  assert_said(document(host, ", \"seed\": 1"), document(near, ", \"seed\": 1"), "the same\n");
}

static void what_differs_is_said_in_order(void **state) {
  (void)state;
  assert_said(
      document(
          "\"kernel\": \"Linux 6.1.0-18\", \"microcode\": \"0x1\", \"turbo\": true, \"smt\": "
          "\"on\", "
          "\"governor\": {\"policy0\": \"performance\", \"policy1\": \"performance\"}, "
          "\"cgroup\": {\"cpu_limited\": true, \"cpu_limit_cpus\": 2, \"memory_limited\": false}, "
          "\"memory\": {\"total_bytes\": 8589934592}, \"load_average\": [0.1, 0, 0]",
          ", \"seed\": 1, \"build\": {\"commit\": \"0123456789abcdef\", \"dirty\": false}"),
      document("\"kernel\": \"Linux 6.1.0-21\", \"microcode\": \"0x2\", \"turbo\": false, \"smt\": "
               "\"on\", "
               "\"governor\": {\"policy0\": \"performance\", \"policy1\": \"powersave\"}, "
               "\"cgroup\": {\"cpu_limited\": false, \"cpu_limit_cpus\": null, \"memory_limited\": "
               "true, "
               "\"memory_limit_bytes\": 1073741824}, "
               "\"memory\": {\"total_bytes\": 17179869184}, \"load_average\": [3.2, 0, 0]",
               ", \"seed\": 2, \"build\": {\"commit\": \"0123456789abcdef\", \"dirty\": true}"),
      "the same but for: microcode 0x1 and 0x2; memory 8.00 GiB and 16.00 GiB; kernel Linux "
      "6.1.0-18 and "
      "Linux 6.1.0-21; governor performance and performance (1), powersave (1); turbo on and off; "
      "limit on "
      "processors 2 and none; limit on memory none and 1.00 GiB; commit 0123456789ab and "
      "0123456789ab with "
      "changes; seed 1 and 2; load before 0 and 3\n");
}

static void rows_of_tables_are_named(void **state) {
  (void)state;
  assert_said(
      document("\"isa\": {\"avx2\": true, \"sha_ni\": true}, \"mitigations\": {\"mds\": "
               "\"Vulnerable\"}, "
               "\"libraries\": {\"liba.so.1\": \"1.0\", \"libb.so.2\": \"2.0\"}, \"variables\": {}",
               ""),
      document(
          "\"isa\": {\"avx2\": true, \"sha_ni\": false}, \"mitigations\": {\"mds\": \"Not "
          "affected\"}, "
          "\"libraries\": {\"liba.so.1\": \"1.1\"}, \"variables\": {\"POCL_DEVICES\": \"basic\"}",
          ""),
      "the same but for: instruction set sha_ni on and off; mitigation of mds Vulnerable and Not "
      "affected; variable POCL_DEVICES none and basic; library liba.so.1 1.0 and 1.1; library "
      "libb.so.2 2.0 and none\n");
}

/* A file of an earlier version does not lack every library; it says nothing about them. */
static void what_a_side_does_not_record_is_no_difference(void **state) {
  (void)state;
  assert_said(document("\"cpu\": \"A\"", ""),
              document("\"cpu\": \"A\", \"smt\": \"on\", \"libraries\": {\"liba.so.1\": \"1\", "
                       "\"libb.so.1\": \"2\"}",
                       ""),
              "the same; not recorded in base: SMT, libraries\n");
  assert_said(document("\"cpu\": null, \"smt\": \"on\"", ""), document("\"cpu\": \"A\"", ""),
              "the same; not recorded in base: CPU; not recorded in contender: SMT\n");
}

static void devices_and_their_drivers(void **state) {
  (void)state;
  assert_said(
      document("",
               ", \"devices\": [{\"id\": \"cpu\", \"name\": \"X\"}, {\"id\": \"cuda:0\", \"name\": "
               "\"H100\", \"driver\": \"550.54\", \"ecc\": true, \"power_limit_w\": 700, "
               "\"clocks\": {\"stated_mhz\": 1980}}]"),
      document("",
               ", \"devices\": [{\"id\": \"cpu\", \"name\": \"Y\"}, {\"id\": \"cuda:0\", \"name\": "
               "\"H100\", \"driver\": \"560.28\", \"ecc\": false, \"power_limit_w\": 500, "
               "\"clocks\": {\"stated_mhz\": 1755}}]"),
      "the same but for: cuda:0 driver 550.54 and 560.28; cuda:0 power limit in W 700 and 500; "
      "cuda:0 "
      "ECC on and off; cuda:0 clock in MHz 1980 and 1755\n");
}

/* Where the results go is none of their environment. */
static void arguments_without_the_files(void **state) {
  (void)state;
  assert_said(
      document(
          "",
          ", \"argv\": [\"proofmark run\", \"hash/x\", \"--json\", \"a.json\", \"--seed\", \"7\"]"),
      document(
          "",
          ", \"argv\": [\"other\", \"hash/x\", \"--json=b.json\", \"--csv=c\", \"--seed\", \"7\"]"),
      "the same\n");
  assert_said(document("", ", \"argv\": [\"proofmark run\", \"--threads\", \"1\"]"),
              document("", ", \"argv\": [\"proofmark run\", \"--threads\", \"2\", \"-j\"]"),
              "the same but for: arguments --threads 1 and --threads 2\n");
}

static void long_values_show_where_they_differ(void **state) {
  (void)state;
  char base[600], contender[600], expected[64] = "…b and …c";
  snprintf(base, sizeof base, "\"cpu\": \"%0200d b\"", 0);
  snprintf(contender, sizeof contender, "\"cpu\": \"%0200d c\"", 0);
  char *text = said(document(base, ""), document(contender, ""));
  assert_non_null(strstr(text, expected));
  free(text);
  snprintf(base, sizeof base, "\"cpu\": \"b%0200d\"", 0);
  snprintf(contender, sizeof contender, "\"cpu\": \"c%0200d\"", 0);
  text = said(document(base, ""), document(contender, ""));
  assert_non_null(strstr(text, "00… and c00"));
  free(text);
}

/* Escapes of terminals, line ends, members that are no texts, arrays in place of objects. */
static void hostile_values(void **state) {
  (void)state;
  char *text = said(
      document("\"cpu\": \"\\u001b[31mred\\n\", \"libraries\": {\"a\\u0007\": \"x\", \"b\": [1]}",
               ""),
      document(
          "\"cpu\": 7, \"libraries\": {\"a\\u0007\": \"y\", \"b\": {}}, \"governor\": [1, {}], "
          "\"isa\": 3, \"memory\": \"much\", \"load_average\": 1",
          ", \"devices\": [1, {\"id\": 2}, null], \"argv\": [1, \"--json\"]"));
  for (const char *c = text; *c; c++)
    assert_true((unsigned char)*c >= 0x20 || (*c == '\n' && !c[1]));
  assert_non_null(strstr(text, "CPU ?[31mred? and 7; library a? x and y"));
  free(text);
  cJSON *empty = cJSON_CreateObject(), *none = cJSON_CreateNull();
  assert_said(empty, none, "the same\n");
}

static void many_differences_are_counted_and_json_has_them_all(void **state) {
  (void)state;
  char base[4096] = "\"variables\": {\"A0\": \"1\"",
       contender[4096] = "\"variables\": {\"A0\": \"2\"";
  for (int i = 1; i < 40; i++) {
    snprintf(base + strlen(base), 40, ", \"A%d\": \"1\"", i);
    snprintf(contender + strlen(contender), 40, ", \"A%d\": \"2\"", i);
  }
  strcat(base, "}");
  strcat(contender, "}");
  cJSON *a = document(base, ""), *b = document(contender, "");
  struct pm_environment_differences d = pm_environment_compare(a, b);
  assert_int_equal(d.count, 40);
  char *text;
  size_t bytes;
  FILE *stream = open_memstream(&text, &bytes);
  struct pm_json json = pm_json_start(stream);
  pm_environment_print_json(&d, &json, NULL);
  fclose(stream);
  cJSON *array = cJSON_Parse(text);
  assert_int_equal(cJSON_GetArraySize(array), 40);
  const cJSON *last = cJSON_GetArrayItem(array, 39);
  assert_string_equal(cJSON_GetStringValue(cJSON_GetObjectItem(last, "what")), "variable A39");
  assert_string_equal(cJSON_GetStringValue(cJSON_GetObjectItem(last, "base")), "1");
  cJSON_Delete(array);
  free(text);
  pm_environment_differences_free(&d);
  text = said(a, b);
  assert_non_null(strstr(text, "; and 24 more (--json has them all)"));
  free(text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(equal_environments_are_the_same),
      cmocka_unit_test(what_differs_is_said_in_order),
      cmocka_unit_test(rows_of_tables_are_named),
      cmocka_unit_test(what_a_side_does_not_record_is_no_difference),
      cmocka_unit_test(devices_and_their_drivers),
      cmocka_unit_test(arguments_without_the_files),
      cmocka_unit_test(long_values_show_where_they_differ),
      cmocka_unit_test(hostile_values),
      cmocka_unit_test(many_differences_are_counted_and_json_has_them_all),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
