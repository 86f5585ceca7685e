/* Devices that are named with their machine, "gpu7/cuda:0": the names, and files that hold them. */
#include "host/base/device_id.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "host/compare/compare.h"
#include "host/compare/crossover.h"
#include "host/laws/law.h"
#include "host/report/scorecard.h"
#include "host/result/merge.h"
#include "host/result/table.h"
#include "tests/unit/observation.h"

/* --- the names ------------------------------------------------------------------------------- */

static void an_id_comes_apart(void **state) {
  (void)state;
  assert_string_equal(pm_device_id_local("cuda:0"), "cuda:0");
  assert_string_equal(pm_device_id_local("gpu7/cuda:0"), "cuda:0");
  assert_int_equal(pm_device_id_node_length("cuda:0"), 0);
  assert_int_equal(pm_device_id_node_length("gpu7/cuda:0"), 4);
  assert_true(pm_device_id_is_cpu("cpu"));
  assert_true(pm_device_id_is_cpu("gpu7/cpu"));
  assert_false(pm_device_id_is_cpu("gpu7/cuda:0"));
  assert_false(pm_device_id_is_cpu("cpu/cuda:0"));
  assert_true(pm_device_id_same_node("cuda:0", "cpu"));
  assert_true(pm_device_id_same_node("gpu7/cuda:0", "gpu7/cpu"));
  assert_false(pm_device_id_same_node("gpu7/cuda:0", "gpu8/cuda:0"));
  assert_false(pm_device_id_same_node("gpu7/cuda:0", "cuda:0"));
}

static void an_id_without_a_node_is_of_its_machine(void **state) {
  (void)state;
  assert_true(pm_device_id_same("cuda:0", "a", "cuda:0", "b")); /* two machines' first cards */
  assert_false(pm_device_id_same("cuda:0", "a", "cuda:1", "a"));
  assert_true(pm_device_id_same("a/cuda:0", "x", "a/cuda:0", "y"));
  assert_false(pm_device_id_same("a/cuda:0", "a", "b/cuda:0", "a"));
  assert_true(pm_device_id_same("a/cuda:0", "x", "cuda:0", "a"));
  assert_true(pm_device_id_same("cuda:0", "a", "a/cuda:0", NULL));
  assert_false(pm_device_id_same("a/cuda:0", "a", "cuda:0", "b"));
  assert_false(pm_device_id_same("a/cuda:0", "a", "cuda:0", NULL));
  assert_false(pm_device_id_same("a/cuda:0", "a", "cuda:1", "a"));
}

static void patterns_match_with_and_without_a_node(void **state) {
  (void)state;
  static const struct {
    const char *pattern;
    bool matches;
  } patterns[] = {{"cuda:0", true},      {"cuda:*", true},        {"*", true},
                  {"here/cuda:0", true}, {"here/*", true},        {"h*/cuda:?", true},
                  {"*/cuda:0", true},    {"there/cuda:0", false}, {"here/cuda:1", false},
                  {"here", false},       {"there/*", false},      {"/cuda:0", false}};
  for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++)
    if (pm_device_id_matches(patterns[i].pattern, "cuda:0", "here") != patterns[i].matches)
      fail_msg("%s", patterns[i].pattern);
}

/* --- files ----------------------------------------------------------------------------------- */

static const struct pm_implementation reference = {.name = "cpu/reference"};
static const struct pm_implementation cuda = {.name = "cuda", .on_device = true};
static uint64_t stream;

static struct pm_result *new_result(const char *host_name) {
  struct pm_result *result;
  assert_int_equal(pm_result_new(made_up_argv, 7, &made_up_build, make_context(host_name),
                                 make_host(), &result, NULL),
                   PM_OK);
  return result;
}

static void add(struct pm_result *result, uint64_t length, const char *device, const char *name,
                double median_ns) {
  struct pm_problem problem = make_problem(length, length == 64 ? 'a' : 'b');
  struct pm_device_info info = make_device(device, name);
  const bool cpu = pm_device_id_is_cpu(device);
  if (cpu)
    info.kind = PM_DEVICE_CPU;
  struct pm_case timed = make_case(&problem, cpu ? &reference : &cuda, &info, 0,
                                   cpu ? PM_BOUNDARY_RESIDENT : PM_BOUNDARY_E2E);
  struct pm_binding binding = {.text = "auto", .threads = 1, .numa_node = -1};
  struct pm_measurement m = make_measurement(median_ns, 100, ++stream);
  assert_int_equal(pm_result_add_case(result, &timed, cpu ? &binding : NULL, &m, NULL), PM_OK);
  free_measurement(&m);
}

static void add_node(struct pm_result *result, const char *node, double cpu_ns, double gpu_ns) {
  char device[24];
  for (uint64_t length = 64; length <= 128; length *= 2) {
    snprintf(device, sizeof device, "%s/cpu", node);
    add(result, length, device, "Made-up CPU", cpu_ns);
    snprintf(device, sizeof device, "%s/cuda:0", node);
    add(result, length, device, "Card", length == 64 ? gpu_ns : gpu_ns / 2);
  }
}

/* Frees the result. */
static struct pm_observation *observed(struct pm_result *result) {
  struct pm_observation *observation;
  pm_result_finish(result, false);
  assert_int_equal(pm_result_observe(result, &observation, NULL), PM_OK);
  pm_result_free(result);
  return observation;
}

/* Two nodes: the GPU of the one is 10 times its CPU, of the other 5 times. */
static struct pm_observation *fleet(void) {
  struct pm_result *result = new_result("head");
  add_node(result, "n1", 10000, 1000);
  add_node(result, "n2", 40000, 8000);
  return observed(result);
}

static const struct pm_observed_case *on(const struct pm_observation *o, const char *device,
                                         size_t work) {
  for (size_t i = 0; i < o->case_count; i++)
    if (o->cases[i].work == &o->works[work] && strcmp(o->cases[i].device, device) == 0)
      return &o->cases[i];
  fail_msg("no case on %s", device);
  return NULL;
}

static void every_node_has_its_devices_and_its_cpu(void **state) {
  (void)state;
  struct pm_observation *o = fleet();
  assert_int_equal(o->device_count, 5); /* and the head's own CPU */
  assert_int_equal(o->case_count, 8);
  const struct pm_observed_case *cpu1 = on(o, "n1/cpu", 0), *cpu2 = on(o, "n2/cpu", 0);
  assert_true(cpu1->on_cpu && cpu2->on_cpu && cpu1->threads == 1);
  assert_false(on(o, "n1/cuda:0", 0)->on_cpu);
  assert_string_equal(on(o, "n2/cuda:0", 0)->hardware->id, "n2/cuda:0");
  assert_ptr_equal(pm_cpu_best(o, &o->works[0], "n1/cuda:0").one_core, cpu1);
  assert_ptr_equal(pm_cpu_best(o, &o->works[0], "n2/cuda:0").one_core, cpu2);
  assert_null(pm_cpu_best(o, &o->works[0], "cuda:0").one_core);
  pm_observation_free(o);
}

static void the_table_sets_a_device_against_its_own_cpu(void **state) {
  (void)state;
  struct pm_observation *o = fleet();
  char *text = NULL;
  size_t bytes;
  FILE *to = open_memstream(&text, &bytes);
  pm_table_print(o, false, to);
  fclose(to);
  const char *first = strstr(text, "n1/cuda:0"), *second = strstr(text, "n2/cuda:0");
  assert_true(first && second);
  char row[256];
  snprintf(row, sizeof row, "%.*s", (int)strcspn(first, "\n"), first);
  if (!strstr(row, "10.0"))
    fail_msg("%s", row);
  snprintf(row, sizeof row, "%.*s", (int)strcspn(second, "\n"), second);
  if (!strstr(row, "5.0"))
    fail_msg("%s", row);
  free(text);
  pm_observation_free(o);
}

static void implementations_are_compared_within_a_node(void **state) {
  (void)state;
  struct pm_observation *o = fleet();
  struct pm_comparison comparison;
  assert_int_equal(pm_compare_implementations(o, "cpu/reference", "cuda", &pm_compare_defaults,
                                              &comparison, NULL),
                   PM_OK);
  assert_int_equal(comparison.pair_count, 4);
  for (size_t i = 0; i < comparison.pair_count; i++)
    assert_true(pm_device_id_same_node(comparison.pairs[i].base->device,
                                       comparison.pairs[i].contender->device));
  pm_comparison_free(&comparison);
  pm_observation_free(o);
}

/* A file of n2 alone names its card without a node; its counterpart among many is n2's. */
static void a_lone_file_meets_its_node(void **state) {
  (void)state;
  struct pm_observation *all = fleet();
  struct pm_result *result = new_result("n2");
  add(result, 64, "cuda:0", "Card", 8000);
  struct pm_observation *lone = observed(result);
  struct pm_compare_options options = pm_compare_defaults;
  options.across_machines = true;
  for (int turn = 0; turn < 2; turn++) {
    struct pm_comparison comparison;
    assert_int_equal(
        pm_compare_files(turn ? all : lone, turn ? lone : all, &options, &comparison, NULL), PM_OK);
    assert_int_equal(comparison.pair_count, 1);
    const struct pm_pair *pair = &comparison.pairs[0];
    assert_string_equal((turn ? pair->base : pair->contender)->device, "n2/cuda:0");
    pm_comparison_free(&comparison);
  }
  pm_observation_free(lone);
  pm_observation_free(all);
}

static void crossovers_and_scores_are_those_of_each_node(void **state) {
  (void)state;
  struct pm_observation *o = fleet();
  struct pm_crossovers crossovers;
  assert_int_equal(pm_crossovers_find(o, "length", NULL, &crossovers, NULL), PM_OK);
  assert_int_equal(crossovers.row_count, 2);
  pm_crossovers_free(&crossovers);
  assert_int_equal(pm_crossovers_find(o, "length", "n2/cuda:0", &crossovers, NULL), PM_OK);
  assert_int_equal(crossovers.row_count, 1);
  const struct pm_crossover *versus = &crossovers.rows[0].versus[PM_ONE_CORE];
  assert_string_equal(versus->cpu->device, "n2/cpu");
  assert_true(versus->speedup > 8 && versus->speedup < 12); /* 40000 / 4000 */
  pm_crossovers_free(&crossovers);

  struct pm_scorecard card;
  const struct pm_scorecard_options options = {0};
  assert_int_equal(
      pm_scorecard_make((const struct pm_observation *const[]){o}, 1, &options, &card, NULL),
      PM_OK);
  size_t scored = 0;
  for (size_t p = 0; p < card.place_count; p++) {
    const struct pm_score *score = pm_scorecard_score(&card, 0, p);
    if (score->best && card.places[p].device)
      assert_string_equal(score->best->device, card.places[p].label);
    scored += score->best != NULL;
  }
  assert_int_equal(scored, 4); /* two processors and two cards */
  pm_scorecard_free(&card);
  pm_observation_free(o);
}

static void laws_look_at_each_node_alone(void **state) {
  (void)state;
  struct pm_observation *o = fleet();
  struct pm_judgements judgements;
  assert_int_equal(pm_laws_judge(o, &PM_LAW_LIMITS_DEFAULT, &judgements, NULL), PM_OK);
  for (size_t i = 0; i < judgements.count; i++)
    if (strcmp(judgements.laws[i].law->name, "size_order") == 0) {
      assert_int_equal(judgements.laws[i].checked, 4);         /* four places */
      assert_int_equal(judgements.laws[i].violation_count, 2); /* both cards are made up so */
    }
  pm_judgements_free(&judgements);
  pm_observation_free(o);
}

#define N1 "test_out/node_1.json"
#define N2 "test_out/node_2.json"

static void save_node(const char *path, const char *node, const char *card) {
  struct pm_error error = {0};
  struct pm_result *result = new_result(node);
  char device[24];
  snprintf(device, sizeof device, "%s/cuda:0", node);
  add(result, 64, device, card, 1000);
  assert_int_equal(pm_folder_make("test_out", &error), PM_OK);
  pm_result_finish(result, false);
  assert_int_equal(pm_result_save(result, path, &error), PM_OK);
  pm_result_free(result);
}

static void files_of_several_nodes_merge(void **state) {
  (void)state;
  const struct pm_merge_options across = {.across_machines = true};
  struct pm_error error = {0};
  struct pm_result *result;
  save_node(N1, "n1", "Card");
  save_node(N2, "n2", "Another card");
  assert_int_equal(
      pm_results_merge((const char *const[]){N1, N2}, 2, made_up_argv, &across, &result, &error),
      PM_OK);
  struct pm_observation *o = observed(result);
  assert_int_equal(o->case_count, 2);
  assert_int_equal(o->device_count, 3);
  assert_string_equal(on(o, "n2/cuda:0", 0)->hardware->name, "Another card");
  pm_observation_free(o);
  /* One name for two cards is refused as ever. */
  save_node(N2, "n1", "Another card");
  assert_int_equal(pm_results_merge((const char *const[]){N1, N2}, 2, made_up_argv,
                                    &(struct pm_merge_options){.latest = true}, &result, &error),
                   PM_USAGE);
  assert_non_null(strstr(error.text, "n1/cuda:0 is Card in"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_id_comes_apart),
      cmocka_unit_test(an_id_without_a_node_is_of_its_machine),
      cmocka_unit_test(patterns_match_with_and_without_a_node),
      cmocka_unit_test(every_node_has_its_devices_and_its_cpu),
      cmocka_unit_test(the_table_sets_a_device_against_its_own_cpu),
      cmocka_unit_test(implementations_are_compared_within_a_node),
      cmocka_unit_test(a_lone_file_meets_its_node),
      cmocka_unit_test(crossovers_and_scores_are_those_of_each_node),
      cmocka_unit_test(laws_look_at_each_node_alone),
      cmocka_unit_test(files_of_several_nodes_merge),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
