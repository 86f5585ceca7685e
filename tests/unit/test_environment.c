/* host/result/environment: made-up /proc and /sys trees in a folder of their own, and this machine.
 */

#include "host/result/environment.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/support/made_up_root.h"

#define CPU "/sys/devices/system/cpu/"

static const cJSON *member(const cJSON *object, const char *name) {
  const cJSON *found = cJSON_GetObjectItemCaseSensitive(object, name);
  if (!found)
    fail_msg("there is no member \"%s\"", name);
  return found;
}

static void check_text(const cJSON *object, const char *name, const char *expected) {
  const cJSON *found = member(object, name);
  assert_true(cJSON_IsString(found));
  assert_string_equal(found->valuestring, expected);
}

static void check_number(const cJSON *object, const char *name, double expected) {
  const cJSON *found = member(object, name);
  assert_true(cJSON_IsNumber(found));
  if (found->valuedouble < expected || found->valuedouble > expected)
    fail_msg("%s is %.17g, not %.17g", name, found->valuedouble, expected);
}

static void check_bool(const cJSON *object, const char *name, bool expected) {
  const cJSON *found = member(object, name);
  assert_true(cJSON_IsBool(found));
  assert_int_equal(cJSON_IsTrue(found), expected);
}

static void check_null(const cJSON *object, const char *name) {
  assert_true(cJSON_IsNull(member(object, name)));
}

static cJSON *host(void) {
  cJSON *tree = pm_environment_host_at(made_up_root(), NULL);
  assert_non_null(tree);
  return tree;
}

static const char *const host_members[] = {"cpu",
                                           "architecture",
                                           "microcode",
                                           "kernel",
                                           "os",
                                           "governor",
                                           "turbo",
                                           "smt",
                                           "virtualised",
                                           "cgroup",
                                           "memory",
                                           "topology",
                                           "isa",
                                           "load_average",
                                           "clocksource",
                                           "clock_driver",
                                           "clock_limits_mhz",
                                           "isolated_cpus",
                                           "mitigations",
                                           "cpus_allowed",
                                           "memory_nodes_allowed",
                                           "libraries",
                                           "variables"};
enum { HOST_MEMBERS = sizeof host_members / sizeof host_members[0] };

/* What the process itself knows. */
static bool known_without_files(const char *name) {
  return strcmp(name, "architecture") == 0 || strcmp(name, "memory") == 0 ||
         strcmp(name, "libraries") == 0 || strcmp(name, "variables") == 0;
}

static void test_an_empty_root_is_all_null(void **state) {
  (void)state;
  cJSON *tree = host();
  assert_int_equal(cJSON_GetArraySize(tree), HOST_MEMBERS);
  for (size_t i = 0; i < HOST_MEMBERS; i++)
    if (!known_without_files(host_members[i]))
      check_null(tree, host_members[i]);
  check_null(member(tree, "memory"), "total_bytes");
  check_null(member(tree, "memory"), "transparent_huge_pages");
  check_number(member(tree, "memory"), "page_bytes", (double)sysconf(_SC_PAGESIZE));
  cJSON_Delete(tree);
}

static void put_x86(void) {
  put("/proc/cpuinfo", "processor\t: 0\n"
                       "vendor_id\t: AuthenticAMD\n"
                       "model\t\t: 17\n"
                       "model name\t: AMD EPYC 9654 96-Core Processor\n"
                       "microcode\t: 0xa101148\n"
                       "cpu MHz\t\t: 2399.842\n"
                       "flags\t\t: fpu sse sse4_1 ssse3 avx2 sha_ni avx512f avx512dq_not\n"
                       "\n"
                       "processor\t: 1\n"
                       "model name\t: another\n"
                       "flags\t\t: fpu\n");
  put("/proc/meminfo", "MemTotal:       65842232 kB\nMemFree:         1 kB\n");
  put("/proc/loadavg", "0.25 1.50 12.75 1/234 5678\n");
  put("/proc/sys/kernel/ostype", "Linux\n");
  put("/proc/sys/kernel/osrelease", "6.1.0-18-amd64\n");
  put("/proc/sys/kernel/version", "#1 SMP PREEMPT_DYNAMIC Debian 6.1.76-1\n");
  put("/etc/os-release", "ID=debian\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n");
  put("/sys/kernel/mm/transparent_hugepage/enabled", "always [madvise] never\n");
  put("/sys/devices/system/clocksource/clocksource0/current_clocksource", "tsc\n");
  put(CPU "smt/control", "on\n");
}

static void test_an_x86_host(void **state) {
  (void)state;
  put_x86();
  cJSON *tree = host();
  check_text(tree, "cpu", "AMD EPYC 9654 96-Core Processor");
  check_text(tree, "microcode", "0xa101148");
  check_text(tree, "kernel", "Linux 6.1.0-18-amd64 #1 SMP PREEMPT_DYNAMIC Debian 6.1.76-1");
  check_text(tree, "os", "Debian GNU/Linux 12 (bookworm)");
  check_text(tree, "smt", "on");
  check_text(tree, "clocksource", "tsc");
  check_bool(tree, "virtualised", false);
  check_null(tree, "governor");
  const cJSON *isa = member(tree, "isa");
  check_bool(isa, "avx2", true);
  check_bool(isa, "sha_ni", true);
  check_bool(isa, "avx512f", true);
  check_bool(isa, "avx512dq", false); /* a name that only begins so is another */
  const cJSON *memory = member(tree, "memory");
  check_number(memory, "total_bytes", 65842232.0 * 1024);
  check_text(memory, "transparent_huge_pages", "madvise");
  const cJSON *load = member(tree, "load_average");
  assert_int_equal(cJSON_GetArraySize(load), 3);
  assert_true(cJSON_GetArrayItem(load, 2)->valuedouble > 12.7);
  cJSON_Delete(tree);
}

static void test_an_arm_guest(void **state) {
  (void)state;
  put("/proc/cpuinfo", "processor\t: 0\n"
                       "BogoMIPS\t: 2000.00\n"
                       "Features\t: fp asimd aes sha1 sha2 sha3 sve\n"
                       "CPU implementer\t: 0x41\n"
                       "CPU part\t: 0xd4f\n");
  cJSON *tree = host();
  check_text(tree, "cpu", "implementer 0x41 part 0xd4f");
  check_null(tree, "virtualised"); /* Arm's processors do not say */
  check_bool(member(tree, "isa"), "sha3", true);
  check_bool(member(tree, "isa"), "sve2", false);
  cJSON_Delete(tree);
}

static void test_a_hypervisor_shows(void **state) {
  (void)state;
  put("/proc/cpuinfo", "flags\t\t: fpu hypervisor sse\n");
  cJSON *tree = host();
  check_bool(tree, "virtualised", true);
  check_null(tree, "cpu");
  cJSON_Delete(tree);
}

static void check_turbo(bool expected) {
  cJSON *tree = host();
  check_bool(tree, "turbo", expected);
  cJSON_Delete(tree);
}

static void test_turbo(void **state) {
  (void)state;
  put(CPU "cpufreq/boost", "0\n");
  check_turbo(false);
  put(CPU "cpufreq/boost", "1\n");
  check_turbo(true);
  put(CPU "intel_pstate/no_turbo", "1\n"); /* the driver's own switch has the last word */
  check_turbo(false);
  put(CPU "intel_pstate/no_turbo", "0\n");
  check_turbo(true);
}

static void test_governors(void **state) {
  (void)state;
  put(CPU "cpufreq/policy0/scaling_governor", "performance\n");
  put(CPU "cpufreq/policy2/scaling_governor", "powersave\n");
  put(CPU "cpufreq/policy10/scaling_driver", "intel_pstate\n");
  cJSON *tree = host();
  const cJSON *governor = member(tree, "governor");
  assert_int_equal(cJSON_GetArraySize(governor), 3);
  assert_string_equal(cJSON_GetArrayItem(governor, 1)->string, "policy2");
  check_text(governor, "policy0", "performance");
  check_text(governor, "policy2", "powersave");
  check_null(governor, "policy10");
  cJSON_Delete(tree);
}

/* What the `cgroup` object says; NAN for a number that is null, -1 for a bool that is. */
static void check_cgroup(int cpu_limited, double cpus, int memory_limited, double bytes) {
  cJSON *tree = host();
  const cJSON *cgroup = member(tree, "cgroup");
  if (cpu_limited < 0)
    check_null(cgroup, "cpu_limited");
  else
    check_bool(cgroup, "cpu_limited", cpu_limited);
  if (memory_limited < 0)
    check_null(cgroup, "memory_limited");
  else
    check_bool(cgroup, "memory_limited", memory_limited);
  if (cpu_limited == 1)
    check_number(cgroup, "cpu_limit_cpus", cpus);
  else
    check_null(cgroup, "cpu_limit_cpus");
  if (memory_limited == 1)
    check_number(cgroup, "memory_limit_bytes", bytes);
  else
    check_null(cgroup, "memory_limit_bytes");
  cJSON_Delete(tree);
}

static void test_cgroup_2(void **state) {
  (void)state;
  put("/proc/self/cgroup", "0::/user.slice/job-7.scope\n");
  check_cgroup(-1, 0, -1, 0);
  put("/sys/fs/cgroup/user.slice/job-7.scope/cpu.max", "max 100000\n");
  put("/sys/fs/cgroup/user.slice/job-7.scope/memory.max", "max\n");
  check_cgroup(0, 0, 0, 0);
  put("/sys/fs/cgroup/user.slice/cpu.max", "250000 100000\n"); /* holds for all below */
  put("/sys/fs/cgroup/user.slice/memory.max", "8589934592\n");
  check_cgroup(1, 2.5, 1, 8589934592.0);
  put("/sys/fs/cgroup/user.slice/job-7.scope/cpu.max", "50000 100000\n");
  put("/sys/fs/cgroup/user.slice/job-7.scope/memory.max", "4294967296\n");
  check_cgroup(1, 0.5, 1, 4294967296.0);
}

static void test_cgroup_2_in_a_container(void **state) {
  (void)state;
  put("/proc/self/cgroup", "0::/\n");
  put("/sys/fs/cgroup/cpu.max", "400000 100000\n");
  put("/sys/fs/cgroup/memory.max", "1073741824\n");
  check_cgroup(1, 4, 1, 1073741824.0);
  put("/proc/self/cgroup", "0::/seen/only/outside\n");
  check_cgroup(1, 4, 1, 1073741824.0);
}

static void test_cgroup_1(void **state) {
  (void)state;
  put("/proc/self/cgroup", "5:memory:/docker/1f\n"
                           "4:cpu,cpuacct:/docker/1f\n"
                           "3:cpuset:/other\n"
                           "1:name=systemd:/docker/1f\n"
                           "0::/\n");
  put("/sys/fs/cgroup/cpu/docker/1f/cpu.cfs_quota_us", "150000\n");
  put("/sys/fs/cgroup/cpu/docker/1f/cpu.cfs_period_us", "100000\n");
  put("/sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
  check_cgroup(1, 1.5, 0, 0);
  put("/sys/fs/cgroup/cpu/docker/1f/cpu.cfs_quota_us", "-1\n");
  put("/sys/fs/cgroup/memory/docker/1f/memory.limit_in_bytes", "536870912\n");
  check_cgroup(0, 0, 1, 536870912.0);
}

static void test_broken_files_are_null(void **state) {
  (void)state;
  put("/proc/cpuinfo", "model name\nflags\n:\n\nmodel name without a colon\n");
  put("/proc/loadavg", "much\n");
  put("/proc/meminfo", "MemTotal\n");
  put("/proc/self/cgroup", "nonsense\n:\n0:\n");
  put("/etc/os-release", "PRETTY_NAME=\"\"\n");
  put("/sys/kernel/mm/transparent_hugepage/enabled", "\n");
  put(CPU "smt/control", "");
  put(CPU "cpufreq/boost", "perhaps\n");
  cJSON *tree = host();
  static const char *const nulls[] = {"cpu",         "load_average", "os",   "smt",
                                      "virtualised", "isa",          "turbo"};
  for (size_t i = 0; i < sizeof nulls / sizeof nulls[0]; i++)
    check_null(tree, nulls[i]);
  check_null(member(tree, "memory"), "total_bytes");
  check_null(member(tree, "memory"), "transparent_huge_pages");
  cJSON_Delete(tree);
  check_cgroup(-1, 0, -1, 0);
}

static void test_clocks_and_mitigations(void **state) {
  (void)state;
  put(CPU "cpufreq/policy0/scaling_driver", "intel_pstate\n");
  put(CPU "cpufreq/policy0/scaling_min_freq", "800000\n");
  put(CPU "cpufreq/policy0/scaling_max_freq", "3500000\n");
  put(CPU "online", "0-7\n");
  put(CPU "isolated", "\n");
  put(CPU "vulnerabilities/meltdown", "Not affected\n");
  put(CPU "vulnerabilities/spectre_v2", "Mitigation: Retpolines\n");
  put("/proc/self/status", "Name:\tx\nCpus_allowed_list:\t0-3,6\nMems_allowed_list:\t0\n");
  cJSON *tree = host();
  check_text(tree, "clock_driver", "intel_pstate");
  check_number(member(tree, "clock_limits_mhz"), "low", 800);
  check_number(member(tree, "clock_limits_mhz"), "high", 3500);
  check_text(tree, "isolated_cpus", "");
  assert_int_equal(cJSON_GetArraySize(member(tree, "mitigations")), 2);
  check_text(member(tree, "mitigations"), "spectre_v2", "Mitigation: Retpolines");
  check_text(tree, "cpus_allowed", "0-3,6");
  check_text(tree, "memory_nodes_allowed", "0");
  cJSON_Delete(tree);
}

/* The libraries that this very test runs on, by the files that they came from. */
static void test_libraries(void **state) {
  (void)state;
  cJSON *tree = host();
  const cJSON *libraries = member(tree, "libraries"), *library;
  const char *openssl = NULL;
  cJSON_ArrayForEach(library, libraries) {
    assert_non_null(strstr(library->string, ".so"));
    assert_null(strchr(library->valuestring, '/'));
    if (strstr(library->string, "libcrypto.so"))
      openssl = library->valuestring;
  }
  assert_non_null(openssl);
  assert_non_null(strstr(openssl, ", version 3."));
  assert_non_null(strstr(openssl, ", build "));
  cJSON_Delete(tree);
}

static void test_variables_that_steer(void **state) {
  (void)state;
  setenv("OPENSSL_ia32cap", "~0x20000000", 1);
  setenv("POCL_DEVICES", "basic", 1);
  setenv("OMP_NUM_THREADS", "", 1);
  setenv("SECRET_TOKEN", "not for a results file", 1);
  cJSON *tree = host();
  const cJSON *variables = member(tree, "variables");
  check_text(variables, "OPENSSL_ia32cap", "~0x20000000");
  check_text(variables, "POCL_DEVICES", "basic");
  check_text(variables, "OMP_NUM_THREADS", "");
  assert_null(cJSON_GetObjectItemCaseSensitive(variables, "SECRET_TOKEN"));
  assert_null(cJSON_GetObjectItemCaseSensitive(variables, "HOME"));
  cJSON_Delete(tree);
  unsetenv("OPENSSL_ia32cap");
  unsetenv("POCL_DEVICES");
  unsetenv("OMP_NUM_THREADS");
  unsetenv("SECRET_TOKEN");
}

/* A measurement binds its thread; what the process may use stays what it was. */
static void test_a_bound_thread_is_no_bound_process(void **state) {
  (void)state;
  struct pm_topology *topology = NULL;
  assert_int_equal(pm_topology_load(NULL, &topology, NULL), PM_OK);
  char cpus[256];
  pm_topology_usable(topology, cpus);
  put("/proc/self/status", "Cpus_allowed_list:\t63\n");
  cJSON *tree = pm_environment_host_at(made_up_root(), topology);
  check_text(tree, "cpus_allowed", cpus);
  cJSON_Delete(tree);
  pm_topology_free(topology);
}

static void test_the_topology(void **state) {
  (void)state;
  struct pm_topology *topology = NULL;
  setenv("HWLOC_SYNTHETIC", "pack:2 numa:2 core:3 pu:2", 1);
  assert_int_equal(pm_topology_load(NULL, &topology, NULL), PM_OK);
  unsetenv("HWLOC_SYNTHETIC");
  cJSON *tree = pm_environment_host_at(made_up_root(), topology);
  const cJSON *shape = member(tree, "topology");
  char digest[65];
  pm_topology_digest(topology, digest);
  check_text(shape, "digest", digest);
  check_number(shape, "packages", 2);
  check_number(shape, "numa_nodes", 4);
  check_number(shape, "cores", 12);
  check_number(shape, "pus", 24);
  cJSON_Delete(tree);
  pm_topology_free(topology);
}

static void test_this_host(void **state) {
  (void)state;
  struct pm_topology *topology = NULL;
  assert_int_equal(pm_topology_load(NULL, &topology, NULL), PM_OK);
  cJSON *tree = pm_environment_host(topology);
  assert_int_equal(cJSON_GetArraySize(tree), HOST_MEMBERS);
  for (size_t i = 0; i < HOST_MEMBERS; i++)
    member(tree, host_members[i]);
  struct utsname system;
  assert_int_equal(uname(&system), 0);
  check_text(tree, "architecture", system.machine);
  assert_non_null(strstr(member(tree, "kernel")->valuestring, system.release));
  assert_true(member(member(tree, "memory"), "total_bytes")->valuedouble > 1 << 20);
  cJSON_Delete(tree);
  pm_topology_free(topology);
}

static void put_cache(unsigned index, const char *type, const char *level, const char *size,
                      const char *sharing) {
  static const char *const names[] = {"type", "level", "size", "shared_cpu_list"};
  const char *texts[] = {type, level, size, sharing};
  for (size_t i = 0; i < 4; i++) {
    char path[256];
    snprintf(path, sizeof path, CPU "cpu0/cache/index%u/%s", index, names[i]);
    put(path, texts[i]);
  }
}

static void check_cache(const cJSON *cache, const char *type, double level, double size,
                        double sharing) {
  assert_int_equal(cJSON_GetArraySize(cache), 4);
  check_text(cache, "type", type);
  check_number(cache, "level", level);
  check_number(cache, "size", size);
  check_number(cache, "num_sharing", sharing);
}

static void test_a_context(void **state) {
  (void)state;
  put_x86();
  put(CPU "online", "0-63,128-191\n");
  put(CPU "cpu0/cpufreq/cpuinfo_max_freq", "3709600\n");
  put(CPU "cpufreq/policy0/scaling_governor", "performance\n");
  put_cache(0, "Data\n", "1\n", "32K\n", "0,96\n");
  put_cache(1, "Unified\n", "3\n", "32M\n", "0-7,96-103\n");
  cJSON *context = pm_environment_context_at(made_up_root(), "build/release/proofmark");
  check_text(context, "executable", "build/release/proofmark");
  check_number(context, "num_cpus", 128);
  check_number(context, "mhz_per_cpu", 3710);
  check_bool(context, "cpu_scaling_enabled", false);
  const cJSON *caches = member(context, "caches");
  assert_int_equal(cJSON_GetArraySize(caches), 2);
  check_cache(cJSON_GetArrayItem(caches, 0), "Data", 1, 32768, 2);
  check_cache(cJSON_GetArrayItem(caches, 1), "Unified", 3, 33554432, 16);
  assert_int_equal(cJSON_GetArraySize(member(context, "load_avg")), 3);
  check_number(context, "json_schema_version", 1);
  cJSON_Delete(context);
  put(CPU "cpufreq/policy1/scaling_governor", "ondemand\n");
  put(CPU "cpu0/tsc_freq_khz", "2400000\n");
  context = pm_environment_context_at(made_up_root(), "");
  check_bool(context, "cpu_scaling_enabled", true);
  check_number(context, "mhz_per_cpu", 2400);
  cJSON_Delete(context);
}

static void test_a_context_of_an_empty_root(void **state) {
  (void)state;
  cJSON *context = pm_environment_context_at(made_up_root(), "x");
  check_null(context, "num_cpus");
  check_null(context, "mhz_per_cpu");
  assert_null(cJSON_GetObjectItem(context, "cpu_scaling_enabled"));
  assert_int_equal(cJSON_GetArraySize(member(context, "caches")), 0);
  assert_int_equal(cJSON_GetArraySize(member(context, "load_avg")), 0);
  cJSON_Delete(context);
}

static void check_date(const char *zone, const char *offset) {
  setenv("TZ", zone, 1);
  tzset();
  cJSON *context = pm_environment_context_at(made_up_root(), "x");
  const char *date = member(context, "date")->valuestring;
  int year, month, day, hour, minute, second, used = 0;
  assert_int_equal(sscanf(date, "%4d-%2d-%2dT%2d:%2d:%2d%n", &year, &month, &day, &hour, &minute,
                          &second, &used),
                   6);
  assert_int_equal(used, 19);
  assert_string_equal(date + used, offset);
  cJSON_Delete(context);
  unsetenv("TZ");
  tzset();
}

static void test_the_date_has_its_offset(void **state) {
  (void)state;
  check_date("UTC0", "+00:00");
  check_date("XXX-5:30", "+05:30");
  check_date("XXX+3", "-03:00");
}

static void test_this_context(void **state) {
  (void)state;
  cJSON *context = pm_environment_context("proofmark");
  check_number(context, "num_cpus", (double)sysconf(_SC_NPROCESSORS_ONLN));
  char name[256] = "";
  assert_int_equal(gethostname(name, sizeof name - 1), 0);
  check_text(context, "host_name", name);
  const char *type = member(context, "library_build_type")->valuestring;
  assert_true(strcmp(type, "release") == 0 || strcmp(type, "debug") == 0);
  cJSON_Delete(context);
}

#define IN_ROOT(test) cmocka_unit_test_setup_teardown(test, make_root, remove_root)

int main(void) {
  const struct CMUnitTest tests[] = {
      IN_ROOT(test_an_empty_root_is_all_null),
      IN_ROOT(test_an_x86_host),
      IN_ROOT(test_an_arm_guest),
      IN_ROOT(test_a_hypervisor_shows),
      IN_ROOT(test_turbo),
      IN_ROOT(test_governors),
      IN_ROOT(test_cgroup_2),
      IN_ROOT(test_cgroup_2_in_a_container),
      IN_ROOT(test_cgroup_1),
      IN_ROOT(test_broken_files_are_null),
      IN_ROOT(test_clocks_and_mitigations),
      IN_ROOT(test_libraries),
      IN_ROOT(test_variables_that_steer),
      IN_ROOT(test_a_bound_thread_is_no_bound_process),
      IN_ROOT(test_the_topology),
      cmocka_unit_test(test_this_host),
      IN_ROOT(test_a_context),
      IN_ROOT(test_a_context_of_an_empty_root),
      IN_ROOT(test_the_date_has_its_offset),
      cmocka_unit_test(test_this_context),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
