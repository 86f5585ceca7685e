/* The prime fields that provers compute in: what the works know of one.
 *
 * A field is one folder beside this file and a line in fields.def. The folder defines
 * `const struct prime_field field_<name>`, and element.h, its arithmetic in lane C, on which
 * everything over the field is built (README.md says what an element.h provides). Its oracle is
 * `ref_field_<name>` in cpu_ref/field/.
 *
 * An element outside of a computation is a canonical one: `bytes` bytes, little-endian, below the
 * modulus. Forms that make the arithmetic cheap (Montgomery's) never leave a computation.
 */
#ifndef PROOFMARK_KERNELS_FIELD_FIELD_H
#define PROOFMARK_KERNELS_FIELD_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernels/field/gpu_sizes.h"
#include "kernels/lane/cost.h"
#include "kernels/lane/isa.h"
#include "kernels/lane/program.h"

enum { FIELD_BYTES_MAX = 48, FIELD_LIMBS_MAX = FIELD_BYTES_MAX / 8 };

/* results[i] = a[i] · b[i]^chain for elements first up to last of arrays of canonical elements, one
 * after another at any alignment. */
struct field_products {
  const uint8_t *a, *b;
  uint64_t chain, count;
};
typedef void field_products_fn(const struct field_products *products, uint64_t first, uint64_t last,
                               uint8_t *results);

/* What a product of elements is and what brings one, or a sum of some, back to an element. */
struct field_costs {
  struct lane_cost product, square, reduction;
  struct lane_cost constant_product; /* and reduced: by a number of which something is prepared */
};

/* Fields of 31 bits in Montgomery's form with R = 2^32: the product, its low half times the prime's
 * inverse, and the upper half of that times the prime. Of a constant the product with the inverse
 * is prepared (Seiler, 2018; kernels/ntt/mont31/arithmetic.h), or Shoup's quotient, which trades a
 * wide product for one of low halves. */
#define FIELD_MONT31_COSTS                                                                         \
  {                                                                                                \
    .product = {.multiply_wide = 1}, .square = {.multiply_wide = 1},                               \
    .reduction = {.multiply = 1, .multiply_wide = 1}, .constant_product = {                        \
      .multiply = 2,                                                                               \
      .multiply_wide = 1                                                                           \
    }                                                                                              \
  }

/* Fields of `words` 32-bit words in Montgomery's form: the products of all words, of a square each
 * pair once; then of all words of the prime and as many factors, each of which is a product of low
 * halves (Koç, Acar, Kaliski: Analyzing and comparing Montgomery multiplication algorithms,
 * 1996). */
#define FIELD_LIMBS_COSTS(words)                                                                   \
  {                                                                                                \
    .product = {.multiply_wide = (words) * (words)},                                               \
    .square = {.multiply_wide = (words) * ((words) + 1) / 2},                                      \
    .reduction = {.multiply = (words), .multiply_wide = (words) * (words)}, .constant_product = {  \
      .multiply = (words),                                                                         \
      .multiply_wide = 2 * (words) * (words)                                                       \
    }                                                                                              \
  }

struct prime_field {
  const char *name;                  /* "koalabear": the work is field/koalabear_mul */
  const char *title;                 /* "KoalaBear, 2^31 - 2^24 + 1" */
  const char *standard;              /* where the modulus is defined */
  unsigned bytes;                    /* of an element: 4, 8, 32 or 48 */
  uint64_t modulus[FIELD_LIMBS_MAX]; /* the lowest limb first */
  unsigned two_adicity; /* 2^two_adicity divides the modulus less 1, the next power does not */
  uint64_t generator;   /* the smallest of the multiplicative group that its users took: roots of
                              unity of order 2^k are generator^((p - 1) / 2^k), cosets are its */
  unsigned extension;   /* degree of the extension that proofs over the field use; 1: none */
  uint64_t non_residue; /* the extension is F[X] / (X^extension - non_residue) */
  struct field_costs costs;
  field_products_fn *portable;              /* without lanes; NULL: none */
  field_products_fn *batch[LANE_ISA_COUNT]; /* lanes; NULL where there is no code for an ISA */
  const struct gpu_program *program;
  /* (a, b, uint32_t chain, uint64_t count, results), all pointers to bytes in global memory, in
   * groups of FIELD_GPU_GROUP work-items, one each. */
  const char *products_kernel;
};

static inline unsigned field_limbs(const struct prime_field *field) {
  return (field->bytes + 7) / 8;
}

/* Products in the field that one in its extension is, by the definition. */
static inline uint64_t field_extension_products(const struct prime_field *field) {
  return (uint64_t)field->extension * field->extension;
}

static inline struct lane_cost field_product_cost(const struct prime_field *field) {
  return cost_sum(field->costs.product, field->costs.reduction);
}
static inline struct lane_cost field_square_cost(const struct prime_field *field) {
  return cost_sum(field->costs.square, field->costs.reduction);
}
/* Of a product in the extension: its products are summed before they are reduced. */
static inline struct lane_cost field_extension_product_cost(const struct prime_field *field) {
  return cost_sum(cost_times((double)field_extension_products(field), field->costs.product),
                  cost_times(field->extension, field->costs.reduction));
}
/* Of a sum of two elements, without what keeps it below the modulus. */
static inline struct lane_cost field_add_cost(const struct prime_field *field) {
  return (struct lane_cost){.add = field->bytes / 4};
}

#define FIELD(name) extern const struct prime_field field_##name;
#include "kernels/field/fields.def"
#undef FIELD

#endif
