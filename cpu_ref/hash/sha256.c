/* SHA-256 as FIPS 180-4 writes it, one message, one block and one word at a time: the oracle for
 * the lanes. It shares nothing with them. */
#include "cpu_ref/hash/hash.h"

#include <string.h>

enum { BLOCK_BYTES = 64 };

ref_hash_fn ref_sha256, ref_sha256d;

/* Section 4.2.2. */
static const uint32_t K[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

/* Section 5.3.3. */
static const uint32_t H0[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                               0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

/* Section 4.1.2. */
static uint32_t rotr(uint32_t x, int n) { return x >> n | x << (32 - n); }
static uint32_t ch(uint32_t x, uint32_t y, uint32_t z) { return (x & y) ^ (~x & z); }
static uint32_t maj(uint32_t x, uint32_t y, uint32_t z) { return (x & y) ^ (x & z) ^ (y & z); }
static uint32_t big_sigma0(uint32_t x) { return rotr(x, 2) ^ rotr(x, 13) ^ rotr(x, 22); }
static uint32_t big_sigma1(uint32_t x) { return rotr(x, 6) ^ rotr(x, 11) ^ rotr(x, 25); }
static uint32_t small_sigma0(uint32_t x) { return rotr(x, 7) ^ rotr(x, 18) ^ x >> 3; }
static uint32_t small_sigma1(uint32_t x) { return rotr(x, 17) ^ rotr(x, 19) ^ x >> 10; }

static uint32_t load_word(const uint8_t bytes[4]) {
  return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static void store_word(uint8_t bytes[4], uint32_t word) {
  for (int i = 0; i < 4; i++)
    bytes[i] = (uint8_t)(word >> (24 - 8 * i));
}

/* Section 6.2.2, one block. */
static void hash_block(uint32_t H[8], const uint8_t block[BLOCK_BYTES]) {
  uint32_t W[64];
  for (int t = 0; t < 16; t++)
    W[t] = load_word(block + 4 * t);
  for (int t = 16; t < 64; t++)
    W[t] = small_sigma1(W[t - 2]) + W[t - 7] + small_sigma0(W[t - 15]) + W[t - 16];

  uint32_t a = H[0], b = H[1], c = H[2], d = H[3], e = H[4], f = H[5], g = H[6], h = H[7];
  for (int t = 0; t < 64; t++) {
    const uint32_t T1 = h + big_sigma1(e) + ch(e, f, g) + K[t] + W[t];
    const uint32_t T2 = big_sigma0(a) + maj(a, b, c);
    h = g;
    g = f;
    f = e;
    e = d + T1;
    d = c;
    c = b;
    b = a;
    a = T1 + T2;
  }
  H[0] += a;
  H[1] += b;
  H[2] += c;
  H[3] += d;
  H[4] += e;
  H[5] += f;
  H[6] += g;
  H[7] += h;
}

/* The end of the message and its padding (section 5.1.1): one block, or two where the length finds
 * no place in the first. */
static void hash_tail(uint32_t H[8], const uint8_t *rest, uint64_t rest_bytes, uint64_t length) {
  uint8_t padded[2 * BLOCK_BYTES] = {0};
  const uint64_t padded_bytes = rest_bytes + 1 + 8 <= BLOCK_BYTES ? BLOCK_BYTES : 2 * BLOCK_BYTES;
  if (rest_bytes > 0)
    memcpy(padded, rest, rest_bytes);
  padded[rest_bytes] = 0x80;
  store_word(padded + padded_bytes - 8, (uint32_t)(length * 8 >> 32));
  store_word(padded + padded_bytes - 4, (uint32_t)(length * 8));
  for (uint64_t i = 0; i < padded_bytes; i += BLOCK_BYTES)
    hash_block(H, padded + i);
}

void ref_sha256(const uint8_t *message, uint64_t length, uint8_t digest[REF_DIGEST_BYTES]) {
  uint32_t H[8];
  memcpy(H, H0, sizeof H);
  uint64_t i = 0;
  for (; length - i >= BLOCK_BYTES; i += BLOCK_BYTES)
    hash_block(H, message + i);
  hash_tail(H, message + i, length - i, length);
  for (int j = 0; j < 8; j++)
    store_word(digest + 4 * j, H[j]);
}

/* The hash of the hash, as Bitcoin uses it. */
void ref_sha256d(const uint8_t *message, uint64_t length, uint8_t digest[REF_DIGEST_BYTES]) {
  uint8_t inner[REF_DIGEST_BYTES];
  ref_sha256(message, length, inner);
  ref_sha256(inner, sizeof inner, digest);
}
