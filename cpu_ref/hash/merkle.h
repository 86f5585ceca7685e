/* The root of a Merkle tree of 32-byte nodes, by recursion as the tree is defined: the oracle. */
#ifndef PROOFMARK_CPU_REF_HASH_MERKLE_H
#define PROOFMARK_CPU_REF_HASH_MERKLE_H

#include "cpu_ref/hash/hash.h"

/* A parent is the hash of its two children's digests, one after the other. The lone last node of a
 * level is paired with itself where odd_node_doubles (Bitcoin Core, src/consensus/merkle.cpp);
 * otherwise it rises to the next level unchanged. `count` is at least 1; the root of one leaf is
 * that leaf. */
void ref_merkle_root(ref_hash_fn *hash, bool odd_node_doubles, const uint8_t *leaves,
                     uint64_t count, uint8_t root[REF_DIGEST_BYTES]);

#endif
