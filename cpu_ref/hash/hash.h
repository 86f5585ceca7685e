/* The hash algorithms, plainly and from their standards: the oracles.
 *
 * An algorithm is one file beside this one, which shares nothing with its core in kernels/hash/,
 * and which defines `ref_hash_fn ref_<name>`. Who knits the two together declares it from the list
 * of the names.
 */
#ifndef PROOFMARK_CPU_REF_HASH_HASH_H
#define PROOFMARK_CPU_REF_HASH_HASH_H

#include <stdbool.h>
#include <stdint.h>

enum { REF_DIGEST_BYTES = 32 };

/* Hashes one message, which may be NULL where it is empty. */
typedef void ref_hash_fn(const uint8_t *message, uint64_t length, uint8_t digest[REF_DIGEST_BYTES]);

/* Those that other oracles, signatures and tests call by name. */
ref_hash_fn ref_sha256, ref_sha256d, ref_keccak256, ref_sha3_256, ref_blake3;

#endif
