/* The GPU program of Ed25519: one signature per work-item, raw bytes in, a bitmap out. The verify
 * kernel's arguments are described in kernels/sig/sig.h.
 *
 * S B - k A is computed with fixed windows, so that the work-items of a warp stay together: signed
 * digits of 4 bits of k over 1 A to 8 A, which lie in the work-item's own scratch, and every fourth
 * time a signed digit of 16 bits of S over the table of 1 B to 32768 B. A group makes its points
 * affine with one inversion (Montgomery's trick, as a tree). */
#ifndef PROOFMARK_KERNELS_SIG_ED25519_GPU_H
#define PROOFMARK_KERNELS_SIG_ED25519_GPU_H

#include "kernels/lane/gpu.h"
#include "kernels/sig/ed25519/core.h"
#include "kernels/sig/group_gpu.h"

#define MESSAGE_BLOCK_BYTES 64
#include "kernels/hash/messages_gpu.h"

#define BASE_MULTIPLES 32768
#define KEY_MULTIPLES 8

/* Words of memory: a field element, an affine_addend, an addend. */
#define FIELD_WORDS 8
#define BASE_ENTRY_WORDS 24
#define KEY_ENTRY_WORDS 32

LANE_FN void field_load(struct field *r, const GPU_GLOBAL uint32_t *from) {
  w32 words[8];
  gpu_load_words8(from, words);
  r->number = wide_from_words(words);
}

LANE_FN void field_store(GPU_GLOBAL uint32_t *to, const struct field *a) {
  w32 words[8];
  wide_to_words(&a->number, words);
  gpu_store_words8(to, words);
}

/* --- k: SHA-512 of R, A and the message ------------------------------------------------------- */

/* 64 bytes as big-endian words of 64 bits. */
LANE_FN void hash_half_block(w64 part[8], const w32 words[16]) {
  LANE_UNROLL
  for (int i = 0; i < 8; i++)
    part[i] = (w64)gpu_byte_swap(words[2 * i]) << 32 | gpu_byte_swap(words[2 * i + 1]);
}

/* The 64 bytes of the padded message from byte `start` of the `length` bytes at bytes[at] on. */
LANE_FN void hash_message_half(w64 part[8], const GPU_GLOBAL uint8_t *bytes, uint64_t at,
                               uint64_t length, uint64_t start) {
  w32 words[16];
  const uint64_t done = start < length ? start : length;
  message_block(bytes, at + done, message_block_length(length, done), start <= length ? 0x80u : 0,
                words);
  hash_half_block(part, words);
}

/* FIPS 180-4, section 5.1.2: a one bit, zeros, and the length in bits as the last 16 bytes. */
LANE_FN void challenge(w32 k[8], const w32 r[8], const w32 key[8],
                       const GPU_GLOBAL uint8_t *messages, uint64_t at, uint64_t length) {
  const uint64_t padded = length + 17;
  w64 state[8], block[16];
  w32 prefix[16];
  LANE_UNROLL
  for (int i = 0; i < 8; i++)
    prefix[i] = r[i], prefix[8 + i] = key[i];
  hash_half_block(block, prefix);
  sha512_init(state);
  FIELD_ROLLED
  for (uint64_t start = 0;; start += 128) {
    hash_message_half(block + 8, messages, at, length, start);
    const bool last = padded <= start + 64;
    if (last) {
      block[14] = (length + 64) >> 61;
      block[15] = (length + 64) << 3;
    }
    sha512_compress(state, block);
    if (last)
      break;
    hash_message_half(block, messages, at, length, start + 64);
  }
  scalar_from_digest(k, state);
}

/* --- S B - k A -------------------------------------------------------------------------------- */

/* scalar + offset in every word, for a scalar below 2^253: digits of which half their range was
 * added to each are those of a signed representation. */
LANE_FN void scalar_offset(w32 r[8], const w32 scalar[8], w32 offset) {
  uint32_t carry = 0;
  LANE_UNROLL
  for (int i = 0; i < 8; i++) {
    const uint64_t sum = (uint64_t)scalar[i] + offset + carry;
    r[i] = (w32)sum;
    carry = (uint32_t)(sum >> 32);
  }
}

/* Takes the top `bits` of the number away and returns them. */
LANE_FN uint32_t scalar_pop(w32 scalar[8], uint32_t bits) {
  const uint32_t top = scalar[7] >> (32 - bits);
  LANE_UNROLL
  for (int i = 7; i > 0; i--)
    scalar[i] = gpu_funnel(scalar[i - 1], scalar[i], 32 - bits);
  scalar[0] <<= bits;
  return top;
}

LANE_FN void key_multiples(GPU_GLOBAL uint32_t *multiples, const struct point *A) {
  struct point multiple = *A;
  struct addend step, entry;
  point_to_addend(&step, A);
  FIELD_ROLLED
  for (uint32_t i = 0; i < KEY_MULTIPLES; i++) {
    GPU_GLOBAL uint32_t *to = multiples + KEY_ENTRY_WORDS * i;
    if (i != 0)
      point_add(&multiple, &multiple, &step, false, true);
    point_to_addend(&entry, &multiple);
    field_store(to, &entry.sum);
    field_store(to + FIELD_WORDS, &entry.difference);
    field_store(to + 2 * FIELD_WORDS, &entry.z2);
    field_store(to + 3 * FIELD_WORDS, &entry.t2d);
  }
}

/* P -= digit A, |digit| <= 8. */
LANE_FN void subtract_key_multiple(struct point *P, const GPU_GLOBAL uint32_t *multiples, int digit,
                                   bool needs_t) {
  struct addend entry;
  if (digit == 0) {
    return;
  }
  const GPU_GLOBAL uint32_t *from =
      multiples + KEY_ENTRY_WORDS * (uint32_t)((digit < 0 ? -digit : digit) - 1);
  field_load(&entry.sum, from);
  field_load(&entry.difference, from + FIELD_WORDS);
  field_load(&entry.z2, from + 2 * FIELD_WORDS);
  field_load(&entry.t2d, from + 3 * FIELD_WORDS);
  point_add(P, P, &entry, digit > 0, needs_t);
}

/* P += digit B, |digit| <= 32768. */
LANE_FN void add_base_multiple(struct point *P, const GPU_GLOBAL uint32_t *table, int digit,
                               bool needs_t) {
  struct affine_addend entry;
  if (digit == 0)
    return;
  const GPU_GLOBAL uint32_t *from =
      table + BASE_ENTRY_WORDS * (uint32_t)((digit < 0 ? -digit : digit) - 1);
  field_load(&entry.sum, from);
  field_load(&entry.difference, from + FIELD_WORDS);
  field_load(&entry.t2d, from + 2 * FIELD_WORDS);
  point_add_affine(P, P, &entry, digit < 0, needs_t);
}

/* P = S B - k A, with T. */
LANE_FN void double_multiply(struct point *P, const w32 S[8], const w32 k[8],
                             const GPU_GLOBAL uint32_t *multiples,
                             const GPU_GLOBAL uint32_t *table) {
  w32 base_digits[8], key_digits[8];
  scalar_offset(base_digits, S, 0x80008000u);
  scalar_offset(key_digits, k, 0x88888888u);
  point_set_identity(P);
  FIELD_ROLLED
  for (int window = 63;; window--) {
    const bool has_base_digit = window % 4 == 0;
    subtract_key_multiple(P, multiples, (int)scalar_pop(key_digits, 4) - 8, has_base_digit);
    if (has_base_digit)
      add_base_multiple(P, table, (int)scalar_pop(base_digits, 16) - 32768, window == 0);
    if (window == 0)
      break;
    FIELD_ROLLED
    for (int i = 0; i < 4; i++)
      point_double(P, P, i == 3);
  }
}

/* --- One inversion for a group ---------------------------------------------------------------- */

/* r = 1 / a, a not zero, for all work-items of the group: products up the tree, one inversion, and
 * inverses down, where a child's inverse is its parent's times its sibling. */
LANE_FN void group_invert(struct field *r, const struct field *a, GPU_LOCAL uint32_t *tree) {
  const uint32_t item = gpu_local_id();
  struct field left, right, inverse;
  tree_store(tree, SIG_GPU_GROUP + item, &a->number);
  for (uint32_t width = SIG_GPU_GROUP / 2; width > 0; width /= 2) {
    gpu_barrier();
    if (item < width) {
      left.number = tree_load(tree, 2 * (width + item));
      right.number = tree_load(tree, 2 * (width + item) + 1);
      field_mul(&left, &left, &right);
      tree_store(tree, width + item, &left.number);
    }
  }
  if (item == 0) { /* which has written the root */
    field_invert(&inverse, &left);
    tree_store(tree, 1, &inverse.number);
  }
  for (uint32_t width = 1; width < SIG_GPU_GROUP; width *= 2) {
    gpu_barrier();
    if (item < width) {
      const uint32_t node = width + item;
      inverse.number = tree_load(tree, node);
      left.number = tree_load(tree, 2 * node);
      right.number = tree_load(tree, 2 * node + 1);
      field_mul(&right, &right, &inverse);
      field_mul(&left, &left, &inverse);
      tree_store(tree, 2 * node, &right.number);
      tree_store(tree, 2 * node + 1, &left.number);
    }
  }
  gpu_barrier();
  r->number = tree_load(tree, SIG_GPU_GROUP + item);
}

/* --- Verification ----------------------------------------------------------------------------- */

/* P = S B - k A of signature i; whether the signature may be valid. P is some point in any case, so
 * that the group can go on together. */
LANE_FN bool verify_begin(struct point *P, const GPU_GLOBAL uint32_t *key_at,
                          const GPU_GLOBAL uint32_t *signature_at,
                          const GPU_GLOBAL uint8_t *messages, uint64_t message_bytes, uint64_t i,
                          uint32_t flags, const GPU_GLOBAL uint32_t *table,
                          GPU_GLOBAL uint32_t *multiples) {
  w32 key[8], r[8], S[8], k[8];
  struct point A, base;
  gpu_load_words8(key_at, key);
  gpu_load_words8(signature_at, r);
  challenge(k, r, key, messages, i * message_bytes, message_bytes);
  const unsigned encoding = point_decode(&A, key);
  bool takes = policy_takes_point(flags, POLICY_CANONICAL_A, encoding, &A);
  point_set_base(&base);
  field_choose(&A.X, takes, &base.X, &A.X);
  field_choose(&A.Y, takes, &base.Y, &A.Y);
  field_choose(&A.T, takes, &base.T, &A.T);
  key_multiples(multiples, &A);
  gpu_load_words8(signature_at + 8, S);
  takes = scalar_is_reduced(S) && takes;
  double_multiply(P, S, k, multiples, table);
  return takes;
}

GPU_KERNEL(SIG_GPU_GROUP)
ed25519_verify(const GPU_GLOBAL uint8_t *GPU_RESTRICT keys, uint32_t key_bytes,
               const GPU_GLOBAL uint8_t *GPU_RESTRICT messages, uint64_t message_bytes,
               const GPU_GLOBAL uint8_t *GPU_RESTRICT signatures, uint32_t policy,
               const GPU_GLOBAL uint8_t *context, uint32_t context_bytes, uint64_t count,
               const GPU_GLOBAL uint32_t *GPU_RESTRICT table, GPU_GLOBAL uint32_t *scratch,
               GPU_GLOBAL uint32_t *GPU_RESTRICT output) {
  GPU_LOCAL_ARRAY uint32_t tree[TREE_WORDS];
  const uint64_t id = gpu_global_id();
  const uint64_t i = signature_index(count);
  const uint32_t flags = policy_flags[policy];
  const GPU_GLOBAL uint32_t *key = (const GPU_GLOBAL uint32_t *)keys + 8 * i;
  const GPU_GLOBAL uint32_t *signature = (const GPU_GLOBAL uint32_t *)signatures + 16 * i;
  struct point P, R;
  struct field z_inverse;
  w32 r[8];
  const bool takes = verify_begin(&P, key, signature, messages, message_bytes, i, flags, table,
                                  scratch + KEY_MULTIPLES * KEY_ENTRY_WORDS * id);
  group_invert(&z_inverse, &P.Z, tree); /* the group's, whatever the policy */
  gpu_load_words8(signature, r);
  bool matches;
  if ((flags & POLICY_COFACTORED) != 0) {
    const unsigned encoding = point_decode(&R, r);
    matches = policy_takes_point(flags, POLICY_CANONICAL_R, encoding, &R) &&
              point_matches_cofactored(&P, &R);
  } else {
    matches = point_matches(flags, &P, &z_inverse, r);
  }
  verdicts_store(tree, takes && matches, count, output);
}

/* --- The table of multiples of B -------------------------------------------------------------- */

/* r = multiple B, 0 < multiple <= 32768, by doubling and adding. */
LANE_FN void base_multiple(struct point *r, uint32_t multiple) {
  struct point base;
  struct addend addend;
  point_set_base(&base);
  point_to_addend(&addend, &base);
  point_set_identity(r);
  FIELD_ROLLED
  for (int bit = 15; bit >= 0; bit--) {
    point_double(r, r, true);
    if ((multiple >> bit & 1) != 0)
      point_add(r, r, &addend, false, true);
  }
}

/* Fills the table: a work-item for every entry. */
GPU_KERNEL(SIG_GPU_GROUP) ed25519_table(GPU_GLOBAL uint32_t *table) {
  GPU_LOCAL_ARRAY uint32_t tree[TREE_WORDS];
  const uint64_t entry = gpu_global_id();
  const struct field twice_d = group_2d();
  struct point multiple;
  struct field z_inverse, x, y, t;
  base_multiple(&multiple, (uint32_t)(entry % BASE_MULTIPLES) + 1);
  group_invert(&z_inverse, &multiple.Z, tree);
  if (entry >= BASE_MULTIPLES)
    return;
  GPU_GLOBAL uint32_t *to = table + BASE_ENTRY_WORDS * entry;
  field_mul(&x, &multiple.X, &z_inverse);
  field_mul(&y, &multiple.Y, &z_inverse);
  field_add(&t, &y, &x);
  field_store(to, &t);
  field_sub_product(&t, &y, &x);
  field_store(to + FIELD_WORDS, &t);
  field_mul(&t, &x, &y);
  field_mul(&t, &t, &twice_d);
  field_store(to + 2 * FIELD_WORDS, &t);
}

#endif
