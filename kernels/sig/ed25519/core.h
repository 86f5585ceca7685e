/* Ed25519 verification in scalar lane C: what the CPU and the GPU have in common, which is all but
 * the way to S B - k A.
 *
 * Source: RFC 8032, section 5.1.7. With P = S B - k A a signature is valid where P = R,
 * cofactorless, or 8 P = 8 R. The cofactorless equation needs no decoding of R: P is made affine
 * and compared with R's encoding.
 *
 * What RFC 8032 leaves open, and others decided otherwise, is a policy (RFC 8032, section 8.4; ZIP
 * 215; Chalkias, Garillot, Nikolaenko, "Taming the many EdDSAs", 2020). The policies' indices are
 * those of the scheme's names (ed25519.c):
 *   strict     S < L, A and R not of small order, cofactorless; ed25519-dalek's verify_strict
 *   rfc8032    S < L, A and R canonically encoded, cofactorless
 *   zip215     S < L, cofactored; ZIP 215
 *   ref10      S < L, R canonically encoded, cofactorless: what libraries after ref10 do (OpenSSL,
 *              Go)
 *   simd0376a  S < L, A and R canonically encoded and not of small order, cofactored; Solana's
 *              SIMD-0376
 */
#ifndef PROOFMARK_KERNELS_SIG_ED25519_CORE_H
#define PROOFMARK_KERNELS_SIG_ED25519_CORE_H

#include "kernels/sig/ed25519/group.h"
#include "kernels/sig/ed25519/policy.h"
#include "kernels/sig/ed25519/scalar.h"
#include "kernels/sig/ed25519/sha512.h"

/* Whether the policy takes the key A, or in the cofactored policies R. */
LANE_FN bool policy_takes_point(uint32_t flags, uint32_t canonical_flag, unsigned encoding,
                                const struct point *a) {
  if ((encoding & ENCODING_IS_POINT) == 0)
    return false;
  if ((flags & canonical_flag) != 0 && (encoding & ENCODING_IS_CANONICAL) == 0)
    return false;
  return (flags & POLICY_NO_SMALL_ORDER) == 0 || !point_has_small_order(a);
}

/* Whether P = R, with 1 / Z of P given, for the encoding r of R. Where x = 0 an encoding with the
 * sign bit is not canonical, and its point is of order 1 or 2: every cofactorless policy refuses
 * it. */
LANE_FN bool point_matches(uint32_t flags, const struct point *P, const struct field *z_inverse,
                           const w32 r[8]) {
  struct field x, y, y_of_r = field_from_words(r);
  w32 words[8], r_words[8], any;
  field_mul(&x, &P->X, z_inverse);
  field_mul(&y, &P->Y, z_inverse);
  field_to_words(&y, words);
  field_to_words(&y_of_r, r_words);
  any = (r[7] >> 31) ^ (w32)field_is_odd(&x);
  LANE_UNROLL
  for (int i = 0; i < 8; i++)
    any |= words[i] ^ r_words[i];
  if (any != 0)
    return false;
  if ((flags & POLICY_CANONICAL_R) != 0 && !encoding_is_below_p(r))
    return false;
  return (flags & POLICY_NO_SMALL_ORDER) == 0 || !point_has_small_order(P);
}

/* Whether 8 P = 8 R. */
LANE_FN bool point_matches_cofactored(const struct point *P, const struct point *R) {
  struct addend subtrahend;
  struct point difference;
  point_to_addend(&subtrahend, R);
  point_add(&difference, P, &subtrahend, true, false);
  return point_has_small_order(&difference);
}

/* k of RFC 8032, section 5.1.7, step 2, from the digest's state: its bytes are a little-endian
 * number, and its words were big-endian. */
LANE_FN void scalar_from_digest(w32 k[8], const w64 state[8]) {
  w32 words[16];
  LANE_UNROLL
  for (int i = 0; i < 8; i++) {
    words[2 * i] = sha512_swap_bytes((w32)(state[i] >> 32));
    words[2 * i + 1] = sha512_swap_bytes((w32)state[i]);
  }
  scalar_reduce(k, words);
}

#endif
