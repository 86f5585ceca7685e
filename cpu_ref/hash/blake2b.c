/* BLAKE2b-256, readable, written from RFC 7693: sequential, unkeyed, 32 bytes of digest.
 *
 * A judge of blake2b/core.h: it shares nothing with it, and computes the initialisation vector
 * where the core has it in a table.
 */
#include <string.h>

#include "cpu_ref/hash/hash.h"

ref_hash_fn ref_blake2b_256;

enum { BLOCK_BYTES = 128, ROUNDS = 12 };

__extension__ typedef unsigned __int128 uint128;

/* RFC 7693, section 2.7. */
static const uint8_t SIGMA[10][16] = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
    {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
    {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4},
    {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
    {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13},
    {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
    {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11},
    {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
    {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5},
    {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0},
};

/* RFC 7693, section 2.6: floor(2^64 frac(sqrt(prime))), the first 64 binary places of the root.
 * With s = floor(sqrt(prime)) it is the largest f with (s + f / 2^64)^2 < prime, and after
 * subtracting s^2 and multiplying by 2^64 that comparison fits 128 bits. */
static uint64_t root_fraction(unsigned prime) {
  unsigned s = 1;
  while ((s + 1) * (s + 1) <= prime)
    s++;
  uint64_t f = 0;
  for (uint64_t bit = 1ULL << 63; bit != 0; bit >>= 1) {
    uint128 candidate = f | bit;
    if (2 * s * candidate + (candidate * candidate >> 64) < (uint128)(prime - s * s) << 64)
      f |= bit;
  }
  return f;
}

static void initial_values(uint64_t IV[8]) {
  static const unsigned primes[8] = {2, 3, 5, 7, 11, 13, 17, 19};
  for (int i = 0; i < 8; i++)
    IV[i] = root_fraction(primes[i]);
}

static uint64_t rotate_right(uint64_t word, int bits) { return word >> bits | word << (64 - bits); }

/* The message words of a block: RFC 7693, section 2.4, lowest byte first. */
static void load_words(uint64_t m[16], const uint8_t block[BLOCK_BYTES]) {
  for (int i = 0; i < 16; i++) {
    m[i] = 0;
    for (int byte = 7; byte >= 0; byte--)
      m[i] = m[i] << 8 | block[8 * i + byte];
  }
}

/* RFC 7693, section 3.1. */
static void mix(uint64_t v[16], int a, int b, int c, int d, uint64_t x, uint64_t y) {
  v[a] = v[a] + v[b] + x;
  v[d] = rotate_right(v[d] ^ v[a], 32);
  v[c] = v[c] + v[d];
  v[b] = rotate_right(v[b] ^ v[c], 24);
  v[a] = v[a] + v[b] + y;
  v[d] = rotate_right(v[d] ^ v[a], 16);
  v[c] = v[c] + v[d];
  v[b] = rotate_right(v[b] ^ v[c], 63);
}

/* RFC 7693, section 3.2. `t` is the offset counter, `last` the final block flag. */
static void compress(uint64_t h[8], const uint64_t IV[8], const uint8_t block[BLOCK_BYTES],
                     uint64_t t, bool last) {
  uint64_t v[16], m[16];
  load_words(m, block);
  memcpy(v, h, 8 * sizeof v[0]);
  memcpy(v + 8, IV, 8 * sizeof v[0]);
  v[12] ^= t;
  if (last)
    v[14] = ~v[14];
  for (int i = 0; i < ROUNDS; i++) {
    const uint8_t *s = SIGMA[i % 10];
    mix(v, 0, 4, 8, 12, m[s[0]], m[s[1]]);
    mix(v, 1, 5, 9, 13, m[s[2]], m[s[3]]);
    mix(v, 2, 6, 10, 14, m[s[4]], m[s[5]]);
    mix(v, 3, 7, 11, 15, m[s[6]], m[s[7]]);
    mix(v, 0, 5, 10, 15, m[s[8]], m[s[9]]);
    mix(v, 1, 6, 11, 12, m[s[10]], m[s[11]]);
    mix(v, 2, 7, 8, 13, m[s[12]], m[s[13]]);
    mix(v, 3, 4, 9, 14, m[s[14]], m[s[15]]);
  }
  for (int i = 0; i < 8; i++)
    h[i] ^= v[i] ^ v[i + 8];
}

/* RFC 7693, section 3.3. The last block is filled up with zeros; only the empty message has a last
 * block without bytes of its own. */
void ref_blake2b_256(const uint8_t *message, uint64_t length, uint8_t digest[REF_DIGEST_BYTES]) {
  uint64_t IV[8], h[8], done = 0;
  initial_values(IV);
  memcpy(h, IV, sizeof h);
  h[0] ^= 0x01010000 ^ REF_DIGEST_BYTES;
  for (; length - done > BLOCK_BYTES; done += BLOCK_BYTES)
    compress(h, IV, message + done, done + BLOCK_BYTES, false);
  uint8_t last[BLOCK_BYTES] = {0};
  if (length > done)
    memcpy(last, message + done, length - done);
  compress(h, IV, last, length, true);
  for (int i = 0; i < REF_DIGEST_BYTES; i++)
    digest[i] = (uint8_t)(h[i / 8] >> (8 * (i % 8)));
}
