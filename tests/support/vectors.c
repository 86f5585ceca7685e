#include "tests/support/vectors.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static const char *folder(void) {
  const char *named = getenv("PROOFMARK_VECTORS");
  return named && *named ? named : "../shared/vectors";
}

void vectors_or_skip(void) {
  if (access(folder(), R_OK) == 0)
    return;
  print_message("skipped: no vectors at %s; name their folder in PROOFMARK_VECTORS\n", folder());
  skip();
}

const char *vector_path(const char *name) {
  static char path[1024];
  snprintf(path, sizeof path, "%s/%s", folder(), name);
  return path;
}

uint8_t *vector_hex(const char *hex, size_t *count) {
  size_t digits = strspn(hex, "0123456789abcdefABCDEF");
  uint8_t *bytes = malloc(digits / 2 + 1);
  assert_int_equal(digits % 2, 0);
  for (size_t i = 0; i < digits / 2; i++) {
    char pair[3] = {hex[2 * i], hex[2 * i + 1], '\0'};
    bytes[i] = (uint8_t)strtoul(pair, NULL, 16);
  }
  *count = digits / 2;
  return bytes;
}
