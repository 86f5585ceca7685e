/* The oracles of the schemes over secp256k1: libsecp256k1's verdicts, and the rules of the policies
 * on s and v. The policies are numbered as the schemes number them. */
#ifndef PROOFMARK_BENCH_SIG_SECP256K1_ORACLE_H
#define PROOFMARK_BENCH_SIG_SECP256K1_ORACLE_H

#include "kernels/sig/sig.h"

enum { ECDSA_ANY_S, ECDSA_LOW_S };
enum { ECRECOVER_TRANSACTION, ECRECOVER_PRECOMPILE };

sig_batch_fn ecdsa_secp256k1_oracle, ecrecover_oracle, schnorr_bip340_oracle;

#endif
