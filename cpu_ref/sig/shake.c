/* SHAKE128 and SHAKE256 for the reference: plain code from FIPS 202. */
#include <string.h>

#include "cpu_ref/sig/ml_dsa.h"

/* FIPS 202, section 3.2.5. */
static const uint64_t round_constants[24] = {
    0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000,
    0x000000000000808b, 0x0000000080000001, 0x8000000080008081, 0x8000000000008009,
    0x000000000000008a, 0x0000000000000088, 0x0000000080008009, 0x000000008000000a,
    0x000000008000808b, 0x800000000000008b, 0x8000000000008089, 0x8000000000008003,
    0x8000000000008002, 0x8000000000000080, 0x000000000000800a, 0x800000008000000a,
    0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008};

/* Rho's offset and pi's destination of every word but the first, along the walk of section 3.2.2. */
static const uint8_t rho_offset[24] = {1,  3,  6,  10, 15, 21, 28, 36, 45, 55, 2,  14,
                                       27, 41, 56, 8,  25, 43, 62, 18, 39, 61, 20, 44};
static const uint8_t pi_place[24] = {10, 7,  11, 17, 18, 3, 5,  16, 8,  21, 24, 4,
                                     15, 23, 19, 13, 12, 2, 20, 14, 22, 9,  6,  1};

static uint64_t rotate_left(uint64_t word, unsigned bits) {
  return word << bits | word >> (64 - bits);
}

static void permute(uint64_t a[25]) {
  for (int round = 0; round < 24; round++) {
    uint64_t parity[5], moved = a[1];
    for (int x = 0; x < 5; x++)
      parity[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
    for (int x = 0; x < 5; x++) {
      const uint64_t theta = parity[(x + 4) % 5] ^ rotate_left(parity[(x + 1) % 5], 1);
      for (int y = 0; y < 25; y += 5)
        a[x + y] ^= theta;
    }
    moved = a[1];
    for (int i = 0; i < 24; i++) {
      const uint64_t next = a[pi_place[i]];
      a[pi_place[i]] = rotate_left(moved, rho_offset[i]);
      moved = next;
    }
    for (int y = 0; y < 25; y += 5) {
      const uint64_t b0 = a[y], b1 = a[y + 1];
      a[y] ^= ~b1 & a[y + 2];
      a[y + 1] ^= ~a[y + 2] & a[y + 3];
      a[y + 2] ^= ~a[y + 3] & a[y + 4];
      a[y + 3] ^= ~a[y + 4] & b0;
      a[y + 4] ^= ~b0 & b1;
    }
    a[0] ^= round_constants[round];
  }
}

void ref_shake_init(struct ref_shake *shake, size_t rate) {
  memset(shake->state, 0, sizeof shake->state);
  shake->rate = rate;
  shake->at = 0;
}

static void xor_byte(struct ref_shake *shake, size_t i, uint8_t byte) {
  shake->state[i / 8] ^= (uint64_t)byte << (8 * (i % 8));
}

void ref_shake_absorb(struct ref_shake *shake, const uint8_t *bytes, size_t count) {
  for (size_t i = 0; i < count; i++) {
    xor_byte(shake, shake->at++, bytes[i]);
    if (shake->at == shake->rate) {
      permute(shake->state);
      shake->at = 0;
    }
  }
}

/* The suffix 1111, then pad10*1 (FIPS 202, sections 6.2 and 5.1). The first block is made when it is
 * asked for. */
void ref_shake_finish(struct ref_shake *shake) {
  xor_byte(shake, shake->at, 0x1f);
  xor_byte(shake, shake->rate - 1, 0x80);
  shake->at = shake->rate;
}

static void next_block(struct ref_shake *shake) {
  permute(shake->state);
  for (size_t i = 0; i < shake->rate; i++)
    shake->block[i] = (uint8_t)(shake->state[i / 8] >> (8 * (i % 8)));
  shake->at = 0;
}

void ref_shake_squeeze(struct ref_shake *shake, uint8_t *bytes, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (shake->at == shake->rate)
      next_block(shake);
    bytes[i] = shake->block[shake->at++];
  }
}
