/* ECDSA, public key recovery and BIP 340 over secp256k1 on the CPU: each signature on its own, but for
 * inverses, of which one is made for a share of them. */
#if defined(__GNUC__) && !defined(__clang__)
/* It joins neighbouring limbs to vectors, only to take them apart again. */
#pragma GCC optimize("no-tree-slp-vectorize")
#endif
#define LANE_SCALAR
#include "kernels/sig/secp256k1/core.h"
#include "kernels/sig/secp256k1/wnaf.h"
#include "kernels/sig/sig.h"

sig_batch_fn secp256k1_ecdsa_portable, secp256k1_recover_portable, secp256k1_schnorr_portable;

/* What is inverted together: the costs of an inverse are then small beside the others, and the share
 * stays in the first cache. A multiple of 8. */
enum { SHARE = 32 };

/* One signature on its way: q is the key, or the signature's point that it is recovered from. */
struct item {
  struct affine q;
  struct wide r, s, digest;
  struct point sum; /* u1 G + u2 q */
  bool possible;    /* no check has failed yet */
};

static struct wide load(const uint8_t bytes[32]) {
  w32 words[8];
  for (int i = 0; i < 8; i++) {
    memcpy(&words[i], bytes + 4 * (7 - i), sizeof words[i]);
    words[i] = __builtin_bswap32(words[i]);
  }
  return wide_from_words(words);
}

typedef void multiply_fn(struct wide *r, const struct wide *a, const struct wide *b);
typedef void invert_fn(struct wide *r, const struct wide *a);

static void multiply_modulo_n(struct wide *r, const struct wide *a, const struct wide *b) {
  scalar_multiply(r, a, b);
}
static void multiply_modulo_p(struct wide *r, const struct wide *a, const struct wide *b) {
  field_multiply(r, a, b);
}
static void invert_modulo_n(struct wide *r, const struct wide *a) { scalar_inverse(r, a); }
static void invert_modulo_p(struct wide *r, const struct wide *a) { field_inverse(r, a); }

/* Each number becomes its inverse; none is zero. Source: P. Montgomery, "Speeding the Pollard and
 * elliptic curve methods of factorization" (1987), section 10.3.1. */
static void invert_all(struct wide *numbers, unsigned count, multiply_fn *multiply,
                       invert_fn *invert) {
  struct wide product[SHARE], inverse;
  product[0] = numbers[0];
  for (unsigned i = 1; i < count; i++)
    multiply(&product[i], &product[i - 1], &numbers[i]);
  invert(&inverse, &product[count - 1]);
  for (unsigned i = count - 1; i > 0; i--) {
    struct wide own;
    multiply(&own, &inverse, &product[i - 1]);
    multiply(&inverse, &inverse, &numbers[i]);
    numbers[i] = own;
  }
  numbers[0] = inverse;
}

/* 1 / s or 1 / r of the items that are possible. */
static void invert_scalars(const struct item *items, unsigned count, bool of_s,
                           struct wide inverses[SHARE]) {
  for (unsigned i = 0; i < count; i++)
    inverses[i] = !items[i].possible ? wide_small(1) : of_s ? items[i].s : items[i].r;
  invert_all(inverses, count, multiply_modulo_n, invert_modulo_n);
}

/* The sums' own coordinates; those that are neutral become impossible. */
static void sums_to_affine(struct item *items, unsigned count, struct affine sums[SHARE]) {
  struct wide inverses[SHARE] = {0};
  for (unsigned i = 0; i < count; i++) {
    items[i].possible = items[i].possible && !items[i].sum.infinity;
    inverses[i] = items[i].possible ? items[i].sum.z : wide_small(1);
  }
  invert_all(inverses, count, multiply_modulo_p, invert_modulo_p);
  for (unsigned i = 0; i < count; i++)
    if (items[i].possible)
      point_to_affine(&sums[i], &items[i].sum, &inverses[i]);
}

static void set_verdict(uint8_t *bitmap, uint64_t i, bool valid) {
  if (i % 8 == 0)
    bitmap[i / 8] = 0;
  bitmap[i / 8] |= (uint8_t)(valid << (i % 8));
}

/* What a scheme does with a share: the batch's signatures from `first` on. */
typedef void share_fn(const struct sig_batch *batch, uint64_t first, unsigned count,
                      uint8_t *output);

static bool shares(const struct sig_batch *batch, uint64_t first, uint64_t last, uint8_t *output,
                   share_fn *share) {
  for (; first < last; first += SHARE)
    share(batch, first, last - first < SHARE ? (unsigned)(last - first) : SHARE, output);
  return true;
}

static void ecdsa_load(struct item *item, const struct sig_batch *batch, uint64_t i) {
  const uint8_t *key = batch->keys + i * batch->key_bytes, *signature = batch->signatures + i * 64;
  const struct wide x = load(key + 1);
  const struct wide y = batch->key_bytes == 65 ? load(key + 33) : wide_small(0);
  item->r = load(signature), item->s = load(signature + 32);
  item->digest = load(batch->messages + i * 32);
  item->possible = ecdsa_is_in_range(&item->r, &item->s, batch->policy) &&
                   key_decode(&item->q, (uint32_t)batch->key_bytes, key[0], &x, &y);
}

static void ecdsa_share(const struct sig_batch *batch, uint64_t first, unsigned count,
                        uint8_t *output) {
  struct item items[SHARE] = {0};
  struct wide inverses[SHARE], u1, u2;
  for (unsigned i = 0; i < count; i++)
    ecdsa_load(&items[i], batch, first + i);
  invert_scalars(items, count, true, inverses);
  for (unsigned i = 0; i < count; i++) {
    struct item *item = &items[i];
    if (item->possible) {
      ecdsa_scalars(&u1, &u2, &item->digest, &item->r, &inverses[i]);
      wnaf_multiply_add(&item->sum, &u1, &item->q, &u2);
      item->possible = !item->sum.infinity && point_has_x(&item->sum, &item->r);
    }
    set_verdict(output, first + i, item->possible);
  }
}

bool secp256k1_ecdsa_portable(const struct sig_batch *batch, uint64_t first, uint64_t last,
                              uint8_t *output) {
  return shares(batch, first, last, output, ecdsa_share);
}

static void recover_load(struct item *item, const struct sig_batch *batch, uint64_t i) {
  const uint8_t *signature = batch->signatures + i * 65;
  item->digest = load(batch->messages + i * 32);
  item->r = load(signature), item->s = load(signature + 32);
  item->possible = recover_point(&item->q, &item->r, &item->s, signature[64], batch->policy);
}

static void recover_share(const struct sig_batch *batch, uint64_t first, unsigned count,
                          uint8_t *output) {
  struct item items[SHARE] = {0};
  struct wide inverses[SHARE], u1, u2;
  struct affine keys[SHARE];
  for (unsigned i = 0; i < count; i++)
    recover_load(&items[i], batch, first + i);
  invert_scalars(items, count, false, inverses);
  for (unsigned i = 0; i < count; i++)
    if (items[i].possible) {
      recover_scalars(&u1, &u2, &items[i].digest, &items[i].s, &inverses[i]);
      wnaf_multiply_add(&items[i].sum, &u1, &items[i].q, &u2);
    }
  sums_to_affine(items, count, keys);
  for (unsigned i = 0; i < count; i++) {
    w32 address[ADDRESS_WORDS] = {0};
    if (items[i].possible)
      ethereum_address(&keys[i], address);
    memcpy(output + SIG_ADDRESS_BYTES * (first + i), address, SIG_ADDRESS_BYTES);
  }
}

bool secp256k1_recover_portable(const struct sig_batch *batch, uint64_t first, uint64_t last,
                                uint8_t *output) {
  return shares(batch, first, last, output, recover_share);
}

static void compress(w32 state[8], const uint8_t bytes[64]) {
  w32 block[16];
  memcpy(block, bytes, sizeof block);
  for (int i = 0; i < 16; i++)
    block[i] = __builtin_bswap32(block[i]);
  sha256_compress(state, block);
}

/* FIPS 180-4, section 5.1.1, of a message that CHALLENGE_PREFIX_BYTES precede. */
static void absorb_message(w32 state[8], const uint8_t *message, uint64_t length) {
  uint64_t done = 0;
  for (; length - done >= 64; done += 64)
    compress(state, message + done);
  uint8_t tail[128] = {0};
  const uint64_t rest = length - done, tail_bytes = rest < 56 ? 64 : 128;
  if (rest > 0)
    memcpy(tail, message + done, rest);
  tail[rest] = 0x80;
  const uint64_t bits = __builtin_bswap64((CHALLENGE_PREFIX_BYTES + length) * 8);
  memcpy(tail + tail_bytes - 8, &bits, 8);
  for (uint64_t at = 0; at < tail_bytes; at += 64)
    compress(state, tail + at);
}

static struct wide minus_challenge(const struct sig_batch *batch, uint64_t i, const struct wide *r,
                                   const struct wide *key) {
  w32 state[8];
  schnorr_challenge_begin(state, r, key);
  absorb_message(state, batch->messages + i * batch->message_bytes, batch->message_bytes);
  return schnorr_minus_challenge(state);
}

static void schnorr_begin(struct item *item, const struct sig_batch *batch, uint64_t i) {
  const uint8_t *signature = batch->signatures + i * 64;
  const struct wide key = load(batch->keys + i * 32);
  item->r = load(signature), item->s = load(signature + 32);
  item->possible = schnorr_key(&item->q, &key, &item->r, &item->s);
  if (!item->possible)
    return;
  const struct wide minus_e = minus_challenge(batch, i, &item->r, &key);
  wnaf_multiply_add(&item->sum, &item->s, &item->q, &minus_e);
}

static void schnorr_share(const struct sig_batch *batch, uint64_t first, unsigned count,
                          uint8_t *output) {
  struct item items[SHARE] = {0};
  struct affine sums[SHARE];
  for (unsigned i = 0; i < count; i++)
    schnorr_begin(&items[i], batch, first + i);
  sums_to_affine(items, count, sums);
  for (unsigned i = 0; i < count; i++)
    set_verdict(output, first + i, items[i].possible && schnorr_accepts(&sums[i], &items[i].r));
}

bool secp256k1_schnorr_portable(const struct sig_batch *batch, uint64_t first, uint64_t last,
                                uint8_t *output) {
  return shares(batch, first, last, output, schnorr_share);
}
