#include "bench/sig/der.h"

#include <stdbool.h>
#include <string.h>

/* Identifier octets: X.690, section 8.1.2; the numbers of the types: X.680, section 8.4. */
enum { TAG_INTEGER = 0x02, TAG_SEQUENCE = 0x30 };

/* From this on, a length is in the long form or indefinite (X.690, section 8.1.3). What is decoded
 * here has at most 70 bytes and DER takes the shortest form, so that only the short form can be
 * right. */
enum { LENGTH_LONG = 0x80 };

struct cursor {
  const uint8_t *bytes;
  size_t at, size;
  struct pm_error *error;
};

static size_t left(const struct cursor *c) { return c->size - c->at; }

/* Reads a tag and a length; *count bytes of contents follow and are there. */
static enum pm_status read_header(struct cursor *c, uint8_t tag, const char *what, size_t *count) {
  if (left(c) < 2)
    return pm_fail(c->error, PM_USAGE, "offset %zu: %s is cut off", c->at, what);
  if (c->bytes[c->at] != tag)
    return pm_fail(c->error, PM_USAGE, "offset %zu: %s has the tag 0x%02x where 0x%02x is expected",
                   c->at, what, c->bytes[c->at], tag);
  *count = c->bytes[++c->at];
  if (*count >= LENGTH_LONG)
    return pm_fail(c->error, PM_USAGE,
                   "offset %zu: the length of %s is in the long form or indefinite", c->at, what);
  c->at++;
  if (*count > left(c))
    return pm_fail(c->error, PM_USAGE,
                   "offset %zu: %s of %zu bytes goes past the end (%zu are left)", c->at, what,
                   *count, left(c));
  return PM_OK;
}

static bool high_bit(uint8_t byte) { return byte & 0x80; }

/* Checks the contents of an integer and takes off the zero that keeps it positive. */
static enum pm_status read_magnitude(struct cursor *c, const char *what, size_t *count) {
  const uint8_t *integer = c->bytes + c->at;
  if (!*count)
    return pm_fail(c->error, PM_USAGE, "offset %zu: %s has no bytes", c->at, what);
  if (high_bit(*integer))
    return pm_fail(c->error, PM_USAGE, "offset %zu: %s is negative", c->at, what);
  if (*count > 1 && !*integer) {
    if (!high_bit(integer[1]))
      return pm_fail(c->error, PM_USAGE, "offset %zu: %s has a zero in front that it does not need",
                     c->at, what);
    c->at++;
    --*count;
  }
  if (*count > DER_INTEGER_BYTES)
    return pm_fail(c->error, PM_USAGE, "offset %zu: %s has %zu bytes, more than %d", c->at, what,
                   *count, DER_INTEGER_BYTES);
  return PM_OK;
}

static enum pm_status read_integer(struct cursor *c, const char *what,
                                   uint8_t integer[DER_INTEGER_BYTES]) {
  size_t count = 0;
  enum pm_status status = read_header(c, TAG_INTEGER, what, &count);
  if (status == PM_OK)
    status = read_magnitude(c, what, &count);
  if (status != PM_OK)
    return status;
  memset(integer, 0, DER_INTEGER_BYTES - count);
  memcpy(integer + DER_INTEGER_BYTES - count, c->bytes + c->at, count);
  c->at += count;
  return PM_OK;
}

enum pm_status der_decode_signature(const uint8_t *der, size_t size,
                                    uint8_t signature[DER_SIGNATURE_BYTES],
                                    struct pm_error *error) {
  struct cursor c = {.bytes = der, .size = size, .error = error};
  size_t count = 0;
  enum pm_status status = read_header(&c, TAG_SEQUENCE, "the sequence", &count);
  if (status != PM_OK)
    return status;
  if (count < left(&c))
    return pm_fail(error, PM_USAGE, "offset %zu: %zu bytes follow the sequence", c.at + count,
                   left(&c) - count);
  status = read_integer(&c, "r", signature);
  if (status == PM_OK)
    status = read_integer(&c, "s", signature + DER_INTEGER_BYTES);
  if (status == PM_OK && left(&c))
    status = pm_fail(error, PM_USAGE, "offset %zu: %zu bytes follow s", c.at, left(&c));
  return status;
}
