#include "kernels/msm/reference.h"

#include <string.h>

typedef struct msm_coordinate coordinate;

static coordinate add(const struct msm_curve *curve, coordinate a, coordinate b) {
  for (unsigned i = 0; i < curve->degree; i++)
    a.c[i] = field_add(curve->field, a.c[i], b.c[i]);
  return a;
}

static coordinate sub(const struct msm_curve *curve, coordinate a, coordinate b) {
  for (unsigned i = 0; i < curve->degree; i++)
    a.c[i] = field_sub(curve->field, a.c[i], b.c[i]);
  return a;
}

/* With u^2 = -1. */
static coordinate mul(const struct msm_curve *curve, coordinate a, coordinate b) {
  const struct prime_field *const f = curve->field;
  coordinate r = {{{{0}}}};
  r.c[0] = field_mul(f, a.c[0], b.c[0]);
  if (curve->degree == 2) {
    r.c[0] = field_sub(f, r.c[0], field_mul(f, a.c[1], b.c[1]));
    r.c[1] = field_add(f, field_mul(f, a.c[0], b.c[1]), field_mul(f, a.c[1], b.c[0]));
  }
  return r;
}

/* (c0 - c1 u) / (c0^2 + c1^2) */
static coordinate inverse(const struct msm_curve *curve, coordinate a) {
  const struct prime_field *const f = curve->field;
  const struct field_number norm =
      field_add(f, field_mul(f, a.c[0], a.c[0]), field_mul(f, a.c[1], a.c[1]));
  const struct field_number factor =
      curve->degree == 1 ? field_inverse(f, a.c[0]) : field_inverse(f, norm);
  coordinate r = {{{{0}}}};
  if (curve->degree == 1) {
    r.c[0] = factor;
    return r;
  }
  r.c[0] = field_mul(f, a.c[0], factor);
  r.c[1] = field_sub(f, r.c[1], field_mul(f, a.c[1], factor));
  return r;
}

static bool equal(const coordinate *a, const coordinate *b) {
  return field_equal(&a->c[0], &b->c[0]) && field_equal(&a->c[1], &b->c[1]);
}

static bool is_zero(const coordinate *a) {
  const coordinate zero = {{{{0}}}};
  return equal(a, &zero);
}

static bool read_coordinate(const struct msm_curve *curve, const uint8_t *bytes, coordinate *a) {
  memset(a, 0, sizeof *a);
  bool canonical = true;
  for (unsigned i = 0; i < curve->degree; i++)
    canonical &= field_read(curve->field, bytes + i * curve->field->bytes, &a->c[i]);
  return canonical;
}

static void write_coordinate(const struct msm_curve *curve, const coordinate *a, uint8_t *bytes) {
  for (unsigned i = 0; i < curve->degree; i++)
    field_write(curve->field, &a->c[i], bytes + i * curve->field->bytes);
}

bool msm_reference_read(const struct msm_curve *curve, const uint8_t *bytes,
                        struct msm_point *point) {
  if (!read_coordinate(curve, bytes, &point->x) ||
      !read_coordinate(curve, bytes + msm_point_bytes(curve) / 2, &point->y))
    return false;
  point->infinity = is_zero(&point->x) && is_zero(&point->y);
  return msm_reference_on_curve(curve, point);
}

void msm_reference_write(const struct msm_curve *curve, const struct msm_point *point,
                         uint8_t *bytes) {
  write_coordinate(curve, &point->x, bytes);
  write_coordinate(curve, &point->y, bytes + msm_point_bytes(curve) / 2);
}

bool msm_reference_on_curve(const struct msm_curve *curve, const struct msm_point *point) {
  if (point->infinity)
    return true;
  coordinate b;
  if (!read_coordinate(curve, curve->b, &b))
    return false;
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

static coordinate times_3(const struct msm_curve *curve, coordinate a) {
  return add(curve, a, add(curve, a, a));
}

/* a b' + a' b */
static coordinate cross(const struct msm_curve *curve, coordinate a, coordinate b, coordinate a2,
                        coordinate b2) {
  return add(curve, mul(curve, a, b2), mul(curve, a2, b));
}

static struct projective complete_add(const struct msm_curve *curve, const struct projective *p,
                                      const struct projective *q) {
  coordinate b;
  (void)read_coordinate(curve, curve->b, &b);
  const coordinate b3 = times_3(curve, b);
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

static struct projective to_projective(const struct msm_point *point) {
  struct projective r = {.x = point->x, .y = point->y};
  if (point->infinity)
    r.y.c[0] = field_small(1);
  else
    r.z.c[0] = field_small(1);
  return r;
}

static struct msm_point to_point(const struct msm_curve *curve, const struct projective *a) {
  struct msm_point r = {.infinity = is_zero(&a->z)};
  if (r.infinity)
    return r;
  const coordinate z = inverse(curve, a->z);
  r.x = mul(curve, a->x, z);
  r.y = mul(curve, a->y, z);
  return r;
}

struct msm_point msm_reference_add(const struct msm_curve *curve, const struct msm_point *a,
                                   const struct msm_point *b) {
  const struct projective p = to_projective(a), q = to_projective(b);
  const struct projective sum = complete_add(curve, &p, &q);
  return to_point(curve, &sum);
}

static struct projective multiply(const struct msm_curve *curve, const uint8_t *scalar,
                                  const struct msm_point *a) {
  const struct msm_point infinity = {.infinity = true};
  const struct projective p = to_projective(a);
  struct projective sum = to_projective(&infinity);
  for (unsigned bit = 8 * MSM_SCALAR_BYTES; bit-- > 0;) {
    sum = complete_add(curve, &sum, &sum);
    if (scalar[bit / 8] >> bit % 8 & 1)
      sum = complete_add(curve, &sum, &p);
  }
  return sum;
}

struct msm_point msm_reference_multiply(const struct msm_curve *curve,
                                        const uint8_t scalar[MSM_SCALAR_BYTES],
                                        const struct msm_point *a) {
  const struct projective product = multiply(curve, scalar, a);
  return to_point(curve, &product);
}

struct msm_point msm_reference_sum(const struct msm_curve *curve, const uint8_t *points,
                                   const uint8_t *scalars, uint64_t count) {
  const struct msm_point infinity = {.infinity = true};
  struct projective sum = to_projective(&infinity);
  for (uint64_t i = 0; i < count; i++) {
    struct msm_point point;
    (void)msm_reference_read(curve, points + i * msm_point_bytes(curve), &point);
    const struct projective product = multiply(curve, scalars + i * MSM_SCALAR_BYTES, &point);
    sum = complete_add(curve, &sum, &product);
  }
  return to_point(curve, &sum);
}

/* A number of 256 bits modulo r. */
static struct field_number modulo_r(const struct prime_field *order, const uint8_t *bytes) {
  struct field_number r;
  if (field_read(order, bytes, &r))
    return r;
  const struct field_number two_to_64 = field_pow_small(order, field_small(2), 64);
  r = field_small(0);
  for (unsigned i = MSM_SCALAR_BYTES / 8; i-- > 0;) {
    uint64_t limb = 0;
    for (unsigned byte = 8; byte-- > 0;)
      limb = limb << 8 | bytes[8 * i + byte];
    r = field_add(order, field_mul(order, r, two_to_64), field_small(limb));
  }
  return r;
}

struct msm_point msm_reference_sum_of_multiples(const struct msm_curve *curve,
                                                const uint8_t *multiples, const uint8_t *scalars,
                                                uint64_t count) {
  const struct prime_field *const order = curve->order;
  struct field_number sum = field_small(0);
  for (uint64_t i = 0; i < count; i++) {
    const struct field_number product =
        field_mul(order, modulo_r(order, multiples + i * MSM_SCALAR_BYTES),
                  modulo_r(order, scalars + i * MSM_SCALAR_BYTES));
    sum = field_add(order, sum, product);
  }
  uint8_t scalar[MSM_SCALAR_BYTES];
  struct msm_point generator;
  field_write(order, &sum, scalar);
  (void)msm_reference_read(curve, curve->generator, &generator);
  return msm_reference_multiply(curve, scalar, &generator);
}
