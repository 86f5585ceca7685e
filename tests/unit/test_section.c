/* host/result/section: members of a results file that a module brings, and how modules become a program. */
#include "host/result/section.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bench/registry.h"
#include "host/cli/nearest.h"
#include "host/result/independent.h"
#include "host/result/merge.h"
#include "host/result/read.h"
#include "tests/unit/observation.h"

/* A number, and of several their sum; "lone" does not add up. */
static void write_number(const void *data, struct pm_json *json) {
  pm_json_number(json, NULL, *(const double *)data);
}

static cJSON *add_numbers(const cJSON *values) {
  double sum = 0;
  const cJSON *value;
  cJSON_ArrayForEach(value, values) sum += cJSON_GetNumberValue(value);
  return cJSON_CreateNumber(sum);
}

static const struct pm_section sum = {"sum", "{\"type\": \"number\"}", write_number, add_numbers},
                               lone = {"lone", "{\"type\": \"number\"}", write_number, NULL};
static const struct pm_section *const both[] = {&sum, &lone};
static const struct pm_sections known = {both, 2};

static struct pm_result *new_result(void) {
  struct pm_result *result;
  assert_int_equal(pm_result_new(made_up_argv, 7, &made_up_build, make_context("here"), make_host(),
                                 &result, NULL),
                   PM_OK);
  return result;
}

static void set(struct pm_result *result, const struct pm_section *section, double value) {
  pm_result_set_section(result, section, &value);
}

/* Frees the result. */
static struct pm_observation *observed(struct pm_result *result) {
  struct pm_observation *observation;
  pm_result_finish(result, false);
  assert_int_equal(pm_result_observe(result, &observation, NULL), PM_OK);
  pm_result_free(result);
  return observation;
}

/* NAN where there is no such section. */
static double number(const struct pm_observation *observation, const char *name) {
  return cJSON_GetNumberValue(pm_observed_section(observation, name));
}

/* --- writing and reading ----------------------------------------------------------------- */

static void a_file_has_any_number_of_sections(void **state) {
  (void)state;
  enum { MANY = 40 };
  struct pm_result *result = new_result();
  char names[MANY][24];
  for (int i = 0; i < MANY; i++) {
    snprintf(names[i], sizeof names[i], "section_%d", i);
    const struct pm_section section = {names[i], "{}", write_number, NULL};
    set(result, &section, -1);
    set(result, &section, i); /* in place of the first */
  }
  struct pm_observation *o = observed(result);
  for (int i = 0; i < MANY; i++)
    assert_true(number(o, names[i]) == i);
  assert_null(pm_observed_section(o, "section_40"));
  assert_null(pm_observed_section(o, "cases")); /* which is no section */
  pm_observation_free(o);
}

#define FILE_A "test_out/section_a.json"
#define FILE_B "test_out/section_b.json"

static void save(struct pm_result *result, const char *path) {
  struct pm_error error;
  assert_int_equal(pm_folder_make("test_out", &error), PM_OK);
  pm_result_finish(result, false);
  assert_int_equal(pm_result_save(result, path, &error), PM_OK);
  pm_result_free(result);
}

static void a_resumed_run_has_the_sections_and_may_set_them_anew(void **state) {
  (void)state;
  struct pm_result *result = new_result();
  set(result, &sum, 1);
  set(result, &lone, 2);
  pm_result_set_member(result, "independent", "{\"runs\": 2}");
  save(result, FILE_A);
  assert_int_equal(pm_result_resume(FILE_A, made_up_argv, 7, &made_up_build, make_context("here"),
                                    make_host(), &result, NULL),
                   PM_OK);
  cJSON *earlier = pm_result_section(result, "sum");
  assert_true(cJSON_GetNumberValue(earlier) == 1);
  cJSON_Delete(earlier);
  assert_null(pm_result_section(result, "other"));
  set(result, &sum, 10);
  struct pm_observation *o = observed(result);
  assert_true(number(o, "sum") == 10 && number(o, "lone") == 2);
  /* The figures over runs are of the cases that the earlier file had. */
  assert_null(cJSON_GetObjectItem(cJSON_GetObjectItem(o->root, "proofmark"), "independent"));
  pm_observation_free(o);
}

/* --- several files ----------------------------------------------------------------------- */

static struct pm_observation *merge(const struct pm_sections *sections) {
  struct pm_result *result;
  const struct pm_merge_options options = {.latest = true, .sections = sections};
  assert_int_equal(pm_results_merge((const char *const[]){FILE_A, FILE_B}, 2, made_up_argv,
                                    &options, &result, NULL),
                   PM_OK);
  return observed(result);
}

static void merging_joins_what_is_known_and_keeps_all(void **state) {
  (void)state;
  for (int alike = 0; alike < 2; alike++) {
    struct pm_result *first = new_result(), *second = new_result();
    set(first, &sum, 1);
    set(first, &lone, 5);
    set(second, &sum, 2);
    set(second, &lone, alike ? 5 : 6);
    save(first, FILE_A);
    save(second, FILE_B);
    struct pm_observation *knowing = merge(&known), *not_knowing = merge(NULL);
    assert_true(number(knowing, "sum") == 3);
    assert_null(pm_observed_section(not_knowing, "sum"));
    for (int k = 0; k < 2; k++) {
      struct pm_observation *o = k ? knowing : not_knowing;
      assert_int_equal(pm_observed_section(o, "lone") != NULL, alike);
      const cJSON *parts = cJSON_GetObjectItem(cJSON_GetObjectItem(o->root, "proofmark"), "merged");
      const cJSON *kept = cJSON_GetObjectItem(cJSON_GetArrayItem(parts, 1), "sections");
      assert_true(cJSON_GetNumberValue(cJSON_GetObjectItem(kept, "sum")) == 2);
      assert_int_equal(cJSON_GetArraySize(kept), 2);
      pm_observation_free(o);
    }
  }
}

static void independent_runs_join_theirs(void **state) {
  (void)state;
  struct pm_observation *runs[2];
  for (int i = 0; i < 2; i++) {
    struct pm_result *result = new_result();
    set(result, &sum, i + 1);
    set(result, &lone, i + 5);
    runs[i] = observed(result);
  }
  struct pm_independent independent;
  struct pm_result *joint;
  assert_true(pm_independent_compute(runs, 2, &independent));
  assert_int_equal(
      pm_independent_join(runs, 2, &independent, &known, made_up_argv, 0, false, &joint, NULL),
      PM_OK);
  struct pm_observation *o = observed(joint);
  assert_true(number(o, "sum") == 3);
  assert_true(number(o, "lone") == 5); /* the first run's */
  pm_observation_free(o);
  pm_independent_free(&independent);
  for (int i = 0; i < 2; i++)
    pm_observation_free(runs[i]);
}

/* --- the schema -------------------------------------------------------------------------- */

static void the_schema_has_the_sections(void **state) {
  (void)state;
  char *text = NULL;
  size_t bytes;
  FILE *to = open_memstream(&text, &bytes);
  assert_int_equal(pm_schema_print(&known, to, NULL), PM_OK);
  fclose(to);
  cJSON *schema = cJSON_Parse(text);
  assert_non_null(schema);
  const cJSON *definitions = cJSON_GetObjectItem(schema, "definitions");
  assert_non_null(cJSON_GetObjectItem(definitions, "section_sum"));
  assert_non_null(cJSON_GetObjectItem(definitions, "section_lone"));
  assert_non_null(cJSON_GetObjectItem(definitions, "case"));
  cJSON_Delete(schema);
  free(text);
}

/* --- what cannot be registered ----------------------------------------------------------- */

static void refused(const struct pm_section *first, const struct pm_section *second,
                    const char *because) {
  const struct pm_section *const items[] = {first, second};
  const struct pm_sections sections = {items, second ? 2 : 1};
  struct pm_error error;
  assert_int_equal(pm_sections_check(&sections, &error), PM_FAILED);
  if (!strstr(error.text, because))
    fail_msg("said: %s", error.text);
}

static void sections_that_cannot_be_are_refused(void **state) {
  (void)state;
  const struct pm_section again = sum;
  refused(&sum, &again, "'sum' is registered twice");
  refused(&(struct pm_section){"", "{}", write_number, NULL}, NULL, "lower-case");
  refused(&(struct pm_section){"a b", "{}", write_number, NULL}, NULL, "lower-case");
  refused(&(struct pm_section){"cases", "{}", write_number, NULL}, NULL, "such a member anyway");
  refused(&(struct pm_section){"soak", "{}", write_number, NULL}, NULL, "such a member anyway");
  refused(&(struct pm_section){"a", NULL, write_number, NULL}, NULL, "no usable schema");
  refused(&(struct pm_section){"a", "{", write_number, NULL}, NULL, "no usable schema");
  refused(&(struct pm_section){"a", "true", write_number, NULL}, NULL, "no usable schema");
  refused(&(struct pm_section){"a", "{\"$id\": \"x\"}", write_number, NULL}, NULL,
          "no usable schema");
  refused(&(struct pm_section){"a", "{}", NULL, NULL}, NULL, "no usable write");
}

static int run_nothing(int argc, char **argv, const struct pm_program *program) {
  (void)argc, (void)argv, (void)program;
  return PM_OK;
}

static void modules_become_a_program(void **state) {
  (void)state;
  static const struct pm_command commands[] = {{"one", "Some", "", run_nothing},
                                               {"two", "Some", "", run_nothing}};
  static const struct pm_work *const works[] = {&made_up_work};
  const struct pm_module empty = {0}, a = {.commands = commands, .command_count = 2},
                         b = {.works = {works, 1}, .sections = known},
                         c = {.commands = commands + 1, .command_count = 1};
  struct pm_program program;
  struct pm_error error;
  assert_int_equal(
      pm_program_open(&program, (const struct pm_module *const[]){&empty, &a, &b, NULL}, &error),
      PM_OK);
  assert_int_equal(program.command_count, 2);
  assert_string_equal(program.commands[1]->name, "two");
  assert_ptr_equal(program.works.works[0], &made_up_work);
  assert_ptr_equal(pm_section_by_name(&program.sections, "lone"), &lone);
  pm_program_close(&program);
  assert_int_equal(
      pm_program_open(&program, (const struct pm_module *const[]){&a, &b, &c, NULL}, &error),
      PM_FAILED);
  assert_string_equal(error.text, "two commands are named 'two'");
  pm_program_close(&program);
  assert_int_equal(
      pm_program_open(&program, (const struct pm_module *const[]){&b, &b, NULL}, &error),
      PM_FAILED);
  assert_string_equal(error.text, "two works are named 'hash/made_up'");
  pm_program_close(&program);
  assert_int_equal(pm_program_open(&program, bench_modules, &error), PM_OK);
  assert_int_equal(program.works.count, bench_registry.count);
  pm_program_close(&program);
}

/* A work that names another must find it: the law would be silent for ever. */
static void works_name_works_that_there_are(void **state) {
  (void)state;
  size_t named = 0;
  for (size_t i = 0; i < bench_registry.count; i++) {
    const struct pm_work *work = bench_registry.works[i];
    bool found = !work->not_slower_than;
    for (size_t k = 0; k < bench_registry.count && !found; k++)
      found = k != i && strcmp(bench_registry.works[k]->name, work->not_slower_than) == 0;
    if (!found)
      fail_msg("%s must not be slower than %s, which there is not", work->name,
               work->not_slower_than);
    named += work->not_slower_than != NULL;
  }
  assert_true(named > 0);
}

static void words_are_letters_apart(void **state) {
  (void)state;
  static const struct {
    const char *a, *b;
    size_t distance;
  } words[] = {{"run", "run", 0},       {"run", "rum", 1},    {"run", "rn", 1},
               {"verify", "verfiy", 1}, {"gate", "agte", 1},  {"report", "reprots", 2},
               {"", "soak", 4},         {"laws", "schema", 6}};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    assert_int_equal(pm_word_distance(words[i].a, words[i].b), words[i].distance);
    assert_int_equal(pm_word_distance(words[i].b, words[i].a), words[i].distance);
  }
  char longer[65];
  memset(longer, 'a', 64);
  longer[64] = '\0';
  assert_true(pm_word_distance(longer, "a") == SIZE_MAX);
  assert_int_equal(pm_word_distance(longer + 1, "a"), 62);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_file_has_any_number_of_sections),
      cmocka_unit_test(a_resumed_run_has_the_sections_and_may_set_them_anew),
      cmocka_unit_test(merging_joins_what_is_known_and_keeps_all),
      cmocka_unit_test(independent_runs_join_theirs),
      cmocka_unit_test(the_schema_has_the_sections),
      cmocka_unit_test(sections_that_cannot_be_are_refused),
      cmocka_unit_test(modules_become_a_program),
      cmocka_unit_test(works_name_works_that_there_are),
      cmocka_unit_test(words_are_letters_apart),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
