/* The permutation Poseidon2 (Grassi, Khovratovich, Schofnegger: Poseidon2, a faster version of the
 * Poseidon hash function, 2023) and the hash tree that provers build with it, plainly: the
 * oracles.
 *
 * Round constants are not copied from anywhere: they come out of the generator that those who
 * published the instances used.
 */
#ifndef PROOFMARK_CPU_REF_POSEIDON2_POSEIDON2_H
#define PROOFMARK_CPU_REF_POSEIDON2_POSEIDON2_H

#include "cpu_ref/field/field.h"

enum {
  REF_POSEIDON2_WIDTH_MAX = 24,
  REF_POSEIDON2_FULL_MAX = 8,
  REF_POSEIDON2_PARTIAL_MAX = 56,
  REF_POSEIDON2_STATE_BYTES_MAX = 96
};

struct ref_poseidon2_parameters {
  const struct ref_field *field;
  unsigned width, alpha;
  unsigned full_rounds; /* half of them before the partial rounds, half after */
  unsigned partial_rounds;
  /* The internal matrix is all ones plus a diagonal of numbers numerator / 2^log_denominator. */
  struct {
    int numerator, log_denominator;
  } diagonal[REF_POSEIDON2_WIDTH_MAX];
};

extern const struct ref_poseidon2_parameters ref_poseidon2_koalabear_16, ref_poseidon2_koalabear_24,
    ref_poseidon2_babybear_16, ref_poseidon2_babybear_24, ref_poseidon2_goldilocks_8,
    ref_poseidon2_goldilocks_12, ref_poseidon2_bn254_fr_3;

/* An instance with its constants, 13 KiB. */
struct ref_poseidon2 {
  const struct ref_poseidon2_parameters *parameters;
  struct ref_number external[REF_POSEIDON2_FULL_MAX][REF_POSEIDON2_WIDTH_MAX];
  struct ref_number internal[REF_POSEIDON2_PARTIAL_MAX];
  struct ref_number diagonal[REF_POSEIDON2_WIDTH_MAX];
};

/* Takes about a millisecond. */
void ref_poseidon2_init(struct ref_poseidon2 *poseidon2,
                        const struct ref_poseidon2_parameters *parameters);

/* One state of `width` canonical elements; `in` and `out` may be the same. */
void ref_poseidon2_permute(const struct ref_poseidon2 *poseidon2, const uint8_t *in, uint8_t *out);

/* A tree. A leaf is a row of elements, hashed by a sponge that overwrites `rate` elements of a
 * state of zeros with the row's next ones and permutes, and gives the first `digest` elements; a
 * last part of fewer than `rate` elements leaves the others as they are (Plonky3's
 * PaddingFreeSponge). A node is the first `digest` elements of the permuted digests of its two
 * children, with zeros after them (Plonky3's TruncatedPermutation). */
struct ref_poseidon2_tree_parameters {
  const struct ref_poseidon2_parameters *sponge, *compression;
  unsigned rate, digest; /* elements */
};

extern const struct ref_poseidon2_tree_parameters ref_poseidon2_tree_koalabear,
    ref_poseidon2_tree_babybear, ref_poseidon2_tree_goldilocks, ref_poseidon2_tree_bn254_fr;

struct ref_poseidon2_tree {
  unsigned rate, digest;
  struct ref_poseidon2 sponge, compression;
};

void ref_poseidon2_tree_init(struct ref_poseidon2_tree *tree,
                             const struct ref_poseidon2_tree_parameters *parameters);

static inline uint64_t ref_poseidon2_digest_bytes(const struct ref_poseidon2_tree *tree) {
  return (uint64_t)tree->digest * tree->sponge.parameters->field->bytes;
}

void ref_poseidon2_leaf(const struct ref_poseidon2_tree *tree, const uint8_t *row,
                        uint64_t elements, uint8_t *digest);
void ref_poseidon2_node(const struct ref_poseidon2_tree *tree, const uint8_t *children,
                        uint8_t *digest);

/* The root over 2^log_leaves rows of so many elements each, by recursion. */
void ref_poseidon2_root(const struct ref_poseidon2_tree *tree, const uint8_t *rows,
                        uint64_t elements, unsigned log_leaves, uint8_t *root);
/* The root over 2^log_count digests. */
void ref_poseidon2_join(const struct ref_poseidon2_tree *tree, const uint8_t *digests,
                        unsigned log_count, uint8_t *root);

#endif
