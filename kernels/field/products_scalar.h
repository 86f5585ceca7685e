/* prime_field.portable over the element.h of a field of many limbs, whose lane is scalar. The
 * including file defines FIELD_PRODUCTS, the function's name.
 *
 * The result is linear in a, and so a stays a canonical number: only b enters the form. */
#include "kernels/field/field.h"

enum { FE_BYTES = 4 * FE_WORDS, STREAMS = 8 };

static fe products_load(const uint8_t *bytes, uint64_t i) {
  uint32_t words[FE_WORDS];
  memcpy(words, bytes + i * FE_BYTES, sizeof words);
  return fe_load(words);
}

static void products_store(uint8_t *bytes, uint64_t i, fe a) {
  uint32_t words[FE_WORDS];
  fe_store(words, a);
  memcpy(bytes + i * FE_BYTES, words, sizeof words);
}

/* Up to STREAMS chains beside each other hide the latency of a product. Their loop stays one: the
 * processor runs ahead into the next round by itself, compilers mix up the rounds' limbs. */
static void products_chains(const struct field_products *products, uint64_t first, unsigned streams,
                            uint8_t *results) {
  fe product[STREAMS], factor[STREAMS];
  for (unsigned i = 0; i < streams; i++) {
    product[i] = products_load(products->a, first + i);
    factor[i] = fe_enter(products_load(products->b, first + i));
  }
  for (uint64_t n = 0; n < products->chain; n++)
    WIDE_ROLLED
  for (unsigned i = 0; i < streams; i++)
    product[i] = fe_mul(product[i], factor[i]);
  for (unsigned i = 0; i < streams; i++)
    products_store(results, first + i, fe_normal(product[i]));
}

void FIELD_PRODUCTS(const struct field_products *products, uint64_t first, uint64_t last,
                    uint8_t *results) {
  for (; first < last; first += STREAMS)
    products_chains(products, first, last - first < STREAMS ? (unsigned)(last - first) : STREAMS,
                    results);
}
