/* Entry kernels that apply one function of a field's element.h each, for check_arithmetic: words
 * in, words out. Products and sums stay in the form that they are given in: numbers of FE_WORDS
 * words. */
#ifndef PROOFMARK_TESTS_PTX_FIELD_KERNELS_H
#define PROOFMARK_TESTS_PTX_FIELD_KERNELS_H

#define KERNEL(name) extern "C" __global__ void name(const uint32_t *in, uint32_t *out)

KERNEL(field_multiply) { fe_store(out, fe_mul(fe_load(in), fe_load(in + FE_WORDS))); }
KERNEL(field_square) { fe_store(out, fe_square(fe_load(in))); }
KERNEL(field_add) { fe_store(out, fe_add(fe_load(in), fe_load(in + FE_WORDS))); }
KERNEL(field_sub) { fe_store(out, fe_sub(fe_load(in), fe_load(in + FE_WORDS))); }
KERNEL(field_neg) { fe_store(out, fe_neg(fe_load(in))); }
KERNEL(field_normal) { fe_store(out, fe_normal(fe_load(in))); }
KERNEL(field_enter) { fe_store(out, fe_enter(fe_load(in))); }
KERNEL(field_leave) { fe_store(out, fe_leave(fe_load(in))); }
KERNEL(field_scale) { fe_store(out, fe_scale(fe_load(in), fe_load(in + FE_WORDS))); }
KERNEL(field_inverse) { fe_store(out, fe_inverse(fe_load(in))); }
KERNEL(field_verdicts) {
  const fe a = fe_load(in), b = fe_load(in + FE_WORDS);
  out[0] = fe_is_zero(a) | fe_equal(a, b) << 1 | fe_is_canonical(a) << 2;
  fe_store(out + 4, fe_choose(fe_is_canonical(b), a, b));
}

#endif
