/* host/soak/: each law tripped and not, what a window takes from its sensors, and figures that are known. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>
#include <cmocka.h>

#include "host/soak/soak.h"

static const char *const names[] = {"work[a=1]/\"quoted\\\"\n/resident", "other"};
static const char *const items[] = {"messages", NULL};

enum { WINDOWS = 20 };

/* A machine without fault; `index` picks the case. */
static struct pm_soak_window good_window(size_t i, size_t index) {
  return (struct pm_soak_window){.index = index,
                                 .start_s = 5.0 * (double)i,
                                 .wall_s = 5,
                                 .iterations = 100,
                                 .timed_ns = 4e9,
                                 .slowest_ns = 5e7,
                                 .items_per_second = 1000 + (double)((i * 7) % 5),
                                 .cpu_mhz = 3000,
                                 .cpu_temperature_c = 60,
                                 .cpu_watts = 100,
                                 .cpu_throttles = 0,
                                 .others_share = 0.01,
                                 .steal_share = 0,
                                 .resident_bytes = 1e8,
                                 .gpu_mhz = 1700,
                                 .gpu_temperature_c = 70,
                                 .gpu_watts = 300};
}

static struct pm_soak good_soak(size_t case_count) {
  struct pm_soak soak = {.cases = names,
                         .items = items,
                         .case_count = case_count,
                         .minutes = 2,
                         .window_s = 5,
                         .started = "2024-01-01T00:00:00+00:00",
                         .finished = true};
  for (size_t i = 0; i < WINDOWS; i++) {
    struct pm_soak_window w = good_window(i, i % case_count);
    assert_true(pm_soak_add(&soak, &w));
  }
  return soak;
}

static struct pm_soak_finding judge(struct pm_soak *soak, enum pm_soak_law law) {
  struct pm_soak_finding findings[PM_SOAK_LAW_COUNT];
  pm_soak_judge(soak, findings);
  pm_soak_free(soak);
  if (findings[law].verdict == PM_SOAK_WARN)
    assert_int_equal(pm_soak_verdict(findings), PM_SOAK_WARN);
  return findings[law];
}

static void a_good_machine_breaks_no_law(void **state) {
  (void)state;
  for (size_t cases = 1; cases <= 2; cases++) {
    struct pm_soak soak = good_soak(cases);
    struct pm_soak_finding findings[PM_SOAK_LAW_COUNT];
    pm_soak_judge(&soak, findings);
    for (int law = 0; law < PM_SOAK_LAW_COUNT; law++)
      if (findings[law].verdict != PM_SOAK_OK || !*findings[law].text)
        fail_msg("%s: %s", pm_soak_law_name((enum pm_soak_law)law), findings[law].text);
    assert_int_equal(pm_soak_verdict(findings), PM_SOAK_OK);
    pm_soak_free(&soak);
  }
}

/* A value in all windows from `first` on. */
#define SET(soak, first, member, value)                                                            \
  for (size_t i = (first); i < (soak).count; i++)                                                  \
  (soak).windows[i].member = (value)

static void assert_warns(struct pm_soak *soak, enum pm_soak_law law, const char *words) {
  struct pm_soak_finding f = judge(soak, law);
  if (f.verdict != PM_SOAK_WARN || !strstr(f.text, words))
    fail_msg("%s: %s, not: %s", pm_soak_verdict_name(f.verdict), f.text, words);
}

static void each_law_is_tripped_by_its_fault(void **state) {
  (void)state;
  struct pm_soak soak = good_soak(1);
  soak.wrong = "item 7 differs";
  assert_warns(&soak, PM_SOAK_OUTPUT, "item 7");
  soak = good_soak(1);
  SET(soak, 0, items_per_second, 1000 - 3.0 * (double)i);
  assert_warns(&soak, PM_SOAK_DRIFT, "over the run");
  soak = good_soak(1);
  soak.windows[10].items_per_second = 850;
  assert_warns(&soak, PM_SOAK_RANGE, "850");
  soak = good_soak(1);
  SET(soak, 15, cpu_mhz, 2600);
  assert_warns(&soak, PM_SOAK_CPU_CLOCK, "processor clock from 2600 to 3000");
  soak = good_soak(1);
  SET(soak, 15, gpu_mhz, 1000);
  assert_warns(&soak, PM_SOAK_GPU_CLOCK, "GPU clock from 1000 to 1700");
  soak = good_soak(1);
  soak.windows[3].cpu_throttles = 2;
  assert_warns(&soak, PM_SOAK_THROTTLING, "2 thermal");
  soak = good_soak(1);
  soak.windows[3].gpu_throttle_reasons = 0x4; /* nvmlClocksThrottleReasonSwPowerCap */
  assert_warns(&soak, PM_SOAK_THROTTLING, "power cap");
  soak = good_soak(1);
  soak.windows[3].cpu_temperature_c = 90;
  assert_warns(&soak, PM_SOAK_TEMPERATURE, "90 °C (processor)");
  soak = good_soak(1);
  soak.windows[3].gpu_temperature_c = 95;
  assert_warns(&soak, PM_SOAK_TEMPERATURE, "95 °C (GPU)");
  soak = good_soak(1);
  SET(soak, 12, gpu_watts, 200);
  assert_warns(&soak, PM_SOAK_POWER, "GPU from 200");
  soak = good_soak(1);
  SET(soak, 0, resident_bytes, 1e8 + 1e6 * (double)i);
  assert_warns(&soak, PM_SOAK_MEMORY, "growing");
  soak = good_soak(1);
  SET(soak, 0, others_share, 0.3);
  assert_warns(&soak, PM_SOAK_ALONE, "30.0%");
  soak = good_soak(1);
  SET(soak, 0, steal_share, 0.02);
  assert_warns(&soak, PM_SOAK_ALONE, "hypervisor 2.0%");
}

static void assert_holds(struct pm_soak *soak, enum pm_soak_law law) {
  struct pm_soak_finding f = judge(soak, law);
  if (f.verdict != PM_SOAK_OK)
    fail_msg("%s: %s", pm_soak_verdict_name(f.verdict), f.text);
}

/* Warm-up, noise, cases that differ from each other, and what lies just within a limit. */
static void what_is_no_fault_trips_no_law(void **state) {
  (void)state;
  struct pm_soak soak = good_soak(1);
  soak.windows[0].items_per_second = 500;
  assert_holds(&soak, PM_SOAK_RANGE);
  soak = good_soak(1);
  SET(soak, 0, items_per_second, 1000 - 0.5 * (double)i); /* 0.8% over the run */
  assert_holds(&soak, PM_SOAK_DRIFT);
  soak = good_soak(1);
  SET(soak, 0, items_per_second, 1000 + 300 * (double)(i * 7 % 5)); /* wild, and going nowhere */
  assert_holds(&soak, PM_SOAK_DRIFT);
  soak = good_soak(2);
  for (size_t i = 0; i < WINDOWS; i += 2) {
    soak.windows[i].cpu_mhz = 2000;
    soak.windows[i].gpu_watts = 50;
    soak.windows[i].items_per_second = 5;
  }
  assert_holds(&soak, PM_SOAK_CPU_CLOCK);
  for (size_t cases = 2; cases <= 2; cases++) {
    soak = good_soak(cases);
    for (size_t i = 0; i < WINDOWS; i += 2) {
      soak.windows[i].gpu_watts = 50;
      soak.windows[i].items_per_second = 5;
    }
    assert_holds(&soak, PM_SOAK_POWER);
  }
  soak = good_soak(1);
  SET(soak, 0, resident_bytes, 1e8 + 1e4 * (double)i); /* 0.2 MB */
  assert_holds(&soak, PM_SOAK_MEMORY);
  soak = good_soak(1);
  SET(soak, 1, cpu_mhz, 2750);
  assert_holds(&soak, PM_SOAK_CPU_CLOCK);
}

static void what_cannot_be_read_is_unknown(void **state) {
  (void)state;
  static const enum pm_soak_law laws[] = {
      PM_SOAK_CPU_CLOCK, PM_SOAK_GPU_CLOCK, PM_SOAK_THROTTLING, PM_SOAK_TEMPERATURE,
      PM_SOAK_POWER,     PM_SOAK_MEMORY,    PM_SOAK_ALONE};
  for (size_t l = 0; l < sizeof laws / sizeof *laws; l++) {
    struct pm_soak soak = good_soak(1);
    for (size_t i = 0; i < soak.count; i++) {
      struct pm_soak_window *w = &soak.windows[i];
      w->cpu_mhz = w->cpu_temperature_c = w->cpu_watts = w->cpu_throttles = w->others_share = NAN;
      w->steal_share = w->resident_bytes = w->gpu_mhz = w->gpu_temperature_c = w->gpu_watts = NAN;
    }
    assert_int_equal(judge(&soak, laws[l]).verdict, PM_SOAK_UNKNOWN);
  }
  struct pm_soak empty = {.cases = names, .items = items, .case_count = 1};
  assert_int_equal(judge(&empty, PM_SOAK_OUTPUT).verdict, PM_SOAK_OK);
  assert_int_equal(judge(&empty, PM_SOAK_DRIFT).verdict, PM_SOAK_UNKNOWN);
}

/* 10 windows of 1000 + i after 2 of warm-up: by hand. */
static void summaries_are_known(void **state) {
  (void)state;
  struct pm_soak soak = {.cases = names, .items = items, .case_count = 1};
  for (size_t i = 0; i < 12; i++) {
    struct pm_soak_window w = good_window(i, 0);
    w.items_per_second = i < 2 ? 1 : 1000 + (double)i;
    assert_true(pm_soak_add(&soak, &w));
  }
  struct pm_soak_summary s = pm_soak_summarise(&soak, 0);
  assert_int_equal(s.windows, 12);
  assert_int_equal(s.iterations, 1200);
  assert_true(s.median == 1006.5 && s.lowest == 1002 && s.highest == 1011);
  assert_true(fabs(s.range - 9 / 1006.5) < 1e-15);
  assert_true(fabs(s.trend.slope - 0.2) < 1e-12 && fabs(s.drift - 9 / 1006.5) < 1e-12);
  pm_soak_free(&soak);
}

static void windows_take_rates_from_their_ends(void **state) {
  (void)state;
  struct pm_reading start = {.clock_ns = 1000000000,
                             .cpu_mhz = 2000,
                             .cpu_busy_s = 10,
                             .cpu_steal_s = 1,
                             .cpu_throttles = 3,
                             .cpu_joules = 50,
                             .own_cpu_s = 4,
                             .gpu_mhz = NAN,
                             .gpu_watts = 200,
                             .gpu_joules = NAN,
                             .gpu_throttle_reasons = 1};
  struct pm_reading end = {.clock_ns = 5000000000,
                           .cpu_mhz = 3000,
                           .cpu_busy_s = 16,
                           .cpu_steal_s = 1.8,
                           .cpu_throttles = 5,
                           .cpu_temperature_c = 55,
                           .cpu_joules = 450,
                           .own_cpu_s = 8,
                           .resident_bytes = 7,
                           .gpu_mhz = 1500,
                           .gpu_watts = 300,
                           .gpu_joules = NAN,
                           .gpu_throttle_reasons = 4};
  struct pm_soak_window w = {0};
  pm_soak_window_sense(&w, &start, &end, 2);
  assert_true(w.cpu_mhz == 2500 && w.cpu_watts == 100 && w.cpu_throttles == 2);
  assert_true(w.others_share == 0.25 && fabs(w.steal_share - 0.1) < 1e-12);
  assert_true(w.cpu_temperature_c == 55 && w.resident_bytes == 7);
  assert_true(w.gpu_mhz == 1500 && w.gpu_watts == 250 && w.gpu_throttle_reasons == 5);
  start.gpu_joules = 100;
  end.gpu_joules = 900;
  end.own_cpu_s = 12;
  pm_soak_window_sense(&w, &start, &end, 2);
  assert_true(w.gpu_watts == 200 && w.others_share == 0);
}

static void json_and_metrics_are_whole(void **state) {
  (void)state;
  struct pm_soak soak = good_soak(2);
  struct pm_soak_finding findings[PM_SOAK_LAW_COUNT];
  soak.windows[19].cpu_mhz = NAN;
  pm_soak_judge(&soak, findings);
  char *text = pm_soak_json(&soak, findings);
  cJSON *tree = cJSON_Parse(text);
  assert_non_null(tree);
  assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(tree, "windows")), WINDOWS);
  assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(tree, "laws")), PM_SOAK_LAW_COUNT);
  const cJSON *last = cJSON_GetArrayItem(cJSON_GetObjectItem(tree, "windows"), 19);
  assert_true(cJSON_IsNull(cJSON_GetObjectItem(last, "cpu_mhz")));
  cJSON_Delete(tree);
  free(text);
  text = pm_soak_metrics(&soak, findings);
  assert_non_null(strstr(text,
                         "proofmark_soak_iterations_total{case=\"work[a=1]/\\\"quoted\\\\\\\"\\n"
                         "/resident\"} 1000\n"));
  assert_non_null(strstr(text, "proofmark_soak_law_ok{law=\"output\"} 1\n"));
  assert_null(strstr(text, "proofmark_cpu_frequency_hertz"));
  assert_null(strstr(text, "nan"));
  free(text);
  pm_soak_free(&soak);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_good_machine_breaks_no_law),
      cmocka_unit_test(each_law_is_tripped_by_its_fault),
      cmocka_unit_test(what_is_no_fault_trips_no_law),
      cmocka_unit_test(what_cannot_be_read_is_unknown),
      cmocka_unit_test(summaries_are_known),
      cmocka_unit_test(windows_take_rates_from_their_ends),
      cmocka_unit_test(json_and_metrics_are_whole),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
