/* Everything that verifies signatures without a library, as a program that needs nothing but the C
 * library, so that it can be built for another processor and run in an emulator.
 *
 * It takes every scheme of schemes.def and of it the reference, the core and the lanes that the
 * processor can run. The verdicts to expect are known from how the signatures were made: of the curves
 * they are published ones, of ML-DSA the project's own, and every third has a bit flipped. Inputs end
 * at a page that cannot be accessed; the output lies at an odd address among poison that has to stay.
 *
 * Each mismatch is a line on stdout. Exits 0 if there was none and every scheme was checked, else 1.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/sig/sig_oracle.h"
#include "host/base/random.h"
#include "kernels/sig/ml_dsa/sign.h"
#include "tests/cross/guarded.h"

enum { SEED = 11, COUNT = 43 };

static const struct sig_scheme *const schemes[] = {
#define SIG(name) &sig_##name,
#include "kernels/sig/schemes.def"
#undef SIG
};
enum { SCHEME_COUNT = sizeof schemes / sizeof *schemes };

/* A signature that somebody published, in hexadecimal. */
struct known {
  const struct sig_scheme *scheme;
  unsigned policy; /* that accepts it */
  const char *source, *key, *message, *signature, *address;
};
static const struct known published[] = {
    {&sig_ecdsa_secp256k1, 0, "Wycheproof, ecdsa_secp256k1_sha256_test, 3",
     "04782c8ed17e3b2a783b5464f33b09652a71c678e05ec51e84e2bcfc663a3de963"
     "af9acb4280b8c7f7c42f4ef9aba6245ec1ec1712fd38a0fa96418d8cd6aa6152",
     "bb5a52f42f9c9261ed4361f59422a1e30036e7c32b270c8807a419feca605023",
     "d035ee1f17fdb0b2681b163e33c359932659990af77dca632012b30b27a057b3"
     "1939d9f3b2858bc13e3474cb50e6a82be44faa71940f876c1cba4c3e989202b6",
     NULL},
    {&sig_ecrecover, 1, "go-ethereum, ecRecover.json, ValidKey", "",
     "18c547e4f7b0f325ad1e56f57e26c745b09a3e503d86e00e5255ff7f715d3d1c",
     "73b1693892219d736caba55bdb67216e485557ea6b6af75f37096c9aa6a5a75f"
     "eeb940b1d03b21e36b0e47e79769f095fe2ab855bd91e3a38756b7d75a9c45491c",
     "a94f5374fce5edbc8e2a8697c15331677e6ebf0b"},
    {&sig_schnorr_bip340, 0, "BIP340, row 1",
     "dff1d77f2a671c5f36183726db2341be58feae1da2deced843240f7b502ba659",
     "243f6a8885a308d313198a2e03707344a4093822299f31d0082efa98ec4e6c89",
     "6896bd60eeae296db48a229ff71dfe071bde413e6d43f917dc8dcf8c78de3341"
     "8906d11ac976abccb20b091292bff4ea897efcb639ea871cfa95f6de339e4b0a",
     NULL},
    {&sig_ed25519, 0, "RFC 8032, section 7.1, TEST 2",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
     "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
     NULL},
};

/* ---- signatures and what to expect of them ---- */

enum field { KEY, MESSAGE, SIGNATURE, FIELDS };

struct records {
  const struct sig_scheme *scheme;
  struct sig_batch batch;
  struct guarded field[FIELDS];
  uint8_t address[SIG_ADDRESS_BYTES];
  bool valid[COUNT];
};

static uint64_t random_below(uint64_t bound, uint64_t stream, uint64_t index) {
  return pm_random_word(SEED, stream, index) % bound;
}

static uint8_t *record_field(const struct records *r, enum field field, uint64_t i) {
  const uint64_t bytes[FIELDS] = {r->batch.key_bytes, r->batch.message_bytes,
                                  r->scheme->signature_bytes};
  return r->field[field].bytes + i * bytes[field];
}

/* Records of a scheme with room for everything but the addresses. */
static struct records records_new(const struct sig_scheme *scheme, uint64_t key_bytes,
                                  uint64_t message_bytes) {
  struct records r = {.scheme = scheme};
  r.field[KEY] = guarded_random(COUNT * key_bytes, EDGE_LAST, 0, KEY);
  r.field[MESSAGE] = guarded_random(COUNT * message_bytes, EDGE_LAST, 0, MESSAGE);
  r.field[SIGNATURE] = guarded_random(COUNT * scheme->signature_bytes, EDGE_LAST, 0, SIGNATURE);
  r.batch = (struct sig_batch){.keys = key_bytes ? r.field[KEY].bytes : NULL,
                               .messages = r.field[MESSAGE].bytes,
                               .signatures = r.field[SIGNATURE].bytes,
                               .key_bytes = key_bytes,
                               .message_bytes = message_bytes,
                               .count = COUNT};
  return r;
}

static void records_free(const struct records *r) {
  for (enum field field = 0; field < FIELDS; field++)
    guarded_free(&r->field[field]);
}

/* Flips a bit of every third: of the key, where there is one, the message or the signature. */
static void damage(struct records *r) {
  const uint64_t bytes[FIELDS] = {r->batch.key_bytes, r->batch.message_bytes,
                                  r->scheme->signature_bytes};
  for (uint64_t i = 0; i < COUNT; i++) {
    r->valid[i] = i % 3 != 1;
    if (r->valid[i])
      continue;
    enum field field = i / 3 % FIELDS;
    if (!bytes[field])
      field = SIGNATURE;
    const uint64_t bit = random_below(8 * bytes[field], 10 + field, i);
    record_field(r, field, i)[bit / 8] ^= (uint8_t)(1 << bit % 8);
  }
}

static void from_hex(uint8_t *bytes, const char *hex) {
  for (; *hex; hex += 2) {
    const char digits[3] = {hex[0], hex[1], 0};
    *bytes++ = (uint8_t)strtoul(digits, NULL, 16);
  }
}

static struct records records_published(const struct known *known) {
  struct records r = records_new(known->scheme, strlen(known->key) / 2, strlen(known->message) / 2);
  r.batch.policy = known->policy;
  for (uint64_t i = 0; i < COUNT; i++) {
    from_hex(record_field(&r, KEY, i), known->key);
    from_hex(record_field(&r, MESSAGE, i), known->message);
    from_hex(record_field(&r, SIGNATURE, i), known->signature);
  }
  if (known->address)
    from_hex(r.address, known->address);
  damage(&r);
  return r;
}

/* Five signatures of a key, then another key's. */
static struct records records_ml_dsa(const struct sig_scheme *scheme,
                                     const struct ml_dsa_params *params) {
  static const uint8_t context[] = "context";
  enum { MESSAGE_BYTES = 45 };
  struct records r = records_new(scheme, scheme->key_bytes, MESSAGE_BYTES);
  r.batch.context = context;
  r.batch.context_bytes = sizeof context - 1;
  struct ml_dsa_signer *signer = NULL;
  for (uint64_t i = 0; i < COUNT; i++) {
    uint8_t seed[ML_DSA_SEED_BYTES];
    pm_random_bytes(SEED, 3, i / 5 * sizeof seed, seed, sizeof seed);
    if (!signer)
      signer = ml_dsa_signer_new(params, seed);
    else if (i % 5 == 0)
      ml_dsa_signer_rekey(signer, params, seed);
    if (!signer)
      fatal("signer");
    memcpy(record_field(&r, KEY, i), ml_dsa_signer_public_key(signer), scheme->key_bytes);
    ml_dsa_sign(signer, record_field(&r, MESSAGE, i), MESSAGE_BYTES, context, r.batch.context_bytes,
                record_field(&r, SIGNATURE, i));
  }
  ml_dsa_signer_free(signer);
  damage(&r);
  return r;
}

static bool records_make(struct records *r, const struct sig_scheme *scheme) {
  const struct ml_dsa_params *params = ml_dsa_params_named(scheme->name);
  if (params) {
    *r = records_ml_dsa(scheme, params);
    return true;
  }
  for (size_t k = 0; k < sizeof published / sizeof *published; k++)
    if (published[k].scheme == scheme) {
      *r = records_published(&published[k]);
      return true;
    }
  return false;
}

/* The same with prepared keys. */
static struct records records_prepared(const struct records *fresh) {
  const struct sig_scheme *scheme = fresh->scheme;
  struct records r = *fresh;
  r.field[KEY] = guarded_random(COUNT * scheme->prepared_key_bytes, EDGE_LAST, 0, KEY);
  r.batch.keys = r.field[KEY].bytes;
  r.batch.key_bytes = scheme->prepared_key_bytes;
  for (uint64_t i = 0; i < COUNT; i++)
    scheme->prepare(record_field(fresh, KEY, i), record_field(&r, KEY, i));
  return r;
}

/* ---- one verifier ---- */

struct subject {
  const char *name;    /* "reference", "portable" or the instruction set's */
  sig_batch_fn *batch; /* NULL: the oracle */
  uint64_t signatures, mismatches;
};

enum { OUTPUT_MOST = COUNT * SIG_ADDRESS_BYTES, POISON = 0xa5 };

static bool accepted(const struct records *r, const uint8_t *output, uint64_t i) {
  if (r->scheme->recovers)
    return memcmp(output + i * SIG_ADDRESS_BYTES, r->address, SIG_ADDRESS_BYTES) == 0;
  return output[i / 8] >> i % 8 & 1;
}

static void mismatch(struct subject *s, const struct records *r, const char *what, uint64_t i) {
  s->mismatches++;
  printf("%s %s: %s %" PRIu64 " of %" PRIu64 "\n", r->scheme->name, s->name, what, i,
         r->batch.count);
}

/* Signatures first to last - 1: their output, and nothing else, has to be written. */
static void check_share(struct subject *s, const struct records *r, uint64_t first, uint64_t last) {
  uint8_t space[OUTPUT_MOST + 3];
  uint8_t *const output = (uint8_t *)((uintptr_t)(space + 1) | 1);
  memset(space, POISON, sizeof space);
  const bool recovers = r->scheme->recovers;
  const uint64_t begin = recovers ? first * SIG_ADDRESS_BYTES : first / 8;
  const uint64_t end = recovers ? last * SIG_ADDRESS_BYTES : (last + 7) / 8;
  if (!(s->batch ? s->batch(&r->batch, first, last, output)
                 : sig_judge(r->scheme, &r->batch, first, last, output)))
    fatal("scratch");
  for (uint64_t i = first; i < last; i++)
    if (accepted(r, output, i) != r->valid[i])
      mismatch(s, r, r->valid[i] ? "refused good" : "accepted bad", i);
  for (uint64_t byte = 0; byte < OUTPUT_MOST; byte++)
    if ((byte < begin || byte >= end) && output[byte] != POISON)
      mismatch(s, r, "wrote outside its share at", byte);
  for (uint64_t i = last; !recovers && i < 8 * end; i++)
    if (output[i / 8] >> i % 8 & 1)
      mismatch(s, r, "set a bit after the last,", i);
  s->signatures += last - first;
}

static void check_verifier(struct subject *s, struct records *r) {
  check_share(s, r, 0, COUNT);
  check_share(s, r, 8, 24);
  check_share(s, r, 16, COUNT);
  for (uint64_t count = 1; count <= 18; count += count < 9 ? 1 : 3) {
    r->batch.count = count;
    check_share(s, r, 0, count);
  }
  r->batch.count = COUNT;
}

/* ---- the subjects ---- */

static bool report(const struct subject *s, const struct records *r) {
  const bool prepared = sig_keys_are_prepared(r->scheme, &r->batch);
  printf("%s %s%s: %" PRIu64 " signatures, %" PRIu64 " mismatches\n", r->scheme->name, s->name,
         prepared ? ", prepared keys" : "", s->signatures, s->mismatches);
  return s->mismatches == 0;
}

static bool check(const char *name, sig_batch_fn *batch, struct records *r) {
  struct subject s = {.name = name, .batch = batch};
  check_verifier(&s, r);
  return report(&s, r);
}

/* The verifiers that take keys of both kinds. */
static bool check_core_and_lanes(struct records *r, unsigned *checked) {
  const struct sig_scheme *scheme = r->scheme;
  bool right = true;
  if (scheme->portable) {
    right = check("portable", scheme->portable, r);
    ++*checked;
  }
  for (enum lane_isa isa = 0; isa < LANE_ISA_COUNT; isa++)
    if (scheme->batch[isa] && lane_isa_supported(isa)) {
      right = check(lane_isa_name(isa), scheme->batch[isa], r) && right;
      ++*checked;
    }
  return right;
}

static bool check_scheme(const struct sig_scheme *scheme) {
  struct records r;
  if (!records_make(&r, scheme)) {
    printf("%s: no signature is known here\n", scheme->name);
    return false;
  }
  bool right = sig_oracle(scheme)->library || check("reference", NULL, &r);
  unsigned checked = 0;
  right = check_core_and_lanes(&r, &checked) && right;
  if (scheme->prepared_key_bytes) {
    struct records prepared = records_prepared(&r);
    right = check_core_and_lanes(&prepared, &checked) && right;
    guarded_free(&prepared.field[KEY]);
  }
  records_free(&r);
  if (!checked)
    printf("%s: neither core nor lanes to check\n", scheme->name);
  return right && checked;
}

int main(void) {
  setvbuf(stdout, NULL, _IOLBF, 0); /* a crash loses no line */
  bool right = true;
  for (int i = 0; i < SCHEME_COUNT; i++)
    right = check_scheme(schemes[i]) && right;
  return right ? EXIT_SUCCESS : EXIT_FAILURE;
}
