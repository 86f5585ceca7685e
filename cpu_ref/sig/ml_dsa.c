/* ML-DSA verification, readable, written from FIPS 204 with its names and algorithm numbers.
 *
 * The code that the tests' signing needs as well is declared in ml_dsa.h.
 */
#include <string.h>

#include "cpu_ref/sig/ml_dsa.h"
#include "cpu_ref/sig/sig.h"

extern const struct ref_sig ref_ml_dsa_44, ref_ml_dsa_65, ref_ml_dsa_87;

/* FIPS 204, table 1. */
const struct ref_ml_dsa ref_ml_dsa_44_parameters = {.k = 4,
                                                    .l = 4,
                                                    .eta = 2,
                                                    .tau = 39,
                                                    .gamma1_bits = 17,
                                                    .gamma2 = (REF_ML_DSA_Q - 1) / 88,
                                                    .omega = 80,
                                                    .challenge_bytes = 128 / 4};
const struct ref_ml_dsa ref_ml_dsa_65_parameters = {.k = 6,
                                                    .l = 5,
                                                    .eta = 4,
                                                    .tau = 49,
                                                    .gamma1_bits = 19,
                                                    .gamma2 = (REF_ML_DSA_Q - 1) / 32,
                                                    .omega = 55,
                                                    .challenge_bytes = 192 / 4};
const struct ref_ml_dsa ref_ml_dsa_87_parameters = {.k = 8,
                                                    .l = 7,
                                                    .eta = 2,
                                                    .tau = 60,
                                                    .gamma1_bits = 19,
                                                    .gamma2 = (REF_ML_DSA_Q - 1) / 32,
                                                    .omega = 75,
                                                    .challenge_bytes = 256 / 4};

/* Bytes of packed polynomials: z, of 1 + gamma1_bits bits, and w1, of the bits of (q - 1) / (2 gamma2) - 1. */
static size_t z_bytes(const struct ref_ml_dsa *p) { return 32 * (1 + p->gamma1_bits); }
static unsigned w1_bits(const struct ref_ml_dsa *p) {
  return p->gamma2 == (REF_ML_DSA_Q - 1) / 88 ? 6 : 4;
}
enum { W1_BYTES_MAX = 32 * 6 };

/* The ring R_q and its image T_q under the NTT. */

void ref_poly_add(struct ref_poly *sum, const struct ref_poly *a) {
  for (int i = 0; i < REF_ML_DSA_N; i++)
    sum->c[i] = (sum->c[i] + a->c[i]) % REF_ML_DSA_Q;
}

void ref_poly_subtract(struct ref_poly *difference, const struct ref_poly *a) {
  for (int i = 0; i < REF_ML_DSA_N; i++)
    difference->c[i] = (difference->c[i] + REF_ML_DSA_Q - a->c[i]) % REF_ML_DSA_Q;
}

static uint32_t multiply(uint32_t a, uint32_t b) { return (uint64_t)a * b % REF_ML_DSA_Q; }

void ref_poly_multiply(struct ref_poly *product, const struct ref_poly *a,
                       const struct ref_poly *b) {
  for (int i = 0; i < REF_ML_DSA_N; i++)
    product->c[i] = multiply(a->c[i], b->c[i]);
}

void ref_poly_multiply_add(struct ref_poly *sum, const struct ref_poly *a,
                           const struct ref_poly *b) {
  for (int i = 0; i < REF_ML_DSA_N; i++)
    sum->c[i] = (sum->c[i] + (uint64_t)a->c[i] * b->c[i]) % REF_ML_DSA_Q;
}

bool ref_poly_exceeds(const struct ref_poly *a, uint32_t bound) {
  for (int i = 0; i < REF_ML_DSA_N; i++)
    if (magnitude(a->c[i]) >= bound)
      return true;
  return false;
}

/* Appendix B: zeta^BitRev8(k) mod q for zeta = 1753. */
static const uint32_t zetas[REF_ML_DSA_N] = {
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

void ref_ml_dsa_ntt(struct ref_poly *w) {
  int m = 0;
  for (int len = 128; len >= 1; len /= 2)
    for (int start = 0; start < REF_ML_DSA_N; start += 2 * len) {
      const uint32_t z = zetas[++m];
      for (int j = start; j < start + len; j++) {
        const uint32_t t = multiply(z, w->c[j + len]);
        w->c[j + len] = (w->c[j] + REF_ML_DSA_Q - t) % REF_ML_DSA_Q;
        w->c[j] = (w->c[j] + t) % REF_ML_DSA_Q;
      }
    }
}

void ref_ml_dsa_inverse_ntt(struct ref_poly *w) {
  int m = REF_ML_DSA_N;
  for (int len = 1; len < REF_ML_DSA_N; len *= 2)
    for (int start = 0; start < REF_ML_DSA_N; start += 2 * len) {
      const uint32_t z = negate(zetas[--m]);
      for (int j = start; j < start + len; j++) {
        const uint32_t t = w->c[j];
        w->c[j] = (t + w->c[j + len]) % REF_ML_DSA_Q;
        w->c[j + len] = multiply(z, t + REF_ML_DSA_Q - w->c[j + len]);
      }
    }
  for (int j = 0; j < REF_ML_DSA_N; j++)
    w->c[j] = multiply(8347681, w->c[j]); /* 256^-1 mod q */
}

/* Encodings (section 7.1). */

void ref_simple_bit_pack(const struct ref_poly *w, unsigned bits, uint8_t *bytes) {
  uint64_t held = 0;
  unsigned count = 0;
  for (int i = 0; i < REF_ML_DSA_N; i++) {
    held |= (uint64_t)w->c[i] << count;
    for (count += bits; count >= 8; count -= 8, held >>= 8)
      *bytes++ = (uint8_t)held;
  }
}

void ref_simple_bit_unpack(const uint8_t *bytes, unsigned bits, struct ref_poly *w) {
  uint64_t held = 0;
  unsigned count = 0;
  for (int i = 0; i < REF_ML_DSA_N; i++) {
    for (; count < bits; count += 8)
      held |= (uint64_t)*bytes++ << count;
    w->c[i] = (uint32_t)(held & ((UINT64_C(1) << bits) - 1));
    held >>= bits;
    count -= bits;
  }
}

void ref_bit_pack(const struct ref_poly *w, uint32_t b, unsigned bits, uint8_t *bytes) {
  struct ref_poly difference;
  for (int i = 0; i < REF_ML_DSA_N; i++)
    difference.c[i] = (b + REF_ML_DSA_Q - w->c[i]) % REF_ML_DSA_Q;
  ref_simple_bit_pack(&difference, bits, bytes);
}

void ref_bit_unpack(const uint8_t *bytes, uint32_t b, unsigned bits, struct ref_poly *w) {
  ref_simple_bit_unpack(bytes, bits, w);
  for (int i = 0; i < REF_ML_DSA_N; i++)
    w->c[i] = (b + REF_ML_DSA_Q - w->c[i]) % REF_ML_DSA_Q;
}

/* Algorithm 21, HintBitUnpack: positions per polynomial, then where each polynomial's end. False
 * where the encoding is not the one that algorithm 20 makes. */
static bool hint_bit_unpack(const struct ref_ml_dsa *p, const uint8_t *y,
                            bool h[REF_ML_DSA_MAX_K][REF_ML_DSA_N]) {
  unsigned index = 0;
  memset(h, 0, sizeof(bool[REF_ML_DSA_MAX_K][REF_ML_DSA_N]));
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

void ref_expand_a_element(struct ref_poly *a, const uint8_t rho[REF_ML_DSA_SEED_BYTES], unsigned r,
                          unsigned s) {
  const uint8_t place[2] = {(uint8_t)s, (uint8_t)r};
  struct ref_shake g;
  ref_shake_init(&g, REF_SHAKE128_RATE);
  ref_shake_absorb(&g, rho, REF_ML_DSA_SEED_BYTES);
  ref_shake_absorb(&g, place, sizeof place);
  ref_shake_finish(&g);
  for (int j = 0; j < REF_ML_DSA_N;) {
    uint8_t s3[3]; /* algorithm 14, CoeffFromThreeBytes */
    ref_shake_squeeze(&g, s3, sizeof s3);
    const uint32_t z = s3[0] | (uint32_t)s3[1] << 8 | (uint32_t)(s3[2] & 0x7f) << 16;
    if (z < REF_ML_DSA_Q)
      a->c[j++] = z;
  }
}

void ref_sample_in_ball(const struct ref_ml_dsa *p, const uint8_t *challenge, struct ref_poly *c) {
  uint8_t signs[8];
  struct ref_shake h;
  memset(c, 0, sizeof *c);
  ref_shake_init(&h, REF_SHAKE256_RATE);
  ref_shake_absorb(&h, challenge, p->challenge_bytes);
  ref_shake_finish(&h);
  ref_shake_squeeze(&h, signs, sizeof signs);
  for (unsigned i = REF_ML_DSA_N - p->tau; i < REF_ML_DSA_N; i++) {
    uint8_t j;
    do
      ref_shake_squeeze(&h, &j, 1);
    while (j > i);
    const unsigned sign = i + p->tau - REF_ML_DSA_N;
    c->c[i] = c->c[j];
    c->c[j] = signs[sign / 8] >> sign % 8 & 1 ? REF_ML_DSA_Q - 1 : 1;
  }
}

/* Rounding and hints (section 7.4). */

uint32_t ref_decompose(uint32_t gamma2, uint32_t r, uint32_t *low) {
  uint32_t r0 = r % (2 * gamma2);
  if (r0 > gamma2)
    r0 += REF_ML_DSA_Q - 2 * gamma2; /* negative */
  const uint32_t difference = (r + REF_ML_DSA_Q - r0) % REF_ML_DSA_Q;
  if (difference == REF_ML_DSA_Q - 1) {
    *low = (r0 + REF_ML_DSA_Q - 1) % REF_ML_DSA_Q;
    return 0;
  }
  *low = r0;
  return difference / (2 * gamma2);
}

uint32_t ref_use_hint(uint32_t gamma2, bool hint, uint32_t r) {
  const uint32_t m = (REF_ML_DSA_Q - 1) / (2 * gamma2);
  uint32_t r0;
  const uint32_t r1 = ref_decompose(gamma2, r, &r0);
  if (!hint)
    return r1;
  const bool positive = r0 > 0 && r0 <= gamma2;
  return (positive ? r1 + 1 : r1 + m - 1) % m;
}

/* Verification. */

void ref_message_representative(const uint8_t tr[REF_ML_DSA_TR_BYTES], const uint8_t *context,
                                size_t context_bytes, const uint8_t *message, size_t message_bytes,
                                uint8_t mu[REF_ML_DSA_MU_BYTES]) {
  const uint8_t prefix[2] = {0, (uint8_t)context_bytes};
  struct ref_shake h;
  ref_shake_init(&h, REF_SHAKE256_RATE);
  ref_shake_absorb(&h, tr, REF_ML_DSA_TR_BYTES);
  ref_shake_absorb(&h, prefix, sizeof prefix);
  ref_shake_absorb(&h, context, context_bytes);
  ref_shake_absorb(&h, message, message_bytes);
  ref_shake_finish(&h);
  ref_shake_squeeze(&h, mu, REF_ML_DSA_MU_BYTES);
}

void ref_challenge_hash(const struct ref_ml_dsa *p, const uint8_t mu[REF_ML_DSA_MU_BYTES],
                        const struct ref_poly *w1, uint8_t *challenge) {
  uint8_t packed[W1_BYTES_MAX];
  struct ref_shake h;
  ref_shake_init(&h, REF_SHAKE256_RATE);
  ref_shake_absorb(&h, mu, REF_ML_DSA_MU_BYTES);
  for (unsigned i = 0; i < p->k; i++) {
    ref_simple_bit_pack(&w1[i], w1_bits(p), packed);
    ref_shake_absorb(&h, packed, 32 * w1_bits(p));
  }
  ref_shake_finish(&h);
  ref_shake_squeeze(&h, challenge, p->challenge_bytes);
}

/* Row i of w'_approx = INTT(A · NTT(z) - NTT(c) · NTT(t1 · 2^d)) (algorithm 8, line 9). */
static void approximate_w(const struct ref_ml_dsa *p, const uint8_t *key, unsigned i,
                          const struct ref_poly *z_hat, const struct ref_poly *c_hat,
                          struct ref_poly *w) {
  struct ref_poly a, t1;
  memset(w, 0, sizeof *w);
  for (unsigned j = 0; j < p->l; j++) {
    ref_expand_a_element(&a, key, i, j);
    ref_poly_multiply_add(w, &a, &z_hat[j]);
  }
  ref_simple_bit_unpack(key + REF_ML_DSA_SEED_BYTES + REF_ML_DSA_T1_BYTES * i, 10, &t1);
  for (int n = 0; n < REF_ML_DSA_N; n++)
    t1.c[n] <<= REF_ML_DSA_D; /* at most 1023 · 2^13 < q */
  ref_ml_dsa_ntt(&t1);
  ref_poly_multiply(&t1, &t1, c_hat);
  ref_poly_subtract(w, &t1);
  ref_ml_dsa_inverse_ntt(w);
}

/* Algorithms 3 and 8. */
static bool verify(const struct ref_ml_dsa *p, const struct ref_signature *record) {
  const uint32_t gamma1 = UINT32_C(1) << p->gamma1_bits, beta = p->tau * p->eta;
  const uint8_t *const key = record->key, *const signature = record->signature;
  struct ref_poly z[REF_ML_DSA_MAX_L], c, w1[REF_ML_DSA_MAX_K];
  bool h[REF_ML_DSA_MAX_K][REF_ML_DSA_N];
  if (record->context_bytes > REF_ML_DSA_MAX_CONTEXT_BYTES)
    return false;

  /* Algorithm 27, sigDecode: c~, z, h. */
  const uint8_t *packed_z = signature + p->challenge_bytes;
  if (!hint_bit_unpack(p, packed_z + p->l * z_bytes(p), h))
    return false;
  for (unsigned j = 0; j < p->l; j++) {
    ref_bit_unpack(packed_z + j * z_bytes(p), gamma1, 1 + p->gamma1_bits, &z[j]);
    if (ref_poly_exceeds(&z[j], gamma1 - beta))
      return false;
    ref_ml_dsa_ntt(&z[j]);
  }

  uint8_t tr[REF_ML_DSA_TR_BYTES], mu[REF_ML_DSA_MU_BYTES];
  struct ref_shake hash;
  ref_shake_init(&hash, REF_SHAKE256_RATE);
  ref_shake_absorb(&hash, key, REF_ML_DSA_SEED_BYTES + REF_ML_DSA_T1_BYTES * p->k);
  ref_shake_finish(&hash);
  ref_shake_squeeze(&hash, tr, sizeof tr);
  ref_message_representative(tr, record->context, record->context_bytes, record->message,
                             record->message_bytes, mu);

  ref_sample_in_ball(p, signature, &c);
  ref_ml_dsa_ntt(&c);
  for (unsigned i = 0; i < p->k; i++) {
    approximate_w(p, key, i, z, &c, &w1[i]);
    for (int n = 0; n < REF_ML_DSA_N; n++)
      w1[i].c[n] = ref_use_hint(p->gamma2, h[i][n], w1[i].c[n]);
  }
  uint8_t challenge[REF_ML_DSA_MAX_CHALLENGE_BYTES];
  ref_challenge_hash(p, mu, w1, challenge);
  return memcmp(challenge, signature, p->challenge_bytes) == 0;
}

#define SCHEME(set)                                                                                \
  static enum ref_verdict verify_##set(const struct ref_signature *signature) {                    \
    return verify(&ref_ml_dsa_##set##_parameters, signature) ? REF_VALID : REF_INVALID;            \
  }                                                                                                \
  const struct ref_sig ref_ml_dsa_##set = {.verify = verify_##set};
SCHEME(44)
SCHEME(65)
SCHEME(87)
