/* The arithmetic of Ed25519's field and scalars as CUDA computes it. */
#include "tests/ptx/kernels.h"

#include "kernels/sig/ed25519/core.h"

__device__ __forceinline__ struct field element_in(const uint32_t *in, int which) {
  struct field r;
  r.number = number_in(in, which);
  return r;
}

__device__ __forceinline__ void element_out(uint32_t *out, const struct field *a) {
  w32 words[8];
  field_to_words(a, words);
  for (int i = 0; i < 8; i++)
    out[i] = words[i];
}

#define OF_TWO(name, function)                                                                     \
  KERNEL(name) {                                                                                   \
    struct field a = element_in(in, 0), b = element_in(in, 1), r;                                  \
    function(&r, &a, &b);                                                                          \
    element_out(out, &r);                                                                          \
  }
#define OF_ONE(name, function)                                                                     \
  KERNEL(name) {                                                                                   \
    struct field a = element_in(in, 0), r;                                                         \
    function(&r, &a);                                                                              \
    element_out(out, &r);                                                                          \
  }

OF_TWO(ed25519_multiply, field_mul)
OF_TWO(ed25519_add, field_add)
OF_TWO(ed25519_sub, field_sub)
OF_ONE(ed25519_square, field_square)
OF_ONE(ed25519_invert, field_invert)
OF_ONE(ed25519_power_root, field_power_root)

KERNEL(ed25519_scalar_reduce) {
  w32 x[16], r[8];
  for (int i = 0; i < 16; i++)
    x[i] = in[i];
  scalar_reduce(r, x);
  for (int i = 0; i < 8; i++)
    out[i] = r[i];
}
