/* A GPU's sensors by NVML, opened at run time. The declarations are those of the NVML API Reference
 * Guide (NVIDIA, vR550: "Device Queries", "NvmlClocksEventReasons"), as far as they are used here, so
 * that the build takes no CUDA toolkit. */
#include <dlfcn.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "host/sensor/sensor_sources.h"

typedef struct nvmlDevice_st *nvml_device;
enum { NVML_SUCCESS = 0, NVML_CLOCK_SM = 1, NVML_TEMPERATURE_GPU = 0 };

struct nvml_gpu {
  void *library;
  nvml_device device;
  int (*init)(void);
  int (*shutdown)(void);
  const char *(*error_string)(int result);
  int (*by_pci)(const char *pci, nvml_device *device);
  int (*clock)(nvml_device device, int type, unsigned *mhz);
  int (*temperature)(nvml_device device, int sensor, unsigned *celsius);
  int (*power)(nvml_device device, unsigned *milliwatts);
  int (*energy)(nvml_device device, unsigned long long *millijoules);
  int (*reasons)(nvml_device device, unsigned long long *reasons); /* may be NULL */
};

static bool find_functions(struct nvml_gpu *gpu, char reason[SENSOR_REASON_MAX]) {
  const struct {
    const char *name;
    void *function; /* the member's address */
  } needed[] = {
      {"nvmlInit_v2", &gpu->init},
      {"nvmlShutdown", &gpu->shutdown},
      {"nvmlErrorString", &gpu->error_string},
      {"nvmlDeviceGetHandleByPciBusId_v2", &gpu->by_pci},
      {"nvmlDeviceGetClockInfo", &gpu->clock},
      {"nvmlDeviceGetTemperature", &gpu->temperature},
      {"nvmlDeviceGetPowerUsage", &gpu->power},
      {"nvmlDeviceGetTotalEnergyConsumption", &gpu->energy},
  };
  for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
    void *address = dlsym(gpu->library, needed[i].name);
    if (!address) {
      snprintf(reason, SENSOR_REASON_MAX,
               "the NVIDIA driver is too old: libnvidia-ml.so.1 lacks %s", needed[i].name);
      return false;
    }
    memcpy(needed[i].function, &address, sizeof address);
  }
  /* Renamed with driver 535; the older name is there as long as NVIDIA keeps it. */
  void *reasons = dlsym(gpu->library, "nvmlDeviceGetCurrentClocksEventReasons");
  if (!reasons)
    reasons = dlsym(gpu->library, "nvmlDeviceGetCurrentClocksThrottleReasons");
  memcpy(&gpu->reasons, &reasons, sizeof reasons);
  return true;
}

static bool start(struct nvml_gpu *gpu, const char *pci, char reason[SENSOR_REASON_MAX]) {
  int result = gpu->init();
  if (result != NVML_SUCCESS) {
    snprintf(reason, SENSOR_REASON_MAX, "NVML does not start: %.160s", gpu->error_string(result));
    return false;
  }
  result = gpu->by_pci(pci, &gpu->device);
  if (result == NVML_SUCCESS)
    return true;
  snprintf(reason, SENSOR_REASON_MAX, "NVML does not know the GPU at %.40s: %.120s", pci,
           gpu->error_string(result));
  gpu->shutdown();
  return false;
}

static bool open_library(struct nvml_gpu *gpu, char reason[SENSOR_REASON_MAX]) {
  gpu->library = dlopen("libnvidia-ml.so.1", RTLD_NOW | RTLD_LOCAL);
  if (gpu->library)
    return true;
  const char *text = dlerror();
  snprintf(reason, SENSOR_REASON_MAX, "no NVML: %.200s", text ? text : "it does not open");
  return false;
}

struct nvml_gpu *pm_nvml_open(const char *pci, char reason[SENSOR_REASON_MAX]) {
  snprintf(reason, SENSOR_REASON_MAX, "no memory");
  struct nvml_gpu *gpu = calloc(1, sizeof *gpu);
  if (!gpu)
    return NULL;
  if (!open_library(gpu, reason) || !find_functions(gpu, reason) || !start(gpu, pci, reason)) {
    if (gpu->library)
      dlclose(gpu->library);
    free(gpu);
    return NULL;
  }
  unsigned long long ignored;
  const int result = gpu->energy(gpu->device, &ignored);
  reason[0] = '\0';
  if (result != NVML_SUCCESS)
    snprintf(reason, SENSOR_REASON_MAX, "the GPU does not count its energy: %.160s",
             gpu->error_string(result));
  return gpu;
}

void pm_nvml_close(struct nvml_gpu *gpu) {
  if (!gpu)
    return;
  gpu->shutdown();
  dlclose(gpu->library);
  free(gpu);
}

void pm_nvml_read(const struct nvml_gpu *gpu, struct pm_reading *reading) {
  unsigned value;
  unsigned long long wide;
  if (!gpu)
    return;
  if (gpu->clock(gpu->device, NVML_CLOCK_SM, &value) == NVML_SUCCESS)
    reading->gpu_mhz = value;
  if (gpu->temperature(gpu->device, NVML_TEMPERATURE_GPU, &value) == NVML_SUCCESS)
    reading->gpu_temperature_c = value;
  if (gpu->power(gpu->device, &value) == NVML_SUCCESS)
    reading->gpu_watts = value * 1e-3;
  if (gpu->energy(gpu->device, &wide) == NVML_SUCCESS)
    reading->gpu_joules = (double)wide * 1e-3;
  if (gpu->reasons && gpu->reasons(gpu->device, &wide) == NVML_SUCCESS)
    reading->gpu_throttle_reasons = wide;
}

/* Bits of NvmlClocksEventReasons. Left out: 0x1 idle, 0x2 application clocks, 0x10 sync boost, 0x100
 * display clocks, which are as they were asked for. */
void pm_throttle_words(uint64_t reasons, char *words, size_t words_bytes) {
  static const struct {
    uint64_t bit;
    const char *words;
  } slowdowns[] = {
      {0x04, "software power cap"},        {0x08, "hardware slowdown"},
      {0x20, "software thermal slowdown"}, {0x40, "hardware thermal slowdown"},
      {0x80, "hardware power brake"},
  };
  size_t used = 0;
  if (words_bytes)
    words[0] = '\0';
  for (size_t i = 0; i < sizeof slowdowns / sizeof *slowdowns && used < words_bytes; i++)
    if (reasons & slowdowns[i].bit)
      used += (size_t)snprintf(words + used, words_bytes - used, "%s%s", used ? ", " : "",
                               slowdowns[i].words);
}
