/* libproofmark from four threads at once, on a context and operations that they share: the digests
 * and verdicts of batches of changing sizes are OpenSSL's. Also that the calling threads stay on
 * the CPUs that they were on. Usage: threads [DEVICE]. Exits 1 and says what is wrong. */
#define _GNU_SOURCE 1 /* sched_getaffinity */
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <proofmark/proofmark.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { THREADS = 4, BATCHES = 25, MESSAGES_MAX = 200, MESSAGE_BYTES_MAX = 150, SIGNATURES = 40 };

static struct proofmark_operation *sha256, *ed25519;
static unsigned char keys[SIGNATURES][32], signatures[SIGNATURES][64], messages[SIGNATURES][32];
static unsigned char verdicts_expected[(SIGNATURES + 7) / 8];

static void fail(const char *what, const struct proofmark_error *error) {
  fprintf(stderr, "threads: %s%s%s\n", what, error ? ": " : "", error ? error->message : "");
  exit(1);
}

static uint32_t next_random(uint32_t *state) { return *state = *state * 1664525u + 1013904223u; }

static void sign(int i) {
  size_t key_bytes = 32, signature_bytes = 64;
  EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
  EVP_MD_CTX *signing = EVP_MD_CTX_new();
  memset(messages[i], i, sizeof messages[i]);
  if (!key || !signing || EVP_PKEY_get_raw_public_key(key, keys[i], &key_bytes) != 1 ||
      EVP_DigestSignInit(signing, NULL, NULL, NULL, key) != 1 ||
      EVP_DigestSign(signing, signatures[i], &signature_bytes, messages[i], 32) != 1)
    fail("OpenSSL does not sign", NULL);
  EVP_MD_CTX_free(signing);
  EVP_PKEY_free(key);
  if (i % 3 == 0)
    signatures[i][i % 64] ^= 1;
  else
    verdicts_expected[i / 8] |= (unsigned char)(1u << i % 8);
}

static void check_hashes(uint32_t *random) {
  static _Thread_local unsigned char bytes[MESSAGES_MAX * MESSAGE_BYTES_MAX];
  unsigned char digests[MESSAGES_MAX][32], expected[32];
  uint64_t offsets[MESSAGES_MAX + 1] = {0};
  struct proofmark_hash_batch batch = {.size = sizeof batch, .messages = bytes, .digests = digests};
  struct proofmark_ticket *ticket;
  struct proofmark_error error;
  batch.count = 1 + next_random(random) % MESSAGES_MAX;
  batch.length = next_random(random) % MESSAGE_BYTES_MAX;
  const int ragged = next_random(random) >> 16 & 1;
  for (uint64_t i = 0; i < batch.count; i++)
    offsets[i + 1] = offsets[i] + (ragged ? next_random(random) % MESSAGE_BYTES_MAX : batch.length);
  for (uint64_t i = 0; i < offsets[batch.count]; i++)
    bytes[i] = (unsigned char)(next_random(random) >> 24);
  batch.offsets = ragged ? offsets : NULL;
  memset(digests, 0xee, sizeof digests);
  if (proofmark_hash_submit(sha256, &batch, &ticket, &error) || proofmark_wait(&ticket, &error))
    fail("hash/sha256", &error);
  for (uint64_t i = 0; i < batch.count; i++) {
    SHA256(bytes + offsets[i], offsets[i + 1] - offsets[i], expected);
    if (memcmp(digests[i], expected, sizeof expected) != 0)
      fail("a digest is not OpenSSL's", NULL);
  }
}

static void check_signatures(void) {
  unsigned char verdicts[sizeof verdicts_expected];
  const struct proofmark_signature_batch batch = {.size = sizeof batch,
                                                  .keys = keys,
                                                  .messages = messages,
                                                  .message_bytes = 32,
                                                  .signatures = signatures,
                                                  .count = SIGNATURES,
                                                  .output = verdicts};
  struct proofmark_error error;
  if (proofmark_signature_run(ed25519, &batch, &error))
    fail("sig/ed25519", &error);
  if (memcmp(verdicts, verdicts_expected, sizeof verdicts) != 0)
    fail("a verdict is wrong", NULL);
}

/* One of the CPUs that the thread may use. */
static cpu_set_t one_cpu(unsigned number) {
  cpu_set_t usable, one;
  int cpu = -1;
  sched_getaffinity(0, sizeof usable, &usable);
  for (unsigned i = 0; i <= number % (unsigned)CPU_COUNT(&usable); i++)
    do
      cpu++;
    while (!CPU_ISSET(cpu, &usable));
  CPU_ZERO(&one);
  CPU_SET(cpu, &one);
  return one;
}

static void *run_batches(void *number) {
  uint32_t random = 7 + (uint32_t)(uintptr_t)number;
  const cpu_set_t before = one_cpu((unsigned)(uintptr_t)number);
  cpu_set_t after;
  sched_setaffinity(0, sizeof before, &before);
  for (int i = 0; i < BATCHES; i++) {
    check_hashes(&random);
    check_signatures();
  }
  sched_getaffinity(0, sizeof after, &after);
  if (!CPU_EQUAL(&before, &after))
    fail("a calling thread was moved to other CPUs", NULL);
  return NULL;
}

static void run_threads(void) {
  pthread_t threads[THREADS];
  for (uintptr_t i = 0; i < THREADS; i++)
    if (pthread_create(&threads[i], NULL, run_batches, (void *)i) != 0)
      fail("no thread can be started", NULL);
  for (int i = 0; i < THREADS; i++)
    pthread_join(threads[i], NULL);
}

int main(int argc, char **argv) {
  struct proofmark_context_options options = {.size = sizeof options,
                                              .device = argc > 1 ? argv[1] : NULL};
  const struct proofmark_capacity hashes = {.size = sizeof hashes,
                                            .count = MESSAGES_MAX,
                                            .bytes = MESSAGES_MAX * MESSAGE_BYTES_MAX,
                                            .in_flight = argc > 1 ? 3 : 0};
  const struct proofmark_capacity checks = {
      .size = sizeof checks, .count = SIGNATURES, .message_bytes = 32};
  struct proofmark_context *context;
  struct proofmark_error error;
  for (int i = 0; i < SIGNATURES; i++)
    sign(i);
  if (proofmark_version() != PROOFMARK_VERSION)
    fail("the header is of another version than the library", NULL);
  if (proofmark_context_open(&options, &context, &error) ||
      proofmark_operation_open(context, "hash/sha256", &hashes, &sha256, &error) ||
      proofmark_operation_open(context, "sig/ed25519", &checks, &ed25519, &error))
    fail("opening", &error);
  run_threads();
  printf("%s: %s\n", proofmark_operation_implementation(sha256),
         proofmark_operation_reason(sha256));
  proofmark_operation_close(ed25519);
  proofmark_operation_close(sha256);
  proofmark_context_close(context);
}
