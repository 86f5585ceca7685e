/* What the makers of the schemes over secp256k1 share. Everything is libsecp256k1's; a thread's
 * tool is a context of its. Numbers are 32 bytes, big-endian. */
#ifndef PROOFMARK_BENCH_SIG_SECP256K1_SIGNING_H
#define PROOFMARK_BENCH_SIG_SECP256K1_SIGNING_H

#include <secp256k1.h>

#include "bench/sig/sig_maker.h"

bool secp256k1_signing_begin(void **tool);
void secp256k1_signing_end(void *tool);

/* The record's message is another one after it: one whose signature (r, s) has an s so small that
 * s + n has 32 bytes too. The signature becomes (r, s + n), which a verifier accepts that reduces s
 * instead of refusing it. *y_odd: whether the y coordinate of the point whose x is r is odd. */
bool secp256k1_sign_beyond_order(const struct sig_making *making, const struct sig_record *record,
                                 bool *y_odd);

/* s becomes n − s: as good to who does not ask for the lower of the two. */
bool secp256k1_raise_s(const struct sig_making *making, uint8_t s[32]);

#endif
