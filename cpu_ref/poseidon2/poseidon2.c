/* Poseidon2 as the paper's sections 5 and 6 define it. */
#include "cpu_ref/poseidon2/poseidon2.h"

/* ---- constants ---- */

/* The generator of the round constants: the LFSR of Grain, of 80 bits, whose output is thinned (Grassi,
 * Khovratovich, Rechberger, Roy, Schofnegger: Poseidon, USENIX Security 2021, the appendix on the initialization
 * of the LFSR; HorizenLabs/poseidon2, poseidon2_rust_params.sage). */
enum { GRAIN_BITS = 80, GRAIN_SKIPPED = 160 };
struct grain {
  uint8_t bit[GRAIN_BITS]; /* the oldest first */
};

static uint8_t grain_step(struct grain *g) {
  const uint8_t *const b = g->bit;
  const uint8_t next = b[62] ^ b[51] ^ b[38] ^ b[23] ^ b[13] ^ b[0];
  for (unsigned i = 0; i + 1 < GRAIN_BITS; i++)
    g->bit[i] = g->bit[i + 1];
  g->bit[GRAIN_BITS - 1] = next;
  return next;
}

/* Of each two bits the second counts, if the first is 1. */
static uint8_t grain_bit(struct grain *g) {
  while (!grain_step(g))
    (void)grain_step(g);
  return grain_step(g);
}

static void grain_put(struct grain *g, unsigned *at, unsigned bits, uint32_t number) {
  while (bits-- > 0)
    g->bit[(*at)++] = number >> bits & 1;
}

static unsigned bits_of(const struct ref_field *field) {
  const unsigned limbs = ref_field_limbs(field);
  return 64 * limbs - (unsigned)__builtin_clzll(field->modulus[limbs - 1]);
}

static void grain_init(struct grain *g, const struct ref_poseidon2_parameters *p) {
  enum { PRIME_FIELD = 1, POWER_MAP = 0 };
  unsigned at = 0;
  grain_put(g, &at, 2, PRIME_FIELD);
  grain_put(g, &at, 4, POWER_MAP);
  grain_put(g, &at, 12, bits_of(p->field));
  grain_put(g, &at, 12, p->width);
  grain_put(g, &at, 10, p->full_rounds);
  grain_put(g, &at, 10, p->partial_rounds);
  grain_put(g, &at, 30, UINT32_MAX);
  for (unsigned i = 0; i < GRAIN_SKIPPED; i++)
    (void)grain_step(g);
}

/* The next of the field's numbers, the highest bit first; those from the modulus on are left out. */
static struct ref_number grain_number(struct grain *g, const struct ref_field *field) {
  const unsigned bits = bits_of(field);
  struct ref_number a;
  uint8_t bytes[REF_FIELD_BYTES_MAX];
  do {
    for (unsigned i = 0; i < field->bytes; i++)
      bytes[i] = 0;
    for (unsigned i = bits; i-- > 0;)
      bytes[i / 8] |= (uint8_t)(grain_bit(g) << i % 8);
  } while (!ref_field_read(field, bytes, &a));
  return a;
}

static struct ref_number fraction(const struct ref_field *field, int numerator,
                                  int log_denominator) {
  const struct ref_number zero = ref_field_small(0), two = ref_field_small(2);
  const struct ref_number denominator = ref_field_pow_small(field, two, (uint64_t)log_denominator);
  const struct ref_number magnitude =
      ref_field_small((uint64_t)(numerator < 0 ? -numerator : numerator));
  const struct ref_number quotient =
      ref_field_mul(field, magnitude, ref_field_inverse(field, denominator));
  return numerator < 0 ? ref_field_sub(field, zero, quotient) : quotient;
}

void ref_poseidon2_init(struct ref_poseidon2 *poseidon2, const struct ref_poseidon2_parameters *p) {
  struct grain grain;
  grain_init(&grain, p);
  *poseidon2 = (struct ref_poseidon2){.parameters = p};
  for (unsigned round = 0; round < p->full_rounds; round++) {
    if (round == p->full_rounds / 2)
      for (unsigned partial = 0; partial < p->partial_rounds; partial++)
        poseidon2->internal[partial] = grain_number(&grain, p->field);
    for (unsigned i = 0; i < p->width; i++)
      poseidon2->external[round][i] = grain_number(&grain, p->field);
  }
  for (unsigned i = 0; i < p->width; i++)
    poseidon2->diagonal[i] =
        fraction(p->field, p->diagonal[i].numerator, p->diagonal[i].log_denominator);
}

/* ---- the permutation ---- */

struct state {
  const struct ref_field *field;
  const struct ref_poseidon2_parameters *parameters;
  struct ref_number x[REF_POSEIDON2_WIDTH_MAX];
};

/* x[i] = (x[i] + constant)^alpha. */
static void power(struct state *s, unsigned i, struct ref_number constant) {
  const struct ref_number sum = ref_field_add(s->field, s->x[i], constant);
  s->x[i] = ref_field_pow_small(s->field, sum, s->parameters->alpha);
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
  const unsigned width = s->parameters->width;
  for (unsigned i = 0; i < width; i++) {
    s->x[i] = ref_field_small(0);
    for (unsigned j = 0; j < width; j++) {
      const struct ref_number entry = ref_field_small(external_entry(width, i, j));
      s->x[i] = ref_field_add(s->field, s->x[i], ref_field_mul(s->field, entry, old.x[j]));
    }
  }
}

/* The matrix of ones plus the diagonal. */
static void internal_layer(struct state *s, const struct ref_number *diagonal) {
  const unsigned width = s->parameters->width;
  struct ref_number sum = ref_field_small(0);
  for (unsigned i = 0; i < width; i++)
    sum = ref_field_add(s->field, sum, s->x[i]);
  for (unsigned i = 0; i < width; i++)
    s->x[i] = ref_field_add(s->field, sum, ref_field_mul(s->field, diagonal[i], s->x[i]));
}

static void external_rounds(struct state *s, const struct ref_poseidon2 *p, unsigned first,
                            unsigned last) {
  for (unsigned round = first; round < last; round++) {
    for (unsigned i = 0; i < s->parameters->width; i++)
      power(s, i, p->external[round][i]);
    external_layer(s);
  }
}

void ref_poseidon2_permute(const struct ref_poseidon2 *p, const uint8_t *in, uint8_t *out) {
  const struct ref_poseidon2_parameters *const parameters = p->parameters;
  struct state s = {.field = parameters->field, .parameters = parameters};
  for (unsigned i = 0; i < parameters->width; i++)
    ref_field_read(s.field, in + i * s.field->bytes, &s.x[i]);
  external_layer(&s);
  external_rounds(&s, p, 0, parameters->full_rounds / 2);
  for (unsigned round = 0; round < parameters->partial_rounds; round++) {
    power(&s, 0, p->internal[round]);
    internal_layer(&s, p->diagonal);
  }
  external_rounds(&s, p, parameters->full_rounds / 2, parameters->full_rounds);
  for (unsigned i = 0; i < parameters->width; i++)
    ref_field_write(s.field, &s.x[i], out + i * s.field->bytes);
}
