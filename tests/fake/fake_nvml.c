#include "tests/fake/fake_nvml.h"

#include <string.h>

/* nvmlReturn_t */
enum { SUCCESS = 0, UNINITIALIZED = 1, INVALID_ARGUMENT = 2, NOT_SUPPORTED = 3, NOT_FOUND = 6 };

struct nvmlDevice_st {
  int unused;
};

int nvmlInit_v2(void);
int nvmlShutdown(void);
const char *nvmlErrorString(int result);
int nvmlDeviceGetHandleByPciBusId_v2(const char *pci, struct nvmlDevice_st **device);
int nvmlDeviceGetClockInfo(struct nvmlDevice_st *device, int type, unsigned *mhz);
int nvmlDeviceGetTemperature(struct nvmlDevice_st *device, int sensor, unsigned *celsius);
int nvmlDeviceGetPowerUsage(struct nvmlDevice_st *device, unsigned *milliwatts);
int nvmlDeviceGetTotalEnergyConsumption(struct nvmlDevice_st *device,
                                        unsigned long long *millijoules);
int nvmlDeviceGetCurrentClocksThrottleReasons(struct nvmlDevice_st *device,
                                              unsigned long long *reasons);

static struct fake_nvml figures;
static struct nvmlDevice_st the_gpu;

struct fake_nvml *fake_nvml(void) {
  return &figures;
}

static int answer(const struct nvmlDevice_st *device, int result) {
  if (!figures.live)
    return UNINITIALIZED;
  return device == &the_gpu ? result : INVALID_ARGUMENT;
}

int nvmlInit_v2(void) {
  figures.live += figures.init_result == SUCCESS;
  return figures.init_result;
}

int nvmlShutdown(void) {
  figures.live--;
  return SUCCESS;
}

const char *nvmlErrorString(int result) {
  return result == NOT_SUPPORTED ? "Not Supported" : result == NOT_FOUND ? "Not Found" : "Unknown";
}

int nvmlDeviceGetHandleByPciBusId_v2(const char *pci, struct nvmlDevice_st **device) {
  *device = &the_gpu;
  return strcmp(pci, FAKE_NVML_PCI) == 0 ? answer(&the_gpu, SUCCESS) : NOT_FOUND;
}

int nvmlDeviceGetClockInfo(struct nvmlDevice_st *device, int type, unsigned *mhz) {
  const int sm_clock = 1;
  *mhz = type == sm_clock ? figures.sm_mhz : 1;
  return answer(device, figures.result);
}

int nvmlDeviceGetTemperature(struct nvmlDevice_st *device, int sensor, unsigned *celsius) {
  (void)sensor;
  *celsius = figures.celsius;
  return answer(device, figures.result);
}

int nvmlDeviceGetPowerUsage(struct nvmlDevice_st *device, unsigned *milliwatts) {
  *milliwatts = figures.milliwatts;
  return answer(device, figures.result);
}

int nvmlDeviceGetTotalEnergyConsumption(struct nvmlDevice_st *device,
                                        unsigned long long *millijoules) {
  *millijoules = figures.millijoules;
  return answer(device, figures.energy_result);
}

int nvmlDeviceGetCurrentClocksThrottleReasons(struct nvmlDevice_st *device,
                                              unsigned long long *reasons) {
  *reasons = figures.reasons;
  return answer(device, figures.result);
}
