/* The senders of an execution payload, found without what is timed: every transaction is read into
 * its items and what was signed is written anew from them; the reference Keccak-256 and
 * libsecp256k1 do the rest. */
#ifndef PROOFMARK_BENCH_BLOCK_ETHEREUM_ORACLE_H
#define PROOFMARK_BENCH_BLOCK_ETHEREUM_ORACLE_H

#include "bench/chain/ethereum_payload.h"
#include "host/topology/pool.h"

/* 20 bytes per transaction, all zero where nobody can have signed it (r or s out of range, s above
 * half the order). `*senders` is the caller's, freed with free(). PM_USAGE, in words that tell no
 * place, where a transaction cannot be read: the decoder is asked first. */
enum pm_status ethereum_senders_oracle(const struct ethereum_payload *payload, struct pm_pool *pool,
                                       uint8_t **senders, struct pm_error *error);

#endif
