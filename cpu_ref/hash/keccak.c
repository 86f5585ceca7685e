/* Keccak-256 and SHA3-256, readable, written from FIPS 202.
 *
 * A judge of keccak/core.h: it shares nothing with it, and derives the rotation offsets and the
 * round constants where the core has them in tables. A[x][y] is the standard's lane (x, y).
 */
#include <stddef.h>

#include "cpu_ref/hash/hash.h"

ref_hash_fn ref_keccak256, ref_sha3_256;

enum { ROUNDS = 24, RATE_BYTES = 200 - 2 * REF_DIGEST_BYTES };

struct state {
  uint64_t A[5][5];
};

static uint64_t rotate_left(uint64_t word, unsigned bits) {
  bits %= 64;
  return bits == 0 ? word : word << bits | word >> (64 - bits);
}

/* FIPS 202, section 3.2.1. */
static void theta(struct state *s) {
  uint64_t C[5];
  for (int x = 0; x < 5; x++) {
    C[x] = 0;
    for (int y = 0; y < 5; y++)
      C[x] ^= s->A[x][y];
  }
  for (int x = 0; x < 5; x++)
    for (int y = 0; y < 5; y++)
      s->A[x][y] ^= C[(x + 4) % 5] ^ rotate_left(C[(x + 1) % 5], 1);
}

/* FIPS 202, section 3.2.2: the offsets are the triangular numbers along a walk that starts at
 * (1, 0) and visits every lane but (0, 0). */
static void rho(struct state *s) {
  int x = 1, y = 0;
  for (unsigned t = 0; t < 24; t++) {
    s->A[x][y] = rotate_left(s->A[x][y], (t + 1) * (t + 2) / 2);
    int next_y = (2 * x + 3 * y) % 5;
    x = y;
    y = next_y;
  }
}

/* FIPS 202, section 3.2.3. */
static void pi(struct state *s) {
  const struct state old = *s;
  for (int x = 0; x < 5; x++)
    for (int y = 0; y < 5; y++)
      s->A[x][y] = old.A[(x + 3 * y) % 5][x];
}

/* FIPS 202, section 3.2.4. */
static void chi(struct state *s) {
  const struct state old = *s;
  for (int x = 0; x < 5; x++)
    for (int y = 0; y < 5; y++)
      s->A[x][y] = old.A[x][y] ^ (~old.A[(x + 1) % 5][y] & old.A[(x + 2) % 5][y]);
}

/* FIPS 202, algorithm 5: the LFSR with polynomial x^8 + x^6 + x^5 + x^4 + 1, R[0] the lowest bit
 * of `r`. Returns its output and steps on. */
static uint64_t rc(unsigned *r) {
  uint64_t output = *r & 1;
  *r <<= 1;
  if (*r & 0x100)
    *r ^= 0x171;
  return output;
}

/* FIPS 202, section 3.2.5, algorithm 6: bit 2^j - 1 of the constant of round i is rc(j + 7i). Over
 * the rounds the argument only counts up, so one LFSR runs along. */
static void iota(struct state *s, unsigned *r) {
  for (int j = 0; j <= 6; j++)
    s->A[0][0] ^= rc(r) << ((1 << j) - 1);
}

/* FIPS 202, section 3.3: Keccak-p[1600, 24]. */
static void permute(struct state *s) {
  unsigned r = 1;
  for (int round = 0; round < ROUNDS; round++) {
    theta(s);
    rho(s);
    pi(s);
    chi(s);
    iota(s, &r);
  }
}

/* Byte i of the state's string (FIPS 202, section 3.1.2 and B.1): lanes in the order of x, then y,
 * each with its lowest byte first. */
static uint64_t *lane_of_byte(struct state *s, size_t i) { return &s->A[i / 8 % 5][i / 40]; }

static void xor_byte(struct state *s, size_t i, uint8_t byte) {
  *lane_of_byte(s, i) ^= (uint64_t)byte << (8 * (i % 8));
}

/* The sponge (FIPS 202, algorithm 8) with a capacity of 512 bits and 256 bits of output. `pad` is
 * the first byte after the message: the domain's suffix and the first 1 of pad10*1, lowest bit
 * first (FIPS 202, section B.2). */
static void sponge(const uint8_t *message, uint64_t length, uint8_t pad,
                   uint8_t digest[REF_DIGEST_BYTES]) {
  struct state s = {0};
  size_t at = 0;
  for (uint64_t i = 0; i < length; i++) {
    xor_byte(&s, at++, message[i]);
    if (at == RATE_BYTES) {
      permute(&s);
      at = 0;
    }
  }
  xor_byte(&s, at, pad);
  xor_byte(&s, RATE_BYTES - 1, 0x80);
  permute(&s);
  for (size_t i = 0; i < REF_DIGEST_BYTES; i++)
    digest[i] = (uint8_t)(*lane_of_byte(&s, i) >> (8 * (i % 8)));
}

/* The Keccak submission's padding without a suffix, as Ethereum uses it. */
void ref_keccak256(const uint8_t *message, uint64_t length, uint8_t digest[REF_DIGEST_BYTES]) {
  sponge(message, length, 0x01, digest);
}

/* FIPS 202, section 6.1: the suffix 01. */
void ref_sha3_256(const uint8_t *message, uint64_t length, uint8_t digest[REF_DIGEST_BYTES]) {
  sponge(message, length, 0x06, digest);
}
