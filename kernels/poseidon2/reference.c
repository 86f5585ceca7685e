/* Poseidon2 as the paper's section 5 and 6 define it, over the plain arithmetic of kernels/field. */
#include "kernels/field/reference.h"
#include "kernels/poseidon2/poseidon2.h"

struct state {
  const struct prime_field *field;
  const struct poseidon2_constants *constants;
  struct field_number x[POSEIDON2_WIDTH_MAX];
};

/* Number i of a table of canonical words. */
static struct field_number constant(const struct prime_field *field, const uint32_t *table,
                                    unsigned i) {
  const unsigned words = field->bytes / 4;
  struct field_number a = {{0}};
  for (unsigned j = 0; j < words; j++)
    a.limb[j / 2] |= (uint64_t)table[i * words + j] << 32 * (j % 2);
  return a;
}

/* x[i] = (x[i] + number `at` of the table)^alpha. */
static void power(struct state *s, unsigned i, const uint32_t *table, unsigned at) {
  const struct field_number sum = field_add(s->field, s->x[i], constant(s->field, table, at));
  s->x[i] = field_pow_small(s->field, sum, s->constants->alpha);
}

/* The rows of M4 and, for a width of 3, of the whole matrix: sections 5.1 and 5.2. */
static const uint8_t matrix_4[4][4] = {{2, 3, 1, 1}, {1, 2, 3, 1}, {1, 1, 2, 3}, {3, 1, 1, 2}};
static const uint8_t matrix_3[3][3] = {{2, 1, 1}, {1, 2, 1}, {1, 1, 2}};

/* Row i, column j of the external matrix: circ(2 M4, M4, ..., M4), or circ(2, 1, 1). */
static uint64_t external_entry(unsigned width, unsigned i, unsigned j) {
  if (width == 3)
    return matrix_3[i][j];
  return (uint64_t)matrix_4[i % 4][j % 4] * (i / 4 == j / 4 ? 2 : 1);
}

static void external_layer(struct state *s) {
  const struct state old = *s;
  const unsigned width = s->constants->width;
  for (unsigned i = 0; i < width; i++) {
    s->x[i] = field_small(0);
    for (unsigned j = 0; j < width; j++) {
      const struct field_number entry = field_small(external_entry(width, i, j));
      s->x[i] = field_add(s->field, s->x[i], field_mul(s->field, entry, old.x[j]));
    }
  }
}

/* The matrix of ones plus the diagonal. */
static void internal_layer(struct state *s) {
  const unsigned width = s->constants->width;
  struct field_number sum = field_small(0);
  for (unsigned i = 0; i < width; i++)
    sum = field_add(s->field, sum, s->x[i]);
  for (unsigned i = 0; i < width; i++) {
    const struct field_number entry = constant(s->field, s->constants->diagonal, i);
    s->x[i] = field_add(s->field, sum, field_mul(s->field, entry, s->x[i]));
  }
}

static void external_rounds(struct state *s, unsigned first, unsigned last) {
  const struct poseidon2_constants *const c = s->constants;
  for (unsigned round = first; round < last; round++) {
    for (unsigned i = 0; i < c->width; i++)
      power(s, i, c->external, round * c->width + i);
    external_layer(s);
  }
}

void poseidon2_reference(const struct poseidon2 *instance, const uint8_t *in, uint8_t *out) {
  struct state s = {.field = instance->field, .constants = instance->constants};
  const struct poseidon2_constants *const c = s.constants;
  for (unsigned i = 0; i < c->width; i++)
    field_read(s.field, in + i * s.field->bytes, &s.x[i]);
  external_layer(&s);
  external_rounds(&s, 0, c->full_rounds / 2);
  for (unsigned round = 0; round < c->partial_rounds; round++) {
    power(&s, 0, c->internal, round);
    internal_layer(&s);
  }
  external_rounds(&s, c->full_rounds / 2, c->full_rounds);
  for (unsigned i = 0; i < c->width; i++)
    field_write(s.field, &s.x[i], out + i * s.field->bytes);
}
