/* The roots that a GPU's passes take (ntt.h, struct ntt_gpu), over an element.h of a scalar lane.
 * The including file defines NTT_GPU_ROOTS, the function's name.
 *
 * A polynomial modulo X^(2m) - z^2 is one modulo X^m - z and one modulo X^m + z: the tree of a
 * transform of size N, from X^N - 1 down to X - w^i, in which i comes out in bit-reversed order.
 * The block number b of any level has z = w^rev(b), w of order N and rev() of log2(N) - 1 bits,
 * since the higher bits of a shallow level's b are 0. On the coset s·<w>, from X^N - s^N, block b
 * of level l has s^(N / 2^(l + 1)) times that.
 */
#include "kernels/ntt/ntt.h"

#include <string.h>

static fe power(fe base, const uint64_t *exponent, unsigned limbs) {
  fe r = fe_one();
  for (unsigned bit = 64 * limbs; bit-- > 0;) {
    r = fe_square(r);
    if (exponent[bit / 64] >> bit % 64 & 1)
      r = fe_mul(r, base);
  }
  return r;
}

static fe small_number(uint64_t x) {
  const uint32_t words[FE_WORDS] = {
    (uint32_t)x
#if FE_WORDS > 1
    ,
    (uint32_t)(x >> 32)
#endif
  };
  return fe_enter(fe_load(words));
}

/* base^((modulus - less) / 2^shift). */
static fe power_of_modulus(const struct prime_field *field, fe base, unsigned less,
                           unsigned shift) {
  uint64_t exponent[FIELD_LIMBS_MAX];
  memcpy(exponent, field->modulus, sizeof exponent);
  exponent[0] -= less; /* 1 or 2 */
  for (; shift; shift--)
    for (unsigned i = 0; i < FIELD_LIMBS_MAX; i++)
      exponent[i] = exponent[i] >> 1 | (i + 1 < FIELD_LIMBS_MAX ? exponent[i + 1] << 63 : 0);
  return power(base, exponent, FIELD_LIMBS_MAX);
}

static uint64_t reversed(uint64_t x, unsigned bits) {
  uint64_t r = 0;
  for (unsigned i = 0; i < bits; i++)
    r |= (x >> i & 1) << (bits - 1 - i);
  return r;
}

/* words[rev(i)] = root^i, rev() of `bits` bits. */
static void store_powers(uint32_t *words, fe root, unsigned bits) {
  fe x = fe_one();
  for (uint64_t i = 0; i < UINT64_C(1) << bits; i++, x = fe_mul(x, root))
    fe_store(words + reversed(i, bits) * FE_WORDS, fe_normal(x));
}

/* From the powers in the last level's place the roots of all levels, the last one's last. */
static void spread_over_levels(uint32_t *words, unsigned log_size, fe shift) {
  fe factor[64]; /* shift^(N / 2^(l + 1)) */
  for (unsigned level = log_size; level-- > 0; shift = fe_square(shift))
    factor[level] = shift;
  const uint32_t *const powers = words + ((UINT64_C(1) << log_size) / 2) * FE_WORDS;
  for (unsigned level = 0; level < log_size; level++)
    for (uint64_t b = 0; b < UINT64_C(1) << level; b++)
      fe_store(words + ((UINT64_C(1) << level) + b) * FE_WORDS,
               fe_normal(fe_mul(fe_load(powers + b * FE_WORDS), factor[level])));
}

ntt_gpu_roots_fn NTT_GPU_ROOTS;
void NTT_GPU_ROOTS(const struct prime_field *field, enum ntt_gpu_roots kind, unsigned log_size,
                   uint32_t *words) {
  const unsigned bits = log_size ? log_size - 1 : 0;
  const uint64_t half = UINT64_C(1) << bits;
  const fe generator = small_number(field->generator);
  fe root = power_of_modulus(field, generator, 1, log_size);
  if (kind == NTT_GPU_COSET) {
    fe_store(words, fe_zero()); /* blocks are numbered from 1 on */
    if (log_size)
      store_powers(words + half * FE_WORDS, root, bits);
    spread_over_levels(words, log_size, generator);
    return;
  }
  if (kind == NTT_GPU_INVERSE)
    root = power_of_modulus(field, root, 2, 0);
  store_powers(words, root, bits);
  const fe size = small_number(UINT64_C(1) << log_size);
  fe_store(words + half * FE_WORDS, fe_normal(power_of_modulus(field, size, 2, 0)));
}
