/* Everything over the provers' fields on the CPU's lanes and cores against the plain references, as a
 * program that needs nothing but the C library, so that it can be built for another processor and run in
 * an emulator: products, Poseidon2, transforms and extensions.
 *
 * Inputs end at a page that cannot be accessed. Each mismatch is a line on stdout. Exits 0 if there was
 * none and every field was checked, else 1.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/field/field_oracle.h"
#include "bench/ntt/ntt_oracle.h"
#include "bench/poseidon2/poseidon2_oracle.h"
#include "tests/cross/guarded.h"

/* What was checked, and how it fared. */
static uint64_t checks, mismatches;

/* Random elements in canonical form at the end of accessible memory. */
static struct guarded elements(const struct prime_field *field, uint64_t count, uint64_t stream) {
  const struct guarded g = guarded_random(count * field->bytes, EDGE_LAST, 0, stream);
  for (uint64_t i = 0; i < count; i++) {
    uint8_t *const element = g.bytes + i * field->bytes;
    struct ref_number a;
    if (!ref_field_read(field_oracle(field), element, &a))
      element[field->bytes - 1] = 0; /* below any of the moduli */
  }
  return g;
}

static void compare(const char *family, const char *name, const char *variant,
                    const uint8_t *expected, const uint8_t *got, size_t bytes) {
  checks++;
  if (memcmp(expected, got, bytes) == 0)
    return;
  mismatches++;
  printf("%s %s, %s: wrong\n", family, name, variant);
}

static uint8_t *memory(size_t bytes) {
  uint8_t *const m = malloc(bytes);
  if (!m)
    fatal("memory");
  memset(m, 0xa5, bytes);
  return m;
}

/* A way is numbered: 0 is without lanes, the others are instruction sets. */
enum { IMPLEMENTATIONS = 1 + LANE_ISA_COUNT };
static const char *way_name(int variant) {
  return variant ? lane_isa_name((enum lane_isa)(variant - 1)) : "portable";
}
static bool way_runs(int variant) {
  return !variant || lane_isa_supported((enum lane_isa)(variant - 1));
}

static bool check_products(const struct prime_field *field) {
  enum { COUNT = 101, CHAIN = 5 };
  const size_t bytes = (size_t)COUNT * field->bytes;
  const struct guarded a = elements(field, COUNT, 1), b = elements(field, COUNT, 2);
  const struct field_products products = {a.bytes, b.bytes, CHAIN, COUNT};
  uint8_t *const expected = memory(bytes), *const got = memory(bytes);
  for (int i = 0; i < COUNT; i++)
    ref_field_product(field_oracle(field), a.bytes + i * field->bytes, b.bytes + i * field->bytes,
                      CHAIN, expected + i * field->bytes);
  bool any = false;
  for (int variant = 0; variant < IMPLEMENTATIONS; variant++) {
    field_products_fn *const batch = variant ? field->batch[variant - 1] : field->portable;
    if (!batch || !way_runs(variant))
      continue;
    batch(&products, 0, COUNT, got);
    compare("products", field->name, way_name(variant), expected, got, bytes);
    any = true;
  }
  guarded_free(&a), guarded_free(&b);
  free(expected), free(got);
  return any;
}

static bool check_poseidon2(const struct poseidon2 *instance) {
  enum { COUNT = 37 };
  const size_t state = (size_t)instance->constants->width * instance->field->bytes;
  const struct guarded in = elements(instance->field, COUNT * instance->constants->width, 3);
  uint8_t *const expected = memory(COUNT * state), *const got = memory(COUNT * state);
  struct ref_poseidon2 oracle;
  ref_poseidon2_init(&oracle, poseidon2_oracle(instance));
  for (int i = 0; i < COUNT; i++)
    ref_poseidon2_permute(&oracle, in.bytes + i * state, expected + i * state);
  bool any = false;
  for (int variant = 0; variant < IMPLEMENTATIONS; variant++) {
    poseidon2_permute_fn *const permute =
        variant ? instance->batch[variant - 1] : instance->portable;
    if (!permute || !way_runs(variant))
      continue;
    permute(in.bytes, 0, COUNT, got);
    compare("poseidon2", instance->name, way_name(variant), expected, got, COUNT * state);
    any = true;
  }
  guarded_free(&in);
  free(expected), free(got);
  return any;
}

static void run_plan(const struct ntt_cpu *code, const struct ntt_problem *p, const uint8_t *in,
                     uint8_t *out) {
  struct ntt_plan *const plan = code->plan(p);
  if (!plan)
    fatal("plan");
  code->set(plan, in, out);
  const struct stages stages = code->stages(plan);
  for (unsigned stage = 0; stage < stages.count; stage++)
    stages.run(plan, stage, 0, stages.pieces(plan, stage));
  code->plan_free(plan);
}

static bool check_transform(const struct ntt *ntt, const struct ntt_problem *p) {
  const size_t bytes = ntt_output_elements(p) * ntt->field->bytes;
  const struct guarded in = elements(ntt->field, ntt_input_elements(p), 4);
  uint8_t *const expected = memory(bytes), *const got = memory(bytes);
  const struct ref_ntt oracle = ntt_oracle(ntt->field, p);
  if (!ref_ntt(&oracle, in.bytes, 0, oracle.columns, expected))
    fatal("reference");
  bool any = false;
  for (int variant = 0; variant < IMPLEMENTATIONS; variant++) {
    const struct ntt_cpu *const code = variant ? ntt->batch[variant - 1] : ntt->portable;
    if (!code || !way_runs(variant))
      continue;
    run_plan(code, p, in.bytes, got);
    compare("transform", ntt->name, way_name(variant), expected, got, bytes);
    any = true;
  }
  guarded_free(&in);
  free(expected), free(got);
  return any;
}

static bool check_transforms(const struct ntt *ntt) {
  static const unsigned log_sizes[] = {0, 3, 8, 11};
  bool any = false;
  for (unsigned s = 0; s < 4; s++)
    for (uint64_t columns = 1; columns <= 17; columns += 16)
      for (unsigned kind = NTT_FORWARD; kind <= NTT_LDE; kind++)
        for (unsigned layout = NTT_BY_COLUMNS; layout <= NTT_BY_ROWS; layout++)
          any |= check_transform(ntt, &(struct ntt_problem){.kind = kind,
                                                            .layout = layout,
                                                            .log_size = log_sizes[s],
                                                            .log_blowup = kind == NTT_LDE,
                                                            .columns = columns});
  return any;
}

int main(void) {
  setvbuf(stdout, NULL, _IOLBF, 0); /* a crash loses no line */
  bool all = true;
#define FIELD(name) all &= check_products(&field_##name);
#include "kernels/field/fields.def"
#undef FIELD
#define POSEIDON2(name) all &= check_poseidon2(&poseidon2_##name);
#define POSEIDON2_TREE(name)
#include "kernels/poseidon2/instances.def"
#undef POSEIDON2
#undef POSEIDON2_TREE
#define NTT(name) all &= check_transforms(&ntt_##name);
#include "kernels/ntt/fields.def"
#undef NTT
  printf("fields: %" PRIu64 " checks, %" PRIu64 " mismatches%s\n", checks, mismatches,
         all ? "" : ", and something was not checked at all");
  return all && !mismatches ? EXIT_SUCCESS : EXIT_FAILURE;
}
