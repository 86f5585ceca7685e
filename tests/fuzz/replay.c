/* Runs a fuzz target on the files that are named, for compilers without libFuzzer: a corpus, or an
 * input that once failed. After -x, the bytes of every quoted hex string in a file ("30…", "0x02…") are
 * the inputs instead: what such a string stands for in published tests and blocks. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/chain/hex.h"
#include "host/base/file.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* In memory of exactly its size, so that a sanitizer sees what is read beyond. */
static void run_one(const void *bytes, size_t size) {
  uint8_t *copy = malloc(size ? size : 1);
  if (!copy)
    abort();
  memcpy(copy, bytes, size);
  LLVMFuzzerTestOneInput(copy, size);
  free(copy);
}

/* Runs the string up to the next quote, if it is hex. */
static bool run_hex(const char *text) {
  size_t digits = strcspn(text, "\"");
  if (digits >= 2 && memcmp(text, "0x", 2) == 0) {
    text += 2;
    digits -= 2;
  }
  uint8_t *bytes = malloc(digits / 2 + 1);
  if (!bytes)
    abort();
  bool hex = digits % 2 == 0 && hex_decode(text, digits, bytes) == digits;
  if (hex)
    run_one(bytes, digits / 2);
  free(bytes);
  return hex;
}

static unsigned run_strings(const char *text) {
  unsigned inputs = 0;
  for (const char *quote = strchr(text, '"'); quote; quote = strchr(quote + 1, '"'))
    inputs += run_hex(quote + 1);
  return inputs;
}

int main(int argc, char **argv) {
  bool strings = argc > 1 && strcmp(argv[1], "-x") == 0;
  unsigned inputs = 0;
  for (int i = 1 + strings; i < argc; i++) {
    char *bytes;
    size_t size;
    struct pm_error error;
    if (pm_file_read(argv[i], SIZE_MAX / 2, &bytes, &size, &error) != PM_OK) {
      fprintf(stderr, "%s\n", error.text);
      return (int)error.status;
    }
    if (strings)
      inputs += run_strings(bytes);
    else
      run_one(bytes, size), inputs++;
    free(bytes);
  }
  printf("%u inputs\n", inputs);
  return 0;
}
