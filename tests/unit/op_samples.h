/* Samples whose outputs no work has an oracle for: messages of several lengths, the nodes of chosen
 * levels of trees. They are put together here of what the oracles give (cpu_ref/). */
#ifndef PROOFMARK_TESTS_UNIT_OP_SAMPLES_H
#define PROOFMARK_TESTS_UNIT_OP_SAMPLES_H

#include "bench/hash/hash_op.h"
#include "bench/hash/hash_oracle.h"
#include "bench/hash/merkle_op.h"
#include "bench/poseidon2/poseidon2_op.h"
#include "bench/poseidon2/poseidon2_oracle.h"
#include "tests/unit/op_test.h"

/* Messages of up to `longest` bytes; all of that length where they are not ragged. */
static inline struct sample hash_sample(const struct hash_algorithm *algorithm, uint64_t count,
                                        uint64_t longest, bool ragged) {
  struct sample sample = {0};
  uint64_t *offsets = sample_own(&sample, (count + 1) * sizeof *offsets);
  for (uint64_t i = 0; i < count; i++)
    offsets[i + 1] =
        offsets[i] +
        (ragged ? pm_random_below(pm_random_word(OP_TEST_SEED, count, i), longest + 1) : longest);
  uint8_t *bytes = sample_own_random(&sample, offsets[count], longest);
  uint8_t *digests = sample_own(&sample, count * HASH_DIGEST_BYTES);
  for (uint64_t i = 0; i < count; i++)
    hash_oracle(algorithm)(bytes + offsets[i], offsets[i + 1] - offsets[i],
                           digests + i * HASH_DIGEST_BYTES);
  const struct hash_messages messages = {
      .bytes = bytes, .offsets = ragged ? offsets : NULL, .length = longest, .count = count};
  struct hash_shape *shape = sample_own(&sample, sizeof *shape);
  *shape = hash_shape_of(&messages);
  sample.shape = shape;
  sample.in[0] = bytes;
  sample.in[1] = messages.offsets;
  sample.expected[0] = digests;
  sample.out_bytes[0] = count * HASH_DIGEST_BYTES;
  return sample;
}

static inline void hash_parent(const struct hash_algorithm *algorithm, const uint8_t *nodes,
                               uint64_t count, uint64_t number, uint8_t *parent) {
  const uint8_t *left = nodes + 2 * number * HASH_DIGEST_BYTES;
  const bool lone = 2 * number + 1 == count;
  uint8_t pair[2 * HASH_DIGEST_BYTES];
  memcpy(pair, left, HASH_DIGEST_BYTES);
  memcpy(pair + HASH_DIGEST_BYTES, lone ? left : left + HASH_DIGEST_BYTES, HASH_DIGEST_BYTES);
  if (lone && !algorithm->odd_node_doubles)
    memcpy(parent, left, HASH_DIGEST_BYTES);
  else
    hash_oracle(algorithm)(pair, sizeof pair, parent);
}

/* Bit k of `levels`: the nodes of level k are an output. */
static inline struct sample merkle_sample(const struct hash_algorithm *algorithm, uint64_t leaves,
                                          uint64_t levels) {
  struct sample sample = {0};
  const uint8_t *nodes = sample_own_random(&sample, leaves * HASH_DIGEST_BYTES, leaves);
  /* All levels one after another. */
  uint8_t *next = sample_own(&sample, 2 * (leaves + 64) * HASH_DIGEST_BYTES);
  struct merkle_shape *shape = sample_own(&sample, sizeof *shape);
  *shape = (struct merkle_shape){.leaves = leaves, .levels = levels};
  sample.shape = shape;
  sample.in[0] = nodes;
  unsigned output = 1;
  for (unsigned level = 1; leaves > 1; level++) {
    const uint64_t parents = (leaves + 1) / 2;
    for (uint64_t i = 0; i < parents; i++)
      hash_parent(algorithm, nodes, leaves, i, next + i * HASH_DIGEST_BYTES);
    if (levels >> level & 1) {
      sample.expected[output] = next;
      sample.out_bytes[output++] = parents * HASH_DIGEST_BYTES;
    }
    nodes = next;
    next += parents * HASH_DIGEST_BYTES;
    leaves = parents;
  }
  sample.expected[0] = nodes;
  sample.out_bytes[0] = HASH_DIGEST_BYTES;
  return sample;
}

/* Elements that are below every modulus: their highest bits are 0. */
static inline uint8_t *sample_own_elements(struct sample *sample, const struct prime_field *field,
                                           uint64_t count) {
  uint8_t *elements = sample_own_random(sample, count * field->bytes, count);
  for (uint64_t i = 0; i < count; i++)
    elements[(i + 1) * field->bytes - 1] &= 0x0f;
  return elements;
}

/* The digests of a tree over rows, all levels one after another from the leaves on. */
static inline void poseidon2_tree_digests(const struct ref_poseidon2_tree *oracle,
                                          const uint8_t *rows, unsigned log_leaves,
                                          uint64_t elements, uint8_t *digests) {
  const uint64_t bytes = ref_poseidon2_digest_bytes(oracle), leaves = UINT64_C(1) << log_leaves;
  const uint64_t row_bytes = elements * oracle->sponge.parameters->field->bytes;
  for (uint64_t i = 0; i < leaves; i++)
    ref_poseidon2_leaf(oracle, rows + i * row_bytes, elements, digests + i * bytes);
  const uint8_t *children = digests;
  uint8_t *next = digests + leaves * bytes;
  for (uint64_t i = 0; i + 1 < leaves; i++, children += 2 * bytes, next += bytes)
    ref_poseidon2_node(oracle, children, next);
}

static inline struct sample poseidon2_tree_sample(const struct poseidon2_tree *tree,
                                                  unsigned log_leaves, uint64_t elements,
                                                  uint64_t levels) {
  struct sample sample = {0};
  struct ref_poseidon2_tree *oracle = sample_own(&sample, sizeof *oracle);
  ref_poseidon2_tree_init(oracle, poseidon2_tree_oracle(tree));
  const uint64_t bytes = ref_poseidon2_digest_bytes(oracle), leaves = UINT64_C(1) << log_leaves;
  const uint8_t *rows = sample_own_elements(&sample, tree->sponge->field, leaves * elements);
  const uint8_t *level = sample_own(&sample, 2 * leaves * bytes);
  poseidon2_tree_digests(oracle, rows, log_leaves, elements, (uint8_t *)level);
  struct poseidon2_tree_shape *shape = sample_own(&sample, sizeof *shape);
  *shape = (struct poseidon2_tree_shape){log_leaves, elements, levels};
  sample.shape = shape;
  sample.in[0] = rows;
  unsigned output = 1;
  for (unsigned k = 0; k <= log_leaves; k++, level += (leaves >> (k - 1)) * bytes) {
    if (k == log_leaves)
      sample.expected[0] = level;
    if (levels >> k & 1) {
      sample.expected[output] = level;
      sample.out_bytes[output++] = (leaves >> k) * bytes;
    }
  }
  sample.out_bytes[0] = bytes;
  return sample;
}

#endif
