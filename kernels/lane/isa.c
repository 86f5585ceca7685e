#include "kernels/lane/isa.h"

#include <stddef.h>

const char *lane_isa_name(enum lane_isa isa) {
  static const char *const names[LANE_ISA_COUNT] = {"sse2",   "avx2",        "avx512", "neon",
                                                    "sha-ni", "avx512-ifma", "adx"};
  return names[isa];
}

#if defined(__x86_64__)

#include <cpuid.h>

/* A bit of EBX of CPUID's leaf 7 (Intel SDM, volume 2A, CPUID), for which gcc 12 has no name in
 * __builtin_cpu_supports. */
enum { LEAF7_ADX = 19, LEAF7_SHA = 29 };
static bool has_leaf7(unsigned bit) {
  unsigned a, b, c, d;
  return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b >> bit & 1);
}

bool lane_isa_supported(enum lane_isa isa) {
  switch (isa) {
  case LANE_ISA_SSE2:
    return true;
  case LANE_ISA_AVX2:
    return __builtin_cpu_supports("avx2");
  case LANE_ISA_AVX512:
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
  case LANE_ISA_SHA_NI:
    return has_leaf7(LEAF7_SHA) && __builtin_cpu_supports("sse4.1");
  case LANE_ISA_AVX512_IFMA:
    return lane_isa_supported(LANE_ISA_AVX512) && __builtin_cpu_supports("avx512ifma");
  case LANE_ISA_ADX:
    return has_leaf7(LEAF7_ADX) && __builtin_cpu_supports("bmi2");
  default:
    return false;
  }
}

#else

bool lane_isa_supported(enum lane_isa isa) { return isa == LANE_ISA_NEON; }

#endif
