/* Ed25519 verification in the lanes of the CPU's vectors, a signature in each: RFC 8032, section
 * 5.1.7, under the policies of core.h.
 *
 * What is refused is carried along as the identity and taken out of the verdicts. The points of a
 * block of groups are made affine with one inversion (Montgomery's trick; Hankerson, Menezes,
 * Vanstone, "Guide to Elliptic Curve Cryptography", algorithm 2.26). */
#ifndef PROOFMARK_KERNELS_SIG_ED25519_VERIFY_LANES_H
#define PROOFMARK_KERNELS_SIG_ED25519_VERIFY_LANES_H

#include "kernels/sig/ed25519/challenge_lanes.h"
#include "kernels/sig/ed25519/multiply_lanes.h"
#include "kernels/sig/ed25519/policy.h"
#include "kernels/sig/sig.h"

enum { BLOCK_GROUPS = 16 }; /* with one inversion */

/* Lanes after the last signature take it again. */
LANE_FN void group_rows_of(struct group_rows *rows, const struct sig_batch *batch, uint64_t first,
                           uint64_t last) {
  for (int lane = 0; lane < LANES; lane++) {
    const uint64_t i = first + lane < last ? first + lane : last - 1;
    rows->keys[lane] = batch->keys + 32 * i;
    rows->signatures[lane] = batch->signatures + SIGNATURE_BYTES * i;
    rows->messages[lane] = batch->messages + batch->message_bytes * i;
  }
}

/* What is left to do of a group: to compare P with R. */
struct candidates {
  struct point P;
  struct field z_product; /* of this and all earlier ones */
  w64 r[4];
  w64 accepted; /* so far */
  uint64_t first;
};

/* The lanes where the policy takes the key A, or in the cofactored policies R. */
LANE_FN w64 policy_takes_point(uint32_t flags, uint32_t canonical_flag, const struct decoded *a) {
  w64 taken = a->is_point;
  if (flags & canonical_flag)
    taken &= a->is_canonical;
  if (flags & POLICY_NO_SMALL_ORDER)
    taken &= ~point_has_small_order(&a->x, &a->y);
  return taken;
}

/* The lanes where P = R, for the encoding r of R. Where x = 0 an encoding with the sign bit is not
 * canonical, and its point is of order 1 or 2: every cofactorless policy refuses it. */
LANE_FN w64 point_matches(uint32_t flags, const struct point *P, const struct field *z_inverse,
                          const w64 r[4]) {
  struct field x, y, y_of_r;
  w64 x_words[4], y_words[4], r_words[4];
  field_mul(&x, &P->X, z_inverse);
  field_mul(&y, &P->Y, z_inverse);
  field_from_words(&y_of_r, r);
  field_to_words(x_words, &x);
  field_to_words(y_words, &y);
  field_to_words(r_words, &y_of_r);
  w64 differs = (r[3] >> 63) ^ (x_words[0] & w64_set(1));
  LANE_UNROLL
  for (int i = 0; i < 4; i++)
    differs |= y_words[i] ^ r_words[i];
  w64 matches = lanes_equal(differs, w64_set(0));
  if (flags & POLICY_CANONICAL_R)
    matches &= encoding_is_below_p(r);
  if (flags & POLICY_NO_SMALL_ORDER)
    matches &= ~point_has_small_order(&P->X, &P->Y);
  return matches;
}

/* The lanes where the policy takes R and 8 P = 8 R. */
LANES_ONCE w64 point_matches_cofactored(uint32_t flags, const struct completed *P, const w64 r[4]) {
  struct decoded R;
  struct augend minus_r, augend;
  struct addend subtrahend;
  struct completed difference;
  struct point point;
  point_decode(&R, r);
  augend_of_negated(&minus_r, &R);
  addend_of(&subtrahend, &minus_r);
  augend_complete(&augend, P);
  augend_add_affine(&difference, &augend, &subtrahend.affine);
  point_complete(&point, &difference);
  return policy_takes_point(flags, POLICY_CANONICAL_R, &R) &
         point_has_small_order(&point.X, &point.Y);
}

/* Writes the group's verdicts into the bitmap. */
static void accept(uint8_t *output, uint64_t first, uint64_t last, w64 accepted) {
  unsigned bits = 0;
  for (int lane = 0; lane < LANES && first + lane < last; lane++)
    bits |= (unsigned)(accepted[lane] & 1) << lane;
  output[first / 8] |= (uint8_t)(bits << first % 8);
}

/* All that comes before the comparison, and in the cofactored policies that, too. */
static void verify_group(struct candidates *c, const struct sig_batch *batch, uint32_t flags,
                         uint64_t first, uint64_t last) {
  struct group_rows rows;
  struct decoded A;
  struct completed P;
  w64 words[4], S[SCALAR_WORDS], k[SCALAR_WORDS];
  group_rows_of(&rows, batch, first, last);
  transpose_load64(words, rows.keys, 0);
  point_decode(&A, words);
  c->first = first;
  c->accepted = policy_takes_point(flags, POLICY_CANONICAL_A, &A);
  transpose_load64(words, rows.signatures, 32);
  scalar_split(S, words, 4);
  const w64 is_reduced = scalar_is_reduced(S);
  c->accepted &= is_reduced;
  for (int i = 0; i < SCALAR_WORDS; i++)
    S[i] &= is_reduced;
  challenge(k, &rows, batch->message_bytes);
  double_multiply(&P, S, k, &A);
  transpose_load64(c->r, rows.signatures, 0);
  if (flags & POLICY_COFACTORED)
    c->accepted &= point_matches_cofactored(flags, &P, c->r);
  else
    point_complete(&c->P, &P);
}

/* Compares P with R for all groups, from the last to the first. */
static void compare_groups(struct candidates *candidates, int count, uint32_t flags) {
  struct field inverse, z_inverse;
  candidates[0].z_product = candidates[0].P.Z;
  for (int i = 1; i < count; i++)
    field_mul(&candidates[i].z_product, &candidates[i - 1].z_product, &candidates[i].P.Z);
  field_invert(&inverse, &candidates[count - 1].z_product);
  for (int i = count - 1; i >= 0; i--) {
    struct candidates *c = &candidates[i];
    z_inverse = inverse;
    if (i > 0) {
      field_mul(&z_inverse, &inverse, &c[-1].z_product);
      field_mul(&inverse, &inverse, &c->P.Z);
    }
    c->accepted &= point_matches(flags, &c->P, &z_inverse, c->r);
  }
}

static bool verify_batch(const struct sig_batch *batch, uint64_t first, uint64_t last,
                         uint8_t *output) {
  const uint32_t flags = policy_flags[batch->policy];
  struct candidates candidates[BLOCK_GROUPS];
  memset(output + first / 8, 0, (last - first + 7) / 8);
  while (first < last) {
    int count = 0;
    for (; count < BLOCK_GROUPS && first < last; count++, first += LANES)
      verify_group(&candidates[count], batch, flags, first, last);
    if (!(flags & POLICY_COFACTORED))
      compare_groups(candidates, count, flags);
    for (int i = 0; i < count; i++)
      accept(output, candidates[i].first, last, candidates[i].accepted);
  }
  return true;
}

#endif
