/* host/sensor: made-up /proc and /sys trees, a made-up GPU, and this machine. */
#define _GNU_SOURCE 1 /* dlopen */

#include "host/sensor/sensors.h"

#include <dlfcn.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/fake/fake_nvml.h"
#include "tests/support/made_up_root.h"

#define CPU "/sys/devices/system/cpu/cpu"
#define RAPL "/sys/class/powercap/intel-rapl:"

static struct pm_reading reading;

static struct pm_sensors *opened(const char *gpu) {
  struct pm_sensors *sensors = pm_sensors_open(made_up_root(), gpu);
  assert_non_null(sensors);
  return sensors;
}

static void read_once(const char *gpu) {
  struct pm_sensors *sensors = opened(gpu);
  pm_sensors_read(sensors, &reading);
  pm_sensors_close(sensors);
}

static void close_to(double got, double expected) {
  if (!(fabs(got - expected) <= 1e-9 * fabs(expected)))
    fail_msg("%.17g is not %.17g", got, expected);
}

static void allow(const char *list) {
  char text[128];
  snprintf(text, sizeof text, "Name:\tproofmark\nCpus_allowed:\tff\nCpus_allowed_list:\t%s\n",
           list);
  put("/proc/thread-self/status", text);
}

static void test_an_empty_root_has_nothing(void **state) {
  (void)state;
  char reason[256] = "";
  read_once(NULL);
  assert_true(isnan(reading.cpu_mhz) && isnan(reading.cpu_busy_s) && isnan(reading.cpu_steal_s));
  assert_true(isnan(reading.cpu_throttles) && isnan(reading.cpu_temperature_c));
  assert_true(isnan(reading.cpu_joules) && isnan(reading.resident_bytes));
  assert_true(isnan(reading.gpu_mhz) && isnan(reading.gpu_temperature_c));
  assert_true(isnan(reading.gpu_watts) && isnan(reading.gpu_joules));
  assert_int_equal(reading.gpu_throttle_reasons, 0);
  assert_true(reading.own_cpu_s > 0);
  assert_true(reading.clock_ns > 0);
  struct pm_sensors *sensors = opened(NULL);
  assert_null(pm_sensors_clock_source(sensors));
  assert_null(pm_sensors_cpu_energy_source(sensors, reason, sizeof reason));
  assert_non_null(strstr(reason, "no RAPL package"));
  assert_null(pm_sensors_gpu_energy_source(sensors, reason, sizeof reason));
  assert_string_equal(reason, "no GPU is watched");
  pm_sensors_close(sensors);
  pm_sensors_close(NULL);
}

static void test_clocks_of_the_allowed_processors(void **state) {
  (void)state;
  allow("0,2-3");
  put(CPU "0/cpufreq/scaling_cur_freq", "1000000\n");
  put(CPU "1/cpufreq/scaling_cur_freq", "9000000\n");
  put(CPU "2/cpufreq/scaling_cur_freq", "2000000\n");
  put(CPU "3/cpufreq/scaling_cur_freq", "3000000\n");
  struct pm_sensors *sensors = opened(NULL);
  assert_string_equal(pm_sensors_clock_source(sensors), "cpufreq");
  pm_sensors_read(sensors, &reading);
  close_to(reading.cpu_mhz, 2000);
  pm_sensors_watch(sensors, (const unsigned[]){3, 2}, 2);
  pm_sensors_read(sensors, &reading);
  close_to(reading.cpu_mhz, 2500);
  pm_sensors_watch(sensors, NULL, 0);
  pm_sensors_read(sensors, &reading);
  close_to(reading.cpu_mhz, 2000);
  pm_sensors_close(sensors);
}

static void test_clocks_of_cpuinfo(void **state) {
  (void)state;
  allow("1");
  put("/proc/cpuinfo", "processor\t: 0\ncpu MHz\t\t: 1200.000\n\n"
                       "processor\t: 1\nmodel name\t: made up\ncpu MHz\t\t: 2399.842\n");
  struct pm_sensors *sensors = opened(NULL);
  assert_string_equal(pm_sensors_clock_source(sensors), "/proc/cpuinfo");
  pm_sensors_read(sensors, &reading);
  close_to(reading.cpu_mhz, 2399.842);
  pm_sensors_close(sensors);
}

/* Columns: user nice system idle iowait irq softirq steal guest guest_nice. */
static void test_busy_and_stolen_time(void **state) {
  (void)state;
  const double tick_s = 1.0 / (double)sysconf(_SC_CLK_TCK);
  allow("0-1");
  put("/proc/stat", "cpu  9999 9999 9999 9999 9999 9999 9999 9999 9999 0\n"
                    "cpu0 100 20 3 5000 600 4 5 7 50 0\n"
                    "cpu1 200 0 0 5000 600 0 0 1 0 0\n"
                    "cpu10 7777 0 0 0 0 0 0 7777 0 0\n"
                    "intr 1 2 3\n");
  read_once(NULL);
  close_to(reading.cpu_busy_s, (132 + 200) * tick_s);
  close_to(reading.cpu_steal_s, 8 * tick_s);
  put("/proc/stat", "cpu0 100 20 3 5000\n"); /* a kernel with four columns */
  read_once(NULL);
  close_to(reading.cpu_busy_s, 123 * tick_s);
  close_to(reading.cpu_steal_s, 0);
}

static void test_resident_memory(void **state) {
  (void)state;
  put("/proc/self/statm", "1000 321 200 1 0 300 0\n");
  read_once(NULL);
  close_to(reading.resident_bytes, 321.0 * (double)sysconf(_SC_PAGESIZE));
}

static void test_throttling_counts_a_package_once(void **state) {
  (void)state;
  allow("0-2");
  for (unsigned i = 0; i < 3; i++) {
    char path[96];
    snprintf(path, sizeof path, CPU "%u/thermal_throttle/core_throttle_count", i);
    put(path, i == 1 ? "4\n" : "0\n");
    snprintf(path, sizeof path, CPU "%u/thermal_throttle/package_throttle_count", i);
    put(path, i == 2 ? "7\n" : "30\n");
    snprintf(path, sizeof path, CPU "%u/topology/physical_package_id", i);
    put(path, i == 2 ? "1\n" : "0\n");
  }
  read_once(NULL);
  close_to(reading.cpu_throttles, 4 + 30 + 7);
}

static void test_the_hottest_sensor_of_the_processor(void **state) {
  (void)state;
  put("/sys/class/hwmon/hwmon0/name", "nvme\n");
  put("/sys/class/hwmon/hwmon0/temp1_input", "99000\n");
  put("/sys/class/hwmon/hwmon1/name", "coretemp\n");
  put("/sys/class/hwmon/hwmon1/temp1_input", "61000\n");
  put("/sys/class/hwmon/hwmon1/temp1_crit", "100000\n");
  put("/sys/class/hwmon/hwmon1/temp3_input", "62500\n");
  put("/sys/class/thermal/thermal_zone0/type", "x86_pkg_temp\n");
  put("/sys/class/thermal/thermal_zone0/temp", "90000\n");
  read_once(NULL);
  close_to(reading.cpu_temperature_c, 62.5);
}

static void test_a_thermal_zone_where_there_is_no_hwmon(void **state) {
  (void)state;
  put("/sys/class/thermal/thermal_zone0/type", "acpitz\n");
  put("/sys/class/thermal/thermal_zone0/temp", "20000\n");
  put("/sys/class/thermal/thermal_zone1/type", "cpu-thermal\n");
  put("/sys/class/thermal/thermal_zone1/temp", "48123\n");
  read_once(NULL);
  close_to(reading.cpu_temperature_c, 48.123);
}

static void put_package(unsigned zone, const char *name, const char *energy_uj) {
  char path[96];
  snprintf(path, sizeof path, RAPL "%u/name", zone);
  put(path, name);
  snprintf(path, sizeof path, RAPL "%u/energy_uj", zone);
  put(path, energy_uj);
  snprintf(path, sizeof path, RAPL "%u/max_energy_range_uj", zone);
  put(path, "262143328850\n");
}

static void test_energy_of_the_packages_alone(void **state) {
  (void)state;
  char reason[256];
  put_package(0, "package-0\n", "1000000\n");
  put_package(1, "package-1\n", "262143000000\n");
  put_package(2, "psys\n", "5\n");
  put(RAPL "0:0/name", "dram\n");
  put(RAPL "0:0/energy_uj", "5\n");
  struct pm_sensors *sensors = opened(NULL);
  assert_string_equal(pm_sensors_cpu_energy_source(sensors, reason, sizeof reason),
                      "RAPL, package");
  pm_sensors_read(sensors, &reading);
  close_to(reading.cpu_joules, 0);
  put_package(0, "package-0\n", "3500000\n");
  put_package(1, "package-1\n", "671150\n"); /* wrapped: 328850 to the end, and this */
  put_package(2, "psys\n", "5000000\n");
  put(RAPL "0:0/energy_uj", "5000000\n");
  pm_sensors_read(sensors, &reading);
  close_to(reading.cpu_joules, 2.5 + 1);
  pm_sensors_read(sensors, &reading);
  close_to(reading.cpu_joules, 3.5);
  put(RAPL "1/energy_uj", "nonsense\n");
  pm_sensors_read(sensors, &reading);
  assert_true(isnan(reading.cpu_joules));
  pm_sensors_close(sensors);
}

static void test_energy_that_may_not_be_read(void **state) {
  (void)state;
  char reason[256] = "";
  put(RAPL "0/name", "package-0\n");
  struct pm_sensors *sensors = opened(NULL);
  assert_null(pm_sensors_cpu_energy_source(sensors, reason, sizeof reason));
  assert_non_null(strstr(reason, "intel-rapl:0/energy_uj cannot be read: No such file"));
  pm_sensors_read(sensors, &reading);
  assert_true(isnan(reading.cpu_joules));
  pm_sensors_close(sensors);
}

/* --- the GPU --------------------------------------------------------------------------------- */

static struct fake_nvml *fake;

/* Opens the made-up library, so that the sensors find it; skips the test where there is none. */
static void need_fake(void) {
  const char *path = getenv("PROOFMARK_FAKE_NVML");
  void *library = path ? dlopen(path, RTLD_NOW) : NULL;
  if (!library)
    skip();
  struct fake_nvml *(*figures)(void);
  *(void **)&figures = dlsym(library, "fake_nvml");
  fake = figures();
  *fake = (struct fake_nvml){.sm_mhz = 1755,
                             .celsius = 61,
                             .milliwatts = 345600,
                             .millijoules = UINT64_C(123456789012),
                             .reasons = 0x4};
}

static void test_a_gpu(void **state) {
  (void)state;
  char reason[256], words[64];
  need_fake();
  struct pm_sensors *sensors = opened(FAKE_NVML_PCI);
  assert_string_equal(pm_sensors_gpu_energy_source(sensors, reason, sizeof reason),
                      "NVML, total energy counter");
  pm_sensors_read(sensors, &reading);
  close_to(reading.gpu_mhz, 1755);
  close_to(reading.gpu_temperature_c, 61);
  close_to(reading.gpu_watts, 345.6);
  close_to(reading.gpu_joules, 123456789.012);
  pm_throttle_words(reading.gpu_throttle_reasons, words, sizeof words);
  assert_string_equal(words, "software power cap");
  pm_sensors_close(sensors);
  assert_int_equal(fake->live, 0);
}

static void test_a_gpu_that_says_little(void **state) {
  (void)state;
  char reason[256] = "";
  need_fake();
  const int not_supported = 3;
  fake->energy_result = fake->result = not_supported;
  struct pm_sensors *sensors = opened(FAKE_NVML_PCI);
  assert_null(pm_sensors_gpu_energy_source(sensors, reason, sizeof reason));
  assert_string_equal(reason, "the GPU does not count its energy: Not Supported");
  pm_sensors_read(sensors, &reading);
  assert_true(isnan(reading.gpu_mhz) && isnan(reading.gpu_watts) && isnan(reading.gpu_joules));
  assert_int_equal(reading.gpu_throttle_reasons, 0);
  pm_sensors_close(sensors);
}

static void test_a_gpu_that_is_not_there(void **state) {
  (void)state;
  char reason[256] = "";
  need_fake();
  struct pm_sensors *sensors = opened("0000:01:00.0");
  assert_null(pm_sensors_gpu_energy_source(sensors, reason, sizeof reason));
  assert_string_equal(reason, "NVML does not know the GPU at 0000:01:00.0: Not Found");
  pm_sensors_close(sensors);
  fake->init_result = 9;
  sensors = opened(FAKE_NVML_PCI);
  assert_null(pm_sensors_gpu_energy_source(sensors, reason, sizeof reason));
  assert_string_equal(reason, "NVML does not start: Unknown");
  pm_sensors_read(sensors, &reading);
  assert_true(isnan(reading.gpu_mhz));
  pm_sensors_close(sensors);
  assert_int_equal(fake->live, 0);
}

static void test_throttle_words(void **state) {
  (void)state;
  char words[160];
  pm_throttle_words(0, words, sizeof words);
  assert_string_equal(words, "");
  pm_throttle_words(0x1 | 0x2 | 0x10 | 0x100, words, sizeof words); /* as asked for */
  assert_string_equal(words, "");
  pm_throttle_words(0x4 | 0x8 | 0x20 | 0x40 | 0x80, words, sizeof words);
  assert_string_equal(words, "software power cap, hardware slowdown, software thermal slowdown, "
                             "hardware thermal slowdown, hardware power brake");
  pm_throttle_words(0xff, words, 20);
  assert_string_equal(words, "software power cap,");
}

/* --- this machine ----------------------------------------------------------------------------- */

static void test_this_machine(void **state) {
  (void)state;
  struct pm_sensors *sensors = pm_sensors_open("", NULL);
  struct pm_reading before, after;
  pm_sensors_read(sensors, &before);
  volatile double sum = 0;
  for (int i = 0; i < 20000000; i++)
    sum += i;
  pm_sensors_read(sensors, &after);
  pm_sensors_close(sensors);
  assert_true(after.clock_ns > before.clock_ns);
  assert_true(after.own_cpu_s > before.own_cpu_s);
  assert_true(after.cpu_busy_s >= before.cpu_busy_s && before.cpu_busy_s > 0);
  assert_true(after.resident_bytes > 0);
}

#define IN_ROOT(test) cmocka_unit_test_setup_teardown(test, make_root, remove_root)

int main(void) {
  const struct CMUnitTest tests[] = {
      IN_ROOT(test_an_empty_root_has_nothing),
      IN_ROOT(test_clocks_of_the_allowed_processors),
      IN_ROOT(test_clocks_of_cpuinfo),
      IN_ROOT(test_busy_and_stolen_time),
      IN_ROOT(test_resident_memory),
      IN_ROOT(test_throttling_counts_a_package_once),
      IN_ROOT(test_the_hottest_sensor_of_the_processor),
      IN_ROOT(test_a_thermal_zone_where_there_is_no_hwmon),
      IN_ROOT(test_energy_of_the_packages_alone),
      IN_ROOT(test_energy_that_may_not_be_read),
      IN_ROOT(test_a_gpu),
      IN_ROOT(test_a_gpu_that_says_little),
      IN_ROOT(test_a_gpu_that_is_not_there),
      cmocka_unit_test(test_throttle_words),
      cmocka_unit_test(test_this_machine),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
