/* Ed25519 verification as RFC 8032 writes it, one signature, one bit and one 32-bit word at a time:
 * the oracle.
 *
 * A policy says what RFC 8032 leaves open or others decided otherwise (RFC 8032, sections 5.1.7 and
 * 8.4; ZIP 215; Chalkias, Garillot, Nikolaenko, "Taming the many EdDSAs", 2020). */
#include <string.h>

#include "cpu_ref/sig/sig.h"

extern const struct ref_sig ref_ed25519;

/* --- SHA-512: FIPS 180-4, section 6.4 ------------------------------------------------------- */

enum { BLOCK_BYTES = 128, DIGEST_BYTES = 64 };

/* Section 4.2.3. */
static const uint64_t K[80] = {
    0x428a2f98d728ae22, 0x7137449123ef65cd, 0xb5c0fbcfec4d3b2f, 0xe9b5dba58189dbbc,
    0x3956c25bf348b538, 0x59f111f1b605d019, 0x923f82a4af194f9b, 0xab1c5ed5da6d8118,
    0xd807aa98a3030242, 0x12835b0145706fbe, 0x243185be4ee4b28c, 0x550c7dc3d5ffb4e2,
    0x72be5d74f27b896f, 0x80deb1fe3b1696b1, 0x9bdc06a725c71235, 0xc19bf174cf692694,
    0xe49b69c19ef14ad2, 0xefbe4786384f25e3, 0x0fc19dc68b8cd5b5, 0x240ca1cc77ac9c65,
    0x2de92c6f592b0275, 0x4a7484aa6ea6e483, 0x5cb0a9dcbd41fbd4, 0x76f988da831153b5,
    0x983e5152ee66dfab, 0xa831c66d2db43210, 0xb00327c898fb213f, 0xbf597fc7beef0ee4,
    0xc6e00bf33da88fc2, 0xd5a79147930aa725, 0x06ca6351e003826f, 0x142929670a0e6e70,
    0x27b70a8546d22ffc, 0x2e1b21385c26c926, 0x4d2c6dfc5ac42aed, 0x53380d139d95b3df,
    0x650a73548baf63de, 0x766a0abb3c77b2a8, 0x81c2c92e47edaee6, 0x92722c851482353b,
    0xa2bfe8a14cf10364, 0xa81a664bbc423001, 0xc24b8b70d0f89791, 0xc76c51a30654be30,
    0xd192e819d6ef5218, 0xd69906245565a910, 0xf40e35855771202a, 0x106aa07032bbd1b8,
    0x19a4c116b8d2d0c8, 0x1e376c085141ab53, 0x2748774cdf8eeb99, 0x34b0bcb5e19b48a8,
    0x391c0cb3c5c95a63, 0x4ed8aa4ae3418acb, 0x5b9cca4f7763e373, 0x682e6ff3d6b2b8a3,
    0x748f82ee5defb2fc, 0x78a5636f43172f60, 0x84c87814a1f0ab72, 0x8cc702081a6439ec,
    0x90befffa23631e28, 0xa4506cebde82bde9, 0xbef9a3f7b2c67915, 0xc67178f2e372532b,
    0xca273eceea26619c, 0xd186b8c721c0c207, 0xeada7dd6cde0eb1e, 0xf57d4f7fee6ed178,
    0x06f067aa72176fba, 0x0a637dc5a2c898a6, 0x113f9804bef90dae, 0x1b710b35131c471b,
    0x28db77f523047d84, 0x32caab7b40c72493, 0x3c9ebe0a15c9bebc, 0x431d67c49c100d4c,
    0x4cc5d4becb3e42b6, 0x597f299cfc657e2a, 0x5fcb6fab3ad6faec, 0x6c44198c4a475817,
};

/* Section 5.3.5. */
static const uint64_t H0[8] = {0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b,
                               0xa54ff53a5f1d36f1, 0x510e527fade682d1, 0x9b05688c2b3e6c1f,
                               0x1f83d9abfb41bd6b, 0x5be0cd19137e2179};

/* Section 4.1.3. */
static uint64_t rotr(uint64_t x, int n) { return x >> n | x << (64 - n); }
static uint64_t ch(uint64_t x, uint64_t y, uint64_t z) { return (x & y) ^ (~x & z); }
static uint64_t maj(uint64_t x, uint64_t y, uint64_t z) { return (x & y) ^ (x & z) ^ (y & z); }
static uint64_t big_sigma0(uint64_t x) { return rotr(x, 28) ^ rotr(x, 34) ^ rotr(x, 39); }
static uint64_t big_sigma1(uint64_t x) { return rotr(x, 14) ^ rotr(x, 18) ^ rotr(x, 41); }
static uint64_t small_sigma0(uint64_t x) { return rotr(x, 1) ^ rotr(x, 8) ^ x >> 7; }
static uint64_t small_sigma1(uint64_t x) { return rotr(x, 19) ^ rotr(x, 61) ^ x >> 6; }

struct hash {
  uint64_t H[8];
  uint8_t block[BLOCK_BYTES];
  uint64_t bytes; /* hashed so far */
};

/* Section 6.4.2. */
static void hash_block(struct hash *hash) {
  uint64_t W[80], v[8], *H = hash->H;
  for (int t = 0; t < 16; t++) {
    W[t] = 0;
    for (int i = 0; i < 8; i++)
      W[t] = W[t] << 8 | hash->block[8 * t + i];
  }
  for (int t = 16; t < 80; t++)
    W[t] = small_sigma1(W[t - 2]) + W[t - 7] + small_sigma0(W[t - 15]) + W[t - 16];
  memcpy(v, H, sizeof v);
  for (int t = 0; t < 80; t++) {
    const uint64_t T1 = v[7] + big_sigma1(v[4]) + ch(v[4], v[5], v[6]) + K[t] + W[t];
    const uint64_t T2 = big_sigma0(v[0]) + maj(v[0], v[1], v[2]);
    memmove(v + 1, v, 7 * sizeof *v);
    v[4] += T1;
    v[0] = T1 + T2;
  }
  for (int i = 0; i < 8; i++)
    H[i] += v[i];
}

static void hash_bytes(struct hash *hash, const uint8_t *bytes, uint64_t count) {
  for (uint64_t i = 0; i < count; i++) {
    hash->block[hash->bytes++ % BLOCK_BYTES] = bytes[i];
    if (hash->bytes % BLOCK_BYTES == 0)
      hash_block(hash);
  }
}

/* Section 5.1.2: a one bit, zeros, and the length in bits as 128 bits. */
static void hash_end(struct hash *hash, uint8_t digest[DIGEST_BYTES]) {
  static const uint8_t marker = 0x80, zero = 0;
  const uint64_t length = hash->bytes;
  uint8_t bits[16] = {0};
  for (int i = 0; i < 8; i++)
    bits[15 - i] = (uint8_t)(length << 3 >> 8 * i);
  bits[7] = (uint8_t)(length >> 61);
  hash_bytes(hash, &marker, 1);
  while (hash->bytes % BLOCK_BYTES != BLOCK_BYTES - sizeof bits)
    hash_bytes(hash, &zero, 1);
  hash_bytes(hash, bits, sizeof bits);
  for (int i = 0; i < DIGEST_BYTES; i++)
    digest[i] = (uint8_t)(hash->H[i / 8] >> (56 - 8 * (i % 8)));
}

/* --- Numbers of 256 bits, least significant word first ------------------------------------------ */

enum { WORDS = 8 };

struct number {
  uint32_t word[WORDS];
};

static const struct number zero = {{0}}, one = {{1}};

/* p = 2^255 - 19, the field's size (RFC 8032, section 5.1). */
static const struct number p = {{0xffffffed, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff,
                                 0xffffffff, 0xffffffff, 0x7fffffff}};

/* L = 2^252 + 27742317777372353535851937790883648493, the order of the base point. */
static const struct number L = {
    {0x5cf5d3ed, 0x5812631a, 0xa2f79cd6, 0x14def9de, 0, 0, 0, 0x10000000}};

static struct number number_load(const uint8_t bytes[32]) {
  struct number x = zero;
  for (int i = 0; i < 32; i++)
    x.word[i / 4] |= (uint32_t)bytes[i] << 8 * (i % 4);
  return x;
}

static bool number_less(struct number a, struct number b) {
  for (int i = WORDS - 1; i >= 0; i--)
    if (a.word[i] != b.word[i])
      return a.word[i] < b.word[i];
  return false;
}

static bool number_equal(struct number a, struct number b) { return memcmp(&a, &b, sizeof a) == 0; }

static int number_bit(struct number a, int i) { return a.word[i / 32] >> i % 32 & 1; }

/* a + b; the sum must be below 2^256. */
static struct number number_add(struct number a, struct number b) {
  uint64_t carry = 0;
  for (int i = 0; i < WORDS; i++) {
    carry += (uint64_t)a.word[i] + b.word[i];
    a.word[i] = (uint32_t)carry;
    carry >>= 32;
  }
  return a;
}

/* a - b; b must not be above a. */
static struct number number_subtract(struct number a, struct number b) {
  int64_t borrow = 0;
  for (int i = 0; i < WORDS; i++) {
    borrow += (int64_t)a.word[i] - b.word[i];
    a.word[i] = (uint32_t)borrow;
    borrow >>= 32;
  }
  return a;
}

/* The little-endian number of `count` bytes modulo m (below 2^255), a bit at a time. */
static struct number number_reduce(const uint8_t *bytes, int count, struct number m) {
  struct number x = zero;
  for (int i = 8 * count - 1; i >= 0; i--) {
    x = number_add(x, x);
    x.word[0] |= bytes[i / 8] >> i % 8 & 1;
    if (!number_less(x, m))
      x = number_subtract(x, m);
  }
  return x;
}

/* --- The field: numbers below p ------------------------------------------------------------------ */

/* d = -121665/121666 of the curve equation -x^2 + y^2 = 1 + d x^2 y^2. */
static const struct number d = {{0x135978a3, 0x75eb4dca, 0x4141d8ab, 0x00700a4d, 0x7779e898,
                                 0x8cc74079, 0x2b6ffe73, 0x52036cee}};

/* A square root of -1: 2^((p-1)/4). */
static const struct number sqrt_minus_one = {{0x4a0ea0b0, 0xc4ee1b27, 0xad2fe478, 0x2f431806,
                                              0x3dfbd7a7, 0x2b4d0099, 0x4fc1df0b, 0x2b832480}};

static struct number add(struct number a, struct number b) {
  a = number_add(a, b);
  return number_less(a, p) ? a : number_subtract(a, p);
}

static struct number subtract(struct number a, struct number b) {
  return add(a, number_subtract(p, b));
}

/* a times b: the words of the product from 2^256 on count 38 times, since 2^256 = 38 modulo p. */
static struct number multiply(struct number a, struct number b) {
  uint32_t product[2 * WORDS] = {0};
  for (int i = 0; i < WORDS; i++) {
    uint64_t carry = 0;
    for (int j = 0; j < WORDS; j++) {
      carry += (uint64_t)a.word[i] * b.word[j] + product[i + j];
      product[i + j] = (uint32_t)carry;
      carry >>= 32;
    }
    product[i + WORDS] = (uint32_t)carry;
  }
  struct number x;
  uint64_t carry = 0;
  for (int i = 0; i < WORDS; i++) {
    carry += (uint64_t)product[i + WORDS] * 38 + product[i];
    x.word[i] = (uint32_t)carry;
    carry >>= 32;
  }
  /* What is above 2^255 counts 19 times. */
  carry = (carry << 1 | x.word[WORDS - 1] >> 31) * 19;
  x.word[WORDS - 1] &= 0x7fffffff;
  for (int i = 0; i < WORDS; i++) {
    carry += x.word[i];
    x.word[i] = (uint32_t)carry;
    carry >>= 32;
  }
  return number_less(x, p) ? x : number_subtract(x, p);
}

static struct number power(struct number base, struct number exponent) {
  struct number x = one;
  for (int i = 254; i >= 0; i--) {
    x = multiply(x, x);
    if (number_bit(exponent, i))
      x = multiply(x, base);
  }
  return x;
}

/* --- The group: RFC 8032, section 5.1.4 ---------------------------------------------------------- */

/* x = X/Z, y = Y/Z, x y = T/Z. */
struct point {
  struct number X, Y, Z, T;
};

static struct point point_add(struct point a, struct point b) {
  const struct number A = multiply(subtract(a.Y, a.X), subtract(b.Y, b.X));
  const struct number B = multiply(add(a.Y, a.X), add(b.Y, b.X));
  const struct number C = multiply(multiply(add(a.T, a.T), d), b.T);
  const struct number D = multiply(add(a.Z, a.Z), b.Z);
  const struct number E = subtract(B, A), F = subtract(D, C), G = add(D, C), H = add(B, A);
  return (struct point){multiply(E, F), multiply(G, H), multiply(F, G), multiply(E, H)};
}

static struct point point_negate(struct point a) {
  a.X = subtract(zero, a.X);
  a.T = subtract(zero, a.T);
  return a;
}

static struct point point_identity(void) { return (struct point){zero, one, one, zero}; }

static struct point point_multiply(struct number scalar, struct point a) {
  struct point x = point_identity();
  for (int i = 255; i >= 0; i--) {
    x = point_add(x, x);
    if (number_bit(scalar, i))
      x = point_add(x, a);
  }
  return x;
}

static bool point_equal(struct point a, struct point b) {
  return number_equal(multiply(a.X, b.Z), multiply(b.X, a.Z)) &&
         number_equal(multiply(a.Y, b.Z), multiply(b.Y, a.Z));
}

static struct point point_times_cofactor(struct point a) {
  for (int doublings = 0; doublings < 3; doublings++)
    a = point_add(a, a);
  return a;
}

static bool point_small_order(struct point a) {
  return point_equal(point_times_cofactor(a), point_identity());
}

/* Section 5.1: the base point. */
static struct point point_base(void) {
  const struct number x = {{0x8f25d51a, 0xc9562d60, 0x9525a7b2, 0x692cc760, 0xfdd6dc5c, 0xc0a4e231,
                            0xcd6e53fe, 0x216936d3}};
  const struct number y = {{0x66666658, 0x66666666, 0x66666666, 0x66666666, 0x66666666, 0x66666666,
                            0x66666666, 0x66666666}};
  return (struct point){x, y, one, multiply(x, y)};
}

struct encoding {
  bool is_point;
  bool canonical; /* y is below p, and x = 0 has no sign */
  struct point point;
};

/* Section 5.1.3, where steps 1 and 4 fail the decoding of what is here not `canonical`. */
static struct encoding decode(const uint8_t bytes[32]) {
  struct encoding e = {0};
  struct number y = number_load(bytes);
  const int sign = number_bit(y, 255);
  y.word[7] &= 0x7fffffff;
  e.canonical = number_less(y, p);
  if (!e.canonical)
    y = number_subtract(y, p);

  /* (p - 5) / 8 = 2^252 - 3. */
  const struct number exponent = {{0xfffffffd, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u, 0x0fffffff}};
  const struct number y2 = multiply(y, y);
  const struct number u = subtract(y2, one), v = add(multiply(d, y2), one);
  const struct number v3 = multiply(multiply(v, v), v), v7 = multiply(multiply(v3, v3), v);
  struct number x = multiply(multiply(u, v3), power(multiply(u, v7), exponent));
  const struct number vx2 = multiply(v, multiply(x, x));
  if (number_equal(vx2, u))
    e.is_point = true;
  else if (number_equal(vx2, subtract(zero, u)))
    e.is_point = true, x = multiply(x, sqrt_minus_one);

  if (number_equal(x, zero) && sign)
    e.canonical = false;
  if (number_bit(x, 0) != sign)
    x = subtract(zero, x);
  e.point = (struct point){x, y, one, multiply(x, y)};
  return e;
}

/* --- Verification: RFC 8032, section 5.1.7 ------------------------------------------------------- */

struct policy {
  bool canonical_key, canonical_r; /* other encodings are refused */
  bool no_small_order;             /* of the key and of R */
  bool cofactored;                 /* 8 S B = 8 R + 8 k A is enough */
};

/* R compared by its bytes (RFC 8032, ref10) is R compared as a point whose encoding must be canonical. */
static const struct policy policies[] = {
    [REF_ED25519_STRICT] = {.no_small_order = true},
    [REF_ED25519_RFC8032] = {.canonical_key = true, .canonical_r = true},
    [REF_ED25519_ZIP215] = {.cofactored = true},
    [REF_ED25519_REF10] = {.canonical_r = true},
    [REF_ED25519_SIMD0376A] = {.canonical_key = true,
                               .canonical_r = true,
                               .no_small_order = true,
                               .cofactored = true},
};

static bool policy_takes(const struct policy *policy, const struct encoding *A,
                         const struct encoding *R) {
  if (!A->is_point || !R->is_point)
    return false;
  if ((policy->canonical_key && !A->canonical) || (policy->canonical_r && !R->canonical))
    return false;
  return !policy->no_small_order || (!point_small_order(A->point) && !point_small_order(R->point));
}

static bool verify(const uint8_t key[32], const uint8_t *message, uint64_t message_bytes,
                   const uint8_t signature[64], const struct policy *policy) {
  const struct number S = number_load(signature + 32);
  const struct encoding A = decode(key), R = decode(signature);
  if (!number_less(S, L) || !policy_takes(policy, &A, &R))
    return false;

  struct hash hash = {0};
  uint8_t digest[DIGEST_BYTES];
  memcpy(hash.H, H0, sizeof H0);
  hash_bytes(&hash, signature, 32);
  hash_bytes(&hash, key, 32);
  hash_bytes(&hash, message, message_bytes);
  hash_end(&hash, digest);
  const struct number k = number_reduce(digest, DIGEST_BYTES, L);

  const struct point left = point_multiply(S, point_base());
  const struct point right = point_add(R.point, point_multiply(k, A.point));
  if (!policy->cofactored)
    return point_equal(left, right);
  return point_small_order(point_add(left, point_negate(right)));
}

static enum ref_verdict verify_record(const struct ref_signature *record) {
  const bool valid = verify(record->key, record->message, record->message_bytes, record->signature,
                            &policies[record->policy]);
  return valid ? REF_VALID : REF_INVALID;
}

const struct ref_sig ref_ed25519 = {.verify = verify_record};
