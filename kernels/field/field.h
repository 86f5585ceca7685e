/* The prime fields that provers compute in: what the works know of one.
 *
 * A field is one folder beside this file and a line in fields.def. The folder defines
 * `const struct prime_field field_<name>`, and element.h, its arithmetic in lane C, on which
 * everything over the field is built (README.md says what an element.h provides).
 *
 * An element outside of a computation is a canonical one: `bytes` bytes, little-endian, below the
 * modulus. Forms that make the arithmetic cheap (Montgomery's) never leave a computation.
 */
#ifndef PROOFMARK_KERNELS_FIELD_FIELD_H
#define PROOFMARK_KERNELS_FIELD_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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
  field_products_fn *portable;              /* without lanes; NULL: none */
  field_products_fn *batch[LANE_ISA_COUNT]; /* lanes; NULL where there is no code for an ISA */
  const struct gpu_program *program;
  /* (a, b, uint32_t chain, uint64_t count, results), all pointers to bytes in global memory, in groups
   * of FIELD_GPU_GROUP work-items, one each. */
  const char *products_kernel;
};
enum { FIELD_GPU_GROUP = 256 };

static inline unsigned field_limbs(const struct prime_field *field) {
  return (field->bytes + 7) / 8;
}

/* Products in the field that one in its extension is, by the definition. */
static inline uint64_t field_extension_products(const struct prime_field *field) {
  return (uint64_t)field->extension * field->extension;
}

#define FIELD(name) extern const struct prime_field field_##name;
#include "kernels/field/fields.def"
#undef FIELD

#endif
