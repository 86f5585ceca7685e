/* What the machine was while a result was made: the `host` object of a result file, and the
 * `context` object as Google Benchmark's JSON reporter writes it.
 *
 * Everything is read from files under `root`, "" being this machine and a test's folder a made-up
 * one; the files are those of proc(5), the kernel's Documentation/ABI (sysfs) and os-release(5).
 * Nothing here fails: what cannot be read is null. The trees belong to the caller (cJSON_Delete);
 * NULL without memory. */
#ifndef PROOFMARK_HOST_RESULT_ENVIRONMENT_H
#define PROOFMARK_HOST_RESULT_ENVIRONMENT_H

#include <cjson/cJSON.h>

#include "host/topology/topology.h"

/* Members, each null where unknown:
 *   cpu              model name, as /proc/cpuinfo has it
 *   architecture     of uname(2): "x86_64", "aarch64"
 *   microcode        revision, text
 *   kernel           "Linux RELEASE VERSION"
 *   os               PRETTY_NAME of os-release
 *   governor         object: cpufreq policy ("policy0") to governor
 *   turbo            bool: may clocks go above the nominal
 *   smt              "on", "off", "forceoff", "notsupported", "notimplemented"
 *   virtualised      bool: the processor reports a hypervisor
 *   clocksource      "tsc", ...
 *   cgroup           object: cpu_limited (bool), cpu_limit_cpus (number, null without limit),
 *                    memory_limited (bool), memory_limit_bytes (number, null without limit); the
 *                    tightest of this process's group and the groups above it, version 1 or 2
 *   memory           object: total_bytes, page_bytes, transparent_huge_pages
 *   topology         object: digest, packages, cores, pus, numa_nodes; null without a topology
 *   isa              object: the processor's flag to bool, the flags that the lanes care about
 *   load_average     array of 3 numbers: 1, 5 and 15 minutes
 *   clock_driver     cpufreq's driver of policy0: "intel_pstate"
 *   clock_limits_mhz object: low, high; between which policy0 may choose
 *   isolated_cpus    list of processors that the scheduler leaves alone ("" where none are)
 *   mitigations      object: processor vulnerability ("meltdown") to what the kernel does about it
 *   cpus_allowed     list of processors that this process may run on: "0-3,8"
 *   memory_nodes_allowed   likewise
 *   libraries        object: shared library ("libsodium.so.23") to file name, version and build-id
 *   variables        object: those of the environment that steer libraries and drivers (OPENSSL_*,
 *                    POCL_*, CUDA_*, OMP_*, ...) to their values */
cJSON *pm_environment_host(const struct pm_topology *topology);
cJSON *pm_environment_host_at(const char *root, const struct pm_topology *topology);

/* Google Benchmark's context: date (RFC 3339, local time with offset), host_name, executable,
 * num_cpus, mhz_per_cpu, cpu_scaling_enabled (left out where unknown, as there), caches[] {type,
 * level, size, num_sharing} of CPU 0, load_avg[], library_build_type, json_schema_version. */
cJSON *pm_environment_context(const char *executable);
cJSON *pm_environment_context_at(const char *root, const char *executable);

#endif
