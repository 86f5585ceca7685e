/* The variants of the project's own code on the CPU: the oracle, the core without lanes, that with
 * x86's instructions for long numbers, the lanes of each instruction set. Every work of the provers
 * has those for which there is code. */
#ifndef PROOFMARK_BENCH_CPU_VARIANT_H
#define PROOFMARK_BENCH_CPU_VARIANT_H

#include "host/work/work.h"
#include "kernels/lane/isa.h"

enum cpu_variant_kind { CPU_REFERENCE, CPU_PORTABLE, CPU_LANES };

struct cpu_variant {
  enum cpu_variant_kind kind;
  enum lane_isa isa; /* of lanes */
};

extern const struct cpu_variant cpu_variant_reference, cpu_variant_portable, cpu_variant_sse2,
    cpu_variant_avx2, cpu_variant_avx512, cpu_variant_avx512_ifma, cpu_variant_neon,
    cpu_variant_adx;

/* pm_implementation.available of a variant, where `exists` says whether the work has code for
 * it. */
bool cpu_variant_available(const struct cpu_variant *variant, bool exists, char *reason,
                           size_t reason_bytes);
/* pm_implementation.available of a device: those that are there are asked otherwise. */
bool device_available(const struct pm_implementation *implementation, const struct pm_work *work,
                      char *reason, size_t reason_bytes);

#define CPU_IMPLEMENTATION(name_, variant_, available_, open_)                                     \
  {                                                                                                \
    .name = (name_), .modelled = true, .available = (available_), .open = (open_),                 \
    .variant = &(variant_)                                                                         \
  }
#define DEVICE_IMPLEMENTATION(name_, api_, open_)                                                  \
  {                                                                                                \
    .name = (name_), .on_device = true, .api = (api_), .modelled = true,                           \
    .available = device_available, .open = (open_)                                                 \
  }
/* The oracle does what is readable, not what is least. */
#define REFERENCE_IMPLEMENTATION(available_, open_)                                                \
  {                                                                                                \
    .name = "cpu/reference", .available = (available_), .open = (open_),                           \
    .variant = &(cpu_variant_reference)                                                            \
  }

/* A work's implementations: how it says what there is on the CPU, and how it opens there (with the
 * implementation's variant) and on a device. */
#define IMPLEMENTATIONS(cpu_available, cpu_open, device_open)                                      \
  {                                                                                                \
    REFERENCE_IMPLEMENTATION(cpu_available, cpu_open),                                             \
        CPU_IMPLEMENTATION("cpu/portable", cpu_variant_portable, cpu_available, cpu_open),         \
        CPU_IMPLEMENTATION("cpu/adx", cpu_variant_adx, cpu_available, cpu_open),                   \
        CPU_IMPLEMENTATION("cpu/simd-sse2", cpu_variant_sse2, cpu_available, cpu_open),            \
        CPU_IMPLEMENTATION("cpu/simd-avx2", cpu_variant_avx2, cpu_available, cpu_open),            \
        CPU_IMPLEMENTATION("cpu/simd-avx512", cpu_variant_avx512, cpu_available, cpu_open),        \
        CPU_IMPLEMENTATION("cpu/simd-avx512-ifma", cpu_variant_avx512_ifma, cpu_available,         \
                           cpu_open),                                                              \
        CPU_IMPLEMENTATION("cpu/simd-neon", cpu_variant_neon, cpu_available, cpu_open),            \
        DEVICE_IMPLEMENTATION("opencl", PM_API_OPENCL, device_open),                               \
        DEVICE_IMPLEMENTATION("cuda", PM_API_CUDA, device_open),                                   \
  }

#endif
