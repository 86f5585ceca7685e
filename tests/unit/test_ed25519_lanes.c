/* Ed25519's lanes against the reference, on every instruction set of this machine: the published
 * vectors, every kind of defect and torsion under every policy, ragged batches of all sizes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <cJSON.h>
#include <sodium.h>

#include "bench/sig/sig_oracle.h"
#include "bench/sig/vectors.h"
#include "host/base/file.h"
#include "host/base/random.h"
#include "kernels/lane/isa.h"
#include "kernels/sig/sig.h"
#include "tests/support/vectors.h"

enum { STRICT, RFC8032, ZIP215, REF10, SIMD0376A, POLICIES }; /* as in ed25519.c */
enum { SEED = 8032, KEY_BYTES = 32, R_BYTES = 32, SIGNATURE_BYTES = 64 };

static uint64_t drawn;
static uint64_t draw(void) { return pm_random_word(SEED, 0, drawn++); }

static void draw_bytes(uint8_t *bytes, size_t count) {
  for (size_t i = 0; i < count; i++)
    bytes[i] = (uint8_t)draw();
}

/* --- Comparing with the reference ------------------------------------------------------------- */

static bool runs(enum lane_isa isa) {
  return sig_ed25519.batch[isa] != NULL && lane_isa_supported(isa);
}

static void say_what_runs(void) {
  for (enum lane_isa isa = 0; isa < LANE_ISA_COUNT; isa++)
    if (!sig_ed25519.batch[isa])
      continue;
    else if (runs(isa))
      print_message("with %s\n", lane_isa_name(isa));
    else
      print_message("skipped: this processor has no %s\n", lane_isa_name(isa));
}

static size_t bitmap_bytes(uint64_t count) { return (count + 7) / 8; }

/* Signatures first up to last of the batch against those bits of the reference's bitmap; the bytes
 * before and behind stay as they were. */
static void check_range(const struct sig_batch *batch, const uint8_t *expected, enum lane_isa isa,
                        uint64_t first, uint64_t last) {
  const size_t size = bitmap_bytes(last) + 1;
  uint8_t *output = malloc(size);
  memset(output, 0xa5, size);
  assert_true(sig_ed25519.batch[isa](batch, first, last, output));
  for (size_t i = 0; i < first / 8; i++)
    assert_int_equal(output[i], 0xa5);
  assert_int_equal(output[bitmap_bytes(last)], 0xa5);
  for (uint64_t i = first; i < last; i++)
    if ((output[i / 8] >> i % 8 & 1) != (expected[i / 8] >> i % 8 & 1))
      fail_msg("%s, policy %s, %u bytes: signature %u of %u to %u", lane_isa_name(isa),
               sig_ed25519.policies[batch->policy], (unsigned)batch->message_bytes, (unsigned)i,
               (unsigned)first, (unsigned)last);
  for (uint64_t i = last; i < 8 * bitmap_bytes(last); i++)
    assert_int_equal(output[i / 8] >> i % 8 & 1, 0);
  free(output);
}

static uint8_t *reference_bitmap(const struct sig_batch *batch) {
  uint8_t *bitmap = calloc(bitmap_bytes(batch->count), 1);
  assert_true(sig_judge(&sig_ed25519, batch, 0, batch->count, bitmap));
  return bitmap;
}

static void check_lanes(const struct sig_batch *batch, const uint8_t *expected) {
  for (enum lane_isa isa = 0; isa < LANE_ISA_COUNT; isa++)
    if (runs(isa))
      check_range(batch, expected, isa, 0, batch->count);
}

/* Under one policy; returns how many signatures it takes. */
static unsigned check_policy(struct sig_batch *batch, unsigned policy) {
  unsigned accepted = 0;
  batch->policy = policy;
  uint8_t *expected = reference_bitmap(batch);
  check_lanes(batch, expected);
  for (uint64_t i = 0; i < batch->count; i++)
    accepted += expected[i / 8] >> i % 8 & 1;
  free(expected);
  return accepted;
}

static void check_policies(struct sig_batch *batch, unsigned accepted[POLICIES]) {
  for (unsigned policy = 0; policy < POLICIES; policy++)
    accepted[policy] = check_policy(batch, policy);
}

/* --- Signatures, by libsodium's arithmetic ---------------------------------------------------- */

enum defect {
  VALID,
  BIT_OF_R,
  BIT_OF_A,
  BIT_OF_S,
  BIT_OF_MESSAGE,
  S_PLUS_ORDER,
  S_OF_ONES,
  S_ZERO,
  TORSION_IN_A,
  TORSION_IN_R,
  TORSION_IN_BOTH,
  SMALL_A,
  SMALL_R,
  SMALL_BOTH,
  RANDOM_A,
  RANDOM_R,
  NONCANONICAL_A,
  NONCANONICAL_R,
  DEFECTS
};

static bool has_torsion(enum defect defect) {
  return defect == TORSION_IN_A || defect == TORSION_IN_R || defect == TORSION_IN_BOTH;
}

/* Records in exactly their bytes, for the sanitisers, at odd addresses. */
struct records {
  uint8_t *memory[3];
  uint8_t *keys, *messages, *signatures;
  struct sig_batch batch;
};

static void records_init(struct records *r, uint64_t count, uint64_t message_bytes) {
  const uint64_t sizes[3] = {KEY_BYTES * count, message_bytes * count, SIGNATURE_BYTES * count};
  for (int i = 0; i < 3; i++)
    r->memory[i] = malloc(sizes[i] + 1);
  r->keys = r->memory[0] + 1, r->messages = r->memory[1] + 1, r->signatures = r->memory[2] + 1;
  r->batch = (struct sig_batch){.keys = r->keys,
                                .messages = r->messages,
                                .signatures = r->signatures,
                                .key_bytes = KEY_BYTES,
                                .message_bytes = message_bytes,
                                .count = count};
}

static void records_free(struct records *r) {
  for (int i = 0; i < 3; i++)
    free(r->memory[i]);
}

/* L (RFC 8032, section 5.1), the lowest byte first. */
static const uint8_t order[32] = {0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58,       0xd6,
                                  0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, [31] = 0x10};

/* A point of order 8, the lowest byte of y first. */
static const uint8_t torsion_point[32] = {
    0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f,
    0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a};

/* point += n times the point of order 8. */
static void add_torsion(uint8_t point[32], unsigned n) {
  for (; n > 0; n--)
    assert_int_equal(crypto_core_ed25519_add(point, point, torsion_point), 0);
}

/* The encoding of p + n or, below 0, of 2^255 + n, with the sign bit. */
static void small_number(uint8_t point[32], int n, bool above_p, bool sign) {
  memset(point, n < 0 || above_p ? 0xff : 0, 32);
  point[0] = (uint8_t)(above_p ? 0xed + n : n);
  point[31] = (uint8_t)((point[31] & 0x7f) | (sign ? 0x80 : 0));
}

/* All that decodes to a point of small order: y is 0, 1, -1 (each also with p added where that is
 * below 2^255, and with either sign), or that of the points of order 8. */
enum { SMALL_ENCODINGS = 14 };
static void small_point(uint8_t point[32], unsigned n) {
  n %= SMALL_ENCODINGS;
  if (n < 10) {
    const unsigned kind = n / 2;
    small_number(point, kind == 0 ? 0 : kind == 4 ? -1 : 1, kind >= 2, n % 2 != 0);
    if (kind == 3)
      small_number(point, 0, true, n % 2 != 0);
    return;
  }
  memset(point, 0, 32), point[0] = 1; /* the identity */
  add_torsion(point, 2 * (n - 10) + 1);
}

struct secret {
  uint8_t a[32], r[32];
};

static void draw_scalar(uint8_t scalar[32]) {
  uint8_t wide[64];
  draw_bytes(wide, sizeof wide);
  crypto_core_ed25519_scalar_reduce(scalar, wide);
}

/* S = r + k a for the encodings of R and A that are there. */
static void finish_signature(struct records *r, uint64_t i, const struct secret *secret) {
  uint8_t digest[64], k[32], *signature = r->signatures + SIGNATURE_BYTES * i;
  crypto_hash_sha512_state hash;
  crypto_hash_sha512_init(&hash);
  crypto_hash_sha512_update(&hash, signature, R_BYTES);
  crypto_hash_sha512_update(&hash, r->keys + KEY_BYTES * i, KEY_BYTES);
  crypto_hash_sha512_update(&hash, r->messages + r->batch.message_bytes * i,
                            r->batch.message_bytes);
  crypto_hash_sha512_final(&hash, digest);
  crypto_core_ed25519_scalar_reduce(k, digest);
  crypto_core_ed25519_scalar_mul(k, k, secret->a);
  crypto_core_ed25519_scalar_add(signature + R_BYTES, k, secret->r);
}

/* What is wrong with the points; `n` picks among the ways. The secrets are those of the points'
 * part without torsion. */
static void spoil_points(enum defect defect, unsigned n, uint8_t *A, uint8_t *R,
                         struct secret *secret) {
  static const uint8_t zero[32] = {0};
  if (defect == TORSION_IN_A || defect == TORSION_IN_BOTH)
    add_torsion(A, 1 + n % 7);
  if (defect == TORSION_IN_R || defect == TORSION_IN_BOTH)
    add_torsion(R, 1 + n / 7 % 7);
  if (defect == SMALL_A || defect == SMALL_BOTH)
    small_point(A, n), memcpy(secret->a, zero, 32);
  if (defect == SMALL_R || defect == SMALL_BOTH)
    small_point(R, defect == SMALL_BOTH ? n / SMALL_ENCODINGS : n), memcpy(secret->r, zero, 32);
  if (defect == RANDOM_A)
    draw_bytes(A, KEY_BYTES);
  if (defect == RANDOM_R)
    draw_bytes(R, R_BYTES);
  if (defect == NONCANONICAL_A)
    small_number(A, (int)(n % 19), true, n / 19 % 2 != 0);
  if (defect == NONCANONICAL_R)
    small_number(R, (int)(n % 19), true, n / 19 % 2 != 0);
}

static void flip_bit(uint8_t *bytes, uint64_t count) {
  const uint64_t bit = count > 0 ? draw() % (8 * count) : 0;
  if (count > 0)
    bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
}

static void spoil_signature(enum defect defect, struct records *r, uint64_t i) {
  uint8_t *signature = r->signatures + SIGNATURE_BYTES * i;
  if (defect == BIT_OF_R)
    flip_bit(signature, R_BYTES);
  if (defect == BIT_OF_A)
    flip_bit(r->keys + KEY_BYTES * i, KEY_BYTES);
  if (defect == BIT_OF_S)
    flip_bit(signature + R_BYTES, 32);
  if (defect == BIT_OF_MESSAGE)
    flip_bit(r->messages + r->batch.message_bytes * i, r->batch.message_bytes);
  if (defect == S_PLUS_ORDER)
    sodium_add(signature + R_BYTES, order, 32);
  if (defect == S_OF_ONES)
    memset(signature + R_BYTES, 0xff, 32);
  if (defect == S_ZERO)
    memset(signature + R_BYTES, 0, 32);
}

static void make_record(struct records *r, uint64_t i, enum defect defect, unsigned n) {
  uint8_t *A = r->keys + KEY_BYTES * i, *R = r->signatures + SIGNATURE_BYTES * i;
  struct secret secret;
  draw_scalar(secret.a), draw_scalar(secret.r);
  draw_bytes(r->messages + r->batch.message_bytes * i, r->batch.message_bytes);
  assert_int_equal(crypto_scalarmult_ed25519_base_noclamp(A, secret.a), 0);
  assert_int_equal(crypto_scalarmult_ed25519_base_noclamp(R, secret.r), 0);
  spoil_points(defect, n, A, R, &secret);
  finish_signature(r, i, &secret);
  spoil_signature(defect, r, i);
}

/* --- Tests ------------------------------------------------------------------------------------ */

static void every_defect(void **state) {
  (void)state;
  enum { IMPLEMENTATIONS = 10 };
  struct records r;
  for (enum defect defect = VALID; defect < DEFECTS; defect++) {
    unsigned accepted[POLICIES];
    records_init(&r, IMPLEMENTATIONS, 32);
    for (unsigned n = 0; n < IMPLEMENTATIONS; n++)
      make_record(&r, n, defect, (unsigned)draw() % 1000);
    check_policies(&r.batch, accepted);
    if (defect == VALID)
      assert_int_equal(accepted[STRICT], IMPLEMENTATIONS);
    else if (has_torsion(defect)) /* which k may cancel */
      assert_true(accepted[STRICT] < IMPLEMENTATIONS);
    else
      assert_int_equal(accepted[STRICT], 0);
    records_free(&r);
  }
}

/* S = 0 and k A = -R: whether it holds depends on the message alone. */
static void pairs_of_small_points(void **state) {
  (void)state;
  enum { COUNT = 66 };
  unsigned accepted[POLICIES];
  struct records r;
  records_init(&r, COUNT, 32);
  for (unsigned n = 0; n < COUNT; n++)
    make_record(&r, n, SMALL_BOTH, 3 * n);
  check_policies(&r.batch, accepted);
  assert_int_equal(accepted[STRICT], 0);
  assert_int_equal(accepted[ZIP215], COUNT);
  assert_true(0 < accepted[RFC8032] && accepted[RFC8032] <= accepted[REF10]);
  assert_true(accepted[REF10] < COUNT);
  records_free(&r);
}

/* The cofactored policies take what the others take only where k cancels the torsion. */
static void torsion(void **state) {
  (void)state;
  enum { COUNT = 49 };
  unsigned accepted[POLICIES];
  struct records r;
  records_init(&r, COUNT, 32);
  for (unsigned n = 0; n < COUNT; n++)
    make_record(&r, n, TORSION_IN_BOTH, n);
  check_policies(&r.batch, accepted);
  assert_true(0 < accepted[STRICT] && accepted[STRICT] < COUNT);
  assert_int_equal(accepted[ZIP215], COUNT);
  assert_int_equal(accepted[SIMD0376A], COUNT);
  records_free(&r);
}

static void every_size(void **state) {
  (void)state;
  enum { MOST = 40 };
  struct records r;
  records_init(&r, MOST, 32);
  for (unsigned n = 0; n < MOST; n++)
    make_record(&r, n, n % 3 ? VALID : (enum defect)(draw() % DEFECTS), n);
  for (r.batch.policy = 0; r.batch.policy < POLICIES; r.batch.policy++) {
    uint8_t *expected = reference_bitmap(&r.batch);
    for (enum lane_isa isa = 0; isa < LANE_ISA_COUNT; isa++)
      for (uint64_t count = 1; runs(isa) && count <= MOST; count++) {
        struct sig_batch batch = r.batch;
        batch.count = count;
        check_range(&batch, expected, isa, 0, count);
        if (count > 16)
          check_range(&batch, expected, isa, 8, 16), check_range(&batch, expected, isa, 16, count);
      }
    free(expected);
  }
  records_free(&r);
}

/* More than a block of groups, all valid but the one at `bad`. */
static void one_bad_among_many(void **state) {
  (void)state;
  enum { COUNT = 203 };
  static const unsigned bad[] = {0, 7, 8, 63, 64, 127, 128, 129, 200, 202};
  struct records r;
  records_init(&r, COUNT, 32);
  for (unsigned n = 0; n < COUNT; n++)
    make_record(&r, n, VALID, 0);
  uint8_t *expected = malloc(bitmap_bytes(COUNT));
  memset(expected, 0xff, bitmap_bytes(COUNT));
  check_lanes(&r.batch, expected);
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    uint8_t *key = r.keys + KEY_BYTES * bad[i], kept[KEY_BYTES];
    memcpy(kept, key, KEY_BYTES);
    small_number(key, 2, false, i % 2); /* y = 2 is no point's */
    expected[bad[i] / 8] ^= (uint8_t)(1u << bad[i] % 8);
    r.batch.policy = i % POLICIES;
    check_lanes(&r.batch, expected);
    expected[bad[i] / 8] ^= (uint8_t)(1u << bad[i] % 8);
    memcpy(key, kept, KEY_BYTES);
  }
  free(expected);
  records_free(&r);
}

/* All ways in which a message can end in SHA-512's blocks. */
static void every_message_length(void **state) {
  (void)state;
  enum { COUNT = 3 };
  static const uint64_t lengths[] = {0,  1,  7,   46,  47,  48,  49,  63,  64,  65,
                                     66, 96, 174, 175, 176, 177, 191, 192, 193, 1023};
  for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
    struct records r;
    records_init(&r, COUNT, lengths[i]);
    for (unsigned n = 0; n < COUNT; n++)
      make_record(&r, n, n == 1 ? BIT_OF_S : VALID, n);
    assert_int_equal(check_policy(&r.batch, STRICT), COUNT - 1);
    records_free(&r);
  }
}

static void wycheproof(void **state) {
  (void)state;
  struct vector_set set;
  struct pm_error error;
  vectors_or_skip();
  assert_int_equal(
      vectors_read(vector_path("ed25519/ed25519_test.json"), &sig_ed25519, &set, &error), PM_OK);
  assert_true(set.batch_count > 0);
  for (size_t i = 0; i < set.batch_count; i++) {
    struct sig_batch batch = set.batches[i].batch;
    unsigned accepted[POLICIES];
    check_policies(&batch, accepted);
  }
  vectors_free(&set);
}

static void take_hex(uint8_t *bytes, const cJSON *row, const char *name, size_t count) {
  size_t size;
  uint8_t *parsed = vector_hex(cJSON_GetStringValue(cJSON_GetObjectItem(row, name)), &size);
  assert_int_equal(size, count);
  memcpy(bytes, parsed, size);
  free(parsed);
}

static void speccheck(void **state) {
  (void)state;
  struct pm_error error;
  char *text;
  size_t size;
  vectors_or_skip();
  assert_int_equal(
      pm_file_read(vector_path("ed25519/speccheck_cases.json"), 1 << 20, &text, &size, &error),
      PM_OK);
  cJSON *rows = cJSON_Parse(text);
  const int count = cJSON_GetArraySize(rows);
  struct records r;
  assert_int_equal(count, 12);
  records_init(&r, (uint64_t)count, 32);
  for (int i = 0; i < count; i++) {
    const cJSON *row = cJSON_GetArrayItem(rows, i);
    take_hex(r.messages + 32 * i, row, "message", 32);
    take_hex(r.keys + KEY_BYTES * i, row, "pub_key", KEY_BYTES);
    take_hex(r.signatures + SIGNATURE_BYTES * i, row, "signature", SIGNATURE_BYTES);
  }
  unsigned accepted[POLICIES];
  check_policies(&r.batch, accepted);
  records_free(&r);
  cJSON_Delete(rows);
  free(text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_defect),
      cmocka_unit_test(pairs_of_small_points),
      cmocka_unit_test(torsion),
      cmocka_unit_test(every_size),
      cmocka_unit_test(one_bad_among_many),
      cmocka_unit_test(every_message_length),
      cmocka_unit_test(wycheproof),
      cmocka_unit_test(speccheck),
  };
  if (sodium_init() < 0)
    return 1;
  say_what_runs();
  return cmocka_run_group_tests(tests, NULL, NULL);
}
