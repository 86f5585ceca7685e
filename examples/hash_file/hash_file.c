/* Hashes every line of a file with SHA-256 on a device, and on the CPU as a check; prints the digests.
 * Usage: hash_file FILE [DEVICE], DEVICE as in "cuda:0", else the first GPU; exits 4 without one.
 * Without CMake: cc hash_file.c -o hash_file $(pkg-config --cflags --libs proofmark) */
#include <proofmark/proofmark.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void fail(int status, const char *message) {
  fprintf(stderr, "hash_file: %s\n", message);
  exit(status);
}

static void hash_on(const char *device, const struct proofmark_hash_batch *batch) {
  struct proofmark_context_options options = {.size = sizeof options, .device = device};
  struct proofmark_capacity capacity = {.size = sizeof capacity, .count = batch->count};
  struct proofmark_context *context;
  struct proofmark_operation *sha256;
  struct proofmark_error error;
  capacity.bytes = batch->offsets[batch->count];
  if (proofmark_context_open(&options, &context, &error) ||
      proofmark_operation_open(context, "hash/sha256", &capacity, &sha256, &error) ||
      proofmark_hash_run(sha256, batch, &error))
    fail(error.status == PROOFMARK_UNAVAILABLE ? 4 : 1, error.message);
  proofmark_operation_close(sha256);
  proofmark_context_close(context);
}

int main(int argc, char **argv) {
  struct proofmark_hash_batch batch = {.size = sizeof batch};
  char *line = NULL, *bytes = NULL;
  uint64_t *offsets = calloc(1, sizeof *offsets);
  struct proofmark_devices *devices = NULL;
  size_t room = 0;
  FILE *file = argc > 1 ? fopen(argv[1], "r") : NULL;
  if (!file)
    fail(2, "usage: hash_file FILE [DEVICE]");
  for (ssize_t n; (n = getline(&line, &room, file)) >= 0; batch.count++) {
    n -= n > 0 && line[n - 1] == '\n';
    bytes = realloc(bytes, offsets[batch.count] + n + 1);
    offsets = realloc(offsets, (batch.count + 2) * sizeof *offsets);
    memcpy(bytes + offsets[batch.count], line, n);
    offsets[batch.count + 1] = offsets[batch.count] + n;
  }
  const char *device = argc > 2 ? argv[2] : NULL;
  proofmark_devices_list(&devices, NULL);
  for (size_t i = 0; !device && devices && i < proofmark_devices_count(devices); i++)
    device = proofmark_device_is_gpu(devices, i) ? proofmark_device_id(devices, i) : NULL;
  if (!device)
    fail(4, "there is no GPU");
  unsigned char *digests = malloc(64 * batch.count), *expected = digests + 32 * batch.count;
  batch.messages = bytes, batch.offsets = offsets, batch.digests = digests;
  hash_on(device, &batch);
  batch.digests = expected;
  hash_on(NULL, &batch);
  if (memcmp(digests, expected, 32 * batch.count) != 0)
    fail(3, "the device's digests are not the CPU's");
  for (size_t i = 0; i < 32 * batch.count; i++)
    printf("%02x%s", digests[i], i % 32 == 31 ? "\n" : "");
}
