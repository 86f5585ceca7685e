/* host/topology: counts, bindings and devices' places on made-up machines (hwloc's XML and
 * synthetic topologies), and memory and binding on this one. */
#define _GNU_SOURCE 1 /* sched_getaffinity */

#include "host/topology/topology.h"

#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define TWO_GPUS "two-packages-two-gpus.xml"
#define GPU_ON_MACHINE "two-packages-gpu-on-machine.xml"
#define ONE_PACKAGE "one-package-gpu-on-machine.xml"
#define ONE_ALLOWED "two-packages-one-allowed.xml"

/* Two packages whose PUs are dealt out in turn, as the firmware of many servers does. */
#define DEALT_PUS "pack:2 numa:1 core:4 pu:2(indexes=0,8,2,10,4,12,6,14,1,9,3,11,5,13,7,15)"

static struct pm_topology *load_file(const char *name) {
  char path[4096];
  const char *end = strstr(__FILE__, "tests/unit/");
  assert_non_null(end);
  snprintf(path, sizeof path, "%.*stests/fixtures/topology/%s", (int)(end - __FILE__), __FILE__,
           name);
  struct pm_topology *topology = NULL;
  struct pm_error error = {0};
  if (pm_topology_load(path, &topology, &error) != PM_OK)
    fail_msg("%s", error.text);
  return topology;
}

static struct pm_topology *load_synthetic(const char *description) {
  struct pm_topology *topology = NULL;
  setenv("HWLOC_SYNTHETIC", description, 1);
  enum pm_status status = pm_topology_load(NULL, &topology, NULL);
  unsetenv("HWLOC_SYNTHETIC");
  assert_int_equal(status, PM_OK);
  return topology;
}

static struct pm_topology *load_here(void) {
  struct pm_topology *topology = NULL;
  struct pm_error error = {0};
  if (pm_topology_load(NULL, &topology, &error) != PM_OK)
    fail_msg("%s", error.text);
  return topology;
}

static struct pm_locality place(const struct pm_topology *topology, unsigned bus) {
  struct pm_locality locality;
  pm_topology_locality(topology, 0, bus, 0, 0, &locality);
  return locality;
}

/* One line of what a --bind and --threads should come to. */
struct plan {
  const char *bind;
  unsigned threads;
  const char *text;
  const char *pus; /* "" where not bound */
  int numa_node;
  unsigned bound_threads;
};

static void check_plan(const struct pm_topology *topology, const struct pm_locality *near,
                       const struct plan *plan) {
  struct pm_binding binding;
  struct pm_error error = {0};
  if (pm_binding_parse(topology, plan->bind, plan->threads, near, &binding, &error) != PM_OK)
    fail_msg("%s x %u: %s", plan->bind, plan->threads, error.text);
  char pus[512] = "";
  for (unsigned i = 0; binding.pus && i < binding.threads; i++)
    sprintf(pus + strlen(pus), "%s%u", i ? " " : "", binding.pus[i]);
  assert_string_equal(binding.text, plan->text);
  assert_string_equal(pus, plan->pus);
  assert_int_equal(binding.numa_node, plan->numa_node);
  assert_int_equal(binding.threads, plan->bound_threads);
  assert_int_equal(binding.bound, plan->pus[0] != '\0');
  pm_binding_free(&binding);
  assert_null(binding.pus);
}

#define CHECK_PLANS(topology, near, plans)                                                         \
  for (size_t i = 0; i < sizeof(plans) / sizeof(plans)[0]; i++)                                    \
  check_plan(topology, near, &(plans)[i])

static void test_counts(void **state) {
  (void)state;
  struct pm_topology *topology = load_file(TWO_GPUS);
  assert_int_equal(pm_topology_packages(topology), 2);
  assert_int_equal(pm_topology_cores(topology), 8);
  assert_int_equal(pm_topology_pus(topology), 16);
  assert_int_equal(pm_topology_numa_nodes(topology), 2);
  pm_topology_free(topology);
}

static void test_only_allowed_pus_count(void **state) {
  (void)state;
  struct pm_topology *topology = load_file(ONE_ALLOWED);
  assert_int_equal(pm_topology_packages(topology), 1);
  assert_int_equal(pm_topology_cores(topology), 4);
  assert_int_equal(pm_topology_pus(topology), 8);
  assert_int_equal(pm_topology_numa_nodes(topology), 1);
  pm_topology_free(topology);
}

static void digest_of(struct pm_topology *topology, char hex[65]) {
  pm_topology_digest(topology, hex);
  assert_int_equal(strlen(hex), 64);
  pm_topology_free(topology);
}

static void test_digest_is_of_the_shape(void **state) {
  (void)state;
  char two[65], other[65];
  digest_of(load_file(TWO_GPUS), two);
  digest_of(load_file(GPU_ON_MACHINE), other);
  assert_string_equal(two, other); /* devices are no part of it */
  digest_of(load_file(ONE_ALLOWED), other);
  assert_string_equal(two, other); /* nor is what a container allows */
  digest_of(load_synthetic(DEALT_PUS), other);
  assert_string_equal(two, other); /* nor are the numbers of PUs */
  digest_of(load_file(ONE_PACKAGE), other);
  assert_string_not_equal(two, other);
  digest_of(load_synthetic("pack:2 numa:1 core:4 pu:1"), other);
  assert_string_not_equal(two, other);
  digest_of(load_synthetic("pack:2 numa:1 l3:1(size=1MB) core:4 pu:2"), two);
  digest_of(load_synthetic("pack:2 numa:1 l3:1(size=2MB) core:4 pu:2"), other);
  assert_string_not_equal(two, other);
}

static void test_plans(void **state) {
  (void)state;
  static const struct plan plans[] = {
      {"auto", 1, "auto", "0", 0, 1},
      {"auto", 3, "auto", "0 2 4", 0, 3},
      {"auto", 0, "auto", "0 2 4 6 8 10 12 14", -1, 8},
      {"auto", 10, "auto", "0 2 4 6 8 10 12 14 1 3", -1, 10},
      {"auto", 16, "auto", "0 2 4 6 8 10 12 14 1 3 5 7 9 11 13 15", -1, 16},
      {"numa:0", 0, "numa:0", "0 2 4 6", 0, 4},
      {"numa:1", 1, "numa:1", "8", 1, 1},
      {"numa:01", 6, "numa:1", "8 10 12 14 9 11", 1, 6},
      {"pu:0,2", 0, "pu:0,2", "0 2", 0, 2},
      {"pu:3,1-2", 0, "pu:3,1-2", "3 1 2", 0, 3},
      {"pu:0-3,8", 0, "pu:0-3,8", "0 1 2 3 8", -1, 5},
      {"pu:0-3,8", 2, "pu:0-3,8", "0 1", 0, 2},
      {"pu:8,10,12", 0, "pu:8-12:2", "8 10 12", 1, 3},
      {"pu:0-7:3", 0, "pu:0-6:3", "0 3 6", 0, 3},
      {"none", 0, "none", "", -1, 8},
      {"none", 1, "none", "", -1, 1},
      {"none", 16, "none", "", -1, 16},
  };
  struct pm_topology *topology = load_file(TWO_GPUS);
  CHECK_PLANS(topology, NULL, plans);
  pm_topology_free(topology);
}

static void test_plans_near_devices(void **state) {
  (void)state;
  static const struct plan first[] = {
      {"auto", 1, "auto", "0", 0, 1},
      {"auto", 0, "auto", "0 2 4 6 8 10 12 14", -1, 8},
  };
  static const struct plan second[] = {
      {"auto", 1, "auto", "8", 1, 1},
      {"auto", 4, "auto", "8 10 12 14", 1, 4},
      {"auto", 0, "auto", "8 10 12 14 0 2 4 6", -1, 8},
      {"auto", 9, "auto", "8 10 12 14 0 2 4 6 9", -1, 9},
      {"numa:0", 1, "numa:0", "0", 0, 1},
      {"pu:5", 1, "pu:5", "5", 0, 1},
  };
  struct pm_topology *topology = load_file(TWO_GPUS);
  struct pm_locality locality = place(topology, 0x3b);
  CHECK_PLANS(topology, &locality, first);
  locality = place(topology, 0xd8);
  CHECK_PLANS(topology, &locality, second);
  locality = place(topology, 0x77); /* not there: no preference */
  CHECK_PLANS(topology, &locality, first);
  pm_topology_free(topology);
}

static void test_plans_follow_cores_not_numbers(void **state) {
  (void)state;
  static const struct plan plans[] = {
      {"auto", 5, "auto", "0 2 4 6 1", -1, 5},
      {"auto", 9, "auto", "0 2 4 6 1 3 5 7 8", -1, 9},
      {"numa:1", 0, "numa:1", "1 3 5 7", 1, 4},
      {"pu:0,2,4,6,8,10,12,14", 0, "pu:0-14:2", "0 2 4 6 8 10 12 14", 0, 8},
  };
  struct pm_topology *topology = load_synthetic(DEALT_PUS);
  CHECK_PLANS(topology, NULL, plans);
  pm_topology_free(topology);
}

static void test_plans_within_what_is_allowed(void **state) {
  (void)state;
  static const struct plan plans[] = {
      {"auto", 0, "auto", "0 2 4 6", 0, 4},
      {"none", 0, "none", "", -1, 4},
  };
  struct pm_topology *topology = load_file(ONE_ALLOWED);
  CHECK_PLANS(topology, NULL, plans);
  pm_topology_free(topology);
}

static void check_refused(const struct pm_topology *topology, const char *bind, unsigned threads,
                          const char *word, const char *valid) {
  struct pm_binding binding;
  struct pm_error error = {0};
  assert_int_equal(pm_binding_parse(topology, bind, threads, NULL, &binding, &error), PM_USAGE);
  assert_int_equal(error.status, PM_USAGE);
  assert_null(strchr(error.text, '\n'));
  if (!strstr(error.text, word) || !strstr(error.text, valid))
    fail_msg("\"%s\" lacks \"%s\" or \"%s\"", error.text, word, valid);
  assert_null(binding.pus);
  pm_binding_free(&binding);
}

static void test_wrong_bindings_name_what_is_valid(void **state) {
  (void)state;
  struct pm_topology *topology = load_file(TWO_GPUS);
  check_refused(topology, "auto", 17, "--threads 17", "16 CPUs");
  check_refused(topology, "none", 17, "--threads 17", "16 CPUs");
  check_refused(topology, "numa:0", 9, "--threads 9", "8 CPUs");
  check_refused(topology, "pu:0-3", 5, "--threads 5", "4 CPUs");
  check_refused(topology, "pu:4", 2, "pu:4", "is 1 CPU ");
  static const char *const nodes[] = {
      "numa:2", "numa:", "numa:x", "numa:-1", "numa:0,1", "numa:0-1", "numa:99999999999999999999"};
  for (size_t i = 0; i < sizeof nodes / sizeof nodes[0]; i++)
    check_refused(topology, nodes[i], 0, nodes[i], "nodes: 0-1");
  check_refused(topology, "pu:16", 0, "16", "PUs: 0-15");
  check_refused(topology, "pu:3,14-4000000", 0, "16", "PUs: 0-15");
  check_refused(topology, "pu:1,2,1", 0, "pu:1,2,1", "PU 1 twice");
  check_refused(topology, "pu:0-3,2", 0, "pu:0-3,2", "PU 2 twice");
  static const char *const lists[] = {"pu:",     "pu:,",   "pu:1,",  "pu:,1",        "pu:3-1",
                                      "pu:1 2",  "pu:a",   "pu:1-",  "pu:0-4:0",     "pu:-1",
                                      "pu:1,,2", "pu:0x1", "pu:1.5", "pu:0-4:",      "pu:1-2-3",
                                      "pu:+1",   "pu: 1",  "pu:1;2", "pu:4294967296"};
  for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
    check_refused(topology, lists[i], 0, lists[i], "0-3,8");
  static const char *const words[] = {"", "Auto", "autos", "numa", "pu", "cores", "none "};
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
    check_refused(topology, words[i], 0, words[i], "auto, none, numa:N or pu:LIST");
  pm_topology_free(topology);
}

static void test_forbidden_parts_are_refused(void **state) {
  (void)state;
  struct pm_topology *topology = load_file(ONE_ALLOWED);
  check_refused(topology, "numa:1", 0, "numa:1", "nodes: 0");
  check_refused(topology, "pu:8", 0, "8", "PUs: 0-7");
  check_refused(topology, "auto", 9, "--threads 9", "8 CPUs");
  pm_topology_free(topology);
}

static void test_a_list_too_long_to_name_is_refused(void **state) {
  (void)state;
  struct pm_topology *topology = load_synthetic("pack:1 numa:1 core:300 pu:1");
  char bind[2048] = "pu:0";
  for (unsigned pu = 1, step = 1; pu < 300; pu += step, step = step % 5 + 1)
    sprintf(bind + strlen(bind), ",%u", pu);
  check_refused(topology, bind, 0, "longer than 92 characters", "ranges");
  pm_topology_free(topology);
}

static void check_unknown(const struct pm_topology *topology, unsigned bus, const char *cpus) {
  struct pm_locality locality = place(topology, bus);
  assert_false(locality.known);
  assert_int_equal(locality.numa_node, -1);
  assert_string_equal(locality.cpus, cpus);
}

static void check_known(const struct pm_topology *topology, unsigned bus, int node,
                        const char *cpus) {
  struct pm_locality locality = place(topology, bus);
  assert_true(locality.known);
  assert_int_equal(locality.numa_node, node);
  assert_string_equal(locality.cpus, cpus);
}

static void test_localities(void **state) {
  (void)state;
  struct pm_topology *topology = load_file(TWO_GPUS);
  check_known(topology, 0x3b, 0, "0-7");
  check_known(topology, 0xd8, 1, "8-15");
  check_unknown(topology, 0x3c, "0-15");
  struct pm_locality locality;
  pm_topology_locality(topology, 1, 0x3b, 0, 0, &locality); /* another domain */
  assert_false(locality.known);
  pm_topology_locality(topology, 0, 0x3b, 0, 1, &locality); /* another function */
  assert_false(locality.known);
  pm_topology_free(topology);
}

static void test_the_whole_machine_is_no_place(void **state) {
  (void)state;
  struct pm_topology *topology = load_file(GPU_ON_MACHINE);
  check_unknown(topology, 0x3b, "0-15");
  pm_topology_free(topology);
}

static void test_the_whole_machine_is_a_place_when_there_is_one(void **state) {
  (void)state;
  struct pm_topology *topology = load_file(ONE_PACKAGE);
  check_known(topology, 0x01, 0, "0-7");
  check_unknown(topology, 0x3b, "0-7");
  pm_topology_free(topology);
}

static void test_localities_within_what_is_allowed(void **state) {
  (void)state;
  struct pm_topology *topology = load_file(ONE_ALLOWED);
  check_known(topology, 0x3b, 0, "0-7");
  check_unknown(topology, 0xd8, "0-7"); /* near it nothing may run */
  pm_topology_free(topology);
}

static void test_missing_and_wrong_files(void **state) {
  (void)state;
  struct pm_topology *topology = NULL;
  struct pm_error error = {0};
  assert_int_equal(pm_topology_load("/nowhere/machine.xml", &topology, &error), PM_IO);
  assert_non_null(strstr(error.text, "/nowhere/machine.xml"));
  assert_int_equal(pm_topology_load(__FILE__, &topology, &error), PM_USAGE);
  assert_non_null(strstr(error.text, "test_topology.c"));
  assert_null(topology);
  pm_topology_free(NULL);
}

static void test_a_file_binds_nobody(void **state) {
  (void)state;
  struct pm_topology *topology = load_file(TWO_GPUS);
  struct pm_locality locality = place(topology, 0x3b);
  struct pm_error error = {0};
  assert_int_equal(pm_topology_bind_caller(topology, &locality, &error), PM_FAILED);
  assert_non_null(strstr(error.text, "not this machine's"));
  pm_topology_free(topology);
}

static void test_here(void **state) {
  (void)state;
  struct pm_topology *topology = load_here();
  cpu_set_t allowed;
  assert_int_equal(sched_getaffinity(0, sizeof allowed, &allowed), 0);
  assert_int_equal(pm_topology_pus(topology), CPU_COUNT(&allowed));
  assert_in_range(pm_topology_cores(topology), 1, pm_topology_pus(topology));
  assert_in_range(pm_topology_packages(topology), 1, pm_topology_cores(topology));
  assert_true(pm_topology_numa_nodes(topology) >= 1);
  pm_topology_free(topology);
}

/* taskset and batch systems narrow the affinity of the process: that is all it may use. */
static void test_here_within_an_affinity(void **state) {
  (void)state;
  cpu_set_t before, one;
  assert_int_equal(sched_getaffinity(0, sizeof before, &before), 0);
  int cpu = 0;
  while (!CPU_ISSET(cpu, &before))
    cpu++;
  CPU_ZERO(&one);
  CPU_SET(cpu, &one);
  char wide[65], narrow[65];
  digest_of(load_here(), wide);
  assert_int_equal(sched_setaffinity(0, sizeof one, &one), 0);
  struct pm_topology *topology = load_here();
  assert_int_equal(sched_setaffinity(0, sizeof before, &before), 0);
  assert_int_equal(pm_topology_pus(topology), 1);
  assert_int_equal(pm_topology_packages(topology), 1);
  pm_topology_digest(topology, narrow);
  assert_string_equal(wide, narrow);
  pm_topology_free(topology);
}

static void test_bind_caller(void **state) {
  (void)state;
  struct pm_topology *topology = load_here();
  struct pm_error error = {0};
  struct pm_locality unknown, one = {.known = true, .numa_node = 0};
  cpu_set_t before, now;
  assert_int_equal(sched_getaffinity(0, sizeof before, &before), 0);
  int cpu = 0;
  while (!CPU_ISSET(cpu, &before))
    cpu++;
  snprintf(one.cpus, sizeof one.cpus, "%d", cpu);
  assert_int_equal(pm_topology_bind_caller(topology, &one, &error), PM_OK);
  assert_int_equal(sched_getaffinity(0, sizeof now, &now), 0);
  assert_int_equal(CPU_COUNT(&now), 1);
  assert_true(CPU_ISSET(cpu, &now));
  pm_topology_locality(topology, 0xffff, 0xff, 0x1f, 7, &unknown);
  assert_false(unknown.known);
  assert_int_equal(pm_topology_bind_caller(topology, &unknown, &error), PM_OK);
  assert_int_equal(sched_getaffinity(0, sizeof now, &now), 0);
  assert_true(CPU_EQUAL(&before, &now));
  snprintf(one.cpus, sizeof one.cpus, "100000");
  assert_int_equal(pm_topology_bind_caller(topology, &one, &error), PM_FAILED);
  assert_non_null(strstr(error.text, "100000"));
  pm_topology_free(topology);
}

static void check_memory(const struct pm_topology *topology, const char *bind, size_t bytes) {
  struct pm_binding binding;
  assert_int_equal(pm_binding_parse(topology, bind, 0, NULL, &binding, NULL), PM_OK);
  unsigned char *memory = pm_memory_alloc(topology, &binding, bytes);
  assert_non_null(memory);
  assert_int_equal((uintptr_t)memory % (uintptr_t)sysconf(_SC_PAGESIZE), 0);
  if (bytes) /* all are zero: the first is, and each is what the one before it is */
    assert_true(memory[0] == 0 && memcmp(memory, memory + 1, bytes - 1) == 0);
  memset(memory, 0xa5, bytes);
  pm_memory_free(topology, memory, bytes);
  pm_binding_free(&binding);
}

static const size_t sizes[] = {0,        1,        4096,           4097,
                               1u << 20, 2u << 20, (2u << 20) + 1, (65u << 20) + 12345};
enum { SIZE_COUNT = sizeof sizes / sizeof sizes[0] };

static void test_memory(void **state) {
  (void)state;
  struct pm_topology *topology = load_here();
  for (size_t i = 0; i < SIZE_COUNT; i++) {
    check_memory(topology, "auto", sizes[i]);
    check_memory(topology, "numa:0", sizes[i]);
    check_memory(topology, "none", sizes[i]);
  }
  pm_memory_free(topology, NULL, 1);
  pm_topology_free(topology);
}

/* A topology from a file may be planned with; memory then comes from anywhere. */
static void test_memory_of_another_machine(void **state) {
  (void)state;
  struct pm_topology *topology = load_file(TWO_GPUS);
  check_memory(topology, "auto", 1u << 20);
  check_memory(topology, "numa:1", 1u << 20);
  pm_topology_free(topology);
}

/* This machine taken for one with other nodes than it has. */
static void check_made_up_nodes(const char *description) {
  setenv("HWLOC_THISSYSTEM", "1", 1);
  struct pm_topology *topology = load_synthetic(description);
  unsetenv("HWLOC_THISSYSTEM");
  cpu_set_t before, after;
  assert_int_equal(sched_getaffinity(0, sizeof before, &before), 0);
  check_memory(topology, "auto", 3u << 20);
  check_memory(topology, "none", 3u << 20);
  assert_int_equal(sched_getaffinity(0, sizeof after, &after), 0);
  assert_true(CPU_EQUAL(&before, &after));
  pm_topology_free(topology);
}

/* Nodes 0 and 1: pages are interleaved where the kernel has a choice, and looked up. */
static void test_memory_over_several_nodes(void **state) {
  (void)state;
  check_made_up_nodes("pack:2 numa:1 core:1 pu:1");
}

/* The kernel has no such nodes and refuses the policy, as it does in many containers; the memory is
 * touched from the nodes' PUs instead. */
static void test_memory_without_policies(void **state) {
  (void)state;
  check_made_up_nodes("pack:2 numa:1(indexes=900,901) core:1 pu:1");
}

static void test_no_memory_left(void **state) {
  (void)state;
  struct pm_topology *topology = load_here();
  struct pm_binding binding;
  assert_int_equal(pm_binding_parse(topology, "auto", 1, NULL, &binding, NULL), PM_OK);
  assert_null(pm_memory_alloc(topology, &binding, (size_t)1 << 60));
  assert_null(pm_memory_alloc(topology, &binding, SIZE_MAX));
  size_t installed = (size_t)sysconf(_SC_PHYS_PAGES) * (size_t)sysconf(_SC_PAGESIZE);
  assert_null(pm_memory_alloc(topology, &binding, installed));
  pm_binding_free(&binding);
  pm_topology_free(topology);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_counts),
      cmocka_unit_test(test_only_allowed_pus_count),
      cmocka_unit_test(test_digest_is_of_the_shape),
      cmocka_unit_test(test_plans),
      cmocka_unit_test(test_plans_near_devices),
      cmocka_unit_test(test_plans_follow_cores_not_numbers),
      cmocka_unit_test(test_plans_within_what_is_allowed),
      cmocka_unit_test(test_wrong_bindings_name_what_is_valid),
      cmocka_unit_test(test_forbidden_parts_are_refused),
      cmocka_unit_test(test_a_list_too_long_to_name_is_refused),
      cmocka_unit_test(test_localities),
      cmocka_unit_test(test_the_whole_machine_is_no_place),
      cmocka_unit_test(test_the_whole_machine_is_a_place_when_there_is_one),
      cmocka_unit_test(test_localities_within_what_is_allowed),
      cmocka_unit_test(test_missing_and_wrong_files),
      cmocka_unit_test(test_a_file_binds_nobody),
      cmocka_unit_test(test_here),
      cmocka_unit_test(test_here_within_an_affinity),
      cmocka_unit_test(test_bind_caller),
      cmocka_unit_test(test_memory),
      cmocka_unit_test(test_memory_of_another_machine),
      cmocka_unit_test(test_memory_over_several_nodes),
      cmocka_unit_test(test_memory_without_policies),
      cmocka_unit_test(test_no_memory_left),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
