/* What the machine's own sensors say at an instant: processor, memory and one GPU. Nothing here is
 * an estimate, and nothing fails: what cannot be read is NAN.
 *
 * Files are those of proc(5), of the kernel's cpufreq and powercap documentation; a GPU's figures
 * are NVML's (NVML API reference, nvmlDeviceGet...), opened at run time. Reading takes some 0.1 ms
 * and is for between timed intervals, never within. */
#ifndef PROOFMARK_HOST_SENSOR_SENSORS_H
#define PROOFMARK_HOST_SENSOR_SENSORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pm_sensors;

struct pm_reading {
  uint64_t clock_ns; /* pm_clock_ns */
  /* The processors that this process may use, together. */
  double cpu_mhz;           /* mean of their current clocks, or of those that are watched */
  double cpu_busy_s;        /* since boot: all that was neither idle, nor waiting, nor stolen */
  double cpu_steal_s;       /* since boot: what the hypervisor gave to others */
  double cpu_throttles;     /* since boot: thermal throttling events */
  double cpu_temperature_c; /* the hottest */
  double cpu_joules;        /* of the packages since pm_sensors_open (RAPL) */
  /* This process. */
  double own_cpu_s;
  double resident_bytes;
  /* The GPU. */
  double gpu_mhz; /* of its multiprocessors */
  double gpu_temperature_c;
  double gpu_watts;
  double gpu_joules;             /* since the driver was loaded */
  uint64_t gpu_throttle_reasons; /* NVML's nvmlClocksThrottleReason bits; 0 where unknown */
};

/* `root` is "" for this machine and a made-up folder in tests. `gpu_pci` is the PCI address of the
 * GPU to watch ("0000:3b:00.0"), NULL for none. The processors are those that the calling thread
 * may use: it must not be bound to some of them yet (or no longer: pm_topology_bind_caller). NULL
 * without memory; sensors that are not there are not an error. Freed by pm_sensors_close, which
 * takes NULL. */
struct pm_sensors *pm_sensors_open(const char *root, const char *gpu_pci);
void pm_sensors_close(struct pm_sensors *sensors);
void pm_sensors_read(struct pm_sensors *sensors, struct pm_reading *reading);

/* From now on cpu_mhz is the mean of these processors' clocks (of some of them, evenly chosen,
 * where they are many); with a count of 0 of all that this process may use again. */
void pm_sensors_watch(struct pm_sensors *sensors, const unsigned *processors, size_t count);

/* How many processors this process may use; 0 where that is unknown. */
unsigned pm_sensors_processors(const struct pm_sensors *sensors);

/* Where the clocks come from ("cpufreq", "/proc/cpuinfo"), or NULL. In a virtual machine
 * /proc/cpuinfo often has the nominal clock and never another. */
const char *pm_sensors_clock_source(const struct pm_sensors *sensors);

/* Where energy comes from ("RAPL, package", "NVML, total energy counter"), or NULL and, in
 * `reason`, why it cannot be read. */
const char *pm_sensors_cpu_energy_source(const struct pm_sensors *sensors, char *reason,
                                         size_t reason_bytes);
const char *pm_sensors_gpu_energy_source(const struct pm_sensors *sensors, char *reason,
                                         size_t reason_bytes);

/* Throttle reasons that mean the GPU ran slower than it was asked to (power, heat, brake; not idle,
 * not application clocks), in words: "software power cap, hardware slowdown"; "" for none. */
void pm_throttle_words(uint64_t reasons, char *words, size_t words_bytes);

#endif
