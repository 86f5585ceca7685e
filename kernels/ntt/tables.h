/* The constants of a transform of one length, made before the clock starts.
 *
 * A transform of 2^log_size elements is a few passes, each of 1 to 4 levels of the tree that dft.h
 * describes. In front of a pass, at node m of its first level, polynomials are modulo X^k - c. With
 * g^radix = c, elements number i · k / radix and on get the factor g^i, and what is left to do is
 * the same at all nodes: cyclic transforms of `radix` elements.
 */
#ifndef PROOFMARK_KERNELS_NTT_TABLES_H
#define PROOFMARK_KERNELS_NTT_TABLES_H

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "kernels/field/field.h"

enum { NTT_RADIX_LOG_MAX = 4, NTT_RADIX_MAX = 1 << NTT_RADIX_LOG_MAX, NTT_PASSES_MAX = 8 };

struct ntt_pass {
  unsigned log_nodes, log_radix;
  struct ntt_constant *factors; /* radix - 1 for every node, from g on */
};

struct ntt_transform {
  unsigned log_size, passes;
  struct ntt_pass pass[NTT_PASSES_MAX];
  struct ntt_roots roots;
};

/* The lowest `count` bits of x in reverse. */
static uint64_t ntt_reverse(uint64_t x, unsigned count) {
  uint64_t reversed = 0;
  for (unsigned i = 0; i < count; i++)
    reversed |= (x >> i & 1) << (count - 1 - i);
  return reversed;
}

/* Elements in the field's form, the same in all lanes */

static fe ntt_power(fe base, const uint64_t *exponent, unsigned limbs) {
  fe power = fe_one();
  for (unsigned bit = 64 * limbs; bit-- > 0;) {
    power = fe_square(power);
    if (exponent[bit / 64] >> bit % 64 & 1)
      power = fe_mul(power, base);
  }
  return power;
}

/* base^(2^log_exponent). */
static fe ntt_power_of_two(fe base, unsigned log_exponent) {
  for (unsigned i = 0; i < log_exponent; i++)
    base = fe_square(base);
  return base;
}

/* By Fermat's theorem. */
static fe ntt_inverse(const struct prime_field *field, fe a) {
  uint64_t exponent[FIELD_LIMBS_MAX];
  memcpy(exponent, field->modulus, sizeof exponent);
  exponent[0] -= 2; /* which borrows nothing: 2^two_adicity divides the modulus less 1 */
  return ntt_power(a, exponent, field_limbs(field));
}

/* The root of unity of order 2^log_order: prime_field.generator. */
static fe ntt_root(const struct prime_field *field, unsigned log_order) {
  uint64_t odd[FIELD_LIMBS_MAX] = {0}; /* (p - 1) / 2^two_adicity */
  const unsigned limbs = field_limbs(field), shift = field->two_adicity;
  for (unsigned i = 0; i < limbs; i++)
    odd[i] =
        field->modulus[i] >> shift | (i + 1 < limbs ? field->modulus[i + 1] << (64 - shift) : 0);
  const fe root = ntt_power(ntt_number(field->generator), odd, limbs);
  return ntt_power_of_two(root, field->two_adicity - log_order);
}

/* constants[i] = first · ratio^i. */
static void ntt_powers(struct ntt_constant *constants, uint64_t count, fe first, fe ratio) {
  for (uint64_t i = 0; i < count; i++, first = fe_mul(first, ratio))
    constants[i] = ntt_constant_of(first);
}

/* Transforms */

/* powers[e] is the power e of the root of order 2^log_size. */
static bool ntt_pass_init(struct ntt_pass *pass, const struct ntt_constant *powers,
                          unsigned log_size) {
  const unsigned radix = 1u << pass->log_radix;
  const unsigned log_unit = log_size - pass->log_nodes - pass->log_radix;
  struct ntt_constant *factor = malloc((radix - 1) * sizeof *factor << pass->log_nodes);
  pass->factors = factor;
  for (uint64_t node = 0; factor && node >> pass->log_nodes == 0; node++)
    for (unsigned i = 1; i < radix; i++)
      *factor++ = powers[ntt_reverse(node, pass->log_nodes) * i << log_unit];
  return factor != NULL;
}

/* The fewest passes, the levels shared out among them. */
static void ntt_transform_divide(struct ntt_transform *t, unsigned log_size) {
  unsigned level = 0;
  t->log_size = log_size;
  t->passes = (log_size + NTT_RADIX_LOG_MAX - 1) / NTT_RADIX_LOG_MAX;
  for (unsigned i = 0; i < t->passes; i++) {
    t->pass[i] = (struct ntt_pass){level, (log_size - level) / (t->passes - i), NULL};
    level += t->pass[i].log_radix;
  }
}

/* false: no memory; ntt_transform_free frees what there is. */
static bool ntt_transform_init(struct ntt_transform *t, const struct prime_field *field,
                               unsigned log_size, bool inverse) {
  fe root = ntt_root(field, log_size), small_root = ntt_root(field, NTT_RADIX_LOG_MAX);
  if (inverse)
    root = ntt_inverse(field, root), small_root = ntt_inverse(field, small_root);
  struct ntt_constant *const powers = malloc(sizeof *powers << log_size);
  if (!powers)
    return false;
  ntt_powers(powers, UINT64_C(1) << log_size, fe_one(), root);
  ntt_roots_init(&t->roots, small_root);
  ntt_transform_divide(t, log_size);
  bool made = true;
  for (unsigned i = 0; i < t->passes; i++)
    made &= ntt_pass_init(&t->pass[i], powers, log_size);
  free(powers);
  return made;
}

static void ntt_transform_free(struct ntt_transform *t) {
  for (unsigned i = 0; i < t->passes; i++)
    free(t->pass[i].factors);
}

#endif
