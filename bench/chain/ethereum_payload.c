#include "bench/chain/ethereum_payload.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "bench/chain/hex.h"
#include "bench/chain/json.h"

/* The first byte of a transaction: a type up to 0x7f, or from 0xc0 on the RLP list that a legacy
 * one is (EIP-2718). */
enum { TYPE_MAX = 0x7f, LEGACY_MIN = 0xc0 };

/* What is inside a wrapper of the Engine API, or NULL. */
static const cJSON *unwrap(const cJSON *object) {
  static const char *const wrappers[] = {"result", "executionPayload", "execution_payload",
                                         "params"};
  for (size_t i = 0; i < sizeof wrappers / sizeof *wrappers; i++) {
    const cJSON *inner = cJSON_GetObjectItemCaseSensitive(object, wrappers[i]);
    if (inner)
      return cJSON_IsArray(inner) ? inner->child : inner;
  }
  return NULL;
}

static const cJSON *find_transactions(const cJSON *root) {
  for (const cJSON *object = root; object; object = unwrap(object)) {
    const cJSON *transactions = cJSON_GetObjectItemCaseSensitive(object, "transactions");
    if (transactions)
      return transactions;
  }
  return NULL;
}

static enum pm_status bad_character(uint64_t index, const char *text, size_t at,
                                    struct pm_error *error) {
  unsigned char c = (unsigned char)text[at];
  if (isprint(c))
    return pm_fail(error, PM_USAGE, "transaction %" PRIu64 ", character %zu: '%c' is no hex digit",
                   index, at, c);
  return pm_fail(error, PM_USAGE,
                 "transaction %" PRIu64 ", character %zu: the byte 0x%02x is no hex digit", index,
                 at, c);
}

/* Checks the form of transaction `index`; *digits is how many follow the 0x. */
static enum pm_status check_form(const cJSON *item, uint64_t index, size_t *digits,
                                 struct pm_error *error) {
  if (!cJSON_IsString(item))
    return pm_fail(error, PM_USAGE,
                   "transaction %" PRIu64
                   " is no string: the payload must have the signed bytes of "
                   "each in 0x-hex (Engine API), not its fields",
                   index);
  const char *text = item->valuestring;
  if (text[0] != '0' || text[1] != 'x')
    return pm_fail(error, PM_USAGE, "transaction %" PRIu64 ", character 0: 0x is expected", index);
  *digits = strlen(text + 2);
  if (!*digits)
    return pm_fail(error, PM_USAGE, "transaction %" PRIu64 " is empty", index);
  size_t good = hex_digits(text + 2, *digits);
  if (good < *digits)
    return bad_character(index, text, 2 + good, error);
  if (*digits % 2)
    return pm_fail(error, PM_USAGE,
                   "transaction %" PRIu64 ", character %zu: an odd number of hex digits, %zu",
                   index, 2 + *digits, *digits);
  return PM_OK;
}

static enum pm_status decode(const cJSON *item, uint64_t index, struct ethereum_payload *payload,
                             struct pm_error *error) {
  size_t digits = 0;
  enum pm_status status = check_form(item, index, &digits, error);
  if (status != PM_OK)
    return status;
  uint8_t *bytes = payload->bytes + payload->offsets[index];
  hex_decode(item->valuestring + 2, digits, bytes);
  payload->offsets[index + 1] = payload->offsets[index] + digits / 2;
  if (*bytes > TYPE_MAX && *bytes < LEGACY_MIN)
    return pm_fail(error, PM_USAGE,
                   "transaction %" PRIu64
                   ", character 2: 0x%02x begins neither a typed transaction "
                   "(up to 0x7f) nor a legacy one (from 0xc0 on)",
                   index, *bytes);
  return PM_OK;
}

/* `size`, the length of the document, bounds the bytes that its hex stands for. */
static enum pm_status decode_all(const cJSON *transactions, size_t size,
                                 struct ethereum_payload *payload, struct pm_error *error) {
  if (!cJSON_IsArray(transactions))
    return pm_fail(error, PM_USAGE, "no execution payload: there is no array `transactions`");
  payload->count = (uint64_t)cJSON_GetArraySize(transactions);
  if (!payload->count)
    return pm_fail(error, PM_USAGE, "the payload has no transactions");
  payload->bytes = malloc(size / 2 + 1);
  payload->offsets = calloc(payload->count + 1, sizeof *payload->offsets);
  if (!payload->bytes || !payload->offsets)
    return pm_fail(error, PM_FAILED, "no memory for %" PRIu64 " transactions", payload->count);
  uint64_t index = 0;
  const cJSON *item;
  cJSON_ArrayForEach(item, transactions) {
    enum pm_status status = decode(item, index++, payload, error);
    if (status != PM_OK)
      return status;
  }
  return PM_OK;
}

enum pm_status ethereum_payload_parse(const char *json, size_t size,
                                      struct ethereum_payload *payload, struct pm_error *error) {
  *payload = (struct ethereum_payload){0};
  cJSON *root = NULL;
  enum pm_status status = json_parse(json, size, &root, error);
  if (status != PM_OK)
    return status;
  status = decode_all(find_transactions(root), size, payload, error);
  cJSON_Delete(root);
  if (status != PM_OK)
    ethereum_payload_free(payload);
  return status;
}

void ethereum_payload_free(struct ethereum_payload *payload) {
  free(payload->bytes);
  free(payload->offsets);
  *payload = (struct ethereum_payload){0};
}
