/* The arithmetic of kernels/lane/wide_ptx.h and of secp256k1, and the dialect's 64-bit functions. */
#include "tests/ptx/kernels.h"

#define GENERATOR_BITS 16
#include "kernels/sig/secp256k1/group.h"

KERNEL(numbers_add) {
  struct wide a = number_in(in, 0), b = number_in(in, 1), r;
  out[8] = wide_add(&r, &a, &b);
  number_out(out, &r);
}

KERNEL(numbers_sub) {
  struct wide a = number_in(in, 0), b = number_in(in, 1), r;
  out[8] = wide_sub(&r, &a, &b);
  number_out(out, &r);
}

KERNEL(numbers_multiply) {
  struct wide a = number_in(in, 0), b = number_in(in, 1);
  struct wide_product r;
  wide_multiply(&r, &a, &b);
  for (int i = 0; i < 16; i++)
    out[i] = r.limb[i];
}

KERNEL(numbers_square) {
  struct wide a = number_in(in, 0);
  struct wide_product r;
  wide_square(&r, &a);
  for (int i = 0; i < 16; i++)
    out[i] = r.limb[i];
}

KERNEL(secp256k1_multiply) {
  struct wide a = number_in(in, 0), b = number_in(in, 1), r;
  field_multiply(&r, &a, &b);
  field_normalise(&r);
  number_out(out, &r);
}

KERNEL(secp256k1_square) {
  struct wide a = number_in(in, 0), r;
  field_square(&r, &a);
  field_normalise(&r);
  number_out(out, &r);
}

KERNEL(secp256k1_add) {
  struct wide a = number_in(in, 0), b = number_in(in, 1), r;
  field_add(&r, &a, &b);
  field_normalise(&r);
  number_out(out, &r);
}

KERNEL(secp256k1_sub) {
  struct wide a = number_in(in, 0), b = number_in(in, 1), r;
  field_sub(&r, &a, &b);
  field_normalise(&r);
  number_out(out, &r);
}

KERNEL(secp256k1_root) {
  struct wide a = number_in(in, 0), r;
  out[8] = field_sqrt(&r, &a);
  field_normalise(&r);
  number_out(out, &r);
}

KERNEL(secp256k1_inverse) {
  struct wide a = number_in(in, 0), r;
  field_inverse(&r, &a);
  field_normalise(&r);
  number_out(out, &r);
}

KERNEL(secp256k1_scalar_multiply) {
  struct wide a = number_in(in, 0), b = number_in(in, 1), r;
  scalar_multiply(&r, &a, &b);
  number_out(out, &r);
}

KERNEL(secp256k1_scalar_inverse) {
  struct wide a = number_in(in, 0), r;
  scalar_inverse(&r, &a);
  number_out(out, &r);
}

__device__ __forceinline__ w64 word_in(const uint32_t *in, int which) {
  return w64_of(in[2 * which], in[2 * which + 1]);
}

__device__ __forceinline__ void word_out(uint32_t *out, int which, w64 x) {
  out[2 * which] = w64_low(x), out[2 * which + 1] = w64_high(x);
}

KERNEL(words_64) {
  const w64 a = word_in(in, 0), b = word_in(in, 1), c = word_in(in, 2);
  word_out(out, 0, w64_add(a, b));
  word_out(out, 1, w64_xor3(a, b, c));
  word_out(out, 2, w64_chi(a, b, c));
  word_out(out, 3, w64_rotr(a, 1));
  word_out(out, 4, w64_rotr(a, 31));
  word_out(out, 5, w64_rotr(a, 32));
  word_out(out, 6, w64_rotr(a, 41));
  word_out(out, 7, w64_rotl(a, 13));
}

KERNEL(words_32) {
  const w32 a = in[0], b = in[1], c = in[2];
  out[0] = w32_add(a, b);
  out[1] = w32_xor3(a, b, c);
  out[2] = w32_choose(a, b, c);
  out[3] = w32_majority(a, b, c);
  out[4] = w32_rotr(a, 7);
}
