/* BIP 340's test-vectors.csv: a line of names, then one test a line. Only the comment, the last
 * column, may have commas. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "bench/sig/vectors_internal.h"

enum column {
  INDEX,
  SECRET_KEY,
  PUBLIC_KEY,
  AUX_RAND,
  MESSAGE,
  SIGNATURE,
  RESULT,
  COMMENT,
  COLUMNS
};

static const char header[] = "index,secret key,public key,aux_rand,message,signature,"
                             "verification result,comment";

/* A piece of the text, which is not NUL-terminated. */
struct field {
  const char *text;
  size_t count;
};

static bool is(struct field field, const char *text) {
  return field.count == strlen(text) && memcmp(field.text, text, field.count) == 0;
}

static enum pm_status split(struct field line, struct field fields[COLUMNS],
                            struct pm_error *error) {
  const char *end = line.text + line.count;
  for (int column = 0; column < COLUMNS; column++) {
    const char *comma = column < COMMENT ? memchr(line.text, ',', (size_t)(end - line.text)) : end;
    if (!comma)
      return pm_fail(error, PM_USAGE, "%d columns, where there are %d", column + 1, COLUMNS);
    fields[column] = (struct field){line.text, (size_t)(comma - line.text)};
    line.text = comma + (column < COMMENT);
  }
  return PM_OK;
}

static enum pm_status read_result(struct field field, struct vector_row *row,
                                  struct pm_error *error) {
  row->expected = is(field, "TRUE") ? VECTOR_VALID : VECTOR_INVALID;
  if (row->expected == VECTOR_VALID || is(field, "FALSE"))
    return PM_OK;
  return pm_fail(error, PM_USAGE, "the verification result is neither TRUE nor FALSE");
}

static enum pm_status read_line(struct vector_rows *rows, struct field line,
                                struct pm_error *error) {
  struct field fields[COLUMNS];
  enum pm_status status = split(line, fields, error);
  if (status != PM_OK)
    return status;
  struct vector_row row = {.id = strtoull(fields[INDEX].text, NULL, 10)};
  const struct {
    const char *name;
    enum column column;
    struct vector_span *span;
  } parts[] = {{"public key", PUBLIC_KEY, &row.key},
               {"message", MESSAGE, &row.message},
               {"signature", SIGNATURE, &row.signature}};
  for (size_t i = 0; status == PM_OK && i < sizeof parts / sizeof *parts; i++)
    status = vector_rows_hex(rows, parts[i].name, fields[parts[i].column].text,
                             fields[parts[i].column].count, parts[i].span, error);
  if (status == PM_OK)
    status = vector_row_expect(rows, &row, "a key", row.key, rows->scheme->key_bytes, error);
  if (status == PM_OK)
    status = vector_row_expect(rows, &row, "a signature", row.signature,
                               rows->scheme->signature_bytes, error);
  if (status == PM_OK)
    status = read_result(fields[RESULT], &row, error);
  if (status == PM_OK)
    status =
        vector_rows_text(rows, fields[COMMENT].text, fields[COMMENT].count, &row.comment, error);
  return status == PM_OK ? vector_rows_add(rows, &row, error) : status;
}

/* The next line without its end, CR LF or LF; *text goes on behind it. */
static struct field next_line(const char **text) {
  struct field line = {*text, strcspn(*text, "\n")};
  *text += line.count + (line.text[line.count] == '\n');
  if (line.count && line.text[line.count - 1] == '\r')
    line.count--;
  return line;
}

enum pm_status vectors_bip340(const char *text, struct vector_rows *rows, struct pm_error *error) {
  if (!is(next_line(&text), header))
    return pm_fail(error, PM_USAGE, "no test vectors: neither JSON nor a first line `%s`", header);
  bool ours = strcmp(rows->scheme->name, "schnorr_bip340") == 0;
  for (unsigned line = 2; *text; line++) {
    struct pm_error inner;
    struct field row = next_line(&text);
    enum pm_status status = PM_OK;
    if (!row.count)
      continue;
    if (ours)
      status = read_line(rows, row, &inner);
    else
      vector_rows_skip(rows, 1, "BIP 340's rows are for sig/schnorr_bip340, not sig/%s",
                       rows->scheme->name);
    if (status != PM_OK)
      return pm_fail(error, status, "line %u: %s", line, inner.text);
  }
  return PM_OK;
}
