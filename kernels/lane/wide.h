/* Numbers of 256 bits in scalar lane C: what the arithmetic of 256-bit fields is made of.
 *
 * A number is an array of limbs, the lowest first: eight of 32 bits on a GPU, whose multiplier
 * takes 32-bit words, four of 64 bits on the CPU. The functions below are the same on every target,
 * and what is built on them needs to know neither; only a field's reduction does (WIDE_LIMB_BITS).
 *
 *   wide_of(w7, ..., w0)    a number from 32-bit words, the highest first, as standards print them
 *   wide_from_words(words)  from 32-bit words, the lowest first; wide_to_words the reverse
 *   wide_add, wide_sub      r = a + b, a - b modulo 2^256; return the carry or borrow, 0 or 1
 *   wide_add_end            r += middle * 2^32 + low, where no carry passes the lowest 96 bits
 *   wide_multiply           product = a * b, 512 bits; wide_square the same of a * a
 *   wide_choose             r = which ? b : a
 *   wide_is_zero, wide_equal, wide_less
 *   wide_low64, wide_set_low64  the lowest 64 bits
 *   wide_swap_bytes         the four bytes of a word in reverse order
 *
 * A result may be one of the operands, except that a product may not. Needs a scalar lane: a GPU,
 * or LANE_SCALAR.
 */
#ifndef PROOFMARK_KERNELS_LANE_WIDE_H
#define PROOFMARK_KERNELS_LANE_WIDE_H

#include "kernels/lane/lane.h"

#if defined(LANE_SCALAR) && !defined(WIDE_AS_ON_GPU) /* which a test of that code defines */
#define WIDE_LIMB_BITS 64
#define WIDE_LIMBS 4
typedef uint64_t wide_limb;
typedef unsigned __int128 wide_double;
#else
#if !defined(LANE_SCALAR)
#include "kernels/lane/gpu.h"
#endif
#define WIDE_LIMB_BITS 32
#define WIDE_LIMBS 8
typedef uint32_t wide_limb;
typedef uint64_t wide_double;
#endif

#if defined(LANE_SCALAR) && defined(__x86_64__)
#include <x86intrin.h>
#endif

/* Before a loop whose body is so large that it must not be copied: it would leave the instruction
 * cache. */
#if defined(LANE_SCALAR)
#define WIDE_ROLLED _Pragma("GCC unroll 1")
#else
#define WIDE_ROLLED _Pragma("unroll 1")
#endif

/* A large function that is called from several places: on the CPU it stays one, also for OpenCL,
 * whose compiler would otherwise take minutes. On a GPU a call would take its operands out of the
 * registers. */
#if defined(LANE_SCALAR)
#define WIDE_CALLED __attribute__((noinline, unused)) static
#elif defined(__OPENCL_VERSION__) && (defined(__x86_64__) || defined(__aarch64__))
#define WIDE_CALLED __attribute__((noinline)) static
#else
#define WIDE_CALLED LANE_FN
#endif

/* A large function that is hardly ever called: not even a GPU has a copy of it in its caller. */
#if defined(LANE_SCALAR)
#define WIDE_RARE LANE_FN
#else
#define WIDE_RARE GPU_CALLED
#endif

/* Before a statement that changes nothing unless the condition holds, which is as good as never:
 * the CPU goes round it. */
#if defined(LANE_SCALAR)
#define WIDE_RARELY(condition) if (__builtin_expect((condition) != 0, 0))
#else
#define WIDE_RARELY(condition)
#endif

struct wide {
  wide_limb limb[WIDE_LIMBS];
};

struct wide_product {
  wide_limb limb[2 * WIDE_LIMBS];
};

LANE_FN struct wide wide_from_words(const w32 words[8]) {
  struct wide r;
  LANE_UNROLL
  for (int i = 0; i < WIDE_LIMBS; i++)
#if WIDE_LIMB_BITS == 64
    r.limb[i] = (uint64_t)words[2 * i + 1] << 32 | words[2 * i];
#else
    r.limb[i] = words[i];
#endif
  return r;
}

LANE_FN void wide_to_words(const struct wide *a, w32 words[8]) {
  LANE_UNROLL
  for (int i = 0; i < 8; i++)
    words[i] = (w32)(a->limb[i * 32 / WIDE_LIMB_BITS] >> (i * 32 % WIDE_LIMB_BITS));
}

LANE_FN struct wide wide_of(w32 w7, w32 w6, w32 w5, w32 w4, w32 w3, w32 w2, w32 w1, w32 w0) {
  const w32 words[8] = {w0, w1, w2, w3, w4, w5, w6, w7};
  return wide_from_words(words);
}

/* A number below 2^64. */
LANE_FN struct wide wide_small(uint64_t x) {
  return wide_of(0, 0, 0, 0, 0, 0, (w32)(x >> 32), (w32)x);
}

LANE_FN uint64_t wide_low64(const struct wide *a) {
#if WIDE_LIMB_BITS == 64
  return a->limb[0];
#else
  return (uint64_t)a->limb[1] << 32 | a->limb[0];
#endif
}

LANE_FN void wide_set_low64(struct wide *a, uint64_t low) {
#if WIDE_LIMB_BITS == 64
  a->limb[0] = low;
#else
  a->limb[0] = (w32)low;
  a->limb[1] = (w32)(low >> 32);
#endif
}

LANE_FN w32 wide_swap_bytes(w32 x) {
#if defined(LANE_SCALAR)
  return __builtin_bswap32(x);
#else
  return gpu_byte_swap(x);
#endif
}

LANE_FN bool wide_is_zero(const struct wide *a) {
  wide_limb any = 0;
  LANE_UNROLL
  for (int i = 0; i < WIDE_LIMBS; i++)
    any |= a->limb[i];
  return any == 0;
}

LANE_FN bool wide_equal(const struct wide *a, const struct wide *b) {
  wide_limb any = 0;
  LANE_UNROLL
  for (int i = 0; i < WIDE_LIMBS; i++)
    any |= a->limb[i] ^ b->limb[i];
  return any == 0;
}

LANE_FN void wide_choose(struct wide *r, bool which, const struct wide *a, const struct wide *b) {
  LANE_UNROLL
  for (int i = 0; i < WIDE_LIMBS; i++)
#if defined(LANE_SCALAR) /* no branch, which would be wrong half of the time */
    r->limb[i] = a->limb[i] ^ ((a->limb[i] ^ b->limb[i]) & (0 - (wide_limb)which));
#else
    r->limb[i] = which ? b->limb[i] : a->limb[i];
#endif
}

#if defined(__CUDACC__)
#include "kernels/lane/wide_ptx.h"
#else

/* One limb of a sum or difference; `carry` is taken in and left. */
#if WIDE_LIMB_BITS == 64 && defined(__x86_64__)
LANE_FN wide_limb wide_add_limb(wide_limb a, wide_limb b, unsigned char *carry) {
  unsigned long long r;
  *carry = _addcarry_u64(*carry, a, b, &r);
  return r;
}
LANE_FN wide_limb wide_sub_limb(wide_limb a, wide_limb b, unsigned char *borrow) {
  unsigned long long r;
  *borrow = _subborrow_u64(*borrow, a, b, &r);
  return r;
}
#else
LANE_FN wide_limb wide_add_limb(wide_limb a, wide_limb b, unsigned char *carry) {
  const wide_double sum = (wide_double)a + b + *carry;
  *carry = (unsigned char)(sum >> WIDE_LIMB_BITS);
  return (wide_limb)sum;
}
LANE_FN wide_limb wide_sub_limb(wide_limb a, wide_limb b, unsigned char *borrow) {
  const wide_double difference = (wide_double)a - b - *borrow;
  *borrow = (unsigned char)(difference >> WIDE_LIMB_BITS) & 1;
  return (wide_limb)difference;
}
#endif

LANE_FN uint32_t wide_add(struct wide *r, const struct wide *a, const struct wide *b) {
  unsigned char carry = 0;
  LANE_UNROLL
  for (int i = 0; i < WIDE_LIMBS; i++)
    r->limb[i] = wide_add_limb(a->limb[i], b->limb[i], &carry);
  return carry;
}

LANE_FN uint32_t wide_sub(struct wide *r, const struct wide *a, const struct wide *b) {
  unsigned char borrow = 0;
  LANE_UNROLL
  for (int i = 0; i < WIDE_LIMBS; i++)
    r->limb[i] = wide_sub_limb(a->limb[i], b->limb[i], &borrow);
  return borrow;
}

LANE_FN void wide_add_end(struct wide *r, uint32_t middle, uint32_t low) {
  const uint64_t addend = (uint64_t)middle << 32 | low, sum = wide_low64(r) + addend;
  r->limb[64 / WIDE_LIMB_BITS] += sum < addend;
  wide_set_low64(r, sum);
}

#if WIDE_LIMB_BITS == 64

/* The two limbs of a * b; the upper one in *upper. */
LANE_FN wide_limb wide_multiply_limbs(wide_limb a, wide_limb b, wide_limb *upper) {
#if defined(__x86_64__) /* gcc would keep one number of 128 bits in two neighbouring registers */
  wide_limb lower;
  __asm__("mulq %3" : "=a"(lower), "=d"(*upper) : "%0"(a), "rm"(b) : "cc");
  return lower;
#else
  const wide_double product = (wide_double)a * b;
  *upper = (wide_limb)(product >> WIDE_LIMB_BITS);
  return (wide_limb)product;
#endif
}

/* The row of `count` limbs of a times b, one limb longer: the products' upper limbs and their
 * neighbours' lower ones meet in one chain of carries, which gcc keeps in the flag. */
LANE_FN void wide_row(wide_limb *row, const wide_limb *a, int count, wide_limb b) {
  wide_limb upper[WIDE_LIMBS];
  unsigned char carry = 0;
  LANE_UNROLL
  for (int i = 0; i < count; i++)
    row[i] = wide_multiply_limbs(a[i], b, &upper[i]);
  LANE_UNROLL
  for (int i = 1; i < count; i++)
    row[i] = wide_add_limb(row[i], upper[i - 1], &carry);
  row[count] = wide_add_limb(upper[count - 1], 0, &carry);
}

/* sum += the row, of which the uppermost limb is the sum's first one there. */
LANE_FN void wide_add_row(wide_limb *sum, const wide_limb *row, int count) {
  unsigned char carry = 0;
  LANE_UNROLL
  for (int i = 0; i < count; i++)
    sum[i] = wide_add_limb(sum[i], row[i], &carry);
  sum[count] = wide_add_limb(row[count], 0, &carry);
}

LANE_FN void wide_multiply(struct wide_product *product, const struct wide *a,
                           const struct wide *b) {
  wide_limb row[WIDE_LIMBS + 1];
  wide_row(product->limb, a->limb, WIDE_LIMBS, b->limb[0]);
  LANE_UNROLL
  for (int i = 1; i < WIDE_LIMBS; i++) {
    wide_row(row, a->limb, WIDE_LIMBS, b->limb[i]);
    wide_add_row(product->limb + i, row, WIDE_LIMBS);
  }
}

/* The products of different limbs, twice, and the squares. */
LANE_FN void wide_square(struct wide_product *product, const struct wide *a) {
  wide_limb row[WIDE_LIMBS], *sum = product->limb;
  wide_row(sum + 1, a->limb + 1, 3, a->limb[0]);
  wide_row(row, a->limb + 2, 2, a->limb[1]);
  wide_add_row(sum + 3, row, 2);
  wide_row(row, a->limb + 3, 1, a->limb[2]);
  wide_add_row(sum + 5, row, 1);
  unsigned char carry = 0;
  LANE_UNROLL
  for (int i = 1; i < 7; i++)
    sum[i] = wide_add_limb(sum[i], sum[i], &carry);
  sum[7] = carry, sum[0] = 0, carry = 0;
  wide_limb squares[2 * WIDE_LIMBS];
  LANE_UNROLL
  for (int i = 0; i < WIDE_LIMBS; i++)
    squares[2 * i] = wide_multiply_limbs(a->limb[i], a->limb[i], &squares[2 * i + 1]);
  LANE_UNROLL
  for (int i = 0; i < 2 * WIDE_LIMBS; i++)
    sum[i] = wide_add_limb(sum[i], squares[i], &carry);
}

#else

/* *accumulator += a * b + carry, which fits two limbs; returns the upper. */
LANE_FN wide_limb wide_multiply_add(wide_limb *accumulator, wide_limb a, wide_limb b,
                                    wide_limb carry) {
  const wide_double sum = (wide_double)a * b + *accumulator + carry;
  *accumulator = (wide_limb)sum;
  return (wide_limb)(sum >> WIDE_LIMB_BITS);
}

/* A row of the school method per limb of b. */
LANE_FN void wide_multiply(struct wide_product *product, const struct wide *a,
                           const struct wide *b) {
  LANE_UNROLL
  for (int i = 0; i < WIDE_LIMBS; i++)
    product->limb[i] = 0;
  LANE_UNROLL
  for (int i = 0; i < WIDE_LIMBS; i++) {
    wide_limb carry = 0;
    LANE_UNROLL
    for (int j = 0; j < WIDE_LIMBS; j++)
      carry = wide_multiply_add(&product->limb[i + j], a->limb[j], b->limb[i], carry);
    product->limb[i + WIDE_LIMBS] = carry;
  }
}

/* The products of different limbs, twice, and the squares. */
LANE_FN void wide_square(struct wide_product *product, const struct wide *a) {
  LANE_UNROLL
  for (int i = 0; i < WIDE_LIMBS; i++)
    product->limb[i] = 0;
  LANE_UNROLL
  for (int i = 0; i < WIDE_LIMBS; i++) {
    wide_limb carry = 0;
    LANE_UNROLL
    for (int j = i + 1; j < WIDE_LIMBS; j++)
      carry = wide_multiply_add(&product->limb[i + j], a->limb[j], a->limb[i], carry);
    product->limb[i + WIDE_LIMBS] = carry;
  }
  LANE_UNROLL
  for (int i = 2 * WIDE_LIMBS - 1; i > 0; i--)
    product->limb[i] = product->limb[i] << 1 | product->limb[i - 1] >> (WIDE_LIMB_BITS - 1);
  unsigned char carry = 0;
  LANE_UNROLL
  for (int i = 0; i < WIDE_LIMBS; i++) {
    const wide_double square = (wide_double)a->limb[i] * a->limb[i];
    product->limb[2 * i] = wide_add_limb(product->limb[2 * i], (wide_limb)square, &carry);
    product->limb[2 * i + 1] =
        wide_add_limb(product->limb[2 * i + 1], (wide_limb)(square >> WIDE_LIMB_BITS), &carry);
  }
}

#endif

#endif

LANE_FN bool wide_less(const struct wide *a, const struct wide *b) {
  struct wide difference;
  return wide_sub(&difference, a, b) != 0;
}

#endif
