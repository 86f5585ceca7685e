/* A case: what is timed, where, and what is inside the timed interval. */
#ifndef PROOFMARK_HOST_MEASURE_CASE_H
#define PROOFMARK_HOST_MEASURE_CASE_H

#include "host/work/work.h"

/* What is inside a timed interval. */
enum pm_boundary {
  PM_BOUNDARY_KERNEL,   /* device: the kernels alone, by the device's events */
  PM_BOUNDARY_RESIDENT, /* host clock around compute and the wait for it; the input is already
                           where the implementation wants it. The only boundary of a CPU case */
  PM_BOUNDARY_E2E,      /* host clock around stage, upload, compute, download and the wait */
  /* Host clock from the first of several batches to the last, of which some are in flight at a
   * time, each as in e2e; divided by their number. */
  PM_BOUNDARY_SUSTAINED,
  PM_BOUNDARY_COLD, /* host clock around opening device, program and runner and one e2e */
  PM_BOUNDARY_COUNT
};

/* "kernel", "resident", "e2e", "sustained", "cold". */
const char *pm_boundary_name(enum pm_boundary boundary);

/* One case: work × implementation × device × binding × boundary. */
struct pm_case {
  char name[320]; /* unique; "hash/sha256[length=64,batch=65536]/cpu/simd-avx2/auto:1/resident" */
  const struct pm_problem *problem;
  const struct pm_implementation *implementation;
  const struct pm_device_info *device; /* NULL on the CPU */
  struct pm_pool *pool;                /* of a CPU case; for a device case NULL */
  struct pm_runner *runner;            /* open; NULL for cold */
  enum pm_boundary boundary;
};

#endif
