/* The project's GPU programs on an open device. */
#ifndef PROOFMARK_BENCH_OP_GPU_PROGRAM_H
#define PROOFMARK_BENCH_OP_GPU_PROGRAM_H

#include "host/device/device.h"
#include "kernels/lane/program.h"

/* Loads a program, once per device; it is the device's. Errors are pm_program_load's. */
enum pm_status gpu_program_load(struct pm_device *device, const struct gpu_program *program,
                                struct pm_program **loaded, struct pm_error *error);

#endif
