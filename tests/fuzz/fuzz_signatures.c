/* libFuzzer target (https://llvm.org/docs/LibFuzzer.html): any bytes as keys, messages and
 * signatures of every scheme. All CPU implementations must decide as the oracle does.
 *
 * Random bytes are next to never a point or a signature, so that the bytes are edits of a good
 * signature: without any it is valid, and with few it comes close to what the rules are about. */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bench/chain/hex.h"
#include "bench/sig/cpu_verifier.h"
#include "bench/sig/sig_oracle.h"
#include "bench/sig/sig_work.h"
#include "host/base/random.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check(int holds) {
  if (!holds)
    abort();
}

/* The last record of a batch is edited; the others fill the lanes of the widest. */
enum { RECORDS = 8, LAST = RECORDS - 1, MESSAGE_BYTES = 40, EDITS_MAX = 32, CONTEXT_BYTES = 3 };

struct kind {
  const struct pm_work *work;
  uint64_t key_bytes; /* 0: the scheme's */
};

static const struct kind kinds[] = {
#define SIG(name) {&sig_work_##name, 0},
#include "kernels/sig/schemes.def"
#undef SIG
    {&sig_work_ecdsa_secp256k1, 65}};
enum { KINDS = sizeof kinds / sizeof *kinds };

/* Good signatures of one kind, made once. */
struct sample {
  const struct sig_maker *maker;
  struct sig_batch batch;
  uint8_t *keys, *messages, *signatures;
  uint8_t addresses[RECORDS][SIG_ADDRESS_BYTES];
};

static struct sample samples[KINDS];

static void make_record(const struct sig_making *making, struct sample *sample, unsigned i) {
  uint8_t random[3][SIG_SEED_BYTES], secret[SIG_SECRET_MAX];
  const struct sig_batch *b = &sample->batch;
  struct sig_record record = {.secret = secret,
                              .sign_random = random[1],
                              .damage_random = random[2],
                              .key = b->keys ? sample->keys + i * b->key_bytes : NULL,
                              .message = sample->messages + i * b->message_bytes,
                              .signature =
                                  sample->signatures + i * sample->maker->scheme->signature_bytes};
  pm_random_bytes(1, i, 0, *random, sizeof random);
  pm_random_bytes(2, i, 0, record.message, b->message_bytes);
  check(sample->maker->make_key(making, random[0], secret,
                                record.key ? record.key : sample->addresses[i]));
  check(sample->maker->sign(making, &record));
}

static void make_sample(const struct kind *kind, struct sample *sample) {
  static const uint8_t context[CONTEXT_BYTES] = "ctx";
  const struct sig_maker *maker = kind->work->family;
  const struct sig_scheme *scheme = maker->scheme;
  struct sig_batch *b = &sample->batch;
  struct sig_making making = {.maker = maker, .batch = b};
  sample->maker = maker;
  b->count = RECORDS;
  b->key_bytes = kind->key_bytes ? kind->key_bytes : scheme->key_bytes;
  b->message_bytes = scheme->message_bytes ? scheme->message_bytes : MESSAGE_BYTES;
  b->keys = sample->keys = scheme->recovers ? NULL : malloc(RECORDS * b->key_bytes);
  b->messages = sample->messages = malloc(RECORDS * b->message_bytes);
  b->signatures = sample->signatures = malloc(RECORDS * scheme->signature_bytes);
  if (strncmp(scheme->name, "ml_dsa", 6) == 0) {
    b->context = context;
    b->context_bytes = CONTEXT_BYTES;
  }
  check(!maker->begin || maker->begin(&making.tool));
  for (unsigned i = 0; i < RECORDS; i++)
    make_record(&making, sample, i);
  if (maker->end)
    maker->end(making.tool);
}

/* Bytes of the input, zeros at its end. */
struct input {
  const uint8_t *bytes;
  size_t size;
};

static unsigned next_byte(struct input *input) {
  if (!input->size)
    return 0;
  input->size--;
  return *input->bytes++;
}

/* Numbers at which something changes: orders, primes and their neighbours, big-endian for
 * secp256k1 (SEC 2 v2.0, section 2.4.1), little-endian for Ed25519 (RFC 8032, section 5.1). */
static const char *const edges[] = {
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000001",
    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140",
    "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141",
    "7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0",
    "7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a1",
    "000000000000000000000000000000014551231950b75fc4402da1722fc9baee",
    "fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2e",
    "fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "ecd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010",
    "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"};
enum { EDGES = sizeof edges / sizeof *edges, EDGE_BYTES = 32 };

struct field {
  uint8_t *bytes;
  size_t count;
};

static void edit(struct input *input, const struct field *field) {
  static const uint8_t places[] = {0, 1, 32, 33}; /* of a number in a key or a signature */
  unsigned what = next_byte(input), at = next_byte(input), value = next_byte(input);
  if (what & 1) {
    size_t place = places[at % sizeof places];
    if (place + EDGE_BYTES <= field->count)
      hex_decode(edges[value % EDGES], 2 * EDGE_BYTES, field->bytes + place);
  } else if (field->count) {
    field->bytes[((what & 0xfe) << 7 | at) % field->count] ^= (uint8_t)value;
  }
}

/* The edited record in memory of its own. */
struct edited {
  uint8_t *key, *message, *signature;
  bool changed;
};

static uint8_t *copy_of(const uint8_t *records, uint64_t bytes) {
  uint8_t *copy = malloc(bytes ? bytes : 1);
  check(copy != NULL);
  if (bytes && records)
    memcpy(copy, records + LAST * bytes, bytes);
  return copy;
}

static struct edited edit_record(const struct sample *sample, struct input *input) {
  const struct sig_batch *b = &sample->batch;
  uint64_t signature_bytes = sample->maker->scheme->signature_bytes;
  struct edited e = {.key = copy_of(b->keys, b->keys ? b->key_bytes : 0),
                     .message = copy_of(b->messages, b->message_bytes),
                     .signature = copy_of(b->signatures, signature_bytes)};
  const struct field fields[] = {{e.signature, signature_bytes},
                                 {e.key, b->keys ? b->key_bytes : 0},
                                 {e.message, b->message_bytes}};
  for (unsigned i = 0; input->size && i < EDITS_MAX; i++)
    edit(input, &fields[next_byte(input) % 3]);
  e.changed = (b->keys && memcmp(e.key, b->keys + LAST * b->key_bytes, b->key_bytes) != 0) ||
              memcmp(e.message, b->messages + LAST * b->message_bytes, b->message_bytes) != 0 ||
              memcmp(e.signature, b->signatures + LAST * signature_bytes, signature_bytes) != 0;
  return e;
}

static void free_record(struct edited *e) {
  free(e->key);
  free(e->message);
  free(e->signature);
}

enum { OUTPUT_BYTES = RECORDS * SIG_ADDRESS_BYTES };

/* What the oracle says of the edited record, and what is known of those before it. */
static void expect(const struct sample *sample, const struct sig_batch *single, bool all,
                   uint8_t expected[OUTPUT_BYTES]) {
  const struct sig_maker *maker = sample->maker;
  uint8_t output[SIG_ADDRESS_BYTES];
  memset(expected, 0, OUTPUT_BYTES);
  check(sig_judge(maker->scheme, single, 0, 1, output));
  if (maker->scheme->recovers) {
    if (all)
      memcpy(expected, sample->addresses, LAST * SIG_ADDRESS_BYTES);
    memcpy(expected + (all ? LAST * SIG_ADDRESS_BYTES : 0), output, SIG_ADDRESS_BYTES);
  } else {
    check(output[0] <= 1);
    expected[0] = all ? (uint8_t)(0x7f | output[0] << LAST) : output[0];
  }
}

static void check_implementation(const struct sample *sample,
                                 const struct pm_implementation *implementation,
                                 const struct pm_work *work, const struct sig_batch *batch,
                                 const uint8_t expected[OUTPUT_BYTES]) {
  const struct sig_scheme *scheme = sample->maker->scheme;
  const struct cpu_verifier *verifier = implementation->variant;
  char reason[256];
  uint8_t output[OUTPUT_BYTES];
  bool judge = verifier == &cpu_verifier_reference && !sig_oracle(scheme)->library;
  if (implementation->on_device || judge ||
      !implementation->available(implementation, work, reason, sizeof reason) ||
      (verifier->takes_policy &&
       !verifier->takes_policy(verifier, scheme, batch->policy, reason, sizeof reason)))
    return;
  memset(output, 0xa5, sizeof output);
  check(verifier->batch(verifier, scheme, batch, 0, batch->count, output));
  check(memcmp(output, expected,
               scheme->recovers ? batch->count * SIG_ADDRESS_BYTES : (batch->count + 7) / 8) == 0);
}

/* All records, the last one edited, put together in `memory`. */
static struct sig_batch batch_of_all(const struct sample *sample, const struct edited *e,
                                     struct edited *memory) {
  struct sig_batch b = sample->batch;
  uint64_t signature_bytes = sample->maker->scheme->signature_bytes;
  *memory = (struct edited){malloc(RECORDS * b.key_bytes + 1), malloc(RECORDS * b.message_bytes),
                            malloc(RECORDS * signature_bytes), true};
  check(memory->key && memory->message && memory->signature);
  if (b.keys) {
    memcpy(memory->key, b.keys, LAST * b.key_bytes);
    memcpy(memory->key + LAST * b.key_bytes, e->key, b.key_bytes);
    b.keys = memory->key;
  }
  memcpy(memory->message, b.messages, LAST * b.message_bytes);
  memcpy(memory->message + LAST * b.message_bytes, e->message, b.message_bytes);
  memcpy(memory->signature, b.signatures, LAST * signature_bytes);
  memcpy(memory->signature + LAST * signature_bytes, e->signature, signature_bytes);
  b.messages = memory->message;
  b.signatures = memory->signature;
  return b;
}

static struct sig_batch batch_of_one(const struct sample *sample, const struct edited *e) {
  struct sig_batch b = sample->batch;
  b.keys = b.keys ? e->key : NULL;
  b.messages = e->message;
  b.signatures = e->signature;
  b.count = 1;
  return b;
}

static unsigned policies_of(const struct sig_scheme *scheme) {
  unsigned count = 0;
  while (scheme->policies[count])
    count++;
  return count;
}

static bool is_accepted(const struct sig_scheme *scheme, const uint8_t *output) {
  static const uint8_t nobody[SIG_ADDRESS_BYTES];
  return scheme->recovers ? memcmp(output, nobody, sizeof nobody) != 0 : output[0] == 1;
}

static void run(const struct kind *kind, const struct sample *sample, struct input *input) {
  const struct sig_scheme *scheme = sample->maker->scheme;
  unsigned choice = next_byte(input);
  bool all = choice & 1;
  struct edited e = edit_record(sample, input), memory = {0};
  struct sig_batch single = batch_of_one(sample, &e);
  single.policy = choice / 2 % policies_of(scheme);
  struct sig_batch batch = all ? batch_of_all(sample, &e, &memory) : single;
  batch.policy = single.policy;
  uint8_t expected[OUTPUT_BYTES];
  expect(sample, &single, all, expected);
  check(all || e.changed || is_accepted(scheme, expected));
  for (size_t i = 0; i < kind->work->implementation_count; i++)
    check_implementation(sample, &kind->work->implementations[i], kind->work, &batch, expected);
  free_record(&e);
  free_record(&memory);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  struct input input = {bytes, size};
  unsigned k = next_byte(&input) % KINDS;
  if (!samples[k].maker)
    make_sample(&kinds[k], &samples[k]);
  run(&kinds[k], &samples[k], &input);
  return 0;
}
