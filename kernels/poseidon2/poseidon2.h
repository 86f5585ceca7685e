/* The permutation Poseidon2 (Grassi, Khovratovich, Schofnegger: Poseidon2, a faster version of the
 * Poseidon hash function, 2023) and the hash tree that provers build with it: what the works know.
 *
 * An instance is a folder beside this file and a line in instances.def. It has the constants, which
 * are those of Plonky3 (KoalaBear, BabyBear, Goldilocks) and of HorizenLabs (BN254). Its oracle is
 * `ref_poseidon2_<name>` in cpu_ref/poseidon2/, a tree's `ref_poseidon2_tree_<name>`.
 */
#ifndef PROOFMARK_KERNELS_POSEIDON2_POSEIDON2_H
#define PROOFMARK_KERNELS_POSEIDON2_POSEIDON2_H

#include "kernels/field/field.h"
#include "kernels/poseidon2/gpu_sizes.h"

enum { POSEIDON2_WIDTH_MAX = 24 };

/* Permutes states first up to last of an array; a state is `width` canonical elements. in and out,
 * at any alignment, are the same array or apart. */
typedef void poseidon2_permute_fn(const uint8_t *in, uint64_t first, uint64_t last, uint8_t *out);

/* Hashes rows first up to last of an array of rows of `elements` canonical elements each into
 * digests (poseidon2_tree.digest elements, one after another): the sponge. */
typedef void poseidon2_hash_fn(const uint8_t *rows, uint64_t elements, uint64_t first,
                               uint64_t last, uint8_t *digests);

struct poseidon2_constants {
  unsigned width, alpha;
  unsigned full_rounds; /* half of them before the partial rounds, half after */
  unsigned partial_rounds;
  /* Canonical elements of the field, one after another, little-endian words of 32 bits. */
  const uint32_t *external; /* full_rounds × width */
  const uint32_t *internal; /* partial_rounds */
  const uint32_t *diagonal; /* width: the internal matrix is all ones plus this diagonal */
};

/* Field multiplications of a permutation's powers; its matrices' entries are small, or taken so. */
static inline uint64_t poseidon2_multiplications(const struct poseidon2_constants *c) {
  const unsigned power = c->alpha == 3 ? 2 : c->alpha == 5 ? 3 : 4;
  return (uint64_t)(c->full_rounds * c->width + c->partial_rounds) * power;
}

struct poseidon2 {
  const char *name; /* "koalabear_16": the work is hash/poseidon2_koalabear_16 */
  const char *title, *standard;
  const struct prime_field *field;
  const struct poseidon2_constants *constants;
  poseidon2_permute_fn *portable;              /* without lanes; NULL: none */
  poseidon2_permute_fn *batch[LANE_ISA_COUNT]; /* lanes; NULL where there is no code for an ISA */
  const struct gpu_program *program;
  const char *permute_kernel; /* (in, uint64_t count, out): a work-item per state, in groups of
                                 POSEIDON2_GPU_GROUP */
};

/* Of a permutation: its powers, the sums of both matrices, whose other factors are small (the
 * paper's sections 5 and 6: 8 sums in the matrix of four elements beside the doublings), and of the
 * constants. The last external layer does not count: a hash needs few of its results. */
static inline struct lane_cost poseidon2_cost(const struct poseidon2 *instance) {
  const struct poseidon2_constants *c = instance->constants;
  const unsigned width = c->width, squares = c->alpha == 3 ? 1 : 2, others = c->alpha == 7 ? 2 : 1;
  const double powers = c->full_rounds * width + c->partial_rounds;
  const unsigned external = width == 3 ? 2 + 3 : 8 * (width / 4) + (width - 4) + width;
  const double sums = c->full_rounds * external + c->partial_rounds * (2.0 * width - 1) + powers;
  const struct lane_cost power = cost_sum(cost_times(squares, field_square_cost(instance->field)),
                                          cost_times(others, field_product_cost(instance->field)));
  return cost_sum(cost_times(powers, power), cost_times(sums, field_add_cost(instance->field)));
}

/* merkle/poseidon2_<field>. A leaf is a row of elements, hashed by a sponge that overwrites `rate`
 * elements of a state of zeros with the row's next ones and permutes, and gives the first `digest`
 * elements; a last part of fewer than `rate` elements leaves the others as they are (Plonky3's
 * PaddingFreeSponge). A node is the first `digest` elements of the permuted digests of its two
 * children, with zeros after them (Plonky3's TruncatedPermutation). */
struct poseidon2_tree {
  const char *name; /* "koalabear" */
  const struct poseidon2 *sponge, *compression;
  unsigned rate, digest;
  poseidon2_hash_fn *portable;              /* leaves; nodes are `permute` of the compression */
  poseidon2_hash_fn *batch[LANE_ISA_COUNT]; /* "" */
  /* Nodes: out[i] = compression of the digests in[2i], in[2i + 1]. */
  poseidon2_permute_fn *compress_portable;
  poseidon2_permute_fn *compress[LANE_ISA_COUNT];
  const char
      *leaves_kernel; /* of sponge->program: (rows, uint64_t elements, uint64_t count, digests) */
  const char *compress_kernel; /* of compression->program: (in, uint64_t count, out) */
};

#define POSEIDON2(name) extern const struct poseidon2 poseidon2_##name;
#define POSEIDON2_TREE(name) extern const struct poseidon2_tree poseidon2_tree_##name;
#include "kernels/poseidon2/instances.def"
#undef POSEIDON2
#undef POSEIDON2_TREE

#endif
