/* The verification policies as flags, in the order of the scheme's names (ed25519.c); core.h says
 * what each of them means. */
#ifndef PROOFMARK_KERNELS_SIG_ED25519_POLICY_H
#define PROOFMARK_KERNELS_SIG_ED25519_POLICY_H

#include "kernels/lane/lane.h"

enum {
  POLICY_CANONICAL_A = 1,
  POLICY_CANONICAL_R = 2,
  POLICY_NO_SMALL_ORDER = 4,
  POLICY_COFACTORED = 8,
  POLICY_COUNT = 5
};

LANE_CONST uint32_t policy_flags[POLICY_COUNT] = {
    POLICY_NO_SMALL_ORDER,
    POLICY_CANONICAL_A | POLICY_CANONICAL_R,
    POLICY_COFACTORED,
    POLICY_CANONICAL_R,
    POLICY_CANONICAL_A | POLICY_CANONICAL_R | POLICY_NO_SMALL_ORDER | POLICY_COFACTORED,
};

#endif
