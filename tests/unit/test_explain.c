/* What binds a case, and the words and the JSON that say so. */
#include <cjson/cJSON.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "host/laws/explain.h"
#include "tests/unit/limits.h"

/* What is printed; the caller's. */
static char *printed(const struct pm_explanation *explanation) {
  char *text = NULL;
  size_t bytes = 0;
  FILE *stream = open_memstream(&text, &bytes);
  pm_explanation_print(explanation, false, stream);
  fclose(stream);
  assert_null(strstr(text, "nan"));
  assert_null(strstr(text, "inf"));
  return text;
}

static void assert_says(const struct made_up *m, const struct pm_observed_case *observed,
                        enum pm_binding_kind kind, const char *words) {
  const struct pm_explanation e = pm_explain(&m->observation, observed);
  assert_int_equal(e.kind, kind);
  char *const text = printed(&e);
  if (!strstr(text, words))
    fail_msg("does not say '%s':\n%s", words, text);
  free(text);
}

/* A case of a second that takes `amount` of what 100 can be had of in a second. */
static struct pm_observed_case *add_bound(struct made_up *m, enum pm_resource resource,
                                          double amount) {
  add_limit(m, "cpu/simd", resource, 100);
  struct pm_observed_case *const observed = add_case(m, "cpu/simd", 1e9);
  work_of(m, observed)->model.amounts[resource] = amount;
  return observed;
}

static void computation_near_its_limit(void **state) {
  (void)state;
  struct made_up m = {0};
  const struct pm_observed_case *const observed = add_bound(&m, PM_RESOURCE_SHIFT, 85);
  assert_says(&m, observed, PM_BOUND_BY_COMPUTE,
              "Computation binds it: rotations: alone it would take 850.0 ms at the rate measured "
              "here, 85% of the time.");
  assert_says(&m, observed, PM_BOUND_BY_COMPUTE, "Little is left to gain on this processor");
}

static void computation_at_half_its_limit(void **state) {
  (void)state;
  struct made_up m = {0};
  assert_says(&m, add_bound(&m, PM_RESOURCE_SHIFT, 50), PM_BOUND_BY_COMPUTE,
              "The rest goes to what the count leaves out");
}

static void faster_than_the_machine(void **state) {
  (void)state;
  struct made_up m = {0};
  assert_says(&m, add_bound(&m, PM_RESOURCE_SHIFT, 120), PM_BOUND_BY_COMPUTE,
              "That is faster than the machine was measured to be");
}

/* 20 of 100 that the machine does are 80 of the 25 of an older instruction set. */
static void an_older_instruction_set(void **state) {
  (void)state;
  struct made_up m = {0};
  struct pm_observed_case *const observed = add_bound(&m, PM_RESOURCE_ADD, 20);
  observed->implementation = "cpu/older";
  assert_says(&m, observed, PM_BOUND_BY_NOTHING, "None of the measured limits binds it.");
  add_limit(&m, "cpu/older", PM_RESOURCE_ADD, 25);
  assert_says(&m, observed, PM_BOUND_BY_COMPUTE, "by the instructions that it uses");
  assert_says(&m, observed, PM_BOUND_BY_COMPUTE,
              "80%  additions and logic of two words, same code");
}

static void memory(void **state) {
  (void)state;
  struct made_up m = {0};
  struct pm_observed_case *const observed = add_bound(&m, PM_RESOURCE_MEMORY, 50);
  m.works[0].model.amounts[PM_RESOURCE_MEMORY] = 10;
  observed->modelled = false;
  assert_says(&m, observed, PM_BOUND_BY_MEMORY, "Memory binds it: memory read and written");
  assert_says(&m, observed, PM_BOUND_BY_MEMORY, "How many operations it takes is not known");
}

/* A third binds, and less does not. */
static void a_third_binds(void **state) {
  (void)state;
  struct made_up m = {0};
  struct pm_observed_case *const observed = add_bound(&m, PM_RESOURCE_ADD, 34);
  assert_int_equal(pm_explain(&m.observation, observed).kind, PM_BOUND_BY_COMPUTE);
  work_of(&m, observed)->model.amounts[PM_RESOURCE_ADD] = 33;
  assert_int_equal(pm_explain(&m.observation, observed).kind, PM_BOUND_BY_NOTHING);
}

/* A second end to end with a kernel of a tenth of it, of one work. */
static struct pm_observed_case *add_on_device(struct made_up *m, double kernel_ns) {
  struct pm_observed_case *const kernel = add_case(m, "cuda", kernel_ns);
  struct pm_observed_case *const e2e = add_case(m, "cuda", 1e9);
  on_device(kernel, &made_up_gpu, "kernel");
  on_device(e2e, &made_up_gpu, "e2e");
  kernel->work = e2e->work;
  return e2e;
}

static void the_way_to_the_device(void **state) {
  (void)state;
  struct made_up m = {0};
  struct pm_observed_case *const observed = add_on_device(&m, 0.1e9);
  on_device(add_limit(&m, "cuda", PM_RESOURCE_UPLOAD, 100), &made_up_gpu, "kernel");
  work_of(&m, observed)->model.amounts[PM_RESOURCE_UPLOAD] = 70;
  assert_says(&m, observed, PM_BOUND_BY_TRANSFER, "The way between host and device binds it");
  assert_says(
      &m, observed, PM_BOUND_BY_TRANSFER,
      "The kernel takes 100.0 ms of it, 10%: with none at all it would be 1.11 times as fast.");
}

static void starting_kernels(void **state) {
  (void)state;
  struct made_up m = {0};
  struct pm_observed_case *const observed = add_on_device(&m, 0.9e9);
  on_device(add_limit(&m, "cuda", PM_RESOURCE_LAUNCH, 2), &made_up_gpu, "e2e");
  work_of(&m, observed)->model.amounts[PM_RESOURCE_LAUNCH] = 1;
  assert_says(&m, observed, PM_BOUND_BY_LAUNCH,
              "an empty kernel and the wait for it take 500.0 ms, 50% of the time.");
}

/* Where transfers and launches take next to nothing and the kernel a tenth, the rest is the host's; where the
 * kernel takes most of the time, it is nobody's. */
static void the_host(void **state) {
  (void)state;
  struct made_up m = {0};
  struct pm_observed_case *const observed = add_on_device(&m, 0.1e9);
  on_device(add_limit(&m, "cuda", PM_RESOURCE_LAUNCH, 1000), &made_up_gpu, "e2e");
  work_of(&m, observed)->model.amounts[PM_RESOURCE_LAUNCH] = 1;
  assert_says(&m, observed, PM_BOUND_BY_HOST, "The host binds it");
  m.cases[0].statistics.median_ns = 0.9e9;
  assert_says(&m, observed, PM_BOUND_BY_NOTHING, "None of the measured limits binds it.");
}

static void what_was_not_measured(void **state) {
  (void)state;
  struct made_up m = {0};
  struct pm_observed_case *const observed = add_case(&m, "cpu/simd", 1e9);
  work_of(&m, observed)->model.amounts[PM_RESOURCE_ADD] = 1;
  work_of(&m, observed)->model.amounts[PM_RESOURCE_MEMORY] = 10;
  assert_says(&m, observed, PM_BOUND_BY_NOTHING,
              "cannot be said: no limit that it has was measured");
  assert_says(&m, observed, PM_BOUND_BY_NOTHING,
              "Not measured in this file: additions and logic of two words; memory read and "
              "written.");
  struct pm_explanation e = pm_explain(&m.observation, observed);
  assert_true(pm_explanation_lacks_limits(&e));
  /* A copy of 1000 bytes is measured, but too large to say anything of 10. */
  struct pm_observed_case *const copy = add_limit(&m, "cpu/simd", PM_RESOURCE_MEMORY, 100);
  work_of(&m, copy)->model.amounts[PM_RESOURCE_MEMORY] = 1000;
  add_limit(&m, "cpu/simd", PM_RESOURCE_ADD, 100);
  assert_says(&m, observed, PM_BOUND_BY_NOTHING,
              "It moves less memory than the smallest copy that was measured.");
  e = pm_explain(&m.observation, observed);
  assert_false(pm_explanation_lacks_limits(&e));
}

static void limits_say_that_they_are(void **state) {
  (void)state;
  struct made_up m = {0};
  struct pm_observed_case *const limit = add_limit(&m, "cpu/simd", PM_RESOURCE_ADD, 100);
  limit->trustworthy = false;
  assert_says(&m, limit, PM_BOUND_BY_NOTHING,
              "It measures a limit of the machine: additions and logic of two words.");
  assert_says(&m, limit, PM_BOUND_BY_NOTHING, "not to be trusted");
}

static void json_has_the_same_figures(void **state) {
  (void)state;
  struct made_up m = {.observation = {.file = (char *)"made-up.json"}};
  struct pm_observed_case *const observed = add_bound(&m, PM_RESOURCE_SHIFT, 85);
  work_of(&m, observed)->model.amounts[PM_RESOURCE_ADD] = 1;
  const struct pm_explanation e = pm_explain(&m.observation, observed);
  char *text = NULL;
  size_t bytes = 0;
  FILE *stream = open_memstream(&text, &bytes);
  pm_explanations_print_json(&m.observation, &e, 1, stream);
  fclose(stream);
  cJSON *const root = cJSON_Parse(text);
  assert_non_null(root);
  const cJSON *const written = cJSON_GetArrayItem(cJSON_GetObjectItem(root, "cases"), 0);
  assert_string_equal(cJSON_GetObjectItem(written, "bound_by")->valuestring, "compute");
  const cJSON *const bound = cJSON_GetArrayItem(cJSON_GetObjectItem(written, "bounds"), 0);
  assert_string_equal(cJSON_GetObjectItem(bound, "resource")->valuestring, "shift");
  assert_true(fabs(cJSON_GetObjectItem(bound, "share")->valuedouble - 0.85) < 1e-12);
  const cJSON *const lacks = cJSON_GetObjectItem(written, "not_measured");
  assert_string_equal(cJSON_GetArrayItem(lacks, 0)->valuestring, "add");
  cJSON_Delete(root);
  free(text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(computation_near_its_limit),
      cmocka_unit_test(computation_at_half_its_limit),
      cmocka_unit_test(faster_than_the_machine),
      cmocka_unit_test(an_older_instruction_set),
      cmocka_unit_test(memory),
      cmocka_unit_test(a_third_binds),
      cmocka_unit_test(the_way_to_the_device),
      cmocka_unit_test(starting_kernels),
      cmocka_unit_test(the_host),
      cmocka_unit_test(what_was_not_measured),
      cmocka_unit_test(limits_say_that_they_are),
      cmocka_unit_test(json_has_the_same_figures),
  };
  return cmocka_run_group_tests_name("explain", tests, NULL, NULL);
}
