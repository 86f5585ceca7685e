#include "bench/op/best.h"

#include <stdio.h>
#include <string.h>

/* Wider lanes are faster, and the instructions for long numbers faster than products in portable C. Those
 * for SHA-256, one message at a time, are slower than 16 lanes and twice as fast as 8. The libraries,
 * which take one message or signature at a time, come last: libsecp256k1 takes 1.4 to 1.9 times as long as
 * the portable code on a Zen 3 core. */
static const char *const fastest_first[] = {
    "cpu/simd-avx512-ifma", "cpu/simd-avx512", "cpu/sha-ni",   "cpu/simd-avx2",    "cpu/adx",
    "cpu/simd-neon",        "cpu/simd-sse2",   "cpu/portable", "cpu/libsecp256k1", "cpu/libsodium",
    "cpu/openssl",          "cpu/reference",   NULL,
};

static const struct pm_implementation *find(const struct pm_work *work, const char *name) {
  for (size_t i = 0; i < work->implementation_count; i++)
    if (strcmp(work->implementations[i].name, name) == 0)
      return &work->implementations[i];
  return NULL;
}

const struct pm_implementation *op_implementation_named(const struct pm_work *work,
                                                        const char *name, char *reason,
                                                        size_t reason_bytes) {
  const struct pm_implementation *found = find(work, name);
  *reason = '\0';
  if (found && !found->available(found, work, reason, reason_bytes))
    return NULL;
  return found;
}

const struct pm_implementation *op_best(const struct pm_work *work, char *reason,
                                        size_t reason_bytes) {
  char faster[224] = "";
  for (size_t i = 0; fastest_first[i]; i++) {
    char why[128];
    const struct pm_implementation *found =
        op_implementation_named(work, fastest_first[i], why, sizeof why);
    if (found && !found->on_device) {
      snprintf(reason, reason_bytes, "%s is the fastest of %s on this processor%s%s", found->name,
               work->name, *faster ? "; " : "", faster);
      return found;
    }
    if (*why && !*faster)
      snprintf(faster, sizeof faster, "%s would be faster, but %s", fastest_first[i], why);
  }
  snprintf(reason, reason_bytes, "%s has no implementation for this processor", work->name);
  return NULL;
}
