/* block/bitcoin, block/ethereum, block/synthetic: the hashing of a whole block, real or made up.
 * block/ethereum_senders: who signed the transactions of one. */
#ifndef PROOFMARK_BENCH_BLOCK_BLOCK_WORK_H
#define PROOFMARK_BENCH_BLOCK_BLOCK_WORK_H

#include "host/work/work.h"

extern const struct pm_work block_work_bitcoin, block_work_ethereum, block_work_ethereum_senders,
    block_work_synthetic;

#endif
