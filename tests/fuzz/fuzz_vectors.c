/* libFuzzer target (https://llvm.org/docs/LibFuzzer.html): any bytes as a file of test vectors, for
 * every kind of scheme. The schemes' records are made short, so that a fuzzer can write them. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bench/sig/vectors.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static const struct sig_scheme schemes[] = {
    {.name = "ecdsa_secp256k1", .key_bytes = 33, .signature_bytes = 64, .message_bytes = 32},
    {.name = "ecrecover", .signature_bytes = 65, .message_bytes = 32, .recovers = true},
    {.name = "schnorr_bip340", .key_bytes = 2, .signature_bytes = 3},
    {.name = "ed25519", .key_bytes = 2, .signature_bytes = 3},
    {.name = "ml_dsa_44", .key_bytes = 2, .signature_bytes = 3}};

static void check(int holds) {
  if (!holds)
    abort();
}

/* A sanitizer looks at each byte. */
static unsigned sum(const uint8_t *bytes, uint64_t count) {
  unsigned all = 0;
  for (uint64_t i = 0; i < count; i++)
    all += bytes[i];
  return all;
}

static void check_batch(const struct vector_batch *batch, const struct sig_scheme *scheme) {
  const struct sig_batch *b = &batch->batch;
  unsigned all = 0;
  check(b->count > 0 && b->context_bytes <= 255 && !b->context == !b->context_bytes);
  check(!scheme->message_bytes || b->message_bytes == scheme->message_bytes);
  check((batch->addresses != NULL) == scheme->recovers);
  check(scheme->recovers ? !b->keys : b->keys && b->key_bytes);
  if (scheme->recovers)
    all += sum(batch->addresses, b->count * SIG_ADDRESS_BYTES);
  else
    all += sum(b->keys, b->count * b->key_bytes + 64);
  all += sum(b->messages, b->count * b->message_bytes + 64);
  all += sum(b->signatures, b->count * scheme->signature_bytes + 64);
  all += sum(b->context, b->context_bytes);
  check(all < UINT32_MAX);
}

static void check_set(const struct vector_set *set, const struct sig_scheme *scheme) {
  size_t count = 0;
  for (size_t i = 0; i < set->batch_count; i++) {
    check(set->batches[i].tests == set->tests + count);
    check_batch(&set->batches[i], scheme);
    count += set->batches[i].batch.count;
  }
  check(set->refused == set->tests + count && count + set->refused_count == set->test_count);
  for (size_t i = 0; i < set->test_count; i++) {
    const struct vector_test *test = &set->tests[i];
    check((test->refusal != NULL) == (i >= count));
    check(!test->refusal || *test->refusal);
    check(strlen(test->comment) + strlen(test->flags) < SIZE_MAX);
    check(test->order < set->test_count + set->skipped);
    check(test->expected <= VECTOR_ACCEPTABLE);
  }
  check(!set->skipped == !*set->skip_reason);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  char *text = malloc(size + 1);
  check(text != NULL);
  if (size)
    memcpy(text, bytes, size);
  text[size] = '\0';
  for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
    struct vector_set set;
    struct pm_error error = {0};
    enum pm_status status = vectors_parse(text, size, &schemes[i], &set, &error);
    if (status == PM_OK) {
      check_set(&set, &schemes[i]);
      vectors_free(&set);
    } else {
      check(status == PM_USAGE && *error.text);
    }
  }
  free(text);
  return 0;
}
