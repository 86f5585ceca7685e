/* The scorecard against figures computed by hand, and what it refuses. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "host/report/scorecard.h"

/* --- made-up results files --------------------------------------------------------------- */

struct row {
  const char *work, *device, *boundary;
  unsigned threads;
  double median_ns;
  const char *distrust; /* NULL: to be trusted */
  double joules;        /* per iteration; 0: not read */
};

static void put_work(FILE *to, const char *id, const char *digest, double items,
                     const char *measures) {
  const size_t name = strcspn(id, "[");
  fprintf(to,
          "{\"id\": \"%s\", \"name\": \"%.*s\", \"input_digest\": \"%s\", \"item\": \"items\", "
          "\"items\": %.17g, \"model\": {\"memory\": 8000}, \"measures\": %s}",
          id, (int)name, id, digest, items, measures);
}

static void put_case(FILE *to, const struct row *row) {
  fprintf(
      to,
      ",{\"id\": \"%s/%s/%u/%s\", \"work\": \"%s\", \"implementation\": \"%s\", \"device\": "
      "\"%s\", "
      "\"binding\": {\"text\": \"auto\", \"threads\": %u}, \"boundary\": \"%s\", "
      "\"statistics\": {\"n\": 9, \"median_ns\": %.17g}, \"verified\": true, \"samples_ns\": [], ",
      row->work, row->device, row->threads, row->boundary, row->work,
      strcmp(row->device, "cpu") == 0 ? "cpu/x" : "cuda", row->device, row->threads, row->boundary,
      row->median_ns);
  if (row->distrust)
    fprintf(to, "\"verdict\": {\"status\": \"untrustworthy\", \"reasons\": [\"%s\"]}, ",
            row->distrust);
  if (row->joules > 0)
    fprintf(to,
            "\"energy\": {\"joules_per_iteration\": %.17g, \"source\": \"NVML\", "
            "\"idle_subtracted\": true, \"host\": {\"joules_per_iteration\": %.17g}}}",
            row->joules, 2 * row->joules);
  else
    fputs("\"energy\": null}", to);
}

/* w1 has 1000 items, w2 100; `copy` measures memory. `digest` is of w2's input. */
static struct pm_observation *observe(const char *host, const char *digest, const struct row *rows,
                                      size_t count) {
  char *text, name[64];
  size_t length;
  FILE *to = open_memstream(&text, &length);
  fprintf(
      to,
      "{\"context\": {\"host_name\": \"%s\"}, \"benchmarks\": [], \"proofmark\": {\"schema\": "
      "{\"name\": \"proofmark\", \"version\": \"1.1.0\"}, \"run_id\": \"r\", \"verdict\": "
      "{\"status\": \"ok\"}, \"devices\": [{\"id\": \"cpu\", \"kind\": \"cpu\", \"name\": "
      "\"Processor\"}, {\"id\": \"cuda:0\", \"kind\": \"gpu\", \"name\": \"Board 9\"}, {\"id\": "
      "\"opencl:0\", \"kind\": \"cpu\", \"name\": \"PoCL\"}], \"works\": [",
      host);
  put_work(to, "a/w1[n=1]", "d1", 1000, "null");
  putc(',', to);
  put_work(to, "b/w2[n=1]", digest, 100, "null");
  putc(',', to);
  put_work(to, "system/copy", "d3", 8000, "\"memory\"");
  fputs("], \"failures\": [{\"id\": \"f\", \"work\": \"b/w2[n=1]\", \"implementation\": \"cuda\", "
        "\"device\": \"cuda:0\", \"kind\": \"wrong output\"}], \"skipped\": [], \"cases\": [",
        to);
  const struct row copy = {"system/copy", "cpu", "resident", 2, 1000, NULL, 0};
  char *cases;
  size_t cases_length;
  FILE *list = open_memstream(&cases, &cases_length);
  put_case(list, &copy);
  for (size_t i = 0; i < count; i++)
    put_case(list, &rows[i]);
  fclose(list);
  fputs(cases + 1, to); /* without the first comma */
  fputs("]}}", to);
  fclose(to);
  struct pm_observation *observation;
  struct pm_error error;
  snprintf(name, sizeof name, "folder/%s.json", host);
  if (pm_observation_parse(name, text, length, &observation, &error) != PM_OK)
    fail_msg("%s", error.text);
  free(cases);
  free(text);
  return observation;
}

static const struct row alpha_rows[] = {
    {"a/w1[n=1]", "cpu", "resident", 1, 1.9e6, NULL, 0},
    {"a/w1[n=1]", "cpu", "resident", 2, 1e6, NULL, 0},
    {"a/w1[n=1]", "cuda:0", "kernel", 0, 1e5, NULL, 0},
    {"a/w1[n=1]", "cuda:0", "e2e", 0, 2.5e5, NULL, 0.5},
    {"a/w1[n=1]", "opencl:0", "e2e", 0, 10, NULL, 0},
    {"b/w2[n=1]", "cpu", "resident", 2, 1e6, NULL, 0},
};
static const struct row beta_rows[] = {
    {"a/w1[n=1]", "cpu", "resident", 2, 5e5, NULL, 0},
    {"a/w1[n=1]", "cuda:0", "e2e", 0, 1, "too noisy: ±50%", 0},
    {"b/w2[n=1]", "cpu", "resident", 2, 1e5, NULL, 0},
};

/* --- files of prices and mixes ----------------------------------------------------------- */

/* The file's name, in a folder that is the test's own. */
static const char *file_with(const char *text) {
  static char path[64];
  snprintf(path, sizeof path, "/tmp/proofmark_scorecard_%ld", (long)getpid());
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  fputs(text, file);
  assert_int_equal(fclose(file), 0);
  return path;
}

static struct pm_price_list *prices_of(const char *text) {
  struct pm_price_list *list;
  struct pm_error error;
  const char *path = file_with(text);
  if (pm_price_list_read(path, &list, &error) != PM_OK)
    fail_msg("%s", error.text);
  unlink(path);
  return list;
}

static struct pm_mix *mix_of(const char *text) {
  struct pm_mix *mix;
  struct pm_error error;
  const char *path = file_with(text);
  if (pm_mix_read(path, &mix, &error) != PM_OK)
    fail_msg("%s", error.text);
  unlink(path);
  return mix;
}

/* --- a scorecard of alpha and beta ------------------------------------------------------- */

struct fixture {
  const struct pm_observation *observations[2];
  struct pm_scorecard card;
};

static struct fixture score(const char *beta_digest, const struct pm_price_list *prices,
                            const struct pm_mix *mix, const char *base) {
  struct fixture f = {
      {observe("alpha", "d2", alpha_rows, 6), observe("beta", beta_digest, beta_rows, 3)}, {0}};
  const struct pm_scorecard_options options = {prices, mix, base};
  struct pm_error error;
  if (pm_scorecard_make(f.observations, 2, &options, &f.card, &error) != PM_OK)
    fail_msg("%s", error.text);
  return f;
}

static void drop(struct fixture *f) {
  pm_scorecard_free(&f->card);
  for (int i = 0; i < 2; i++)
    pm_observation_free((struct pm_observation *)f->observations[i]);
}

enum { ALPHA_CPU, ALPHA_GPU, BETA_CPU, BETA_GPU };

static void scores_are_of_the_best_case_that_is_trusted(void **state) {
  (void)state;
  struct fixture f = score("d2", NULL, NULL, NULL);
  assert_int_equal(f.card.place_count, 4); /* OpenCL on the CPU is none */
  assert_int_equal(f.card.work_count, 3);
  const struct pm_score *cpu = pm_scorecard_score(&f.card, 0, ALPHA_CPU);
  const struct pm_score *gpu = pm_scorecard_score(&f.card, 0, ALPHA_GPU);
  assert_float_equal(cpu->items_per_second, 1e6, 1e-3);
  assert_int_equal(cpu->best->threads, 2);
  assert_true(isnan(cpu->kernel_items_per_second) && isnan(cpu->joules_per_item));
  assert_float_equal(gpu->items_per_second, 4e6, 1e-3);
  assert_float_equal(gpu->kernel_items_per_second, 1e7, 1e-3);
  assert_float_equal(gpu->joules_per_item, 5e-4, 1e-12);
  assert_float_equal(gpu->host_joules_per_item, 1e-3, 1e-12);
  assert_string_equal(gpu->energy_source, "NVML");
  assert_true(gpu->idle_subtracted && isnan(gpu->cost_per_billion));
  /* 8000 bytes at 8 bytes a ns take 1 us of the case's 1 ms. */
  assert_float_equal(cpu->bound.share, 1e-3, 1e-12);
  assert_int_equal(cpu->bound.resource, PM_RESOURCE_MEMORY);
  assert_true(isnan(gpu->bound.share));
  assert_int_equal(pm_scorecard_best_place(&f.card, 0, 0), ALPHA_GPU);
  assert_int_equal(pm_scorecard_best_place(&f.card, 0, 1), BETA_CPU);
  drop(&f);
}

static void what_has_no_score_has_a_reason(void **state) {
  (void)state;
  struct fixture f = score("another", NULL, NULL, NULL);
  assert_null(pm_scorecard_score(&f.card, 0, BETA_GPU)->best);
  assert_string_equal(pm_scorecard_score(&f.card, 0, BETA_GPU)->reason,
                      "not to be trusted: too noisy: ±50%");
  assert_string_equal(pm_scorecard_score(&f.card, 1, ALPHA_GPU)->reason, "wrong output");
  assert_string_equal(pm_scorecard_score(&f.card, 1, BETA_CPU)->reason,
                      "another input than on the base machine");
  assert_true(isnan(pm_scorecard_score(&f.card, 1, BETA_CPU)->items_per_second));
  assert_string_equal(f.card.works[1].only_on, "alpha");
  assert_null(f.card.works[0].only_on);
  assert_string_equal(pm_scorecard_score(&f.card, 2, BETA_GPU)->reason, "not measured end to end");
  drop(&f);
}

/* 3.6 an hour is a thousandth a second: at 10^6 items a second, 10^9 take 1000 seconds and cost 1. */
static void a_cost_is_price_over_throughput(void **state) {
  (void)state;
  struct pm_price_list *prices =
      prices_of("{\"currency\": \"EUR\", \"date\": \"2024-05-01\", \"machines\": [{\"match\": "
                "\"Board*\", \"per_hour\": 7.2, \"what\": \"rented\"}, {\"match\": \"alpha\", "
                "\"per_hour\": 3.6}]}");
  struct fixture f = score("d2", prices, NULL, NULL);
  assert_float_equal(pm_scorecard_score(&f.card, 0, ALPHA_CPU)->cost_per_billion, 1, 1e-12);
  assert_float_equal(pm_scorecard_score(&f.card, 0, ALPHA_GPU)->cost_per_billion, 0.5, 1e-12);
  assert_true(isnan(pm_scorecard_score(&f.card, 0, BETA_CPU)->cost_per_billion));
  drop(&f);
  pm_price_list_free(prices);
}

/* r = 2e6 / 4e6 and 1e6 / 1e5 with weights 3 and 1: (0.5^3 * 10)^(1/4) = 1.25^(1/4). */
static void a_mean_is_weighted_and_geometric(void **state) {
  (void)state;
  struct pm_mix *mix = mix_of("{\"name\": \"m\", \"weights\": {\"a/*\": 3, \"b/w2[n=1]\": 1}}");
  struct fixture f = score("d2", NULL, mix, NULL);
  assert_int_equal(f.card.mean_count, 6);
  const struct pm_score_mean *means = f.card.means;
  assert_float_equal(means[0].mean, 1, 1e-12);                   /* alpha at its best, to itself */
  assert_float_equal(means[1].mean, 0.35355339059327373, 1e-12); /* its CPU: (1/4)^(3/4) */
  assert_true(isnan(means[2].mean));
  assert_string_equal(means[2].lacks, "b/w2[n=1]");
  assert_float_equal(means[3].mean, 1.0573712634405641, 1e-12); /* beta */
  assert_float_equal(means[4].mean, means[3].mean, 1e-12);
  drop(&f);
  /* The other way round it is the reciprocal. */
  f = score("d2", NULL, mix, "beta.json");
  assert_int_equal(f.card.base, 1);
  assert_float_equal(f.card.means[0].mean, 1 / 1.0573712634405641, 1e-12);
  drop(&f);
  pm_mix_free(mix);
}

static void works_under_a_pattern_share_its_weight(void **state) {
  (void)state;
  struct pm_mix *mix = mix_of("{\"name\": \"m\", \"weights\": {\"?/*\": 3, \"none/*\": 1}}");
  struct fixture f = score("d2", NULL, mix, NULL);
  assert_float_equal(f.card.works[0].weight, 1.5, 0);
  assert_float_equal(f.card.works[1].weight, 1.5, 0);
  assert_float_equal(f.card.works[2].weight, 0, 0);
  assert_true(isnan(f.card.means[0].mean)); /* the base itself lacks an entry */
  assert_string_equal(f.card.means[0].lacks, "none/*");
  drop(&f);
  pm_mix_free(mix);
}

static void an_unknown_base_is_refused(void **state) {
  (void)state;
  const struct pm_observation *observation = observe("alpha", "d2", alpha_rows, 6);
  const struct pm_scorecard_options options = {.base = "gamma"};
  struct pm_scorecard card;
  struct pm_error error;
  assert_int_equal(pm_scorecard_make(&observation, 1, &options, &card, &error), PM_USAGE);
  assert_non_null(strstr(error.text, "'gamma'"));
  assert_non_null(strstr(error.text, "alpha"));
  pm_scorecard_free(&card);
  pm_observation_free((struct pm_observation *)observation);
}

/* --- input that is wrong ----------------------------------------------------------------- */

static void bad_price_lists_are_refused(void **state) {
  (void)state;
  static const char *const bad[][2] = {
      {"", "line 1"},
      {"{\n \"currency\": \n}", "line 3"},
      {"[]", "object"},
      {"{\"date\": \"d\", \"machines\": []}", "currency"},
      {"{\"currency\": \"EUR\", \"machines\": []}", "date"},
      {"{\"currency\": \"EUR\", \"date\": \"d\"}", "machines"},
      {"{\"currency\": \"EUR\", \"date\": \"d\", \"machines\": [{}]}", "match"},
      {"{\"currency\": \"EUR\", \"date\": \"d\", \"machines\": [{\"match\": \"x\"}]}", "per_hour"},
      {"{\"currency\": \"EUR\", \"date\": \"d\", \"machines\": [{\"match\": \"x\", \"per_hour\": "
       "-1}]}",
       "per_hour"},
      {"{\"currency\": \"EUR\", \"date\": \"d\", \"machines\": [{\"match\": \"x\", \"per_hour\": "
       "1e999}]}",
       "per_hour"},
  };
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    struct pm_price_list *list = NULL;
    struct pm_error error = {.text = ""};
    const char *path = file_with(bad[i][0]);
    assert_int_equal(pm_price_list_read(path, &list, &error), PM_USAGE);
    assert_non_null(strstr(error.text, path));
    assert_non_null(strstr(error.text, bad[i][1]));
    unlink(path);
  }
}

static void bad_mixes_are_refused(void **state) {
  (void)state;
  static const char *const bad[][2] = {
      {"{\"weights\": {\"a\": 1}}", "name"},
      {"{\"name\": \"m\"}", "weights"},
      {"{\"name\": \"m\", \"weights\": {}}", "weights"},
      {"{\"name\": \"m\", \"weights\": {\"a\": 0}}", "\"a\""},
      {"{\"name\": \"m\", \"weights\": {\"a\": \"1\"}}", "\"a\""},
      {"{\"name\": \"m\", \"weights\": {\"a\": 1, \"a\": 2}}", "two weights"},
  };
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    struct pm_mix *mix = NULL;
    struct pm_error error = {.text = ""};
    const char *path = file_with(bad[i][0]);
    assert_int_equal(pm_mix_read(path, &mix, &error), PM_USAGE);
    assert_non_null(strstr(error.text, bad[i][1]));
    unlink(path);
  }
  struct pm_mix *mix = NULL;
  struct pm_error error;
  assert_int_equal(pm_mix_read("/nowhere/mix.json", &mix, &error), PM_IO);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(scores_are_of_the_best_case_that_is_trusted),
      cmocka_unit_test(what_has_no_score_has_a_reason),
      cmocka_unit_test(a_cost_is_price_over_throughput),
      cmocka_unit_test(a_mean_is_weighted_and_geometric),
      cmocka_unit_test(works_under_a_pattern_share_its_weight),
      cmocka_unit_test(an_unknown_base_is_refused),
      cmocka_unit_test(bad_price_lists_are_refused),
      cmocka_unit_test(bad_mixes_are_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
