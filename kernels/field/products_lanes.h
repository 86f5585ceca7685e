/* prime_field.batch over an element.h on the CPU's vectors. The including file defines
 * FIELD_PRODUCTS, the function's name. */
#include "kernels/field/field.h"

enum {
  FE_BYTES = 4 * FE_WORDS,
  FE_LANES = sizeof(fe) / FE_BYTES,
  STREAMS = 8,
  BLOCK = STREAMS * FE_LANES
};

/* STREAMS chains beside each other hide the latency of a product. */
static void products_block(const uint8_t *a, const uint8_t *b, uint64_t chain, uint8_t *results) {
  fe product[STREAMS], factor[STREAMS];
  memcpy(product, a, sizeof product);
  memcpy(factor, b, sizeof factor);
  LANE_UNROLL
  for (int i = 0; i < STREAMS; i++)
    factor[i] = fe_enter(factor[i]), product[i] = fe_enter(product[i]);
  for (uint64_t n = 0; n < chain; n++)
    LANE_UNROLL
  for (int i = 0; i < STREAMS; i++)
    product[i] = fe_mul(product[i], factor[i]);
  LANE_UNROLL
  for (int i = 0; i < STREAMS; i++)
    product[i] = fe_leave(product[i]);
  memcpy(results, product, sizeof product);
}

field_products_fn FIELD_PRODUCTS;
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
