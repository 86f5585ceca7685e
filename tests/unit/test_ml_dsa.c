/* ML-DSA's reference: its parts against their definitions and OpenSSL, the whole against the published
 * vectors and against the project's signing, every defect refused; and signing against the standard's
 * plain algorithm. */
#include <openssl/evp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench/sig/sig_oracle.h"
#include "bench/sig/vectors.h"
#include "host/base/random.h"
#include "kernels/sig/sig.h"
#include "tests/support/vectors.h"
#include "tests/unit/ml_dsa_defects.h"

enum { SEED = 20240813, SETS = 3 };

static const struct sig_scheme *const schemes[SETS] = {&sig_ml_dsa_44, &sig_ml_dsa_65,
                                                       &sig_ml_dsa_87};
static const char *const vector_files[SETS] = {"mldsa/mldsa_44_verify_test.json",
                                               "mldsa/mldsa_65_verify_test.json",
                                               "mldsa/mldsa_87_verify_test.json"};

static uint32_t random_below(uint32_t bound, uint64_t stream, uint64_t index) {
  return (uint32_t)(pm_random_word(SEED, stream, index) % bound);
}

/* Extreme coefficients first: all zero, all q - 1, one of each. */
static void random_poly(struct ref_poly *a, uint64_t stream) {
  for (int i = 0; i < ML_DSA_N; i++)
    a->c[i] = stream == 0   ? 0
              : stream == 1 ? ML_DSA_Q - 1
              : stream == 2 ? (i % 2 ? ML_DSA_Q - 1 : 0)
                            : random_below(ML_DSA_Q, stream, i);
}

/* The ring */

/* a · b modulo X^256 + 1, the school way. */
static void school_product(struct ref_poly *product, const struct ref_poly *a,
                           const struct ref_poly *b) {
  int64_t sum[ML_DSA_N] = {0};
  for (int i = 0; i < ML_DSA_N; i++)
    for (int j = 0; j < ML_DSA_N; j++) {
      const int64_t term = (int64_t)((uint64_t)a->c[i] * b->c[j] % ML_DSA_Q);
      sum[(i + j) % ML_DSA_N] += i + j < ML_DSA_N ? term : -term;
    }
  for (int i = 0; i < ML_DSA_N; i++)
    product->c[i] = (uint32_t)((sum[i] % ML_DSA_Q + ML_DSA_Q) % ML_DSA_Q);
}

static void ntt_multiplies_in_the_ring(void **state) {
  (void)state;
  for (unsigned n = 0; n < 40; n++) {
    struct ref_poly a, b, expected, product;
    random_poly(&a, n % 8), random_poly(&b, n / 4 + 1);
    school_product(&expected, &a, &b);
    ref_ml_dsa_ntt(&a), ref_ml_dsa_ntt(&b);
    ref_poly_multiply(&product, &a, &b);
    ref_ml_dsa_inverse_ntt(&product);
    assert_memory_equal(&product, &expected, sizeof product);
  }
}

static void inverse_ntt_is_the_inverse(void **state) {
  (void)state;
  for (unsigned n = 0; n < 40; n++) {
    struct ref_poly a, b;
    random_poly(&a, n);
    b = a;
    ref_ml_dsa_ntt(&b);
    ref_ml_dsa_inverse_ntt(&b);
    assert_memory_equal(&a, &b, sizeof a);
  }
}

/* Rounding: every r, with signed numbers as the standard writes them. */

static int64_t centered(int64_t r, int64_t modulus) { /* r mod± modulus */
  int64_t r0 = (r % modulus + modulus) % modulus;
  return r0 > modulus / 2 ? r0 - modulus : r0;
}

static void decompose_for_all(uint32_t gamma2) {
  const int64_t m = (ML_DSA_Q - 1) / (2 * gamma2);
  for (int64_t r = 0; r < ML_DSA_Q; r++) {
    int64_t r0 = centered(r, 2 * gamma2), r1;
    if (r - r0 == ML_DSA_Q - 1)
      r1 = 0, r0--;
    else
      r1 = (r - r0) / (2 * gamma2);
    const int64_t hinted = r0 > 0 ? (r1 + 1) % m : (r1 + m - 1) % m;
    uint32_t low;
    if (ref_decompose(gamma2, (uint32_t)r, &low) != r1 || centered(low, ML_DSA_Q) != r0 ||
        low >= ML_DSA_Q || ref_use_hint(gamma2, false, (uint32_t)r) != r1 ||
        ref_use_hint(gamma2, true, (uint32_t)r) != hinted)
      fail_msg("r = %lld, gamma2 = %u", (long long)r, gamma2);
  }
}

static void rounding_is_that_of_the_standard(void **state) {
  (void)state;
  decompose_for_all(95232);
  decompose_for_all(261888);
}

/* Packing: bit by bit. */

static void packing_puts_each_bit_in_its_place(void **state) {
  (void)state;
  static const unsigned widths[] = {3, 4, 6, 10, 13, 18, 20};
  for (size_t n = 0; n < sizeof widths / sizeof *widths; n++) {
    const unsigned bits = widths[n];
    uint8_t packed[32 * 20 + 1], expected[32 * 20 + 1] = {0};
    struct ref_poly a, b;
    memset(packed, 0xa5, sizeof packed);
    expected[32 * bits] = 0xa5;
    for (unsigned i = 0; i < ML_DSA_N; i++) {
      a.c[i] = random_below(1u << bits, bits, i);
      for (unsigned bit = 0; bit < bits; bit++)
        expected[(i * bits + bit) / 8] |= (uint8_t)((a.c[i] >> bit & 1) << (i * bits + bit) % 8);
    }
    ref_simple_bit_pack(&a, bits, packed);
    assert_memory_equal(packed, expected, 32 * bits + 1);
    ref_simple_bit_unpack(packed, bits, &b);
    assert_memory_equal(&a, &b, sizeof a);
  }
}

static void signed_packing_is_undone(void **state) {
  (void)state;
  static const uint32_t bounds[] = {1u << 17, 1u << 19};
  for (unsigned n = 0; n < 2; n++) {
    uint8_t packed[ML_DSA_Z_BYTES(19)];
    struct ref_poly a, b;
    for (unsigned i = 0; i < ML_DSA_N; i++) /* b - w from 0 to 2b - 1 */
      a.c[i] = (bounds[n] + ML_DSA_Q - random_below(2 * bounds[n], n, i)) % ML_DSA_Q;
    a.c[0] = bounds[n], a.c[1] = ML_DSA_Q - bounds[n] + 1;
    ref_bit_pack(&a, bounds[n], 18 + 2 * n, packed);
    ref_bit_unpack(packed, bounds[n], 18 + 2 * n, &b);
    assert_memory_equal(&a, &b, sizeof a);
  }
}

/* SHAKE, absorbed and squeezed in pieces, against OpenSSL. */

static void check_shake(const EVP_MD *digest, size_t rate, size_t in_bytes, size_t out_bytes) {
  uint8_t in[700], out[700], expected[700];
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  struct ref_shake shake;
  pm_random_bytes(SEED, rate, in_bytes, in, in_bytes);
  assert_true(EVP_DigestInit_ex(context, digest, NULL) && EVP_DigestUpdate(context, in, in_bytes) &&
              EVP_DigestFinalXOF(context, expected, out_bytes));
  EVP_MD_CTX_free(context);
  ref_shake_init(&shake, rate);
  ref_shake_absorb(&shake, in, in_bytes / 3);
  ref_shake_absorb(&shake, in + in_bytes / 3, in_bytes - in_bytes / 3);
  ref_shake_finish(&shake);
  ref_shake_squeeze(&shake, out, out_bytes / 2);
  ref_shake_squeeze(&shake, out + out_bytes / 2, out_bytes - out_bytes / 2);
  assert_memory_equal(out, expected, out_bytes);
}

static void shake_is_openssls(void **state) {
  (void)state;
  for (size_t bytes = 0; bytes < 700; bytes++) {
    check_shake(EVP_shake128(), REF_SHAKE128_RATE, bytes, 1 + (bytes * 7) % 699);
    check_shake(EVP_shake256(), REF_SHAKE256_RATE, bytes, 1 + (bytes * 11) % 699);
  }
}

/* Whole signatures */

/* The reference's verdict on one signature. */
static bool verifies(const struct sig_scheme *scheme, const uint8_t *key, const uint8_t *message,
                     size_t message_bytes, const uint8_t *context, size_t context_bytes,
                     const uint8_t *signature) {
  uint8_t verdict = 0xff;
  const struct sig_batch batch = {.keys = key,
                                  .messages = message,
                                  .signatures = signature,
                                  .key_bytes = scheme->key_bytes,
                                  .message_bytes = message_bytes,
                                  .count = 1,
                                  .context = context,
                                  .context_bytes = context_bytes};
  assert_true(sig_judge(scheme, &batch, 0, 1, &verdict));
  assert_true(verdict <= 1);
  return verdict;
}

static void check_vectors(const struct sig_scheme *scheme, const char *file) {
  struct vector_set set;
  struct pm_error error = {0};
  if (vectors_read(vector_path(file), scheme, &set, &error) != PM_OK)
    fail_msg("%s", error.text);
  assert_int_equal(set.skipped, 0);
  assert_true(set.test_count > 100);
  for (size_t b = 0; b < set.batch_count; b++) {
    const struct vector_batch *published = &set.batches[b];
    uint8_t *verdicts = malloc((published->batch.count + 7) / 8);
    assert_true(sig_judge(scheme, &published->batch, 0, published->batch.count, verdicts));
    for (uint64_t i = 0; i < published->batch.count; i++)
      if (!vector_agrees(&published->tests[i], verdicts[i / 8] >> i % 8 & 1))
        fail_msg("%s: test %u: %s", file, (unsigned)published->tests[i].id,
                 published->tests[i].comment);
    free(verdicts);
  }
  for (size_t i = 0; i < set.refused_count; i++)
    if (!vector_agrees(&set.refused[i], false))
      fail_msg("%s: test %u is refused", file, (unsigned)set.refused[i].id);
  vectors_free(&set);
}

static void published_vectors_agree(void **state) {
  (void)state;
  vectors_or_skip();
  for (unsigned n = 0; n < SETS; n++)
    check_vectors(schemes[n], vector_files[n]);
}

/* The n-th key of a set. */
static void seed_of(unsigned set, unsigned n, uint8_t seed[ML_DSA_SEED_BYTES]) {
  pm_random_bytes(SEED, 100 + set, n * ML_DSA_SEED_BYTES, seed, ML_DSA_SEED_BYTES);
}

/* Every length of a context, and messages around the ends of the sponge's blocks. */
static void what_is_signed_verifies(void **state) {
  (void)state;
  uint8_t message[1001], context[ML_DSA_MAX_CONTEXT_BYTES], seed[ML_DSA_SEED_BYTES];
  pm_random_bytes(SEED, 1, 0, message, sizeof message);
  pm_random_bytes(SEED, 2, 0, context, sizeof context);
  for (unsigned set = 0; set < SETS; set++) {
    const struct ml_dsa_params *p = ml_dsa_params_named(schemes[set]->name);
    struct signed_message s;
    seed_of(set, 0, seed);
    struct ml_dsa_signer *signer = ml_dsa_signer_new(p, seed);
    assert_non_null(signer);
    const uint8_t *key = ml_dsa_signer_public_key(signer);
    for (unsigned n = 0; n <= ML_DSA_MAX_CONTEXT_BYTES; n += 1 + set) {
      const size_t bytes = n < 200 ? n : 5 * (n - 55);
      ml_dsa_sign(signer, message, bytes, context, n, s.signature);
      if (!verifies(schemes[set], key, message, bytes, context, n, s.signature))
        fail_msg("%s: %zu bytes, a context of %u", schemes[set]->name, bytes, n);
      assert_false(verifies(schemes[set], key, message, bytes + 1, context, n, s.signature));
      if (n > 0)
        assert_false(verifies(schemes[set], key, message, bytes, context, n - 1, s.signature));
    }
    ml_dsa_signer_free(signer);
  }
}

static void a_context_of_256_bytes_is_refused(void **state) {
  (void)state;
  uint8_t message[32] = {0}, context[ML_DSA_MAX_CONTEXT_BYTES + 1] = {0}, seed[32] = {0};
  for (unsigned set = 0; set < SETS; set++) {
    const struct ml_dsa_params *p = ml_dsa_params_named(schemes[set]->name);
    struct ml_dsa_signer *signer = ml_dsa_signer_new(p, seed);
    struct signed_message s;
    ml_dsa_sign(signer, message, sizeof message, context, 0, s.signature);
    assert_false(verifies(schemes[set], ml_dsa_signer_public_key(signer), message, sizeof message,
                          context, sizeof context, s.signature));
    ml_dsa_signer_free(signer);
  }
}

static void signing_is_that_of_the_standard(void **state) {
  (void)state;
  struct plain_signer *plain = malloc(sizeof *plain);
  for (unsigned set = 0; set < SETS; set++) {
    const struct ml_dsa_params *p = ml_dsa_params_named(schemes[set]->name);
    struct ml_dsa_signer *signer = NULL;
    for (unsigned n = 0; n < 20; n++) {
      uint8_t seed[ML_DSA_SEED_BYTES], message[80], context[ML_DSA_MAX_CONTEXT_BYTES];
      struct signed_message s, expected;
      seed_of(set, n, seed);
      pm_random_bytes(SEED, 3, n, message, sizeof message);
      pm_random_bytes(SEED, 4, n, context, sizeof context);
      if (signer)
        ml_dsa_signer_rekey(signer, p, seed);
      else
        signer = ml_dsa_signer_new(p, seed);
      plain_key(plain, p, seed);
      ml_dsa_sign(signer, message, 4 * n, context, 13 * n, s.signature);
      plain_sign(plain, message, 4 * n, context, 13 * n, false, expected.signature);
      assert_memory_equal(ml_dsa_signer_public_key(signer), plain->public_key, ml_dsa_key_bytes(p));
      assert_memory_equal(s.signature, expected.signature, ml_dsa_signature_bytes(p));
    }
    ml_dsa_signer_free(signer);
  }
  free(plain);
}

/* Each defect, and that without it the signature verifies. */
static void check_defect(unsigned set, struct plain_signer *plain, enum defect defect, unsigned n) {
  const struct sig_scheme *scheme = schemes[set];
  const struct ml_dsa_params *p = ml_dsa_params_named(scheme->name);
  uint8_t message[40], context[20];
  struct signed_message s;
  pm_random_bytes(SEED, 5 + defect, 100 * n, message, sizeof message);
  pm_random_bytes(SEED, 5 + defect, 100 * n + 50, context, sizeof context);
  memcpy(s.key, plain->public_key, ml_dsa_key_bytes(p));
  plain_sign(plain, message, sizeof message, context, sizeof context, defect == Z_TOO_LARGE,
             s.signature);
  if (defect != Z_TOO_LARGE)
    assert_true(
        verifies(scheme, s.key, message, sizeof message, context, sizeof context, s.signature));
  if (defect == OTHER_CONTEXT)
    context[n % sizeof context] ^= 1;
  else if (defect != Z_TOO_LARGE &&
           !spoil(p, &s, message, sizeof message, defect, random_below(1u << 31, 40 + defect, n)))
    return;
  if (verifies(scheme, s.key, message, sizeof message, context, sizeof context, s.signature))
    fail_msg("%s: accepted with %s", scheme->name, defect_names[defect]);
}

static void every_defect_is_refused(void **state) {
  (void)state;
  struct plain_signer *plain = malloc(sizeof *plain);
  for (unsigned set = 0; set < SETS; set++) {
    uint8_t seed[ML_DSA_SEED_BYTES];
    seed_of(set, 50, seed);
    plain_key(plain, ml_dsa_params_named(schemes[set]->name), seed);
    for (enum defect defect = NO_DEFECT + 1; defect < DEFECT_COUNT; defect++)
      for (unsigned n = 0; n < 6; n++)
        check_defect(set, plain, defect, n);
  }
  free(plain);
}

static void names_find_their_parameters(void **state) {
  (void)state;
  assert_ptr_equal(ml_dsa_params_named("ml_dsa_44"), &ml_dsa_params_44);
  assert_ptr_equal(ml_dsa_params_named("ml_dsa_87"), &ml_dsa_params_87);
  assert_null(ml_dsa_params_named("ed25519"));
  for (unsigned set = 0; set < SETS; set++) {
    const struct ml_dsa_params *p = ml_dsa_params_named(schemes[set]->name);
    assert_int_equal(ml_dsa_key_bytes(p), schemes[set]->key_bytes);
    assert_int_equal(ml_dsa_signature_bytes(p), schemes[set]->signature_bytes);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(ntt_multiplies_in_the_ring),
      cmocka_unit_test(inverse_ntt_is_the_inverse),
      cmocka_unit_test(rounding_is_that_of_the_standard),
      cmocka_unit_test(packing_puts_each_bit_in_its_place),
      cmocka_unit_test(signed_packing_is_undone),
      cmocka_unit_test(shake_is_openssls),
      cmocka_unit_test(names_find_their_parameters),
      cmocka_unit_test(published_vectors_agree),
      cmocka_unit_test(what_is_signed_verifies),
      cmocka_unit_test(a_context_of_256_bytes_is_refused),
      cmocka_unit_test(signing_is_that_of_the_standard),
      cmocka_unit_test(every_defect_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
