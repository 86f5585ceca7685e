/* ML-DSA on the vectors of every instruction set that the processor has, against the reference: the
 * published vectors, batches of all sizes with all defects, keys as they are and prepared; the parts
 * that can be reached on their own; keys and signatures that are the same on all. */
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
#include "kernels/sig/ml_dsa/lanes.h"
#include "kernels/sig/ml_dsa/prepared.h"
#include "kernels/sig/sig.h"
#include "tests/support/vectors.h"
#include "tests/unit/ml_dsa_defects.h"

enum { SEED = 20240814, SETS = 3, POOL = 40, MESSAGE_MAX = 1000 };

static const struct sig_scheme *const schemes[SETS] = {&sig_ml_dsa_44, &sig_ml_dsa_65,
                                                       &sig_ml_dsa_87};
static const char *const vector_files[SETS] = {"mldsa/mldsa_44_verify_test.json",
                                               "mldsa/mldsa_65_verify_test.json",
                                               "mldsa/mldsa_87_verify_test.json"};
static ml_dsa_lanes_fn *const lanes[LANE_ISA_COUNT] = {LANE_TABLE(ml_dsa_lanes)};

/* Calls `check` for every instruction set that can run. */
static void on_every_isa(void (*check)(enum lane_isa isa)) {
  for (enum lane_isa isa = 0; isa < LANE_ISA_COUNT; isa++)
    if (lanes[isa] && lane_isa_supported(isa))
      check(isa);
}

static const struct ml_dsa_params *params(unsigned set) {
  return ml_dsa_params_named(schemes[set]->name);
}

/* The transforms */

static void fill_poly(struct ref_poly *a, unsigned n) {
  for (unsigned i = 0; i < ML_DSA_N; i++)
    a->c[i] = n == 0             ? 0
              : n == 1           ? ML_DSA_Q - 1
              : n == 2           ? i % 2 * (ML_DSA_Q - 1)
              : n == 3           ? i / 128 * (ML_DSA_Q - 1)
              : n < 4 + ML_DSA_N ? (i == n - 4) * (ML_DSA_Q - 1)
                                 : (uint32_t)(pm_random_word(SEED, n, i) % ML_DSA_Q);
}

static void check_transforms(enum lane_isa isa) {
  for (unsigned n = 0; n < 600; n++) {
    struct ref_poly expected, w;
    fill_poly(&expected, n);
    w = expected;
    ref_ml_dsa_ntt(&expected);
    lanes[isa]()->ntt(w.c);
    if (memcmp(&w, &expected, sizeof w) != 0)
      fail_msg("%s: NTT of polynomial %u", lane_isa_name(isa), n);
    fill_poly(&expected, n);
    w = expected;
    ref_ml_dsa_inverse_ntt(&expected);
    lanes[isa]()->inverse_ntt(w.c);
    if (memcmp(&w, &expected, sizeof w) != 0)
      fail_msg("%s: inverse NTT of polynomial %u", lane_isa_name(isa), n);
  }
}

static void transforms_are_the_references(void **state) {
  (void)state;
  on_every_isa(check_transforms);
}

/* Keys */

static void random_bytes(uint8_t *bytes, size_t count, unsigned stream, unsigned n) {
  pm_random_bytes(SEED, stream, (uint64_t)n * 10000, bytes, count);
}

/* The prepared form of a key by the reference's functions. */
static void prepare_plainly(const struct ml_dsa_params *p, const uint8_t *key, uint8_t *prepared) {
  struct ref_poly a;
  struct ref_shake h;
  for (unsigned row = 0; row < p->k; row++) {
    for (unsigned column = 0; column < p->l; column++) {
      ref_expand_a_element(&a, key, row, column);
      memcpy(prepared + ML_DSA_PREPARED_A(p->l, row, column), &a, sizeof a);
    }
    ref_simple_bit_unpack(key + ML_DSA_SEED_BYTES + ML_DSA_T1_BYTES * row, 10, &a);
    for (unsigned n = 0; n < ML_DSA_N; n++)
      a.c[n] <<= ML_DSA_D;
    ref_ml_dsa_ntt(&a);
    memcpy(prepared + ML_DSA_PREPARED_T(p->k, p->l, row), &a, sizeof a);
  }
  ref_shake_init(&h, REF_SHAKE256_RATE);
  ref_shake_absorb(&h, key, ml_dsa_key_bytes(p));
  ref_shake_finish(&h);
  ref_shake_squeeze(&h, prepared + ML_DSA_PREPARED_TR(p->k, p->l), ML_DSA_TR_BYTES);
}

/* Any bytes are a key; those of ones are the largest t1. */
static void check_prepare(enum lane_isa isa) {
  for (unsigned set = 0; set < SETS; set++) {
    const unsigned key_bytes = schemes[set]->key_bytes;
    const uint64_t prepared_bytes = schemes[set]->prepared_key_bytes;
    uint8_t *key = malloc(key_bytes + 1), *plain = malloc(prepared_bytes);
    uint8_t *prepared = malloc(prepared_bytes + 1);
    for (unsigned n = 0; n < 12; n++) {
      random_bytes(key + 1, key_bytes, 10 + set, n);
      if (n == 0)
        memset(key + 1, 0xff, key_bytes);
      prepare_plainly(params(set), key + 1, plain);
      lanes[isa]()->prepare(params(set), key + 1, prepared + 1);
      if (memcmp(prepared + 1, plain, prepared_bytes) != 0)
        fail_msg("%s: %s: key %u", lane_isa_name(isa), schemes[set]->name, n);
    }
    free(key), free(plain), free(prepared);
  }
}

static void keys_are_prepared_as_defined(void **state) {
  (void)state;
  on_every_isa(check_prepare);
}

/* The first of them and all others agree with what sign.h makes, which test_ml_dsa judges. */
static void check_signing(enum lane_isa isa) {
  for (unsigned set = 0; set < SETS; set++)
    for (unsigned n = 0; n < 12; n++) {
      uint8_t seed[ML_DSA_SEED_BYTES], message[300], context[ML_DSA_MAX_CONTEXT_BYTES];
      struct signed_message s, expected;
      random_bytes(seed, sizeof seed, 20 + set, n);
      random_bytes(message, sizeof message, 30, n);
      random_bytes(context, sizeof context, 31, n);
      struct ml_dsa_signer *signer = ml_dsa_signer_new(params(set), seed);
      const uint8_t *key = ml_dsa_signer_public_key(signer);
      memcpy(expected.key, key, schemes[set]->key_bytes);
      ml_dsa_sign(signer, message, 25 * n, context, 23 * n, expected.signature);
      lanes[isa]()->rekey(signer, params(set), seed);
      lanes[isa]()->sign(signer, message, 25 * n, context, 23 * n, s.signature);
      assert_memory_equal(key, expected.key, schemes[set]->key_bytes);
      assert_memory_equal(s.signature, expected.signature, schemes[set]->signature_bytes);
      ml_dsa_signer_free(signer);
    }
}

static void keys_and_signatures_are_the_same_on_all(void **state) {
  (void)state;
  on_every_isa(check_signing);
}

/* Batches */

/* Records in memory of exactly their size, at odd addresses, so that a sanitizer sees every byte that is
 * read beside them. */
struct records {
  struct sig_batch batch;
  uint8_t *bytes[3];
};

static const uint8_t *copy_records(uint8_t **bytes, const uint8_t *from, uint64_t count) {
  *bytes = malloc(count + 1);
  assert_non_null(*bytes);
  if (count)
    memcpy(*bytes + 1, from, count);
  return *bytes + 1;
}

/* `count` records of `from` from `first` on. */
static void records_copy(struct records *r, const struct sig_scheme *scheme,
                         const struct sig_batch *from, uint64_t first, uint64_t count) {
  r->batch = *from;
  r->batch.count = count;
  r->batch.keys =
      copy_records(&r->bytes[0], from->keys + first * from->key_bytes, count * from->key_bytes);
  r->batch.messages = copy_records(&r->bytes[1], from->messages + first * from->message_bytes,
                                   count * from->message_bytes);
  r->batch.signatures =
      copy_records(&r->bytes[2], from->signatures + first * scheme->signature_bytes,
                   count * scheme->signature_bytes);
}

static void records_free(struct records *r) {
  for (int i = 0; i < 3; i++)
    free(r->bytes[i]);
}

/* The same batch with its keys prepared. */
static struct sig_batch with_prepared_keys(const struct sig_scheme *scheme,
                                           const struct sig_batch *batch, uint8_t **prepared) {
  struct sig_batch other = *batch;
  *prepared = malloc(batch->count * scheme->prepared_key_bytes);
  for (uint64_t i = 0; i < batch->count; i++)
    scheme->prepare(batch->keys + i * batch->key_bytes, *prepared + i * scheme->prepared_key_bytes);
  other.keys = *prepared;
  other.key_bytes = scheme->prepared_key_bytes;
  return other;
}

static bool bit_of(const uint8_t *bitmap, uint64_t i) { return bitmap[i / 8] >> i % 8 & 1; }

/* Verifies records first.. of the batch as a batch of their own; `expected` is of the whole. */
static void check_part(enum lane_isa isa, const struct sig_scheme *scheme,
                       const struct sig_batch *whole, uint64_t first, uint64_t count,
                       const uint8_t *expected) {
  const uint64_t bytes = (count + 7) / 8;
  uint8_t *verdicts = malloc(bytes + 1);
  struct records r;
  records_copy(&r, scheme, whole, first, count);
  memset(verdicts, 0xa5, bytes + 1);
  assert_true(scheme->batch[isa](&r.batch, 0, count, verdicts));
  for (uint64_t i = 0; i < 8 * bytes; i++)
    if (bit_of(verdicts, i) != (i < count && bit_of(expected, first + i)))
      fail_msg("%s: %s: signature %u of %u", lane_isa_name(isa), scheme->name,
               (unsigned)(first + i), (unsigned)whole->count);
  assert_int_equal(verdicts[bytes], 0xa5);
  free(verdicts);
  records_free(&r);
}

/* Signatures by distinct keys, some of them spoiled, and the reference's verdicts. */
struct pool {
  uint8_t *keys, *messages, *signatures, *prepared;
  uint8_t context[ML_DSA_MAX_CONTEXT_BYTES];
  struct sig_batch fresh, cached;
  uint8_t expected[(POOL + 7) / 8];
};

/* Which signatures are spoiled. */
enum mixture { ALL_VALID, ALL_INVALID, MIXED, MIXTURES };

static enum defect defect_of(enum mixture mixture, unsigned n) {
  if (mixture == ALL_VALID || (mixture == MIXED && n % 3 == 0))
    return NO_DEFECT;
  return 1 + n % (DEFECT_COUNT - 1);
}

/* Signs with a key of its own, and spoils that. */
static void make_signature(unsigned set, struct pool *pool, unsigned n, enum defect defect,
                           uint8_t *message) {
  const struct ml_dsa_params *p = params(set);
  const struct sig_batch *b = &pool->fresh;
  static struct plain_signer plain;
  uint8_t seed[ML_DSA_SEED_BYTES], context[ML_DSA_MAX_CONTEXT_BYTES];
  struct signed_message s;
  random_bytes(seed, sizeof seed, 40 + set, n);
  random_bytes(message, b->message_bytes, 50, n);
  memcpy(context, pool->context, sizeof context);
  context[b->context_bytes / 2] ^= defect == OTHER_CONTEXT;
  struct ml_dsa_signer *signer = ml_dsa_signer_new(p, seed);
  memcpy(s.key, ml_dsa_signer_public_key(signer), b->key_bytes);
  ml_dsa_sign(signer, message, b->message_bytes, context, b->context_bytes, s.signature);
  ml_dsa_signer_free(signer);
  if (defect == Z_TOO_LARGE) {
    plain_key(&plain, p, seed);
    plain_sign(&plain, message, b->message_bytes, context, b->context_bytes, true, s.signature);
  } else if (defect && (defect != OTHER_CONTEXT || b->context_bytes == 0) &&
             !(defect == MESSAGE_BIT && b->message_bytes == 0) &&
             !spoil(p, &s, message, b->message_bytes, defect, 977 * n)) {
    spoil(p, &s, message, b->message_bytes, CHALLENGE_BIT, 977 * n);
  }
  memcpy(pool->keys + n * b->key_bytes, s.key, b->key_bytes);
  memcpy(pool->signatures + n * schemes[set]->signature_bytes, s.signature,
         schemes[set]->signature_bytes);
}

static void pool_make(struct pool *pool, unsigned set, enum mixture mixture, size_t message_bytes,
                      size_t context_bytes) {
  const struct sig_scheme *scheme = schemes[set];
  pool->keys = malloc(POOL * scheme->key_bytes);
  pool->messages = malloc(POOL * message_bytes + 1);
  pool->signatures = malloc(POOL * scheme->signature_bytes);
  random_bytes(pool->context, sizeof pool->context, 60, 0);
  pool->fresh = (struct sig_batch){.keys = pool->keys,
                                   .messages = pool->messages,
                                   .signatures = pool->signatures,
                                   .key_bytes = scheme->key_bytes,
                                   .message_bytes = message_bytes,
                                   .count = POOL,
                                   .context = pool->context,
                                   .context_bytes = context_bytes};
  for (unsigned n = 0; n < POOL; n++)
    make_signature(set, pool, n, defect_of(mixture, n), pool->messages + n * message_bytes);
  pool->cached = with_prepared_keys(scheme, &pool->fresh, &pool->prepared);
  assert_true(sig_judge(scheme, &pool->fresh, 0, POOL, pool->expected));
  for (unsigned n = 0; n < POOL && message_bytes && context_bytes; n++)
    if (bit_of(pool->expected, n) != (defect_of(mixture, n) == NO_DEFECT))
      fail_msg("%s: %s", scheme->name, defect_names[defect_of(mixture, n)]);
}

static void pool_free(struct pool *pool) {
  free(pool->keys), free(pool->messages), free(pool->signatures), free(pool->prepared);
}

static struct pool pool; /* of the running test */
static unsigned pool_set;

static void check_sizes(enum lane_isa isa) {
  for (unsigned count = 1; count <= POOL; count++) {
    const unsigned first = 7 * count % (POOL - count + 1);
    check_part(isa, schemes[pool_set], &pool.fresh, first, count, pool.expected);
    if (count % 3 == 1)
      check_part(isa, schemes[pool_set], &pool.cached, first, count, pool.expected);
  }
}

static void every_size_and_every_defect(void **state) {
  (void)state;
  for (pool_set = 0; pool_set < SETS; pool_set++) {
    pool_make(&pool, pool_set, MIXED, 33, 11);
    on_every_isa(check_sizes);
    pool_free(&pool);
  }
}

static void check_whole(enum lane_isa isa) {
  check_part(isa, schemes[pool_set], &pool.fresh, 0, POOL, pool.expected);
  check_part(isa, schemes[pool_set], &pool.cached, 0, POOL, pool.expected);
}

static void all_valid_and_all_invalid(void **state) {
  (void)state;
  for (pool_set = 0; pool_set < SETS; pool_set++)
    for (enum mixture mixture = ALL_VALID; mixture <= ALL_INVALID; mixture++) {
      pool_make(&pool, pool_set, mixture, 64, 1);
      on_every_isa(check_whole);
      pool_free(&pool);
    }
}

/* Around the ends of the blocks in which mu is hashed, with every part of them in one lane or other. */
static void messages_and_contexts_of_many_lengths(void **state) {
  (void)state;
  static const struct {
    uint16_t message, context;
  } lengths[] = {{0, 0},    {1, 0},   {0, 1},   {69, 0},   {70, 0},   {71, 0},
                 {0, 69},   {0, 70},  {0, 71},  {136, 70}, {137, 70}, {135, 70},
                 {272, 69}, {0, 255}, {1, 255}, {87, 255}, {1000, 0}, {1000, 255}};
  for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
    pool_set = i % SETS;
    pool_make(&pool, pool_set, MIXED, lengths[i].message, lengths[i].context);
    on_every_isa(check_whole);
    pool_free(&pool);
  }
}

/* Several callers fill one bitmap. */
static void check_shares(enum lane_isa isa) {
  uint8_t verdicts[sizeof pool.expected];
  memset(verdicts, 0xa5, sizeof verdicts);
  for (uint64_t first = 0, last; first < POOL - 3; first = last) {
    last = first == 0 ? 8 : first == 8 ? 32 : POOL - 3;
    assert_true(schemes[pool_set]->batch[isa](&pool.fresh, first, last, verdicts));
  }
  for (unsigned n = 0; n < POOL; n++)
    assert_int_equal(bit_of(verdicts, n), n < POOL - 3 && bit_of(pool.expected, n));
}

static void shares_fill_one_bitmap(void **state) {
  (void)state;
  pool_set = 0;
  pool_make(&pool, pool_set, MIXED, 32, 3);
  pool.fresh.count = POOL - 3;
  on_every_isa(check_shares);
  pool_free(&pool);
}

/* Bytes that are no signature: nothing but a verdict may come of them. */
static void check_noise(enum lane_isa isa) {
  for (unsigned set = 0; set < SETS; set++) {
    uint8_t keys[9 * ML_DSA_KEY_BYTES(ML_DSA_MAX_K)], expected[2];
    static struct signed_message noise[10];
    for (unsigned n = 0; n < 8; n++) {
      random_bytes(keys, sizeof keys, 70, n);
      random_bytes((uint8_t *)noise, sizeof noise, 71, n);
      if (n < 2)
        memset(noise, n ? 0xff : 0, sizeof noise), memset(keys, n ? 0xff : 0, sizeof keys);
      const struct sig_batch batch = {.keys = keys,
                                      .messages = keys,
                                      .signatures = (uint8_t *)noise,
                                      .key_bytes = schemes[set]->key_bytes,
                                      .message_bytes = 16,
                                      .count = 9};
      assert_true(sig_judge(schemes[set], &batch, 0, 9, expected));
      check_part(isa, schemes[set], &batch, 0, 9, expected);
    }
  }
}

static void noise_is_refused(void **state) {
  (void)state;
  on_every_isa(check_noise);
}

static void check_long_context(enum lane_isa isa) {
  struct sig_batch batch = pool.fresh;
  uint8_t context[ML_DSA_MAX_CONTEXT_BYTES + 1] = {0}, none[sizeof pool.expected] = {0};
  batch.context = context;
  batch.context_bytes = sizeof context;
  check_part(isa, schemes[pool_set], &batch, 0, POOL, none);
}

static void a_context_of_256_bytes_is_refused(void **state) {
  (void)state;
  pool_set = 0;
  pool_make(&pool, pool_set, ALL_VALID, 32, 0);
  on_every_isa(check_long_context);
  pool_free(&pool);
}

/* The published vectors */

static struct vector_set published;

static void check_published(enum lane_isa isa) {
  const struct sig_scheme *scheme = schemes[pool_set];
  for (size_t b = 0; b < published.batch_count; b++) {
    const struct vector_batch *v = &published.batches[b];
    uint8_t *expected = calloc((v->batch.count + 7) / 8, 1), *prepared;
    for (uint64_t i = 0; i < v->batch.count; i++)
      expected[i / 8] |= (uint8_t)((v->tests[i].expected == VECTOR_VALID) << i % 8);
    const struct sig_batch cached = with_prepared_keys(scheme, &v->batch, &prepared);
    check_part(isa, scheme, &v->batch, 0, v->batch.count, expected);
    check_part(isa, scheme, &cached, 0, v->batch.count, expected);
    free(expected), free(prepared);
  }
}

static void published_vectors_agree(void **state) {
  (void)state;
  vectors_or_skip();
  for (pool_set = 0; pool_set < SETS; pool_set++) {
    struct pm_error error = {0};
    if (vectors_read(vector_path(vector_files[pool_set]), schemes[pool_set], &published, &error) !=
        PM_OK)
      fail_msg("%s", error.text);
    on_every_isa(check_published);
    vectors_free(&published);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(transforms_are_the_references),
      cmocka_unit_test(keys_are_prepared_as_defined),
      cmocka_unit_test(keys_and_signatures_are_the_same_on_all),
      cmocka_unit_test(every_size_and_every_defect),
      cmocka_unit_test(all_valid_and_all_invalid),
      cmocka_unit_test(messages_and_contexts_of_many_lengths),
      cmocka_unit_test(shares_fill_one_bitmap),
      cmocka_unit_test(noise_is_refused),
      cmocka_unit_test(a_context_of_256_bytes_is_refused),
      cmocka_unit_test(published_vectors_agree),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
