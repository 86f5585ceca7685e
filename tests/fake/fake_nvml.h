/* A stand-in for NVIDIA's management library, for tests on machines without a GPU: one GPU at one
 * PCI address, whose figures the test sets. Its soname is libnvidia-ml.so.1: a process that has
 * opened it gets it from dlopen("libnvidia-ml.so.1"). Declarations as in NVML's API reference. */
#ifndef PROOFMARK_TESTS_FAKE_FAKE_NVML_H
#define PROOFMARK_TESTS_FAKE_FAKE_NVML_H

#define FAKE_NVML_PCI "0000:3b:00.0"

struct fake_nvml {
  unsigned sm_mhz, celsius, milliwatts;
  unsigned long long millijoules, reasons;
  int init_result;   /* of nvmlInit_v2 */
  int energy_result; /* of nvmlDeviceGetTotalEnergyConsumption */
  int result;        /* of the other queries */
  int live;          /* times nvmlInit_v2 succeeded, less nvmlShutdown */
};

/* The figures, to be changed at will; found with dlsym. */
struct fake_nvml *fake_nvml(void);

#endif
