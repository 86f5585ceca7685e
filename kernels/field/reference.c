#include "kernels/field/reference.h"

#include <string.h>

typedef unsigned __int128 wide;

bool field_equal(const struct field_number *a, const struct field_number *b) {
  return memcmp(a, b, sizeof *a) == 0;
}

static bool less(const uint64_t *a, const uint64_t *b, unsigned limbs) {
  for (unsigned i = limbs; i-- > 0;)
    if (a[i] != b[i])
      return a[i] < b[i];
  return false;
}

/* a += b and a -= b; the carry or borrow. */
static uint64_t add_to(uint64_t *a, const uint64_t *b, unsigned limbs) {
  uint64_t carry = 0;
  for (unsigned i = 0; i < limbs; i++) {
    const wide sum = (wide)a[i] + b[i] + carry;
    a[i] = (uint64_t)sum;
    carry = (uint64_t)(sum >> 64);
  }
  return carry;
}

static uint64_t subtract_from(uint64_t *a, const uint64_t *b, unsigned limbs) {
  uint64_t borrow = 0;
  for (unsigned i = 0; i < limbs; i++) {
    const wide difference = (wide)a[i] - b[i] - borrow;
    a[i] = (uint64_t)difference;
    borrow = (uint64_t)(difference >> 64) & 1;
  }
  return borrow;
}

bool field_read(const struct prime_field *field, const uint8_t *bytes, struct field_number *a) {
  *a = (struct field_number){{0}};
  for (unsigned i = 0; i < field->bytes; i++)
    a->limb[i / 8] |= (uint64_t)bytes[i] << 8 * (i % 8);
  return less(a->limb, field->modulus, field_limbs(field));
}

void field_write(const struct prime_field *field, const struct field_number *a, uint8_t *bytes) {
  for (unsigned i = 0; i < field->bytes; i++)
    bytes[i] = (uint8_t)(a->limb[i / 8] >> 8 * (i % 8));
}

struct field_number field_small(uint64_t x) {
  return (struct field_number){{x}};
}

struct field_number field_add(const struct prime_field *field, struct field_number a,
                              struct field_number b) {
  const unsigned limbs = field_limbs(field);
  const uint64_t carry = add_to(a.limb, b.limb, limbs);
  if (carry || !less(a.limb, field->modulus, limbs))
    subtract_from(a.limb, field->modulus, limbs);
  return a;
}

struct field_number field_sub(const struct prime_field *field, struct field_number a,
                              struct field_number b) {
  const unsigned limbs = field_limbs(field);
  if (subtract_from(a.limb, b.limb, limbs))
    add_to(a.limb, field->modulus, limbs);
  return a;
}

/* Number of leading zero bits of the modulus in its uppermost limb. */
static unsigned headroom(const struct prime_field *field) {
  return (unsigned)__builtin_clzll(field->modulus[field_limbs(field) - 1]);
}

/* limbs + 1 limbs, shifted left by fewer than 64 bits; the uppermost bits have to be 0. */
static void shift_left(uint64_t *a, unsigned count, unsigned bits) {
  for (unsigned i = count; bits && i-- > 0;)
    a[i] = a[i] << bits | (i ? a[i - 1] >> (64 - bits) : 0);
}

static void shift_right(uint64_t *a, unsigned count, unsigned bits) {
  for (unsigned i = 0; bits && i < count; i++)
    a[i] = a[i] >> bits | (i + 1 < count ? a[i + 1] << (64 - bits) : 0);
}

/* part -= digit · modulus over limbs + 1 limbs; whether it went below 0. */
static bool subtract_multiple(uint64_t *part, const uint64_t *modulus, unsigned limbs,
                              uint64_t digit) {
  uint64_t carry = 0, borrow = 0;
  for (unsigned i = 0; i <= limbs; i++) {
    const wide product = (wide)(i < limbs ? modulus[i] : 0) * digit + carry;
    carry = (uint64_t)(product >> 64);
    const wide difference = (wide)part[i] - (uint64_t)product - borrow;
    part[i] = (uint64_t)difference;
    borrow = (uint64_t)(difference >> 64) & 1;
  }
  return borrow;
}

/* The remainder of a number of twice the limbs, one more for room above: long division with digits of
 * 64 bits (Knuth: The Art of Computer Programming, volume 2, section 4.3.1, algorithm D). */
static void divide(const struct prime_field *field, uint64_t *number) {
  const unsigned limbs = field_limbs(field), bits = headroom(field);
  uint64_t modulus[FIELD_LIMBS_MAX + 1];
  memcpy(modulus, field->modulus, sizeof field->modulus);
  shift_left(modulus, limbs, bits);
  shift_left(number, 2 * limbs + 1, bits);
  const uint64_t top = modulus[limbs - 1];
  for (unsigned j = limbs + 1; j-- > 0;) {
    uint64_t *const part = number + j;
    const wide head = (wide)part[limbs] << 64 | part[limbs - 1];
    /* At most 2 above the digit. */
    uint64_t digit = part[limbs] >= top ? UINT64_MAX : (uint64_t)(head / top);
    if (!subtract_multiple(part, modulus, limbs, digit))
      continue;
    do {
      const uint64_t carry = add_to(part, modulus, limbs);
      part[limbs] += carry;
      if (carry && part[limbs] == 0)
        break;
    } while (true);
  }
  shift_right(number, limbs, bits);
}

struct field_number field_mul(const struct prime_field *field, struct field_number a,
                              struct field_number b) {
  const unsigned limbs = field_limbs(field);
  uint64_t product[2 * FIELD_LIMBS_MAX + 1] = {0};
  for (unsigned i = 0; i < limbs; i++) {
    uint64_t carry = 0;
    for (unsigned j = 0; j < limbs; j++) {
      const wide sum = (wide)a.limb[i] * b.limb[j] + product[i + j] + carry;
      product[i + j] = (uint64_t)sum;
      carry = (uint64_t)(sum >> 64);
    }
    product[i + limbs] = carry;
  }
  struct field_number r = {{0}};
  if (limbs == 1) {
    r.limb[0] = (uint64_t)(((wide)product[1] << 64 | product[0]) % field->modulus[0]);
    return r;
  }
  divide(field, product);
  memcpy(r.limb, product, 8 * limbs);
  return r;
}

struct field_number field_pow(const struct prime_field *field, struct field_number a,
                              const uint64_t exponent[FIELD_LIMBS_MAX]) {
  struct field_number r = field_small(1);
  for (unsigned bit = 64 * FIELD_LIMBS_MAX; bit-- > 0;) {
    r = field_mul(field, r, r);
    if (exponent[bit / 64] >> bit % 64 & 1)
      r = field_mul(field, r, a);
  }
  return r;
}

struct field_number field_pow_small(const struct prime_field *field, struct field_number a,
                                    uint64_t exponent) {
  struct field_number r = field_small(1);
  for (; exponent; exponent >>= 1) {
    if (exponent & 1)
      r = field_mul(field, r, a);
    a = field_mul(field, a, a);
  }
  return r;
}

struct field_number field_inverse(const struct prime_field *field, struct field_number a) {
  struct field_number exponent = {{0}};
  memcpy(exponent.limb, field->modulus, sizeof exponent.limb);
  exponent.limb[0] -= 2; /* the modulus is odd and above 2 */
  return field_pow(field, a, exponent.limb);
}

struct field_number field_root(const struct prime_field *field, unsigned log_order) {
  struct field_number exponent = {{0}};
  memcpy(exponent.limb, field->modulus, sizeof exponent.limb);
  exponent.limb[0] -= 1;
  for (unsigned i = 0; i < log_order; i++)
    shift_right(exponent.limb, FIELD_LIMBS_MAX, 1);
  return field_pow(field, field_small(field->generator), exponent.limb);
}

void field_products_reference(const struct prime_field *field,
                              const struct field_products *products, uint64_t first, uint64_t last,
                              uint8_t *results) {
  for (uint64_t i = first; i < last; i++) {
    struct field_number a, b;
    field_read(field, products->a + i * field->bytes, &a);
    field_read(field, products->b + i * field->bytes, &b);
    a = field_mul(field, a, field_pow_small(field, b, products->chain));
    field_write(field, &a, results + i * field->bytes);
  }
}
