/* Runs a fuzz target on the files that are named, for compilers without libFuzzer: a corpus, or an
 * input that once failed. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "host/base/file.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int main(int argc, char **argv) {
  for (int i = 1; i < argc; i++) {
    char *bytes;
    size_t size;
    struct pm_error error;
    if (pm_file_read(argv[i], SIZE_MAX / 2, &bytes, &size, &error) != PM_OK) {
      fprintf(stderr, "%s\n", error.text);
      return (int)error.status;
    }
    LLVMFuzzerTestOneInput((const uint8_t *)bytes, size);
    free(bytes);
  }
  printf("%d inputs\n", argc - 1);
  return 0;
}
