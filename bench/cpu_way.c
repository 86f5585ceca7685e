#include "bench/cpu_way.h"

#include <stdio.h>

const struct cpu_way cpu_way_reference = {.kind = CPU_REFERENCE},
                     cpu_way_portable = {.kind = CPU_PORTABLE},
                     cpu_way_sse2 = {CPU_LANES, LANE_ISA_SSE2},
                     cpu_way_avx2 = {CPU_LANES, LANE_ISA_AVX2},
                     cpu_way_avx512 = {CPU_LANES, LANE_ISA_AVX512},
                     cpu_way_avx512_ifma = {CPU_LANES, LANE_ISA_AVX512_IFMA},
                     cpu_way_neon = {CPU_LANES, LANE_ISA_NEON},
                     cpu_way_adx = {CPU_LANES, LANE_ISA_ADX};

bool cpu_way_available(const struct cpu_way *way, bool exists, char *reason, size_t reason_bytes) {
  const bool supported = way->kind != CPU_LANES || lane_isa_supported(way->isa);
  *reason = '\0';
  if (exists && !supported)
    snprintf(reason, reason_bytes, "this processor has no %s", lane_isa_name(way->isa));
  return exists && supported;
}

bool device_way_available(const struct pm_implementation *implementation,
                          const struct pm_work *work, char *reason, size_t reason_bytes) {
  (void)implementation, (void)work, (void)reason, (void)reason_bytes;
  return true;
}
