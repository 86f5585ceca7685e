/* The ways in which the project's own code computes on the CPU: the oracle, the core without lanes, that
 * with x86's instructions for long numbers, the lanes of each instruction set. Every work of the provers has those of them for which there is code. */
#ifndef PROOFMARK_BENCH_CPU_WAY_H
#define PROOFMARK_BENCH_CPU_WAY_H

#include "host/work/work.h"
#include "kernels/lane/isa.h"

enum cpu_way_kind { CPU_REFERENCE, CPU_PORTABLE, CPU_LANES };

struct cpu_way {
  enum cpu_way_kind kind;
  enum lane_isa isa; /* of lanes */
};

extern const struct cpu_way cpu_way_reference, cpu_way_portable, cpu_way_sse2, cpu_way_avx2,
    cpu_way_avx512, cpu_way_avx512_ifma, cpu_way_neon, cpu_way_adx;

/* pm_implementation.available of a way, where `exists` says whether the work has code for it. */
bool cpu_way_available(const struct cpu_way *way, bool exists, char *reason, size_t reason_bytes);
/* pm_implementation.available of a device: those that are there are asked otherwise. */
bool device_way_available(const struct pm_implementation *implementation,
                          const struct pm_work *work, char *reason, size_t reason_bytes);

#define CPU_WAY(name_, way, available_, open_)                                                     \
  {                                                                                                \
    .name = (name_), .modelled = true, .available = (available_), .open = (open_),                 \
    .variant = &(way)                                                                              \
  }
#define DEVICE_WAY(name_, api_, open_)                                                             \
  {                                                                                                \
    .name = (name_), .on_device = true, .api = (api_), .modelled = true,                           \
    .available = device_way_available, .open = (open_)                                             \
  }
/* The oracle does what is readable, not what is least. */
#define REFERENCE_WAY(available_, open_)                                                           \
  {                                                                                                \
    .name = "cpu/reference", .available = (available_), .open = (open_),                           \
    .variant = &(cpu_way_reference)                                                                \
  }

/* A work's implementations: how it says what there is on the CPU, and how it opens there (the
 * implementation's variant is the way) and on a device. */
#define WAYS(cpu_available, cpu_open, device_open)                                                 \
  {                                                                                                \
    REFERENCE_WAY(cpu_available, cpu_open),                                                        \
        CPU_WAY("cpu/portable", cpu_way_portable, cpu_available, cpu_open),                        \
        CPU_WAY("cpu/adx", cpu_way_adx, cpu_available, cpu_open),                                  \
        CPU_WAY("cpu/simd-sse2", cpu_way_sse2, cpu_available, cpu_open),                           \
        CPU_WAY("cpu/simd-avx2", cpu_way_avx2, cpu_available, cpu_open),                           \
        CPU_WAY("cpu/simd-avx512", cpu_way_avx512, cpu_available, cpu_open),                       \
        CPU_WAY("cpu/simd-avx512-ifma", cpu_way_avx512_ifma, cpu_available, cpu_open),             \
        CPU_WAY("cpu/simd-neon", cpu_way_neon, cpu_available, cpu_open),                           \
        DEVICE_WAY("opencl", PM_API_OPENCL, device_open),                                          \
        DEVICE_WAY("cuda", PM_API_CUDA, device_open),                                              \
  }

#endif
