#include "cpu_ref/field/field.h"

#include <string.h>

typedef unsigned __int128 wide;

bool ref_field_equal(const struct ref_number *a, const struct ref_number *b) {
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

bool ref_field_read(const struct ref_field *field, const uint8_t *bytes, struct ref_number *a) {
  *a = (struct ref_number){{0}};
  for (unsigned i = 0; i < field->bytes; i++)
    a->limb[i / 8] |= (uint64_t)bytes[i] << 8 * (i % 8);
  return less(a->limb, field->modulus, ref_field_limbs(field));
}

void ref_field_write(const struct ref_field *field, const struct ref_number *a, uint8_t *bytes) {
  for (unsigned i = 0; i < field->bytes; i++)
    bytes[i] = (uint8_t)(a->limb[i / 8] >> 8 * (i % 8));
}

struct ref_number ref_field_hex(const char *digits) {
  struct ref_number a = {{0}};
  for (; *digits; digits++) {
    for (unsigned i = REF_FIELD_LIMBS_MAX; i-- > 0;)
      a.limb[i] = a.limb[i] << 4 | (i ? a.limb[i - 1] >> 60 : 0);
    a.limb[0] |= (uint64_t)(*digits <= '9' ? *digits - '0' : *digits - 'a' + 10);
  }
  return a;
}

struct ref_number ref_field_small(uint64_t x) {
  return (struct ref_number){{x}};
}

struct ref_number ref_field_add(const struct ref_field *field, struct ref_number a,
                                struct ref_number b) {
  const unsigned limbs = ref_field_limbs(field);
  const uint64_t carry = add_to(a.limb, b.limb, limbs);
  if (carry || !less(a.limb, field->modulus, limbs))
    subtract_from(a.limb, field->modulus, limbs);
  return a;
}

struct ref_number ref_field_sub(const struct ref_field *field, struct ref_number a,
                                struct ref_number b) {
  const unsigned limbs = ref_field_limbs(field);
  if (subtract_from(a.limb, b.limb, limbs))
    add_to(a.limb, field->modulus, limbs);
  return a;
}

/* Number of leading zero bits of the modulus in its uppermost limb. */
static unsigned headroom(const struct ref_field *field) {
  return (unsigned)__builtin_clzll(field->modulus[ref_field_limbs(field) - 1]);
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
static void divide(const struct ref_field *field, uint64_t *number) {
  const unsigned limbs = ref_field_limbs(field), bits = headroom(field);
  uint64_t modulus[REF_FIELD_LIMBS_MAX + 1];
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

struct ref_number ref_field_mul(const struct ref_field *field, struct ref_number a,
                                struct ref_number b) {
  const unsigned limbs = ref_field_limbs(field);
  uint64_t product[2 * REF_FIELD_LIMBS_MAX + 1] = {0};
  for (unsigned i = 0; i < limbs; i++) {
    uint64_t carry = 0;
    for (unsigned j = 0; j < limbs; j++) {
      const wide sum = (wide)a.limb[i] * b.limb[j] + product[i + j] + carry;
      product[i + j] = (uint64_t)sum;
      carry = (uint64_t)(sum >> 64);
    }
    product[i + limbs] = carry;
  }
  struct ref_number r = {{0}};
  if (limbs == 1) {
    r.limb[0] = (uint64_t)(((wide)product[1] << 64 | product[0]) % field->modulus[0]);
    return r;
  }
  divide(field, product);
  memcpy(r.limb, product, 8 * limbs);
  return r;
}

struct ref_number ref_field_pow(const struct ref_field *field, struct ref_number a,
                                const uint64_t exponent[REF_FIELD_LIMBS_MAX]) {
  struct ref_number r = ref_field_small(1);
  for (unsigned bit = 64 * REF_FIELD_LIMBS_MAX; bit-- > 0;) {
    r = ref_field_mul(field, r, r);
    if (exponent[bit / 64] >> bit % 64 & 1)
      r = ref_field_mul(field, r, a);
  }
  return r;
}

struct ref_number ref_field_pow_small(const struct ref_field *field, struct ref_number a,
                                      uint64_t exponent) {
  struct ref_number r = ref_field_small(1);
  for (; exponent; exponent >>= 1) {
    if (exponent & 1)
      r = ref_field_mul(field, r, a);
    a = ref_field_mul(field, a, a);
  }
  return r;
}

struct ref_number ref_field_inverse(const struct ref_field *field, struct ref_number a) {
  struct ref_number exponent = {{0}};
  memcpy(exponent.limb, field->modulus, sizeof exponent.limb);
  exponent.limb[0] -= 2; /* the modulus is odd and above 2 */
  return ref_field_pow(field, a, exponent.limb);
}

struct ref_number ref_field_root(const struct ref_field *field, unsigned log_order) {
  struct ref_number exponent = {{0}};
  memcpy(exponent.limb, field->modulus, sizeof exponent.limb);
  exponent.limb[0] -= 1;
  for (unsigned i = 0; i < log_order; i++)
    shift_right(exponent.limb, REF_FIELD_LIMBS_MAX, 1);
  return ref_field_pow(field, ref_field_small(field->generator), exponent.limb);
}

void ref_field_product(const struct ref_field *field, const uint8_t *a, const uint8_t *b,
                       uint64_t chain, uint8_t *result) {
  struct ref_number x, y;
  ref_field_read(field, a, &x);
  ref_field_read(field, b, &y);
  x = ref_field_mul(field, x, ref_field_pow_small(field, y, chain));
  ref_field_write(field, &x, result);
}
