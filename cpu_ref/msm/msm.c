#include "cpu_ref/msm/msm.h"

#include <string.h>

typedef struct ref_coordinate coordinate;

static coordinate add(const struct ref_curve *curve, coordinate a, coordinate b) {
  for (unsigned i = 0; i < curve->degree; i++)
    a.c[i] = ref_field_add(curve->field, a.c[i], b.c[i]);
  return a;
}

static coordinate sub(const struct ref_curve *curve, coordinate a, coordinate b) {
  for (unsigned i = 0; i < curve->degree; i++)
    a.c[i] = ref_field_sub(curve->field, a.c[i], b.c[i]);
  return a;
}

/* With u^2 = -1. */
static coordinate mul(const struct ref_curve *curve, coordinate a, coordinate b) {
  const struct ref_field *const f = curve->field;
  coordinate r = {{{{0}}}};
  r.c[0] = ref_field_mul(f, a.c[0], b.c[0]);
  if (curve->degree == 2) {
    r.c[0] = ref_field_sub(f, r.c[0], ref_field_mul(f, a.c[1], b.c[1]));
    r.c[1] = ref_field_add(f, ref_field_mul(f, a.c[0], b.c[1]), ref_field_mul(f, a.c[1], b.c[0]));
  }
  return r;
}

/* (c0 - c1 u) / (c0^2 + c1^2) */
static coordinate inverse(const struct ref_curve *curve, coordinate a) {
  const struct ref_field *const f = curve->field;
  const struct ref_number norm =
      ref_field_add(f, ref_field_mul(f, a.c[0], a.c[0]), ref_field_mul(f, a.c[1], a.c[1]));
  const struct ref_number factor =
      curve->degree == 1 ? ref_field_inverse(f, a.c[0]) : ref_field_inverse(f, norm);
  coordinate r = {{{{0}}}};
  if (curve->degree == 1) {
    r.c[0] = factor;
    return r;
  }
  r.c[0] = ref_field_mul(f, a.c[0], factor);
  r.c[1] = ref_field_sub(f, r.c[1], ref_field_mul(f, a.c[1], factor));
  return r;
}

static bool equal(const coordinate *a, const coordinate *b) {
  return ref_field_equal(&a->c[0], &b->c[0]) && ref_field_equal(&a->c[1], &b->c[1]);
}

static bool is_zero(const coordinate *a) {
  const coordinate zero = {{{{0}}}};
  return equal(a, &zero);
}

static bool read_coordinate(const struct ref_curve *curve, const uint8_t *bytes, coordinate *a) {
  memset(a, 0, sizeof *a);
  bool canonical = true;
  for (unsigned i = 0; i < curve->degree; i++)
    canonical &= ref_field_read(curve->field, bytes + i * curve->field->bytes, &a->c[i]);
  return canonical;
}

static void write_coordinate(const struct ref_curve *curve, const coordinate *a, uint8_t *bytes) {
  for (unsigned i = 0; i < curve->degree; i++)
    ref_field_write(curve->field, &a->c[i], bytes + i * curve->field->bytes);
}

bool ref_point_read(const struct ref_curve *curve, const uint8_t *bytes, struct ref_point *point) {
  if (!read_coordinate(curve, bytes, &point->x) ||
      !read_coordinate(curve, bytes + ref_point_bytes(curve) / 2, &point->y))
    return false;
  point->infinity = is_zero(&point->x) && is_zero(&point->y);
  return ref_point_on_curve(curve, point);
}

void ref_point_write(const struct ref_curve *curve, const struct ref_point *point, uint8_t *bytes) {
  write_coordinate(curve, &point->x, bytes);
  write_coordinate(curve, &point->y, bytes + ref_point_bytes(curve) / 2);
}

/* n · b */
static coordinate multiple_of_b(const struct ref_curve *curve, uint64_t n) {
  const coordinate numerator = {{ref_field_small(n * curve->b_numerator)}};
  const coordinate denominator = {
      {ref_field_small(curve->b_denominator[0]), ref_field_small(curve->b_denominator[1])}};
  return mul(curve, numerator, inverse(curve, denominator));
}

struct ref_point ref_point_generator(const struct ref_curve *curve) {
  struct ref_point generator = {.infinity = false};
  for (unsigned i = 0; i < curve->degree; i++) {
    generator.x.c[i] = ref_field_hex(curve->x[i]);
    generator.y.c[i] = ref_field_hex(curve->y[i]);
  }
  return generator;
}

bool ref_point_on_curve(const struct ref_curve *curve, const struct ref_point *point) {
  if (point->infinity)
    return true;
  const coordinate b = multiple_of_b(curve, 1);
  const coordinate yy = mul(curve, point->y, point->y);
  const coordinate cube = mul(curve, mul(curve, point->x, point->x), point->x);
  const coordinate right = add(curve, cube, b);
  return equal(&yy, &right);
}

/* Sums without divisions: (X : Y : Z) with x = X / Z, y = Y / Z, infinity (0 : 1 : 0). Source: J. Renes,
 * C. Costello, L. Batina, "Complete addition formulas for prime order elliptic curves" (2016), algorithm 7,
 * for a = 0, as the formula it computes:
 *
 *   X3 = (X1 Y2 + X2 Y1) (Y1 Y2 - 3b Z1 Z2) - 3b (Y1 Z2 + Y2 Z1) (X1 Z2 + X2 Z1)
 *   Y3 = (Y1 Y2 + 3b Z1 Z2) (Y1 Y2 - 3b Z1 Z2) + 9b X1 X2 (X1 Z2 + X2 Z1)
 *   Z3 = (Y1 Z2 + Y2 Z1) (Y1 Y2 + 3b Z1 Z2) + 3 X1 X2 (X1 Y2 + X2 Y1)
 *
 * It takes every case on a curve that has no point of order 2, as none of ours has. */
struct projective {
  coordinate x, y, z;
};

static coordinate times_3(const struct ref_curve *curve, coordinate a) {
  return add(curve, a, add(curve, a, a));
}

/* a b' + a' b */
static coordinate cross(const struct ref_curve *curve, coordinate a, coordinate b, coordinate a2,
                        coordinate b2) {
  return add(curve, mul(curve, a, b2), mul(curve, a2, b));
}

static struct projective complete_add(const struct ref_curve *curve, coordinate b3,
                                      const struct projective *p, const struct projective *q) {
  const coordinate xx = mul(curve, p->x, q->x), xx3 = times_3(curve, xx);
  const coordinate yy = mul(curve, p->y, q->y), zz = mul(curve, b3, mul(curve, p->z, q->z));
  const coordinate xy = cross(curve, p->x, p->y, q->x, q->y);
  const coordinate yz = cross(curve, p->y, p->z, q->y, q->z);
  const coordinate xz = mul(curve, b3, cross(curve, p->x, p->z, q->x, q->z));
  const coordinate minus = sub(curve, yy, zz), plus = add(curve, yy, zz);
  return (struct projective){
      sub(curve, mul(curve, xy, minus), mul(curve, yz, xz)),
      add(curve, mul(curve, plus, minus), mul(curve, xx3, xz)),
      add(curve, mul(curve, yz, plus), mul(curve, xx3, xy)),
  };
}

static struct projective to_projective(const struct ref_point *point) {
  struct projective r = {.x = point->x, .y = point->y};
  if (point->infinity)
    r.y.c[0] = ref_field_small(1);
  else
    r.z.c[0] = ref_field_small(1);
  return r;
}

static struct ref_point to_point(const struct ref_curve *curve, const struct projective *a) {
  struct ref_point r = {.infinity = is_zero(&a->z)};
  if (r.infinity)
    return r;
  const coordinate z = inverse(curve, a->z);
  r.x = mul(curve, a->x, z);
  r.y = mul(curve, a->y, z);
  return r;
}

struct ref_point ref_point_add(const struct ref_curve *curve, const struct ref_point *a,
                               const struct ref_point *b) {
  const coordinate b3 = multiple_of_b(curve, 3);
  const struct projective p = to_projective(a), q = to_projective(b);
  const struct projective sum = complete_add(curve, b3, &p, &q);
  return to_point(curve, &sum);
}

static struct projective multiply(const struct ref_curve *curve, coordinate b3,
                                  const uint8_t *scalar, const struct ref_point *a) {
  const struct ref_point infinity = {.infinity = true};
  const struct projective p = to_projective(a);
  struct projective sum = to_projective(&infinity);
  for (unsigned bit = 8 * REF_SCALAR_BYTES; bit-- > 0;) {
    sum = complete_add(curve, b3, &sum, &sum);
    if (scalar[bit / 8] >> bit % 8 & 1)
      sum = complete_add(curve, b3, &sum, &p);
  }
  return sum;
}

struct ref_point ref_point_multiply(const struct ref_curve *curve,
                                    const uint8_t scalar[REF_SCALAR_BYTES],
                                    const struct ref_point *a) {
  const struct projective product = multiply(curve, multiple_of_b(curve, 3), scalar, a);
  return to_point(curve, &product);
}

struct ref_point ref_msm(const struct ref_curve *curve, const uint8_t *points,
                         const uint8_t *scalars, uint64_t count) {
  const struct ref_point infinity = {.infinity = true};
  const coordinate b3 = multiple_of_b(curve, 3);
  struct projective sum = to_projective(&infinity);
  for (uint64_t i = 0; i < count; i++) {
    struct ref_point point;
    (void)ref_point_read(curve, points + i * ref_point_bytes(curve), &point);
    const struct projective product = multiply(curve, b3, scalars + i * REF_SCALAR_BYTES, &point);
    sum = complete_add(curve, b3, &sum, &product);
  }
  return to_point(curve, &sum);
}

/* A number of 256 bits modulo r. */
static struct ref_number modulo_r(const struct ref_field *order, const uint8_t *bytes) {
  struct ref_number r;
  if (ref_field_read(order, bytes, &r))
    return r;
  const struct ref_number two_to_64 = ref_field_pow_small(order, ref_field_small(2), 64);
  r = ref_field_small(0);
  for (unsigned i = REF_SCALAR_BYTES / 8; i-- > 0;) {
    uint64_t limb = 0;
    for (unsigned byte = 8; byte-- > 0;)
      limb = limb << 8 | bytes[8 * i + byte];
    r = ref_field_add(order, ref_field_mul(order, r, two_to_64), ref_field_small(limb));
  }
  return r;
}

struct ref_point ref_msm_of_multiples(const struct ref_curve *curve, const uint8_t *multiples,
                                      const uint8_t *scalars, uint64_t count) {
  const struct ref_field *const order = curve->order;
  struct ref_number sum = ref_field_small(0);
  for (uint64_t i = 0; i < count; i++) {
    const struct ref_number product =
        ref_field_mul(order, modulo_r(order, multiples + i * REF_SCALAR_BYTES),
                      modulo_r(order, scalars + i * REF_SCALAR_BYTES));
    sum = ref_field_add(order, sum, product);
  }
  const struct ref_point generator = ref_point_generator(curve);
  uint8_t scalar[REF_SCALAR_BYTES];
  ref_field_write(order, &sum, scalar);
  return ref_point_multiply(curve, scalar, &generator);
}
