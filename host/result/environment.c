#define _GNU_SOURCE 1 /* asprintf, versionsort */

#include "host/result/environment.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "host/result/environment_parts.h"

/* Flags that decide which code runs and how fast: x86-64's as Linux names them in "flags",
 * AArch64's in "Features". */
static const char *const x86_flags[] = {
    "ssse3",    "sse4_1",     "avx",        "avx2",       "bmi2",    "adx",      "aes",
    "vaes",     "sha_ni",     "gfni",       "vpclmulqdq", "avx512f", "avx512bw", "avx512dq",
    "avx512vl", "avx512ifma", "avx512vbmi", "avx_ifma",   NULL};
static const char *const arm_flags[] = {"asimd",  "aes",  "pmull", "sha1", "sha2",
                                        "sha512", "sha3", "sve",   "sve2", NULL};

/* A tree, or null for NULL. */
static void add_tree(cJSON *object, const char *name, cJSON *tree) {
  cJSON_AddItemToObject(object, name, tree ? tree : cJSON_CreateNull());
}

static void add_number(cJSON *object, const char *name, bool known, double value) {
  cJSON_AddItemToObject(object, name, known ? cJSON_CreateNumber(value) : cJSON_CreateNull());
}

/* Arm's cpuinfo has no model name; the numbers of the part say which core it is. */
static char *cpu_model(const char *cpuinfo) {
  char *model = pm_environment_field(cpuinfo, "model name", ':');
  if (model)
    return model;
  char *implementer = pm_environment_field(cpuinfo, "CPU implementer", ':');
  char *part = pm_environment_field(cpuinfo, "CPU part", ':');
  if (implementer && part && asprintf(&model, "implementer %s part %s", implementer, part) < 0)
    model = NULL;
  free(part);
  free(implementer);
  return model;
}

static char *architecture(void) {
  struct utsname system;
  return uname(&system) == 0 ? strdup(system.machine) : NULL;
}

static char *kernel(const char *root) {
  char *type = pm_environment_text(root, "/proc/sys/kernel/ostype");
  char *release = pm_environment_text(root, "/proc/sys/kernel/osrelease");
  char *version = pm_environment_text(root, "/proc/sys/kernel/version");
  char *text = NULL;
  if (type && release && version && asprintf(&text, "%s %s %s", type, release, version) < 0)
    text = NULL;
  free(version);
  free(release);
  free(type);
  return text;
}

static char *os_name(const char *root) {
  char *release = pm_environment_text(root, "/etc/os-release");
  if (!release)
    release = pm_environment_text(root, "/usr/lib/os-release");
  char *name = pm_environment_field(release, "PRETTY_NAME", '=');
  free(release);
  return name;
}

/* intel_pstate has its own switch, turned round; the other drivers share cpufreq's. */
static cJSON *turbo(const char *root) {
  double value;
  if (pm_environment_number(root, "/sys/devices/system/cpu/intel_pstate/no_turbo", &value))
    return cJSON_CreateBool(value == 0);
  if (pm_environment_number(root, "/sys/devices/system/cpu/cpufreq/boost", &value))
    return cJSON_CreateBool(value != 0);
  return NULL;
}

static bool has_flag(const char *flags, const char *flag) {
  size_t length = strlen(flag);
  for (; *flags; flags += strspn(flags, " ")) {
    size_t span = strcspn(flags, " ");
    if (span == length && strncmp(flags, flag, length) == 0)
      return true;
    flags += span;
  }
  return false;
}

static cJSON *flag_table(const char *flags, const char *const *names) {
  cJSON *object = cJSON_CreateObject();
  for (; *names; names++)
    cJSON_AddBoolToObject(object, *names, has_flag(flags, *names));
  return object;
}

/* x86's processors say whether a hypervisor is there (CPUID.1:ECX.31); Arm's do not. */
static void add_flags(cJSON *host, const char *cpuinfo) {
  char *x86 = pm_environment_field(cpuinfo, "flags", ':');
  char *arm = pm_environment_field(cpuinfo, "Features", ':');
  add_tree(host, "virtualised", x86 ? cJSON_CreateBool(has_flag(x86, "hypervisor")) : NULL);
  add_tree(host, "isa", x86 ? flag_table(x86, x86_flags) : arm ? flag_table(arm, arm_flags) : NULL);
  free(arm);
  free(x86);
}

static int is_policy(const struct dirent *entry) {
  return strncmp(entry->d_name, "policy", strlen("policy")) == 0;
}

cJSON *pm_environment_governors(const char *root) {
  char folder[4096];
  snprintf(folder, sizeof folder, "%s/sys/devices/system/cpu/cpufreq", root);
  struct dirent **policies = NULL;
  int count = scandir(folder, &policies, is_policy, versionsort);
  cJSON *object = count > 0 ? cJSON_CreateObject() : NULL;
  for (int i = 0; i < count; i++) {
    pm_environment_add_text(
        object, policies[i]->d_name,
        pm_environment_text(root, "/sys/devices/system/cpu/cpufreq/%s/scaling_governor",
                            policies[i]->d_name));
    free(policies[i]);
  }
  free(policies);
  return object;
}

/* "always [madvise] never": the one in brackets. */
static char *huge_page_mode(const char *root) {
  char *modes = pm_environment_text(root, "/sys/kernel/mm/transparent_hugepage/enabled");
  char *open = modes ? strchr(modes, '[') : NULL, *mode = NULL;
  if (open)
    mode = strndup(open + 1, strcspn(open + 1, "]"));
  free(modes);
  return mode;
}

static cJSON *memory(const char *root) {
  char *meminfo = pm_environment_text(root, "/proc/meminfo");
  char *total = pm_environment_field(meminfo, "MemTotal", ':');
  cJSON *object = cJSON_CreateObject();
  add_number(object, "total_bytes", total, total ? atof(total) * 1024 : 0);
  add_number(object, "page_bytes", true, (double)sysconf(_SC_PAGESIZE));
  pm_environment_add_text(object, "transparent_huge_pages", huge_page_mode(root));
  free(total);
  free(meminfo);
  return object;
}

static cJSON *shape(const struct pm_topology *topology) {
  if (!topology)
    return NULL;
  char digest[65];
  pm_topology_digest(topology, digest);
  cJSON *object = cJSON_CreateObject();
  cJSON_AddStringToObject(object, "digest", digest);
  cJSON_AddNumberToObject(object, "packages", pm_topology_packages(topology));
  cJSON_AddNumberToObject(object, "cores", pm_topology_cores(topology));
  cJSON_AddNumberToObject(object, "pus", pm_topology_pus(topology));
  cJSON_AddNumberToObject(object, "numa_nodes", pm_topology_numa_nodes(topology));
  return object;
}

#define POLICY0 "/sys/devices/system/cpu/cpufreq/policy0/"

static cJSON *clock_limits(const char *root) {
  double low_khz, high_khz;
  if (!pm_environment_number(root, POLICY0 "scaling_min_freq", &low_khz) ||
      !pm_environment_number(root, POLICY0 "scaling_max_freq", &high_khz))
    return NULL;
  cJSON *object = cJSON_CreateObject();
  cJSON_AddNumberToObject(object, "low", low_khz / 1000);
  cJSON_AddNumberToObject(object, "high", high_khz / 1000);
  return object;
}

/* The file is there and empty where none are; text that is empty reads like no file. */
static cJSON *isolated(const char *root) {
  char *online = pm_environment_text(root, "/sys/devices/system/cpu/online");
  char *list = pm_environment_text(root, "/sys/devices/system/cpu/isolated");
  cJSON *known = online ? cJSON_CreateString(list ? list : "") : NULL;
  free(list);
  free(online);
  return known;
}

static int is_file(const struct dirent *entry) { return entry->d_name[0] != '.'; }

/* Documentation/ABI/testing/sysfs-devices-system-cpu: a file per vulnerability. */
static cJSON *mitigations(const char *root) {
  char folder[4096];
  snprintf(folder, sizeof folder, "%s/sys/devices/system/cpu/vulnerabilities", root);
  struct dirent **files = NULL;
  int count = scandir(folder, &files, is_file, alphasort);
  cJSON *object = count > 0 ? cJSON_CreateObject() : NULL;
  for (int i = 0; i < count; i++) {
    pm_environment_add_text(
        object, files[i]->d_name,
        pm_environment_text(root, "/sys/devices/system/cpu/vulnerabilities/%s", files[i]->d_name));
    free(files[i]);
  }
  free(files);
  return object;
}

cJSON *pm_environment_host_at(const char *root, const struct pm_topology *topology) {
  cJSON *host = cJSON_CreateObject();
  if (!host)
    return NULL;
  char *cpuinfo = pm_environment_text(root, "/proc/cpuinfo");
  pm_environment_add_text(host, "cpu", cpu_model(cpuinfo));
  pm_environment_add_text(host, "architecture", architecture());
  pm_environment_add_text(host, "microcode", pm_environment_field(cpuinfo, "microcode", ':'));
  pm_environment_add_text(host, "kernel", kernel(root));
  pm_environment_add_text(host, "os", os_name(root));
  add_tree(host, "governor", pm_environment_governors(root));
  add_tree(host, "turbo", turbo(root));
  pm_environment_add_text(host, "smt",
                          pm_environment_text(root, "/sys/devices/system/cpu/smt/control"));
  add_flags(host, cpuinfo);
  pm_environment_add_text(
      host, "clocksource",
      pm_environment_text(root,
                          "/sys/devices/system/clocksource/clocksource0/current_clocksource"));
  add_tree(host, "cgroup", pm_environment_cgroup(root));
  add_tree(host, "memory", memory(root));
  add_tree(host, "topology", shape(topology));
  add_tree(host, "load_average", pm_environment_load(root));
  pm_environment_add_text(host, "clock_driver",
                          pm_environment_text(root, POLICY0 "scaling_driver"));
  add_tree(host, "clock_limits_mhz", clock_limits(root));
  add_tree(host, "isolated_cpus", isolated(root));
  add_tree(host, "mitigations", mitigations(root));
  pm_environment_add_allowed(host, root, topology);
  add_tree(host, "libraries", pm_environment_libraries());
  add_tree(host, "variables", pm_environment_variables(environ));
  free(cpuinfo);
  return host;
}

cJSON *pm_environment_host(const struct pm_topology *topology) {
  return pm_environment_host_at("", topology);
}
