/* Inputs of multi-scalar multiplications: ordinary ones, and those at all ends. Points are made as
 * multiples of the generator, so that the expected sum of many costs the reference one
 * multiplication. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench/msm/msm_oracle.h"
#include "host/base/random.h"

enum { SEED = 20240915, STREAM_MULTIPLES = 1, STREAM_SCALARS, STREAM_CHOICES };

#define MSM(name) &msm_##name,
static const struct msm_curve *const curves[] = {
#include "kernels/msm/curves.def"
};
#undef MSM
enum { CURVES = sizeof curves / sizeof *curves };

struct instance {
  const char *name;
  uint64_t count;
  uint8_t *multiples, *scalars;
};

static uint8_t *numbers(uint64_t count) {
  uint8_t *const array = calloc(count, MSM_SCALAR_BYTES);
  assert_non_null(array);
  return array;
}

static struct instance instance_of(const char *name, uint64_t count) {
  return (struct instance){name, count, numbers(count), numbers(count)};
}

static void instance_free(struct instance *instance) {
  free(instance->multiples), free(instance->scalars);
}

static uint8_t *number(uint8_t *array, uint64_t i) { return array + i * MSM_SCALAR_BYTES; }

static void set_random(uint64_t stream, uint64_t i, uint8_t to[MSM_SCALAR_BYTES]) {
  pm_random_bytes(SEED, stream, i * MSM_SCALAR_BYTES, to, MSM_SCALAR_BYTES);
}

static void set_small(uint64_t value, uint8_t to[MSM_SCALAR_BYTES]) {
  memset(to, 0, MSM_SCALAR_BYTES);
  for (unsigned i = 0; i < 8; i++)
    to[i] = (uint8_t)(value >> 8 * i);
}

/* r + difference */
static void set_near_order(const struct msm_curve *curve, int difference,
                           uint8_t to[MSM_SCALAR_BYTES]) {
  struct ref_number r = {{0}};
  const struct ref_field *const order = msm_oracle(curve)->order;
  memcpy(r.limb, order->modulus, sizeof r.limb);
  r.limb[0] += (uint64_t)(int64_t)difference; /* its lowest limb is far from 0 and 2^64 */
  ref_field_write(order, &r, to);
}

/* r - what is in `from`, which is below r and not 0 */
static void set_negative(const struct msm_curve *curve, const uint8_t *from, uint8_t *to) {
  const struct ref_field *const order = msm_oracle(curve)->order;
  struct ref_number a;
  assert_true(ref_field_read(order, from, &a));
  a = ref_field_sub(order, ref_field_small(0), a);
  ref_field_write(order, &a, to);
}

static void fill_random(struct instance *instance) {
  for (uint64_t i = 0; i < instance->count; i++) {
    set_random(STREAM_MULTIPLES, i, number(instance->multiples, i));
    set_random(STREAM_SCALARS, i, number(instance->scalars, i));
  }
}

static struct instance random_instance(uint64_t count) {
  struct instance instance = instance_of("random", count);
  fill_random(&instance);
  return instance;
}

/* Scalars at all ends, one after another. */
static struct instance edges(const struct msm_curve *curve) {
  struct instance instance = instance_of("scalars at the ends", 64);
  fill_random(&instance);
  for (uint64_t i = 0; i < instance.count; i++) {
    uint8_t *const scalar = number(instance.scalars, i);
    if (i % 8 < 2)
      set_small(i % 8, scalar);
    else if (i % 8 < 5)
      set_near_order(curve, (int)(i % 8) - 3, scalar);
    else if (i % 8 == 5)
      memset(scalar, 0xff, MSM_SCALAR_BYTES);
    else if (i % 8 == 6) /* 2^i: every digit's smallest and largest */
      memset(scalar, 0, MSM_SCALAR_BYTES), scalar[i / 2] = 0x80;
  }
  return instance;
}

/* Every scalar is that of the ends, so that all points are in the same buckets. */
static struct instance one_edge(const struct msm_curve *curve, unsigned which) {
  struct instance instance = instance_of("one scalar", 300);
  fill_random(&instance);
  for (uint64_t i = 0; i < instance.count; i++) {
    uint8_t *const scalar = number(instance.scalars, i);
    if (which < 2)
      set_small(which, scalar);
    else if (which < 5)
      set_near_order(curve, (int)which - 3, scalar);
    else
      memset(scalar, 0xff, MSM_SCALAR_BYTES);
  }
  return instance;
}

static struct instance same_point(void) {
  struct instance instance = instance_of("one point", 700);
  fill_random(&instance);
  for (uint64_t i = 1; i < instance.count; i++)
    memcpy(number(instance.multiples, i), instance.multiples, MSM_SCALAR_BYTES);
  return instance;
}

static struct instance same_point_and_scalar(void) {
  struct instance instance = same_point();
  instance.name = "one point and one scalar";
  for (uint64_t i = 1; i < instance.count; i++)
    memcpy(number(instance.scalars, i), instance.scalars, MSM_SCALAR_BYTES);
  return instance;
}

/* Few points and few scalars, points with their negatives, and infinity. */
static struct instance collisions(const struct msm_curve *curve) {
  struct instance instance = instance_of("points, their negatives and infinity", 1000);
  for (uint64_t i = 0; i < instance.count; i++) {
    const uint64_t choice = pm_random_word(SEED, STREAM_CHOICES, i);
    uint8_t *const multiple = number(instance.multiples, i);
    set_small(1 + choice % 3, multiple);
    if (choice >> 8 & 1)
      set_negative(curve, multiple, multiple);
    if ((choice >> 16) % 5 == 0)
      set_small(0, multiple);
    set_random(STREAM_SCALARS, (choice >> 24) % 3, number(instance.scalars, i));
  }
  return instance;
}

/* A point and its negative in turn, all with one scalar: every sum is infinity. */
static struct instance cancelling(const struct msm_curve *curve) {
  struct instance instance = instance_of("a point and its negative", 512);
  for (uint64_t i = 0; i < instance.count; i++) {
    set_small(1 + i / 2 % 5, number(instance.multiples, i));
    if (i % 2)
      set_negative(curve, number(instance.multiples, i), number(instance.multiples, i));
    set_random(STREAM_SCALARS, 0, number(instance.scalars, i));
  }
  return instance;
}

static struct instance all_infinity(void) {
  struct instance instance = instance_of("infinity only", 40);
  fill_random(&instance);
  memset(instance.multiples, 0, instance.count * MSM_SCALAR_BYTES);
  return instance;
}

/* Mostly 0, 1 and small scalars, as witnesses of circuits are. */
static struct instance skewed(uint64_t count) {
  struct instance instance = instance_of("skewed scalars", count);
  fill_random(&instance);
  for (uint64_t i = 0; i < count; i++) {
    const uint64_t choice = pm_random_word(SEED, STREAM_CHOICES, i) % 100;
    if (choice < 98)
      set_small(choice < 40 ? 0 : choice < 90 ? 1 : choice, number(instance.scalars, i));
  }
  return instance;
}

/* Points of BLS12-381 G1's curve outside of the subgroup of order r. (0, 2) is of order 3. */
static void set_outside_point(const struct msm_curve *curve, uint64_t i, uint8_t *bytes) {
  const struct ref_field *const field = msm_oracle(curve)->field;
  struct ref_number exponent = {{0}}, b, x, y, right;
  memcpy(exponent.limb, field->modulus, sizeof exponent.limb);
  exponent.limb[0] += 1; /* (p + 1) / 4: p is 3 modulo 4 */
  for (unsigned n = 0; n < 6; n++)
    exponent.limb[n] = exponent.limb[n] >> 2 | (n < 5 ? exponent.limb[n + 1] << 62 : 0);
  assert_true(ref_field_read(field, curve->b, &b));
  for (uint64_t candidate = i == 0 ? 0 : 1000 * i;; candidate++) {
    x = ref_field_small(candidate);
    right = ref_field_add(field, ref_field_mul(field, x, ref_field_mul(field, x, x)), b);
    y = ref_field_pow(field, right, exponent.limb);
    const struct ref_number square = ref_field_mul(field, y, y);
    if (ref_field_equal(&square, &right))
      break;
  }
  ref_field_write(field, &x, bytes);
  ref_field_write(field, &y, bytes + field->bytes);
}

static uint8_t *points_of(const struct msm_curve *curve, const struct msm_cpu *cpu,
                          const struct instance *instance) {
  uint8_t *const points = malloc(instance->count * msm_point_bytes(curve));
  assert_non_null(points);
  assert_true(cpu->multiples(instance->multiples, 0, instance->count, points));
  return points;
}

/* An instance with its points and the sum. */
struct made {
  const struct instance *instance;
  uint8_t *points, expected[MSM_POINT_BYTES_MAX];
};

/* `points` are the caller's to free. */
static struct made made_of(const struct msm_curve *curve, const struct instance *instance) {
  struct made made = {.instance = instance};
  made.points = points_of(curve, curve->portable, instance);
  const struct ref_point expected = ref_msm_of_multiples(msm_oracle(curve), instance->multiples,
                                                         instance->scalars, instance->count);
  ref_point_write(msm_oracle(curve), &expected, made.expected);
  return made;
}

/* Most of the points are none of the generator's multiples; some scalars are the largest. */
static struct made made_outside(const struct instance *instance) {
  const struct msm_curve *const curve = &msm_bls12_381_g1;
  struct made made = made_of(curve, instance);
  for (uint64_t i = 0; i < instance->count; i++) {
    if (i % 4 < 3)
      set_outside_point(curve, i % 4 * (i / 8), made.points + i * msm_point_bytes(curve));
    if (i % 5 == 0)
      memset(number(instance->scalars, i), 0xff, MSM_SCALAR_BYTES);
  }
  const struct ref_point expected =
      ref_msm(msm_oracle(curve), made.points, instance->scalars, instance->count);
  ref_point_write(msm_oracle(curve), &expected, made.expected);
  return made;
}
