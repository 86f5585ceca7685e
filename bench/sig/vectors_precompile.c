/* go-ethereum's tests of the ecrecover precompile: an array of objects with `Input`, `Expected`,
 * `Name`. Input and output of the precompile: Ethereum Yellow Paper, appendix E.1: the digest, v, r
 * and s in 32 bytes each, filled up with zeros on the right; 32 bytes with the address in the last
 * 20, or none where there is no signer. */
#include <inttypes.h>
#include <string.h>

#include "bench/sig/vectors_internal.h"

enum { WORD_BYTES = 32, INPUT_BYTES = 4 * WORD_BYTES, SIGNATURE_BYTES = 2 * WORD_BYTES + 1 };

static bool all_zero(const uint8_t *bytes, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (bytes[i])
      return false;
  return true;
}

static enum pm_status read_expected(struct vector_rows *rows, const char *text,
                                    struct vector_row *row, struct pm_error *error) {
  struct vector_span span;
  enum pm_status status = vector_rows_hex(rows, "Expected", text, strlen(text), &span, error);
  if (status != PM_OK)
    return status;
  row->expected = span.count ? VECTOR_VALID : VECTOR_INVALID;
  if (!span.count)
    return PM_OK;
  const uint8_t *word = rows->bytes + span.offset;
  size_t zeros = WORD_BYTES - SIG_ADDRESS_BYTES;
  if (span.count != WORD_BYTES || !all_zero(word, zeros))
    return pm_fail(error, PM_USAGE, "`Expected` is no address in %d bytes", WORD_BYTES);
  memcpy(row->address, word + zeros, SIG_ADDRESS_BYTES);
  return PM_OK;
}

/* A record has one byte for v. */
static enum pm_status make_record(struct vector_rows *rows, const uint8_t input[INPUT_BYTES],
                                  struct vector_row *row, struct pm_error *error) {
  enum pm_status status = vector_rows_room(rows, WORD_BYTES, &row->message, error);
  if (status != PM_OK)
    return status;
  memcpy(rows->bytes + row->message.offset, input, WORD_BYTES);
  status = vector_rows_room(rows, SIGNATURE_BYTES, &row->signature, error);
  if (status != PM_OK)
    return status;
  uint8_t *signature = rows->bytes + row->signature.offset;
  memcpy(signature, input + 2 * WORD_BYTES, 2 * WORD_BYTES);
  signature[2 * WORD_BYTES] = input[2 * WORD_BYTES - 1];
  if (!all_zero(input + WORD_BYTES, WORD_BYTES - 1))
    return vector_row_refuse(rows, row, error, "v is above 255");
  return PM_OK;
}

static enum pm_status read_case(struct vector_rows *rows, const cJSON *object,
                                struct pm_error *error) {
  const char *input = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, "Input"));
  const char *expected = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, "Expected"));
  const char *name = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, "Name"));
  if (!input || !expected)
    return pm_fail(error, PM_USAGE, "there is no string `Input` or no string `Expected`");
  struct vector_row row = {.id = rows->order};
  struct vector_span span;
  uint8_t words[INPUT_BYTES] = {0};
  name = name ? name : "";
  enum pm_status status = vector_rows_text(rows, name, strlen(name), &row.comment, error);
  if (status == PM_OK)
    status = vector_rows_hex(rows, "Input", input, strlen(input), &span, error);
  if (status != PM_OK)
    return status;
  memcpy(words, rows->bytes + span.offset, span.count < INPUT_BYTES ? span.count : INPUT_BYTES);
  status = read_expected(rows, expected, &row, error);
  if (status == PM_OK)
    status = make_record(rows, words, &row, error);
  return status == PM_OK ? vector_rows_add(rows, &row, error) : status;
}

enum pm_status vectors_precompile(const cJSON *root, struct vector_rows *rows,
                                  struct pm_error *error) {
  if (!rows->scheme->recovers) {
    vector_rows_skip(rows, (size_t)cJSON_GetArraySize(root),
                     "an array of precompile cases is for sig/ecrecover, not sig/%s",
                     rows->scheme->name);
    return PM_OK;
  }
  const cJSON *object;
  cJSON_ArrayForEach(object, root) {
    struct pm_error inner;
    enum pm_status status = read_case(rows, object, &inner);
    if (status != PM_OK)
      return pm_fail(error, status, "case %" PRIu64 ": %s", rows->order, inner.text);
  }
  return PM_OK;
}
