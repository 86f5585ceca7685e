/* An instance's constants as poseidon2.h gives them to others: canonical words. Included after a
 * field's element.h and an instance's constants.h, once per instance. */
#ifndef PROOFMARK_KERNELS_POSEIDON2_TABLES_H
#define PROOFMARK_KERNELS_POSEIDON2_TABLES_H

#include "kernels/poseidon2/poseidon2.h"

#if FE_WORDS == 1
#define TABLE_PRIME MONT31_PRIME
#define TABLE_WORDS(x) (uint32_t)(x)
#elif FE_WORDS == 2
#define TABLE_PRIME GOLDILOCKS_PRIME
#define TABLE_WORDS(x) (uint32_t)(x), (uint32_t)((x) >> 32)
#else
#define TABLE_WORDS(w7, w6, w5, w4, w3, w2, w1, w0) w0, w1, w2, w3, w4, w5, w6, w7
#endif

/* (prime - 1) / 2^k is -1 / 2^k. */
#if FE_WORDS <= 2
#define TABLE_WHOLE(n) TABLE_WORDS((n) < 0 ? TABLE_PRIME + (n) : 0u + (n)),
#define TABLE_INVERSE(sign, k)                                                                     \
  TABLE_WORDS((sign) < 0 ? (TABLE_PRIME - 1) >> (k) : TABLE_PRIME - ((TABLE_PRIME - 1) >> (k))),
#else /* whose diagonal has small numbers only */
#define TABLE_WHOLE(n) n, 0, 0, 0, 0, 0, 0, 0,
#define TABLE_INVERSE(sign, k)
#endif

static const uint32_t external[] = {POSEIDON2_EXTERNAL(TABLE_WORDS)};
static const uint32_t internal[] = {POSEIDON2_INTERNAL(TABLE_WORDS)};
static const uint32_t diagonal[] = {POSEIDON2_DIAGONAL(TABLE_WHOLE, TABLE_INVERSE)};

_Static_assert(sizeof external == 4 * FE_WORDS * POSEIDON2_FULL_ROUNDS * POSEIDON2_WIDTH, "");
_Static_assert(sizeof internal == 4 * FE_WORDS * POSEIDON2_PARTIAL_ROUNDS, "");
_Static_assert(sizeof diagonal == 4 * FE_WORDS * POSEIDON2_WIDTH, "");

static const struct poseidon2_constants constants = {
    .width = POSEIDON2_WIDTH,
    .alpha = POSEIDON2_ALPHA,
    .full_rounds = POSEIDON2_FULL_ROUNDS,
    .partial_rounds = POSEIDON2_PARTIAL_ROUNDS,
    .external = external,
    .internal = internal,
    .diagonal = diagonal,
};

#endif
