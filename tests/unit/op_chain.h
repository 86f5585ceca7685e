/* A chain of operations on a device, each of which reads what the one before wrote there: a
 * transform of four columns by rows, which are the values of a polynomial over the quartic
 * extension; the Poseidon2 tree over pairs of them; their fold. The fold's challenge lies behind
 * the values. */
#ifndef PROOFMARK_TESTS_UNIT_OP_CHAIN_H
#define PROOFMARK_TESTS_UNIT_OP_CHAIN_H

#include "cpu_ref/fri/fri.h"
#include "cpu_ref/ntt/ntt.h"
#include "kernels/fri/fri.h"
#include "kernels/ntt/ntt.h"
#include "tests/unit/op_samples.h"

enum {
  CHAIN_LOG_SIZE = 10,
  CHAIN_COLUMNS = 4,
  CHAIN_ELEMENT_BYTES = 16, /* of the extension */
  CHAIN_VALUE_BYTES = CHAIN_ELEMENT_BYTES << CHAIN_LOG_SIZE,
  CHAIN_ROOT_BYTES = 32,
};

static const struct ntt_problem chain_transform = {.kind = NTT_FORWARD,
                                                   .layout = NTT_BY_ROWS,
                                                   .log_size = CHAIN_LOG_SIZE,
                                                   .columns = CHAIN_COLUMNS};
static const struct poseidon2_tree_shape chain_tree = {.log_leaves = CHAIN_LOG_SIZE - 1,
                                                       .elements = 2 * CHAIN_COLUMNS};
static const struct fri_problem chain_fold = {.log_size = CHAIN_LOG_SIZE, .log_arity = 1};

struct chain {
  struct pm_device *device;
  struct op *transform, *tree, *fold;
  struct pm_buffer *coefficients, *values, *folded;
  struct sample data;
  const uint8_t *in, *challenge;
  uint8_t *expected_values, *expected_root, *expected_folded;
};

static inline struct op *chain_op(struct pm_device *device, const char *work,
                                  const void *capacity) {
  return opened(&(struct op_request){.work = work_named(work),
                                     .device = device,
                                     .capacity = capacity,
                                     .in_flight = 1,
                                     .resident = true});
}

static inline void chain_expect(struct chain *c) {
  const struct ref_field *field = &ref_field_koalabear;
  const struct ref_ntt transform = {.field = field,
                                    .kind = REF_NTT_FORWARD,
                                    .by_rows = true,
                                    .log_size = CHAIN_LOG_SIZE,
                                    .columns = CHAIN_COLUMNS};
  struct ref_poseidon2_tree *tree = sample_own(&c->data, sizeof *tree);
  uint8_t *digests = sample_own(&c->data, 2 * CHAIN_ROOT_BYTES << chain_tree.log_leaves);
  c->expected_values = sample_own(&c->data, CHAIN_VALUE_BYTES + CHAIN_ELEMENT_BYTES);
  c->expected_folded = sample_own(&c->data, CHAIN_VALUE_BYTES / 2);
  assert_true(ref_ntt(&transform, c->in, 0, CHAIN_COLUMNS, c->expected_values));
  memcpy(c->expected_values + CHAIN_VALUE_BYTES, c->challenge, CHAIN_ELEMENT_BYTES);
  ref_poseidon2_tree_init(tree, &ref_poseidon2_tree_koalabear);
  poseidon2_tree_digests(tree, c->expected_values, (unsigned)chain_tree.log_leaves,
                         chain_tree.elements, digests);
  c->expected_root = digests + ((2 << chain_tree.log_leaves) - 2) * CHAIN_ROOT_BYTES;
  ref_fri_fold(field, chain_fold.log_size, chain_fold.log_arity, c->expected_values, 0,
               fri_output_elements(&chain_fold), c->expected_folded);
}

static inline struct pm_buffer *chain_buffer(struct pm_device *device, size_t bytes) {
  struct pm_buffer *buffer;
  struct pm_error error;
  ok(pm_buffer_create(device, bytes, &buffer, &error), &error);
  return buffer;
}

/* Opens the operations and brings coefficients and challenge to the device. */
static inline struct chain chain_open(struct pm_device *device) {
  const struct prime_field *field = poseidon2_tree_koalabear.sponge->field;
  struct chain c = {.device = device};
  struct pm_error error;
  c.in = sample_own_elements(&c.data, field, CHAIN_COLUMNS << CHAIN_LOG_SIZE);
  c.challenge = sample_own_elements(&c.data, field, CHAIN_COLUMNS);
  c.transform = chain_op(device, "ntt/koalabear", &chain_transform);
  c.tree = chain_op(device, "merkle/poseidon2_koalabear", &chain_tree);
  c.fold = chain_op(device, "fri/fold_koalabear", &chain_fold);
  /* What one writes the others read: the values are as long as the longest of what they say. */
  assert_int_equal(op_output_bytes(c.transform, &chain_transform, 0), CHAIN_VALUE_BYTES);
  assert_int_equal(op_input_bytes(c.tree, &chain_tree, 0), CHAIN_VALUE_BYTES);
  assert_int_equal(op_input_bytes(c.fold, &chain_fold, 0), CHAIN_VALUE_BYTES + CHAIN_ELEMENT_BYTES);
  c.coefficients = chain_buffer(device, op_input_bytes(c.transform, &chain_transform, 0));
  c.values = chain_buffer(device, op_input_bytes(c.fold, &chain_fold, 0));
  c.folded = chain_buffer(device, op_output_bytes(c.fold, &chain_fold, 0));
  ok(pm_upload(c.coefficients, 0, c.in, CHAIN_VALUE_BYTES, &error), &error);
  ok(pm_upload(c.values, CHAIN_VALUE_BYTES, c.challenge, CHAIN_ELEMENT_BYTES, &error), &error);
  ok(pm_device_finish(device, &error), &error);
  return c;
}

static inline void chain_run(const struct chain *c, uint8_t root[CHAIN_ROOT_BYTES]) {
  const struct op_batch transform = {.shape = &chain_transform,
                                     .in = {{.device = c->coefficients}},
                                     .out = {{.device = c->values}}};
  const struct op_batch tree = {
      .shape = &chain_tree, .in = {{.device = c->values}}, .out = {{.host = root}}};
  const struct op_batch fold = {
      .shape = &chain_fold, .in = {{.device = c->values}}, .out = {{.device = c->folded}}};
  struct pm_error error;
  ok(op_run(c->transform, &transform, &error), &error);
  ok(op_run(c->tree, &tree, &error), &error);
  ok(op_run(c->fold, &fold, &error), &error);
}

static inline void chain_close(struct chain *c) {
  op_close(c->transform), op_close(c->tree), op_close(c->fold);
  pm_buffer_free(c->coefficients), pm_buffer_free(c->values), pm_buffer_free(c->folded);
  samples_free(&c->data, 1);
}

#endif
