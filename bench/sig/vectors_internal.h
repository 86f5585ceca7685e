/* Between the readers of the formats and what they fill: tests one after another, in the file's
 * order, which are then put together into batches. */
#ifndef PROOFMARK_BENCH_SIG_VECTORS_INTERNAL_H
#define PROOFMARK_BENCH_SIG_VECTORS_INTERNAL_H

#include <cjson/cJSON.h>

#include "bench/sig/vectors.h"

/* A place in vector_rows.bytes, which moves while it grows. */
struct vector_span {
  size_t offset, count;
};

struct vector_row {
  uint64_t order, id;
  enum vector_verdict expected;
  bool low_s, refused;
  struct vector_span comment, flags, refusal; /* texts with their NUL */
  struct vector_span key, message, signature, context;
  uint8_t address[SIG_ADDRESS_BYTES];
};

struct vector_rows {
  const struct sig_scheme *scheme;
  struct vector_row *rows;
  size_t count, capacity;
  uint8_t *bytes;
  size_t used, bytes_capacity;
  uint64_t order; /* of the next test */
  size_t skipped;
  char skip_reason[160];
  bool skip_reasons_differ;
};

/* Makes room for `count` bytes, to be written at rows->bytes + span->offset before it moves. */
enum pm_status vector_rows_room(struct vector_rows *rows, size_t count, struct vector_span *span,
                                struct pm_error *error);

/* Keeps a text of `count` characters, with '?' for what is none. */
enum pm_status vector_rows_text(struct vector_rows *rows, const char *text, size_t count,
                                struct vector_span *span, struct pm_error *error);

/* Decodes `digits` hex digits. An error begins with `name`, the field's. */
enum pm_status vector_rows_hex(struct vector_rows *rows, const char *name, const char *text,
                               size_t digits, struct vector_span *span, struct pm_error *error);

/* Says why no record can have this row; only the first reason is kept. */
__attribute__((format(printf, 4, 5))) enum pm_status vector_row_refuse(struct vector_rows *rows,
                                                                       struct vector_row *row,
                                                                       struct pm_error *error,
                                                                       const char *format, ...);

/* Refuses the row where `field` has not `expected` bytes: "a key of 31 bytes, where it has 32". */
enum pm_status vector_row_expect(struct vector_rows *rows, struct vector_row *row,
                                 const char *field, struct vector_span span, size_t expected,
                                 struct pm_error *error);

/* Adds a copy of the row as the next test. */
enum pm_status vector_rows_add(struct vector_rows *rows, const struct vector_row *row,
                               struct pm_error *error);

/* Counts `tests` tests of another scheme. */
__attribute__((format(printf, 3, 4))) void vector_rows_skip(struct vector_rows *rows, size_t tests,
                                                            const char *format, ...);

/* Puts the rows together into *set; `rows` is freed, also after a failure. */
enum pm_status vector_rows_finish(struct vector_rows *rows, struct vector_set *set,
                                  struct pm_error *error);
void vector_rows_free(struct vector_rows *rows);

/* The readers. */
enum pm_status vectors_wycheproof(const cJSON *root, struct vector_rows *rows,
                                  struct pm_error *error);
enum pm_status vectors_precompile(const cJSON *root, struct vector_rows *rows,
                                  struct pm_error *error);
enum pm_status vectors_bip340(const char *text, struct vector_rows *rows, struct pm_error *error);

#endif
