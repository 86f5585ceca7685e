/* The three signature schemes over secp256k1 in scalar lane C, one signature per lane, as the steps
 * before and after u1 G + u2 Q and the inverses: the CPU inverts for a batch together, a GPU for a
 * group. Numbers come in as decoded from their big-endian bytes, of any value below 2^256.
 *
 * Source: SEC 1 v2.0, sections 2.3.4 (keys), 4.1.4 (verification) and 4.1.6 (recovery); BIP 340,
 * "Verification"; Ethereum Yellow Paper, appendix F (ECDSARECOVER, the address).
 */
#ifndef PROOFMARK_KERNELS_SIG_SECP256K1_CORE_H
#define PROOFMARK_KERNELS_SIG_SECP256K1_CORE_H

#include "kernels/hash/keccak/core.h"
#include "kernels/hash/sha256/core.h"
#include "kernels/sig/secp256k1/group.h"

/* Indices into the schemes' policies. */
#define ECDSA_ANY_S 0
#define ECDSA_LOW_S 1
#define RECOVER_TRANSACTION 0
#define RECOVER_PRECOMPILE 1

#define ADDRESS_WORDS 5

/* SEC 1, section 2.3.4: the prefix 02 or 03 and x (33 bytes), or 04, x and y (65 bytes; y is read
 * only then). The hybrid prefixes 06 and 07 are X9.62's, not SEC 1's. */
LANE_FN bool key_decode(struct affine *key, uint32_t key_bytes, uint32_t prefix,
                        const struct wide *x, const struct wide *y) {
  if (!field_is_canonical(x))
    return false;
  if (key_bytes == 33)
    return (prefix == 2 || prefix == 3) && affine_from_x(key, x, prefix == 3);
  key->x = *x, key->y = *y;
  return prefix == 4 && field_is_canonical(y) && affine_is_on_curve(key);
}

/* From 1 up to n - 1. */
LANE_FN bool scalar_is_valid(const struct wide *a) {
  return !wide_is_zero(a) && scalar_is_canonical(a);
}

/* Whether p's x is r modulo n, without dividing by Z^2: x is r or r + n, if that is below p. */
LANE_FN bool point_has_x(const struct point *p, const struct wide *r) {
  const struct wide n = scalar_n();
  struct wide zz, x, second;
  field_square(&zz, &p->z);
  field_multiply(&x, r, &zz);
  if (field_equal(&x, &p->x))
    return true;
  if (wide_add(&second, r, &n) != 0 || !field_is_canonical(&second))
    return false;
  field_multiply(&x, &second, &zz);
  return field_equal(&x, &p->x);
}

/* SEC 1, section 4.1.4, step 1. */
LANE_FN bool ecdsa_is_in_range(const struct wide *r, const struct wide *s, uint32_t policy) {
  return scalar_is_valid(r) && scalar_is_valid(s) && !(policy == ECDSA_LOW_S && scalar_is_high(s));
}

/* Steps 3 and 4, given 1 / s. The signature is valid if the sum is not neutral and
 * point_has_x(). */
LANE_FN void ecdsa_scalars(struct wide *u1, struct wide *u2, const struct wide *digest,
                           const struct wide *r, const struct wide *s_inverse) {
  struct wide e = *digest;
  scalar_normalise(&e);
  scalar_multiply(u1, &e, s_inverse);
  scalar_multiply(u2, r, s_inverse);
}

/* SEC 1, section 4.1.6, for v = 27 and 28, which say that x of the signature's point is r itself
 * and that its y is even or odd. */
LANE_FN bool recover_point(struct affine *point, const struct wide *r, const struct wide *s,
                           uint32_t v, uint32_t policy) {
  return (v == 27 || v == 28) && scalar_is_valid(r) && scalar_is_valid(s) &&
         !(policy == RECOVER_TRANSACTION && scalar_is_high(s)) && affine_from_x(point, r, v == 28);
}

/* The key is u1 G + u2 times that point, if that is not neutral; given 1 / r. */
LANE_FN void recover_scalars(struct wide *u1, struct wide *u2, const struct wide *digest,
                             const struct wide *s, const struct wide *r_inverse) {
  struct wide e = *digest;
  scalar_normalise(&e);
  scalar_multiply(u1, &e, r_inverse);
  scalar_negate(u1, u1);
  scalar_multiply(u2, s, r_inverse);
}

/* The last 20 bytes of Keccak-256 of x and y in big-endian bytes, as little-endian words. */
LANE_FN void ethereum_address(const struct affine *key, w32 address[ADDRESS_WORDS]) {
  w32 words[16];
  w64 a[KECCAK_STATE_WORDS];
  wide_to_words(&key->x, words);
  wide_to_words(&key->y, words + 8);
  LANE_UNROLL
  for (int i = 0; i < 8; i++) { /* pair i of big-endian words, of x and then of y */
    const int high = i < 4 ? 7 - 2 * i : 23 - 2 * i;
    a[i] = (w64)wide_swap_bytes(words[high - 1]) << 32 | wide_swap_bytes(words[high]);
  }
  LANE_UNROLL
  for (int i = 8; i < KECCAK_STATE_WORDS; i++)
    a[i] = 0;
  a[8] = KECCAK256_PAD;
  a[KECCAK_RATE_WORDS - 1] = KECCAK_PAD_END;
  keccak_f1600(a);
  address[0] = (w32)(a[1] >> 32);
  address[1] = (w32)a[2], address[2] = (w32)(a[2] >> 32);
  address[3] = (w32)a[3], address[4] = (w32)(a[3] >> 32);
}

/* BIP 340's challenge hash begins with SHA-256's state after two times
 * SHA-256("BIP0340/challenge"), one block. The next block is r and the key; the message follows at
 * a block's start. */
#define CHALLENGE_PREFIX_BYTES 128

LANE_FN void schnorr_challenge_begin(w32 state[8], const struct wide *r, const struct wide *key) {
  w32 block[16], words[16];
  wide_to_words(r, words);
  wide_to_words(key, words + 8);
  LANE_UNROLL
  for (int i = 0; i < 8; i++)
    block[i] = words[7 - i], block[8 + i] = words[15 - i];
  state[0] = 0x9cecba11, state[1] = 0x23925381, state[2] = 0x11679112, state[3] = 0xd1627e0f;
  state[4] = 0x97c87550, state[5] = 0x003cc765, state[6] = 0x90f61164, state[7] = 0x33e9b66a;
  sha256_compress(state, block);
}

/* Minus the scalar e, from the hash's last state. */
LANE_FN struct wide schnorr_minus_challenge(const w32 state[8]) {
  struct wide e =
      wide_of(state[0], state[1], state[2], state[3], state[4], state[5], state[6], state[7]);
  scalar_normalise(&e);
  scalar_negate(&e, &e);
  return e;
}

/* BIP 340, "Verification": the key's point, and the numbers' ranges. */
LANE_FN bool schnorr_key(struct affine *key, const struct wide *key_x, const struct wide *r,
                         const struct wide *s) {
  return field_is_canonical(key_x) && field_is_canonical(r) && scalar_is_canonical(s) &&
         affine_from_x(key, key_x, false);
}

/* Whether the signature is valid, given s G - e times the key, which is not neutral. */
LANE_FN bool schnorr_accepts(const struct affine *sum, const struct wide *r) {
  return (sum->y.limb[0] & 1) == 0 && wide_equal(&sum->x, r);
}

#endif
