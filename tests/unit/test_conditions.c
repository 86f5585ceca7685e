/* host/measure/conditions, host/measure/timer and host/sensor/sensor_set: made-up sensors that change
 * while a repetition runs. */
#include "host/base/clock.h"
#include "host/measure/conditions.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "host/measure/timer.h"
#include "tests/support/made_up_root.h"

#define CPU "/sys/devices/system/cpu/cpu"
#define RAPL "/sys/class/powercap/intel-rapl:0/"

static struct pm_watch watch;
static struct pm_conditions conditions;

static void sleep_ms(long milliseconds) {
  const struct timespec pause = {.tv_nsec = milliseconds * 1000000};
  nanosleep(&pause, NULL);
}

static void close_to(double got, double expected, double within) {
  if (!(fabs(got - expected) <= within))
    fail_msg("%.17g is not %.17g", got, expected);
}

static void put_number(const char *path, double number) {
  char text[32];
  snprintf(text, sizeof text, "%.0f\n", number);
  put(path, text);
}

static void put_load(double busy_s, double stolen_s) {
  char text[128];
  const double ticks = (double)sysconf(_SC_CLK_TCK);
  snprintf(text, sizeof text, "cpu0 %.0f 0 0 0 0 0 0 %.0f 0 0\ncpu1 0 0 0 0 0 0 0 0 0 0\n",
           busy_s * ticks, stolen_s * ticks);
  put("/proc/stat", text);
}

/* A machine of two processors. */
static void make_machine(void) {
  put("/proc/thread-self/status", "Cpus_allowed_list:\t0-1\n");
  put_number(CPU "0/cpufreq/scaling_cur_freq", 3000000);
  put_number(CPU "1/cpufreq/scaling_cur_freq", 1000000);
  put_number(CPU "0/thermal_throttle/core_throttle_count", 5);
  put_number(CPU "0/topology/physical_package_id", 0);
  put_number(CPU "0/thermal_throttle/package_throttle_count", 0);
  put(RAPL "name", "package-0\n");
  put_number(RAPL "energy_uj", 1e6);
  put_number(RAPL "max_energy_range_uj", 1e12);
  put_load(100, 7);
}

static void start_watch(void) {
  static const unsigned first[] = {0};
  conditions = (struct pm_conditions){0};
  watch = (struct pm_watch){.sensors = pm_sensors_open(made_up_root(), NULL),
                            .idle = {.cpu_watts = 0.01, .gpu_watts = NAN},
                            .processors = first,
                            .processor_count = 1};
  assert_non_null(watch.sensors);
}

static void test_two_repetitions(void **state) {
  (void)state;
  make_machine();
  start_watch();
  pm_watch_begin(&watch);
  sleep_ms(12);
  put_load(101, 7.5);
  put_number(RAPL "energy_uj", 1.5e6);
  put_number(CPU "0/cpufreq/scaling_cur_freq", 2800000);
  pm_watch_end(&watch, 0.004, &conditions);
  put_number(RAPL "energy_uj", 100e6); /* between repetitions: not the case's */
  put_load(900, 90);
  pm_watch_begin(&watch);
  sleep_ms(12);
  put_load(900.5, 90);
  put_number(RAPL "energy_uj", 100.5e6);
  put_number(CPU "0/cpufreq/scaling_cur_freq", 2000000);
  put_number(CPU "0/thermal_throttle/core_throttle_count", 8);
  pm_watch_end(&watch, 0.002, &conditions);
  pm_watch_conclude(&watch, &conditions);
  const struct pm_conditions *c = &conditions;
  assert_int_equal(c->repetitions, 2);
  assert_int_equal(c->processors, 2);
  assert_true(c->wall_s >= 0.024);
  close_to(c->timed_s, 0.006, 1e-12);
  close_to(c->own_cpu_s + c->other_cpu_s, 1.5, 1e-9);
  close_to(c->stolen_cpu_s, 0.5, 1e-9);
  close_to(c->throttle_events, 3, 0);
  assert_string_equal(c->clock_source, "cpufreq");
  close_to(c->cpu_clock.least_mhz, 2000, 1e-9);
  close_to(c->cpu_clock.mean_mhz, 2400, 1e-9);
  close_to(c->cpu_clock.most_mhz, 2800, 1e-9); /* of processor 0, at the ends */
  assert_true(isnan(c->gpu_clock.mean_mhz) && isnan(c->gpu_watts));
  assert_string_equal(c->cpu_energy.source, "RAPL, package");
  close_to(c->cpu_energy.joules, 1, 1e-9);
  const double net = 1 - 0.01 * c->wall_s;
  close_to(pm_joules_per_iteration_at_most(c, &c->cpu_energy, 100), net / 100, 1e-9);
  close_to(pm_joules_per_iteration(c, &c->cpu_energy, 100), net / 100 * 0.006 / c->wall_s, 1e-9);
  assert_null(c->gpu_energy.source);
  assert_string_equal(c->gpu_energy.reason, "no GPU is watched");
  assert_true(isnan(pm_joules_per_iteration(c, &c->gpu_energy, 100)));
  pm_sensors_close(watch.sensors);
}

/* RAPL's counter is renewed every millisecond: one repetition of one says nothing. */
static void test_too_short_for_energy(void **state) {
  (void)state;
  make_machine();
  start_watch();
  pm_watch_begin(&watch);
  sleep_ms(1);
  pm_watch_end(&watch, 0.001, &conditions);
  conditions.wall_s = 0.002; /* whatever the machine made of it */
  pm_watch_conclude(&watch, &conditions);
  assert_null(conditions.cpu_energy.source);
  assert_string_equal(conditions.cpu_energy.reason,
                      "repetitions of 2 ms are too short for RAPL, package, renewed every 1 ms: "
                      "10 ms or more are needed (--min-time)");
  pm_sensors_close(watch.sensors);
}

static void test_energy_that_stops(void **state) {
  (void)state;
  make_machine();
  start_watch();
  pm_watch_begin(&watch);
  sleep_ms(11);
  put(RAPL "energy_uj", "\n");
  pm_watch_end(&watch, 0.001, &conditions);
  pm_watch_conclude(&watch, &conditions);
  assert_null(conditions.cpu_energy.source);
  assert_non_null(strstr(conditions.cpu_energy.reason, "could not be read all the time"));
  pm_sensors_close(watch.sensors);
}

/* The machine left alone may take more than was counted: no energy is below 0. */
static void test_idle_power_above_the_counted(void **state) {
  (void)state;
  const struct pm_conditions c = {.repetitions = 1, .wall_s = 2, .timed_s = 1};
  const struct pm_energy energy = {.source = "made up", .joules = 3, .idle_watts = 2};
  close_to(pm_joules_per_iteration(&c, &energy, 10), 0, 0);
  const struct pm_energy unknown = {.source = "made up", .joules = 3, .idle_watts = NAN};
  close_to(pm_joules_per_iteration(&c, &unknown, 10), 0.15, 1e-12);
  assert_true(isnan(pm_joules_per_iteration(&c, &unknown, 0)));
}

static void test_nothing_is_watched(void **state) {
  (void)state;
  conditions = (struct pm_conditions){0};
  watch = (struct pm_watch){.sensors = NULL};
  pm_watch_begin(&watch);
  pm_watch_end(&watch, 1, &conditions);
  pm_watch_conclude(&watch, &conditions);
  assert_int_equal(conditions.repetitions, 0);
}

static void test_a_set_of_sensors(void **state) {
  (void)state;
  const char *const gpus[] = {"0000:01:00.0", "0000:02:00.0", "0000:01:00.0"};
  struct pm_sensor_set *set = pm_sensor_set_open(made_up_root(), gpus, 3);
  struct pm_idle idle;
  assert_non_null(set);
  struct pm_sensors *alone = pm_sensor_set_find(set, NULL, &idle);
  struct pm_sensors *first = pm_sensor_set_find(set, gpus[0], &idle);
  struct pm_sensors *second = pm_sensor_set_find(set, gpus[1], &idle);
  assert_true(isnan(idle.cpu_watts) && isnan(idle.gpu_watts)); /* nothing counts energy here */
  assert_ptr_not_equal(first, alone);
  assert_ptr_not_equal(first, second);
  assert_ptr_equal(pm_sensor_set_find(set, gpus[2], &idle), first);
  assert_ptr_equal(pm_sensor_set_find(set, "0000:09:00.0", &idle), alone);
  pm_sensor_set_close(set);
  pm_sensor_set_close(NULL);
}

static void test_idle_power(void **state) {
  (void)state;
  struct pm_idle idle;
  make_machine();
  const uint64_t start_ns = pm_clock_ns();
  struct pm_sensor_set *set = pm_sensor_set_open(made_up_root(), NULL, 0);
  assert_true(pm_clock_ns() - start_ns >= 1000000000);
  pm_sensor_set_find(set, NULL, &idle);
  close_to(idle.cpu_watts, 0, 0); /* the made-up counter stands still */
  assert_true(isnan(idle.gpu_watts));
  pm_sensor_set_close(set);
}

static void test_the_timer(void **state) {
  (void)state;
  const struct pm_timer timer = pm_timer_measure();
  /* Any clock that Linux offers has steps below a jiffy and takes less than that to be read. */
  assert_true(timer.resolution_ns >= 1 && timer.resolution_ns <= 1e7);
  assert_true(timer.overhead_ns > 0 && timer.overhead_ns <= 1e7);
}

#define IN_ROOT(test) cmocka_unit_test_setup_teardown(test, make_root, remove_root)

int main(void) {
  const struct CMUnitTest tests[] = {
      IN_ROOT(test_two_repetitions),
      IN_ROOT(test_too_short_for_energy),
      IN_ROOT(test_energy_that_stops),
      cmocka_unit_test(test_idle_power_above_the_counted),
      cmocka_unit_test(test_nothing_is_watched),
      IN_ROOT(test_a_set_of_sensors),
      IN_ROOT(test_idle_power),
      cmocka_unit_test(test_the_timer),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
