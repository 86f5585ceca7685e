/* ML-DSA verification, readable, written from FIPS 204 with its names and algorithm numbers.
 *
 * A judge of the lanes and the GPU program: it shares nothing with them but the numbers of the
 * standard's tables. The code that the tests' signing needs as well is declared in reference.h.
 */
#include <string.h>

#include "kernels/sig/ml_dsa/reference.h"
#include "kernels/sig/sig.h"

sig_batch_fn ml_dsa_44_reference, ml_dsa_65_reference, ml_dsa_87_reference;

/* The ring R_q and its image T_q under the NTT. */

void poly_add(struct poly *sum, const struct poly *a) {
  for (int i = 0; i < ML_DSA_N; i++)
    sum->c[i] = (sum->c[i] + a->c[i]) % ML_DSA_Q;
}

void poly_subtract(struct poly *difference, const struct poly *a) {
  for (int i = 0; i < ML_DSA_N; i++)
    difference->c[i] = (difference->c[i] + ML_DSA_Q - a->c[i]) % ML_DSA_Q;
}

static uint32_t multiply(uint32_t a, uint32_t b) { return (uint64_t)a * b % ML_DSA_Q; }

void poly_multiply(struct poly *product, const struct poly *a, const struct poly *b) {
  for (int i = 0; i < ML_DSA_N; i++)
    product->c[i] = multiply(a->c[i], b->c[i]);
}

void poly_multiply_add(struct poly *sum, const struct poly *a, const struct poly *b) {
  for (int i = 0; i < ML_DSA_N; i++)
    sum->c[i] = (sum->c[i] + (uint64_t)a->c[i] * b->c[i]) % ML_DSA_Q;
}

bool poly_exceeds(const struct poly *a, uint32_t bound) {
  for (int i = 0; i < ML_DSA_N; i++)
    if (magnitude(a->c[i]) >= bound)
      return true;
  return false;
}

/* Appendix B: zeta^BitRev8(k) mod q for zeta = 1753. */
static const uint32_t zetas[ML_DSA_N] = {
    0,       4808194, 3765607, 3761513, 5178923, 5496691, 5234739, 5178987, 7778734, 3542485,
    2682288, 2129892, 3764867, 7375178, 557458,  7159240, 5010068, 4317364, 2663378, 6705802,
    4855975, 7946292, 676590,  7044481, 5152541, 1714295, 2453983, 1460718, 7737789, 4795319,
    2815639, 2283733, 3602218, 3182878, 2740543, 4793971, 5269599, 2101410, 3704823, 1159875,
    394148,  928749,  1095468, 4874037, 2071829, 4361428, 3241972, 2156050, 3415069, 1759347,
    7562881, 4805951, 3756790, 6444618, 6663429, 4430364, 5483103, 3192354, 556856,  3870317,
    2917338, 1853806, 3345963, 1858416, 3073009, 1277625, 5744944, 3852015, 4183372, 5157610,
    5258977, 8106357, 2508980, 2028118, 1937570, 4564692, 2811291, 5396636, 7270901, 4158088,
    1528066, 482649,  1148858, 5418153, 7814814, 169688,  2462444, 5046034, 4213992, 4892034,
    1987814, 5183169, 1736313, 235407,  5130263, 3258457, 5801164, 1787943, 5989328, 6125690,
    3482206, 4197502, 7080401, 6018354, 7062739, 2461387, 3035980, 621164,  3901472, 7153756,
    2925816, 3374250, 1356448, 5604662, 2683270, 5601629, 4912752, 2312838, 7727142, 7921254,
    348812,  8052569, 1011223, 6026202, 4561790, 6458164, 6143691, 1744507, 1753,    6444997,
    5720892, 6924527, 2660408, 6600190, 8321269, 2772600, 1182243, 87208,   636927,  4415111,
    4423672, 6084020, 5095502, 4663471, 8352605, 822541,  1009365, 5926272, 6400920, 1596822,
    4423473, 4620952, 6695264, 4969849, 2678278, 4611469, 4829411, 635956,  8129971, 5925040,
    4234153, 6607829, 2192938, 6653329, 2387513, 4768667, 8111961, 5199961, 3747250, 2296099,
    1239911, 4541938, 3195676, 2642980, 1254190, 8368000, 2998219, 141835,  8291116, 2513018,
    7025525, 613238,  7070156, 6161950, 7921677, 6458423, 4040196, 4908348, 2039144, 6500539,
    7561656, 6201452, 6757063, 2105286, 6006015, 6346610, 586241,  7200804, 527981,  5637006,
    6903432, 1994046, 2491325, 6987258, 507927,  7192532, 7655613, 6545891, 5346675, 8041997,
    2647994, 3009748, 5767564, 4148469, 749577,  4357667, 3980599, 2569011, 6764887, 1723229,
    1665318, 2028038, 1163598, 5011144, 3994671, 8368538, 7009900, 3020393, 3363542, 214880,
    545376,  7609976, 3105558, 7277073, 508145,  7826699, 860144,  3430436, 140244,  6866265,
    6195333, 3123762, 2358373, 6187330, 5365997, 6663603, 2926054, 7987710, 8077412, 3531229,
    4405932, 4606686, 1900052, 7598542, 1054478, 7648983};

void ntt(struct poly *w) {
  int m = 0;
  for (int len = 128; len >= 1; len /= 2)
    for (int start = 0; start < ML_DSA_N; start += 2 * len) {
      const uint32_t z = zetas[++m];
      for (int j = start; j < start + len; j++) {
        const uint32_t t = multiply(z, w->c[j + len]);
        w->c[j + len] = (w->c[j] + ML_DSA_Q - t) % ML_DSA_Q;
        w->c[j] = (w->c[j] + t) % ML_DSA_Q;
      }
    }
}

void inverse_ntt(struct poly *w) {
  int m = ML_DSA_N;
  for (int len = 1; len < ML_DSA_N; len *= 2)
    for (int start = 0; start < ML_DSA_N; start += 2 * len) {
      const uint32_t z = negate(zetas[--m]);
      for (int j = start; j < start + len; j++) {
        const uint32_t t = w->c[j];
        w->c[j] = (t + w->c[j + len]) % ML_DSA_Q;
        w->c[j + len] = multiply(z, t + ML_DSA_Q - w->c[j + len]);
      }
    }
  for (int j = 0; j < ML_DSA_N; j++)
    w->c[j] = multiply(8347681, w->c[j]); /* 256^-1 mod q */
}

/* Encodings (section 7.1). */

void simple_bit_pack(const struct poly *w, unsigned bits, uint8_t *bytes) {
  uint64_t held = 0;
  unsigned count = 0;
  for (int i = 0; i < ML_DSA_N; i++) {
    held |= (uint64_t)w->c[i] << count;
    for (count += bits; count >= 8; count -= 8, held >>= 8)
      *bytes++ = (uint8_t)held;
  }
}

void simple_bit_unpack(const uint8_t *bytes, unsigned bits, struct poly *w) {
  uint64_t held = 0;
  unsigned count = 0;
  for (int i = 0; i < ML_DSA_N; i++) {
    for (; count < bits; count += 8)
      held |= (uint64_t)*bytes++ << count;
    w->c[i] = (uint32_t)(held & ((UINT64_C(1) << bits) - 1));
    held >>= bits;
    count -= bits;
  }
}

void bit_pack(const struct poly *w, uint32_t b, unsigned bits, uint8_t *bytes) {
  struct poly difference;
  for (int i = 0; i < ML_DSA_N; i++)
    difference.c[i] = (b + ML_DSA_Q - w->c[i]) % ML_DSA_Q;
  simple_bit_pack(&difference, bits, bytes);
}

void bit_unpack(const uint8_t *bytes, uint32_t b, unsigned bits, struct poly *w) {
  simple_bit_unpack(bytes, bits, w);
  for (int i = 0; i < ML_DSA_N; i++)
    w->c[i] = (b + ML_DSA_Q - w->c[i]) % ML_DSA_Q;
}

/* Algorithm 21, HintBitUnpack: positions per polynomial, then where each polynomial's end. False
 * where the encoding is not the one that algorithm 20 makes. */
static bool hint_bit_unpack(const struct ml_dsa_params *p, const uint8_t *y,
                            bool h[ML_DSA_MAX_K][ML_DSA_N]) {
  unsigned index = 0;
  memset(h, 0, sizeof(bool[ML_DSA_MAX_K][ML_DSA_N]));
  for (unsigned i = 0; i < p->k; i++) {
    const unsigned end = y[p->omega + i];
    if (end < index || end > p->omega)
      return false;
    for (unsigned first = index; index < end; index++) {
      if (index > first && y[index - 1] >= y[index])
        return false;
      h[i][y[index]] = true;
    }
  }
  for (; index < p->omega; index++)
    if (y[index] != 0)
      return false;
  return true;
}

/* Sampling (section 7.3). */

void expand_a_element(struct poly *a, const uint8_t rho[ML_DSA_SEED_BYTES], unsigned r,
                      unsigned s) {
  const uint8_t place[2] = {(uint8_t)s, (uint8_t)r};
  struct shake g;
  shake_init(&g, SHAKE128_RATE);
  shake_absorb(&g, rho, ML_DSA_SEED_BYTES);
  shake_absorb(&g, place, sizeof place);
  shake_finish(&g);
  for (int j = 0; j < ML_DSA_N;) {
    uint8_t s3[3]; /* algorithm 14, CoeffFromThreeBytes */
    shake_squeeze(&g, s3, sizeof s3);
    const uint32_t z = s3[0] | (uint32_t)s3[1] << 8 | (uint32_t)(s3[2] & 0x7f) << 16;
    if (z < ML_DSA_Q)
      a->c[j++] = z;
  }
}

void sample_in_ball(const struct ml_dsa_params *p, const uint8_t *challenge, struct poly *c) {
  uint8_t signs[8];
  struct shake h;
  memset(c, 0, sizeof *c);
  shake_init(&h, SHAKE256_RATE);
  shake_absorb(&h, challenge, p->challenge_bytes);
  shake_finish(&h);
  shake_squeeze(&h, signs, sizeof signs);
  for (unsigned i = ML_DSA_N - p->tau; i < ML_DSA_N; i++) {
    uint8_t j;
    do
      shake_squeeze(&h, &j, 1);
    while (j > i);
    const unsigned sign = i + p->tau - ML_DSA_N;
    c->c[i] = c->c[j];
    c->c[j] = signs[sign / 8] >> sign % 8 & 1 ? ML_DSA_Q - 1 : 1;
  }
}

/* Rounding and hints (section 7.4). */

uint32_t decompose(uint32_t gamma2, uint32_t r, uint32_t *low) {
  uint32_t r0 = r % (2 * gamma2);
  if (r0 > gamma2)
    r0 += ML_DSA_Q - 2 * gamma2; /* negative */
  const uint32_t difference = (r + ML_DSA_Q - r0) % ML_DSA_Q;
  if (difference == ML_DSA_Q - 1) {
    *low = (r0 + ML_DSA_Q - 1) % ML_DSA_Q;
    return 0;
  }
  *low = r0;
  return difference / (2 * gamma2);
}

uint32_t use_hint(uint32_t gamma2, bool hint, uint32_t r) {
  const uint32_t m = (ML_DSA_Q - 1) / (2 * gamma2);
  uint32_t r0;
  const uint32_t r1 = decompose(gamma2, r, &r0);
  if (!hint)
    return r1;
  const bool positive = r0 > 0 && r0 <= gamma2;
  return (positive ? r1 + 1 : r1 + m - 1) % m;
}

/* Verification. */

void message_representative(const uint8_t tr[ML_DSA_TR_BYTES], const uint8_t *context,
                            size_t context_bytes, const uint8_t *message, size_t message_bytes,
                            uint8_t mu[ML_DSA_MU_BYTES]) {
  const uint8_t prefix[2] = {0, (uint8_t)context_bytes};
  struct shake h;
  shake_init(&h, SHAKE256_RATE);
  shake_absorb(&h, tr, ML_DSA_TR_BYTES);
  shake_absorb(&h, prefix, sizeof prefix);
  shake_absorb(&h, context, context_bytes);
  shake_absorb(&h, message, message_bytes);
  shake_finish(&h);
  shake_squeeze(&h, mu, ML_DSA_MU_BYTES);
}

void challenge_hash(const struct ml_dsa_params *p, const uint8_t mu[ML_DSA_MU_BYTES],
                    const struct poly *w1, uint8_t *challenge) {
  uint8_t packed[ML_DSA_W1_BYTES(95232)];
  struct shake h;
  shake_init(&h, SHAKE256_RATE);
  shake_absorb(&h, mu, ML_DSA_MU_BYTES);
  for (unsigned i = 0; i < p->k; i++) {
    simple_bit_pack(&w1[i], ML_DSA_W1_BITS(p->gamma2), packed);
    shake_absorb(&h, packed, ML_DSA_W1_BYTES(p->gamma2));
  }
  shake_finish(&h);
  shake_squeeze(&h, challenge, p->challenge_bytes);
}

/* Row i of w'_approx = INTT(A · NTT(z) - NTT(c) · NTT(t1 · 2^d)) (algorithm 8, line 9). */
static void approximate_w(const struct ml_dsa_params *p, const uint8_t *key, unsigned i,
                          const struct poly *z_hat, const struct poly *c_hat, struct poly *w) {
  struct poly a, t1;
  memset(w, 0, sizeof *w);
  for (unsigned j = 0; j < p->l; j++) {
    expand_a_element(&a, key, i, j);
    poly_multiply_add(w, &a, &z_hat[j]);
  }
  simple_bit_unpack(key + ML_DSA_SEED_BYTES + ML_DSA_T1_BYTES * i, 10, &t1);
  for (int n = 0; n < ML_DSA_N; n++)
    t1.c[n] <<= ML_DSA_D; /* at most 1023 · 2^13 < q */
  ntt(&t1);
  poly_multiply(&t1, &t1, c_hat);
  poly_subtract(w, &t1);
  inverse_ntt(w);
}

/* Algorithms 3 and 8. */
static bool verify(const struct ml_dsa_params *p, const uint8_t *key, const uint8_t *context,
                   size_t context_bytes, const uint8_t *message, size_t message_bytes,
                   const uint8_t *signature) {
  const uint32_t gamma1 = UINT32_C(1) << p->gamma1_bits, beta = p->tau * p->eta;
  const size_t z_bytes = ML_DSA_Z_BYTES(p->gamma1_bits);
  struct poly z[ML_DSA_MAX_L], c, w1[ML_DSA_MAX_K];
  bool h[ML_DSA_MAX_K][ML_DSA_N];
  if (context_bytes > ML_DSA_MAX_CONTEXT_BYTES)
    return false;

  /* Algorithm 27, sigDecode: c~, z, h. */
  const uint8_t *packed_z = signature + p->challenge_bytes;
  if (!hint_bit_unpack(p, packed_z + p->l * z_bytes, h))
    return false;
  for (unsigned j = 0; j < p->l; j++) {
    bit_unpack(packed_z + j * z_bytes, gamma1, 1 + p->gamma1_bits, &z[j]);
    if (poly_exceeds(&z[j], gamma1 - beta))
      return false;
    ntt(&z[j]);
  }

  uint8_t tr[ML_DSA_TR_BYTES], mu[ML_DSA_MU_BYTES];
  struct shake hash;
  shake_init(&hash, SHAKE256_RATE);
  shake_absorb(&hash, key, ml_dsa_key_bytes(p));
  shake_finish(&hash);
  shake_squeeze(&hash, tr, sizeof tr);
  message_representative(tr, context, context_bytes, message, message_bytes, mu);

  sample_in_ball(p, signature, &c);
  ntt(&c);
  for (unsigned i = 0; i < p->k; i++) {
    approximate_w(p, key, i, z, &c, &w1[i]);
    for (int n = 0; n < ML_DSA_N; n++)
      w1[i].c[n] = use_hint(p->gamma2, h[i][n], w1[i].c[n]);
  }
  uint8_t challenge[ML_DSA_MAX_CHALLENGE_BYTES];
  challenge_hash(p, mu, w1, challenge);
  return memcmp(challenge, signature, p->challenge_bytes) == 0;
}

static bool verify_batch(const struct ml_dsa_params *p, const struct sig_batch *batch,
                         uint64_t first, uint64_t last, uint8_t *output) {
  for (uint64_t i = first; i < last; i++) {
    if (i % 8 == 0)
      output[i / 8] = 0;
    const bool valid =
        verify(p, batch->keys + i * ml_dsa_key_bytes(p), batch->context, batch->context_bytes,
               batch->messages + i * batch->message_bytes, batch->message_bytes,
               batch->signatures + i * ml_dsa_signature_bytes(p));
    output[i / 8] |= (uint8_t)(valid << i % 8);
  }
  return true;
}

#define REFERENCE(name, ...)                                                                       \
  bool ml_dsa_##name##_reference(const struct sig_batch *batch, uint64_t first, uint64_t last,     \
                                 uint8_t *output) {                                                \
    return verify_batch(&ml_dsa_params_##name, batch, first, last, output);                        \
  }
ML_DSA_SETS(REFERENCE)
