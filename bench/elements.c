#include "bench/elements.h"

#include <stdlib.h>
#include <string.h>

#include "host/base/random.h"

struct fill {
  const struct prime_field *field;
  uint64_t seed, stream;
  uint8_t *elements;
};

static bool is_canonical(const struct prime_field *field, const uint8_t *element) {
  uint64_t limb[FIELD_LIMBS_MAX] = {0};
  memcpy(limb, element, field->bytes);
  for (unsigned i = field_limbs(field); i-- > 0;)
    if (limb[i] != field->modulus[i])
      return limb[i] < field->modulus[i];
  return false;
}

/* Bits of the modulus' uppermost byte and those below. */
static uint8_t top_mask(const struct prime_field *field) {
  const unsigned top = field->bytes - 1;
  uint8_t mask = (uint8_t)(field->modulus[top / 8] >> 8 * (top % 8));
  mask |= mask >> 4, mask |= mask >> 2, mask |= mask >> 1;
  return mask;
}

/* Of the numbers below a power of two those at or above the modulus are drawn again: each try has its
 * own part of the stream. */
static bool fill_share(void *context, uint64_t first, uint64_t last, unsigned worker) {
  (void)worker;
  const struct fill *f = context;
  const unsigned bytes = f->field->bytes;
  const uint8_t mask = top_mask(f->field);
  enum { TRIES = 64 };
  for (uint64_t i = first; i < last; i++) {
    uint8_t *element = f->elements + i * bytes;
    for (uint64_t try = 0; try < TRIES; try++) {
      pm_random_bytes(f->seed, f->stream + (try << 32), i * bytes, element, bytes);
      element[bytes - 1] &= mask;
      if (is_canonical(f->field, element))
        break;
      element[bytes - 1] = 0; /* after the last try it is below the modulus */
    }
  }
  return true;
}

uint8_t *elements_random(const struct prime_field *field, uint64_t count, uint64_t seed,
                         uint64_t stream, struct pm_pool *pool) {
  uint8_t *elements = malloc(count * field->bytes + 1);
  if (!elements)
    return NULL;
  struct fill fill = {field, seed, stream, elements};
  pm_pool_run(pool, count, 1 << 12, fill_share, &fill);
  return elements;
}
