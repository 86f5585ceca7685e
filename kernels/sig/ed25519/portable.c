/* Ed25519 verification on the CPU, one signature at a time.
 *
 * S B - k A is computed with the digits of both scalars interleaved (Straus; Hankerson, Menezes,
 * Vanstone, "Guide to Elliptic Curve Cryptography", algorithms 3.35 and 3.51) over odd multiples: of B
 * from a table, of A made for each key. The points of a block of signatures are made affine with one
 * inversion (Montgomery's trick; algorithm 2.26). */
#define LANE_SCALAR
#include "kernels/sig/ed25519/base_table.h"
#include "kernels/sig/ed25519/core.h"
#include "kernels/sig/sig.h"

#include <stdlib.h>
#include <string.h>

sig_batch_fn ed25519_portable;

enum {
  BLOCK_SIGNATURES = 64, /* with one inversion */
  DIGITS = 256,
  KEY_WIDTH = 5, /* bits of a signed window, as base_table.h's BASE_WIDTH */
  KEY_MULTIPLES = 8,
};

static void load_words(w32 *words, const uint8_t *bytes, int count) {
  for (int i = 0; i < count; i++)
    words[i] = (w32)bytes[4 * i] | (w32)bytes[4 * i + 1] << 8 | (w32)bytes[4 * i + 2] << 16 |
               (w32)bytes[4 * i + 3] << 24;
}

/* --- k: SHA-512 of R, A and the message ----------------------------------------------------------- */

enum { HASH_BLOCK_BYTES = 128, HASH_LENGTH_BYTES = 16 };

static void hash_block(w64 state[8], const uint8_t bytes[HASH_BLOCK_BYTES]) {
  w64 block[16];
  for (int i = 0; i < 16; i++) {
    uint64_t word;
    memcpy(&word, bytes + 8 * i, sizeof word);
    block[i] = __builtin_bswap64(word);
  }
  sha512_compress(state, block);
}

/* The last bytes, fewer than a block, with the padding of FIPS 180-4, section 5.1.2. */
static void hash_end(w64 state[8], uint8_t block[HASH_BLOCK_BYTES], uint64_t used,
                     uint64_t length) {
  block[used++] = 0x80;
  if (used > HASH_BLOCK_BYTES - HASH_LENGTH_BYTES) {
    memset(block + used, 0, HASH_BLOCK_BYTES - used);
    hash_block(state, block);
    used = 0;
  }
  memset(block + used, 0, HASH_BLOCK_BYTES - used);
  for (int i = 0; i < 8; i++)
    block[HASH_BLOCK_BYTES - 1 - i] = (uint8_t)(length << 3 >> 8 * i);
  block[HASH_BLOCK_BYTES - 9] = (uint8_t)(length >> 61);
  hash_block(state, block);
}

static void challenge(w32 k[8], const uint8_t r[32], const uint8_t key[32], const uint8_t *message,
                      uint64_t message_bytes) {
  uint8_t block[HASH_BLOCK_BYTES];
  w64 state[8];
  uint64_t used = 64, at = 0;
  sha512_init(state);
  memcpy(block, r, 32);
  memcpy(block + 32, key, 32);
  while (message_bytes - at >= HASH_BLOCK_BYTES - used) {
    memcpy(block + used, message + at, HASH_BLOCK_BYTES - used);
    hash_block(state, block);
    at += HASH_BLOCK_BYTES - used;
    used = 0;
  }
  if (at < message_bytes)
    memcpy(block + used, message + at, message_bytes - at);
  hash_end(state, block, used + message_bytes - at, 64 + message_bytes);
  scalar_from_digest(k, state);
}

/* --- S B - k A ------------------------------------------------------------------------------------- */

/* `count` bits from bit `at` on; above bit 255 they are 0. */
static int scalar_bits(const w32 scalar[8], int at, int count) {
  const int word = at / 32;
  const uint64_t two = scalar[word] | (word < 7 ? (uint64_t)scalar[word + 1] << 32 : 0);
  return (int)(two >> at % 32 & ((1u << count) - 1));
}

/* The scalar, below 2^253, as digits: each is 0 or odd and below 2^(width - 1) in absolute value, and
 * `width - 1` zeros at least follow one that is not 0. */
static void scalar_digits(int8_t digits[DIGITS], const w32 scalar[8], int width) {
  int carry = 0;
  memset(digits, 0, DIGITS);
  for (int i = 0; i < DIGITS;) {
    if (scalar_bits(scalar, i, 1) == carry) {
      i++;
      continue;
    }
    int digit = scalar_bits(scalar, i, width) + carry;
    carry = digit >> (width - 1);
    digits[i] = (int8_t)(digit - (carry << width));
    i += width;
  }
}

static void key_multiples(struct addend multiples[KEY_MULTIPLES], const struct point *A) {
  struct point odd = *A, twice;
  struct addend step;
  point_double(&twice, A, true);
  point_to_addend(&step, &twice);
  point_to_addend(&multiples[0], &odd);
  for (int i = 1; i < KEY_MULTIPLES; i++) {
    point_add(&odd, &odd, &step, false, true);
    point_to_addend(&multiples[i], &odd);
  }
}

/* multiple B. */
static struct affine_addend base_multiple(int multiple) {
  struct affine_addend r;
  _Static_assert(sizeof r <= sizeof *ed25519_base_table, "a table entry begins with the addend");
  memcpy(&r, ed25519_base_table[multiple], sizeof r);
  return r;
}

/* P = S B - k A, with T. */
static void double_multiply(struct point *P, const w32 S[8], const w32 k[8],
                            const struct point *A) {
  int8_t base_digits[DIGITS], key_digits[DIGITS];
  struct addend multiples[KEY_MULTIPLES];
  scalar_digits(base_digits, S, BASE_WIDTH);
  scalar_digits(key_digits, k, KEY_WIDTH);
  key_multiples(multiples, A);
  int i = DIGITS - 1;
  while (i > 0 && base_digits[i] == 0 && key_digits[i] == 0)
    i--;
  point_set_identity(P);
  for (; i >= 0; i--) {
    const int base = base_digits[i], key = key_digits[i];
    const bool last = i == 0;
    point_double(P, P, (base | key) != 0 || last);
    if (key != 0)
      point_add(P, P, &multiples[abs(key) / 2], key > 0, base != 0 || last);
    if (base != 0) {
      const struct affine_addend multiple = base_multiple(abs(base));
      point_add_affine(P, P, &multiple, base < 0, last);
    }
  }
}

/* --- Verification ---------------------------------------------------------------------------------- */

/* What is left to do of a signature: to compare P with R. */
struct candidate {
  struct point P;
  struct field z_product; /* of this and all earlier candidates */
  w32 r[8];
  uint64_t index;
};

struct block {
  struct candidate candidates[BLOCK_SIGNATURES];
  int count;
};

static void accept(uint8_t *output, uint64_t index) {
  output[index / 8] |= (uint8_t)(1u << index % 8);
}

/* Puts the signature among the candidates, or decides on it. */
static void verify_signature(const struct sig_batch *batch, uint32_t flags, uint64_t index,
                             struct block *block, uint8_t *output) {
  const uint8_t *key = batch->keys + 32 * index, *signature = batch->signatures + 64 * index;
  struct candidate *c = &block->candidates[block->count];
  w32 words[8], S[8], k[8];
  struct point A, R;
  load_words(S, signature + 32, 8);
  if (!scalar_is_reduced(S))
    return;
  load_words(words, key, 8);
  const unsigned encoding = point_decode(&A, words);
  if (!policy_takes_point(flags, POLICY_CANONICAL_A, encoding, &A))
    return;
  challenge(k, signature, key, batch->messages + batch->message_bytes * index,
            batch->message_bytes);
  load_words(c->r, signature, 8);
  double_multiply(&c->P, S, k, &A);
  if (flags & POLICY_COFACTORED) {
    const unsigned encoding_of_r = point_decode(&R, c->r);
    if (policy_takes_point(flags, POLICY_CANONICAL_R, encoding_of_r, &R) &&
        point_matches_cofactored(&c->P, &R))
      accept(output, index);
    return;
  }
  c->index = index;
  if (block->count == 0)
    c->z_product = c->P.Z;
  else
    field_mul(&c->z_product, &c[-1].z_product, &c->P.Z);
  block->count++;
}

static void decide_candidates(uint32_t flags, struct block *block, uint8_t *output) {
  struct field inverse, z_inverse;
  if (block->count == 0)
    return;
  field_invert(&inverse, &block->candidates[block->count - 1].z_product);
  for (int i = block->count - 1; i >= 0; i--) {
    const struct candidate *c = &block->candidates[i];
    if (i == 0) {
      z_inverse = inverse;
    } else {
      field_mul(&z_inverse, &inverse, &c[-1].z_product);
      field_mul(&inverse, &inverse, &c->P.Z);
    }
    if (point_matches(flags, &c->P, &z_inverse, c->r))
      accept(output, c->index);
  }
}

bool ed25519_portable(const struct sig_batch *batch, uint64_t first, uint64_t last,
                      uint8_t *output) {
  const uint32_t flags = policy_flags[batch->policy];
  struct block block;
  memset(output + first / 8, 0, (last - first + 7) / 8);
  for (uint64_t i = first; i < last;) {
    const uint64_t end = last - i < BLOCK_SIGNATURES ? last : i + BLOCK_SIGNATURES;
    block.count = 0;
    for (; i < end; i++)
      verify_signature(batch, flags, i, &block, output);
    decide_candidates(flags, &block, output);
  }
  return true;
}
