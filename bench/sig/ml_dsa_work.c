/* sig/ml_dsa_44, _65, _87: keys and signatures by the project's own signing, the oracle is the
 * reference. */
#include <stdlib.h>
#include <string.h>

#include "bench/sig/sig_defects.h"
#include "bench/sig/sig_work.h"
#include "kernels/sig/ml_dsa/sign.h"

/* A signer holds one key in the form that signs fast; a secret is the key's seed. */
struct tool {
  struct ml_dsa_signer *signer;
  uint8_t seed[ML_DSA_SEED_BYTES];
};

static bool begin(void **tool) {
  *tool = calloc(1, sizeof(struct tool));
  return *tool != NULL;
}

static void end(void *tool) {
  struct tool *t = tool;
  ml_dsa_signer_free(t->signer);
  free(t);
}

static const struct ml_dsa_params *params_of(const struct sig_making *making) {
  return ml_dsa_params_named(making->maker->scheme->name);
}

/* The thread's signer, with this key; NULL: no memory. */
static const struct ml_dsa_signer *signer_of(const struct sig_making *making, const uint8_t *seed) {
  struct tool *t = making->tool;
  if (!t->signer)
    t->signer = ml_dsa_signer_new(params_of(making), seed);
  else if (memcmp(t->seed, seed, ML_DSA_SEED_BYTES) != 0)
    ml_dsa_signer_rekey(t->signer, params_of(making), seed);
  memcpy(t->seed, seed, ML_DSA_SEED_BYTES);
  return t->signer;
}

static bool make_key(const struct sig_making *making, const uint8_t *random, uint8_t *secret,
                     uint8_t *key) {
  const struct ml_dsa_signer *signer = signer_of(making, random);
  if (!signer)
    return false;
  memcpy(secret, random, ML_DSA_SEED_BYTES);
  memcpy(key, ml_dsa_signer_public_key(signer), making->batch->key_bytes);
  return true;
}

static bool sign_with(const struct sig_making *making, const struct sig_record *record,
                      const uint8_t *context, size_t context_bytes) {
  const struct ml_dsa_signer *signer = signer_of(making, record->secret);
  if (!signer)
    return false;
  ml_dsa_sign(signer, record->message, making->batch->message_bytes, context, context_bytes,
              record->signature);
  return true;
}

static bool sign(const struct sig_making *making, const struct sig_record *record) {
  return sign_with(making, record, making->batch->context, making->batch->context_bytes);
}

/* The batch's context with its first byte changed, or one byte where it has none. */
static bool sign_for_another_context(const struct sig_making *making,
                                     const struct sig_record *record) {
  const struct sig_batch *batch = making->batch;
  uint8_t context[ML_DSA_MAX_CONTEXT_BYTES] = {0};
  if (batch->context_bytes)
    memcpy(context, batch->context, batch->context_bytes);
  context[0] ^= 1;
  return sign_with(making, record, context, batch->context_bytes ? batch->context_bytes : 1);
}

/* The places of the hints, omega bytes, then for each polynomial where its own end (FIPS 204,
 * algorithm 20): the last bytes of a signature. */
static uint8_t *hints_of(const struct sig_making *making, const struct sig_record *record) {
  const struct ml_dsa_params *p = params_of(making);
  return record->signature + ml_dsa_signature_bytes(p) - p->omega - p->k;
}

/* Bytes after the last hint must be zero: without that rule of algorithm 21 the signature would be
 * good. Where there is no such byte the number of hints is made too large. */
static bool spoil_hint_padding(const struct sig_making *making, const struct sig_record *record) {
  const struct ml_dsa_params *p = params_of(making);
  uint8_t *hints = hints_of(making, record), *count = &hints[p->omega + p->k - 1];
  if (*count < p->omega)
    hints[p->omega - 1] = 1;
  else
    ++*count;
  return true;
}

/* Places must rise within a polynomial: the first two of one that has two change places. Almost every
 * signature has such a polynomial; where none has, a hint is put where the padding is. */
static bool swap_hints(const struct sig_making *making, const struct sig_record *record) {
  const struct ml_dsa_params *p = params_of(making);
  uint8_t *hints = hints_of(making, record);
  for (unsigned i = 0, start = 0; i < p->k; start = hints[p->omega + i++]) {
    if (hints[p->omega + i] < start + 2)
      continue;
    uint8_t first = hints[start];
    hints[start] = hints[start + 1];
    hints[start + 1] = first;
    return true;
  }
  return spoil_hint_padding(making, record);
}

static const struct sig_defect defects[] = {
    SIG_DEFECT_SIGNATURE_BIT,
    SIG_DEFECT_MESSAGE_BIT,
    SIG_DEFECT_KEY_BIT,
    {.name = "a byte after the last hint", .damage = spoil_hint_padding},
    {.name = "two hints in the wrong order", .damage = swap_hints},
    {.name = "another context", .damage = sign_for_another_context},
    {.name = NULL},
};

enum { BATCH, MESSAGE, INVALID, KEYS, CONTEXT, KEY_CACHE };

static const struct pm_parameter parameters[] = {
    [BATCH] = SIG_PARAMETER_BATCH,
    [MESSAGE] = SIG_PARAMETER_MESSAGE,
    [INVALID] = SIG_PARAMETER_INVALID(
        "a flipped bit of the signature, of the message, of the key; a byte after the last hint; "
        "two hints in the wrong order; another context"),
    [KEYS] = SIG_PARAMETER_KEYS,
    [CONTEXT] = SIG_PARAMETER_CONTEXT,
    [KEY_CACHE] = SIG_PARAMETER_KEY_CACHE,
};

static const struct pm_point points[] = {
    {PM_SUITE_QUICK | PM_SUITE_FULL, {256, 32, 10}},
    {PM_SUITE_STANDARD | PM_SUITE_FULL, {1 << 10, 32, 10}},
    {PM_SUITE_STANDARD | PM_SUITE_FULL, {1 << 14, 32, 10}},
    {PM_SUITE_FULL, {1 << 16, 32, 10}},
    {PM_SUITE_FULL, {1, 32, 0}},
    {PM_SUITE_FULL, {32, 32, 10}},
    {PM_SUITE_FULL, {1 << 14, 1024, 10, 0, 255}},
    {PM_SUITE_STANDARD | PM_SUITE_FULL, {1 << 14, 32, 10, 100, 0, SIG_KEY_CACHE_ON}},
};

#define ML_DSA_WORK(set)                                                                           \
  static const struct sig_maker maker_##set = {                                                    \
      .scheme = &sig_ml_dsa_##set,                                                                 \
      .begin = begin,                                                                              \
      .end = end,                                                                                  \
      .make_key = make_key,                                                                        \
      .sign = sign,                                                                                \
      .defects = defects,                                                                          \
      .judged_max = 1 << 13,                                                                       \
  };                                                                                               \
  SIG_WORK(ml_dsa_##set, "verdicts on ML-DSA-" #set " signatures", "FIPS 204, algorithm 3",        \
           parameters, points, maker_##set)

ML_DSA_WORK(44);
ML_DSA_WORK(65);
ML_DSA_WORK(87);
