/* prime_field.batch over kernels/field/limbs/lanes52.h. The including file defines FIELD_PRODUCTS,
 * the function's name.
 *
 * The result is linear in a, and so a stays a canonical number: only b enters the form. */
#include "kernels/field/field.h"
#include "kernels/field/limbs/rows52.h"

enum { FE_BYTES = 4 * FE_WORDS, STREAMS = 4, BLOCK = STREAMS * LANES52 };

/* STREAMS chains beside each other hide the latency of a product. */
static void products_block(const uint8_t *a, const uint8_t *b, uint64_t chain, uint8_t *results) {
  struct fe8 product[STREAMS], factor[STREAMS];
  for (int i = 0; i < STREAMS; i++) {
    product[i] = fe8_read_every(a + i * LANES52 * FE_BYTES, FE_BYTES);
    factor[i] = fe8_read_every(b + i * LANES52 * FE_BYTES, FE_BYTES);
    factor[i] = fe8_enter(&factor[i]);
  }
  for (uint64_t n = 0; n < chain; n++)
    WIDE_ROLLED
  for (int i = 0; i < STREAMS; i++)
    product[i] = fe8_mul(&product[i], &factor[i]);
  for (int i = 0; i < STREAMS; i++) {
    const struct signed8 last = fe8_signed(&product[i]);
    product[i] = fe8_normal(&last);
    fe8_write_every(results + i * LANES52 * FE_BYTES, FE_BYTES, &product[i]);
  }
}

void FIELD_PRODUCTS(const struct field_products *products, uint64_t first, uint64_t last,
                    uint8_t *results) {
  for (; first + BLOCK <= last; first += BLOCK)
    products_block(products->a + first * FE_BYTES, products->b + first * FE_BYTES, products->chain,
                   results + first * FE_BYTES);
  if (first == last)
    return;
  uint8_t rest[3][BLOCK * FE_BYTES] = {{0}};
  memcpy(rest[0], products->a + first * FE_BYTES, (last - first) * FE_BYTES);
  memcpy(rest[1], products->b + first * FE_BYTES, (last - first) * FE_BYTES);
  products_block(rest[0], rest[1], products->chain, rest[2]);
  memcpy(results + first * FE_BYTES, rest[2], (last - first) * FE_BYTES);
}
