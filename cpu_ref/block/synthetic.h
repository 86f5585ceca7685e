/* The made-up block of block/synthetic, plainly: the oracle.
 *
 *   ids     H(transaction i)
 *   body    BLAKE3(ids one after another)
 *   block   SHA3-256(body ‖ the header's other fields)
 */
#ifndef PROOFMARK_CPU_REF_BLOCK_SYNTHETIC_H
#define PROOFMARK_CPU_REF_BLOCK_SYNTHETIC_H

#include "cpu_ref/hash/hash.h"

enum { REF_SYNTHETIC_FIELDS_BYTES = 32 + 8 + 8 }; /* parent hash, number, time */

/* From `count` ids, 32 bytes each. */
void ref_synthetic_block(const uint8_t *ids, uint64_t count,
                         const uint8_t fields[REF_SYNTHETIC_FIELDS_BYTES],
                         uint8_t body[REF_DIGEST_BYTES], uint8_t block[REF_DIGEST_BYTES]);

#endif
