/* libFuzzer target (https://llvm.org/docs/LibFuzzer.html): any bytes as the JSON of an execution
 * payload. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bench/chain/ethereum_payload.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check(int holds) {
  if (!holds)
    abort();
}

static void check_payload(const struct ethereum_payload *payload, size_t size) {
  unsigned all = 0;
  check(payload->count > 0 && payload->offsets[0] == 0);
  for (uint64_t i = 0; i < payload->count; i++)
    check(payload->offsets[i] < payload->offsets[i + 1]);
  check(payload->offsets[payload->count] <= size / 2);
  for (uint64_t i = 0; i < payload->offsets[payload->count]; i++)
    all += payload->bytes[i]; /* a sanitizer looks at each */
  check(all || payload->bytes[0] == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  char *json = malloc(size + 1);
  check(json != NULL);
  if (size)
    memcpy(json, bytes, size);
  json[size] = '\0';
  struct ethereum_payload payload;
  struct pm_error error = {0};
  enum pm_status status = ethereum_payload_parse(json, size, &payload, &error);
  if (status == PM_OK) {
    check_payload(&payload, size);
    ethereum_payload_free(&payload);
  } else {
    check(status == PM_USAGE && *error.text);
  }
  free(json);
  return 0;
}
