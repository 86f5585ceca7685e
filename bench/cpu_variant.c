#include "bench/cpu_variant.h"

#include <stdio.h>

const struct cpu_variant cpu_variant_reference = {.kind = CPU_REFERENCE},
                         cpu_variant_portable = {.kind = CPU_PORTABLE},
                         cpu_variant_sse2 = {CPU_LANES, LANE_ISA_SSE2},
                         cpu_variant_avx2 = {CPU_LANES, LANE_ISA_AVX2},
                         cpu_variant_avx512 = {CPU_LANES, LANE_ISA_AVX512},
                         cpu_variant_avx512_ifma = {CPU_LANES, LANE_ISA_AVX512_IFMA},
                         cpu_variant_neon = {CPU_LANES, LANE_ISA_NEON},
                         cpu_variant_adx = {CPU_LANES, LANE_ISA_ADX};

bool cpu_variant_available(const struct cpu_variant *variant, bool exists, char *reason,
                           size_t reason_bytes) {
  const bool supported = variant->kind != CPU_LANES || lane_isa_supported(variant->isa);
  *reason = '\0';
  if (exists && !supported)
    snprintf(reason, reason_bytes, "this processor has no %s", lane_isa_name(variant->isa));
  return exists && supported;
}

bool device_available(const struct pm_implementation *implementation, const struct pm_work *work,
                      char *reason, size_t reason_bytes) {
  (void)implementation, (void)work, (void)reason, (void)reason_bytes;
  return true;
}
