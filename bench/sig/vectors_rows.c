#include <ctype.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/chain/hex.h"
#include "bench/sig/vectors_internal.h"

/* Readable bytes after the last record of an array (kernels/sig/sig.h). */
enum { PADDING_BYTES = 64 };

static enum pm_status no_memory(struct pm_error *error) {
  return pm_fail(error, PM_FAILED, "no memory for the test vectors");
}

/* Grows an array so that it holds `needed` elements. */
static bool grow(void **array, size_t *capacity, size_t needed, size_t element_bytes) {
  if (needed <= *capacity)
    return true;
  size_t wanted = needed > 2 * *capacity ? needed : 2 * *capacity;
  void *grown = realloc(*array, wanted * element_bytes);
  if (!grown)
    return false;
  *array = grown;
  *capacity = wanted;
  return true;
}

enum pm_status vector_rows_room(struct vector_rows *rows, size_t count, struct vector_span *span,
                                struct pm_error *error) {
  void *bytes = rows->bytes;
  if (!grow(&bytes, &rows->bytes_capacity, rows->used + count + 1, 1))
    return no_memory(error);
  rows->bytes = bytes;
  *span = (struct vector_span){rows->used, count};
  rows->used += count;
  return PM_OK;
}

/* A file's texts are shown to its reader, whose terminal would obey what is no character. */
static void make_printable(char *text) {
  for (; *text; text++)
    if (iscntrl((unsigned char)*text))
      *text = '?';
}

enum pm_status vector_rows_text(struct vector_rows *rows, const char *text, size_t count,
                                struct vector_span *span, struct pm_error *error) {
  enum pm_status status = vector_rows_room(rows, count + 1, span, error);
  if (status != PM_OK)
    return status;
  char *kept = (char *)rows->bytes + span->offset;
  memcpy(kept, text, count);
  kept[count] = '\0';
  make_printable(kept);
  return PM_OK;
}

static enum pm_status bad_digit(const char *name, const char *text, size_t at,
                                struct pm_error *error) {
  unsigned char c = (unsigned char)text[at];
  if (isprint(c))
    return pm_fail(error, PM_USAGE, "%s, character %zu: '%c' is no hex digit", name, at, c);
  return pm_fail(error, PM_USAGE, "%s, character %zu: the byte 0x%02x is no hex digit", name, at,
                 c);
}

enum pm_status vector_rows_hex(struct vector_rows *rows, const char *name, const char *text,
                               size_t digits, struct vector_span *span, struct pm_error *error) {
  size_t good = hex_digits(text, digits);
  if (good < digits)
    return bad_digit(name, text, good, error);
  if (digits % 2)
    return pm_fail(error, PM_USAGE, "%s: an odd number of hex digits, %zu", name, digits);
  enum pm_status status = vector_rows_room(rows, digits / 2, span, error);
  if (status == PM_OK)
    hex_decode(text, digits, rows->bytes + span->offset);
  return status;
}

enum pm_status vector_row_refuse(struct vector_rows *rows, struct vector_row *row,
                                 struct pm_error *error, const char *format, ...) {
  char reason[1280]; /* a whole pm_error.text and more */
  if (row->refused)
    return PM_OK;
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(reason, sizeof reason, format, arguments);
  va_end(arguments);
  row->refused = true;
  return vector_rows_text(rows, reason, strlen(reason), &row->refusal, error);
}

enum pm_status vector_row_expect(struct vector_rows *rows, struct vector_row *row,
                                 const char *field, struct vector_span span, size_t expected,
                                 struct pm_error *error) {
  if (span.count == expected)
    return PM_OK;
  return vector_row_refuse(rows, row, error, "%s of %zu bytes, where it has %zu", field, span.count,
                           expected);
}

enum pm_status vector_rows_add(struct vector_rows *rows, const struct vector_row *row,
                               struct pm_error *error) {
  void *grown = rows->rows;
  if (!grow(&grown, &rows->capacity, rows->count + 1, sizeof *rows->rows))
    return no_memory(error);
  rows->rows = grown;
  rows->rows[rows->count] = *row;
  rows->rows[rows->count++].order = rows->order++;
  return PM_OK;
}

/* Keeps the first reason, and that there is another. */
static void note_reason(struct vector_rows *rows, const char *reason) {
  static const char more[] = "; and others";
  char *kept = rows->skip_reason;
  size_t room = sizeof rows->skip_reason - sizeof more, count = strlen(reason);
  count = count < room ? count : room;
  if (!*kept) {
    memcpy(kept, reason, count);
    kept[count] = '\0';
  } else if (!rows->skip_reasons_differ && (strncmp(kept, reason, count) != 0 || kept[count])) {
    rows->skip_reasons_differ = true;
    strcat(kept, more);
  }
}

void vector_rows_skip(struct vector_rows *rows, size_t tests, const char *format, ...) {
  char reason[256];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(reason, sizeof reason, format, arguments);
  va_end(arguments);
  make_printable(reason);
  if (tests)
    note_reason(rows, reason);
  rows->order += tests;
  rows->skipped += tests;
}

void vector_rows_free(struct vector_rows *rows) {
  free(rows->rows);
  free(rows->bytes);
  *rows = (struct vector_rows){0};
}

/* A row, and its context where it now lies for good: what qsort is given. */
struct sorted_row {
  const struct vector_row *row;
  const uint8_t *context;
};

static int compare_counts(size_t a, size_t b) { return (a > b) - (a < b); }

/* 0 where two rows may be in one batch. */
static int compare_batches(const struct sorted_row *a, const struct sorted_row *b) {
  int order = a->row->refused - b->row->refused;
  if (order || a->row->refused)
    return order;
  if (!order)
    order = a->row->low_s - b->row->low_s;
  if (!order)
    order = compare_counts(a->row->key.count, b->row->key.count);
  if (!order)
    order = compare_counts(a->row->message.count, b->row->message.count);
  if (!order)
    order = compare_counts(a->row->context.count, b->row->context.count);
  if (!order && a->row->context.count)
    order = memcmp(a->context, b->context, a->row->context.count);
  return order;
}

static int compare_rows(const void *left, const void *right) {
  const struct sorted_row *a = left, *b = right;
  int order = compare_batches(a, b);
  return order ? order : (a->row->order > b->row->order) - (a->row->order < b->row->order);
}

static struct sorted_row *sort_rows(const struct vector_rows *rows) {
  struct sorted_row *sorted = calloc(rows->count + 1, sizeof *sorted);
  if (!sorted)
    return NULL;
  for (size_t i = 0; i < rows->count; i++)
    sorted[i] = (struct sorted_row){&rows->rows[i], rows->bytes + rows->rows[i].context.offset};
  qsort(sorted, rows->count, sizeof *sorted, compare_rows);
  return sorted;
}

static const char *text_of(const struct vector_rows *rows, struct vector_span span) {
  return span.count ? (const char *)rows->bytes + span.offset : "";
}

static struct vector_test test_of(const struct vector_rows *rows, const struct vector_row *row) {
  return (struct vector_test){.order = row->order,
                              .id = row->id,
                              .comment = text_of(rows, row->comment),
                              .flags = text_of(rows, row->flags),
                              .expected = row->expected,
                              .refusal = row->refused ? text_of(rows, row->refusal) : NULL};
}

/* Where one batch ends and the next begins. */
static size_t batch_end(const struct sorted_row *sorted, size_t first, size_t last) {
  size_t end = first + 1;
  while (end < last && compare_batches(&sorted[first], &sorted[end]) == 0)
    end++;
  return end;
}

/* One array of the batch: the same span of each row. */
static const uint8_t *gather(const struct vector_rows *rows, const struct sorted_row *sorted,
                             size_t count, size_t record_bytes, size_t span_offset) {
  uint8_t *array = calloc(count * record_bytes + PADDING_BYTES, 1);
  for (size_t i = 0; array && record_bytes && i < count; i++) {
    const struct vector_span *span =
        (const struct vector_span *)((const char *)sorted[i].row + span_offset);
    memcpy(array + i * record_bytes, rows->bytes + span->offset, record_bytes);
  }
  return array;
}

static const uint8_t *gather_addresses(const struct sorted_row *sorted, size_t count) {
  uint8_t *array = calloc(count, SIG_ADDRESS_BYTES);
  for (size_t i = 0; array && i < count; i++)
    memcpy(array + i * SIG_ADDRESS_BYTES, sorted[i].row->address, SIG_ADDRESS_BYTES);
  return array;
}

static bool make_batch(const struct vector_rows *rows, const struct sorted_row *sorted,
                       size_t count, struct vector_batch *made) {
  const struct vector_row *row = sorted->row;
  bool recovers = rows->scheme->recovers;
  struct sig_batch *batch = &made->batch;
  made->low_s = row->low_s;
  batch->count = count;
  batch->key_bytes = row->key.count;
  batch->message_bytes = row->message.count;
  if (!recovers)
    batch->keys = gather(rows, sorted, count, row->key.count, offsetof(struct vector_row, key));
  batch->messages =
      gather(rows, sorted, count, row->message.count, offsetof(struct vector_row, message));
  batch->signatures =
      gather(rows, sorted, count, row->signature.count, offsetof(struct vector_row, signature));
  if (row->context.count) {
    batch->context = sorted->context;
    batch->context_bytes = row->context.count;
  }
  if (recovers)
    made->addresses = gather_addresses(sorted, count);
  return (recovers ? made->addresses : batch->keys) && batch->messages && batch->signatures;
}

static bool make_batches(const struct vector_rows *rows, const struct sorted_row *sorted,
                         struct vector_set *set) {
  size_t last = set->test_count - set->refused_count, batches = 0;
  for (size_t first = 0; first < last; first = batch_end(sorted, first, last))
    batches++;
  set->batches = calloc(batches + 1, sizeof *set->batches);
  if (!set->batches)
    return false;
  for (size_t first = 0, end; first < last; first = end) {
    end = batch_end(sorted, first, last);
    struct vector_batch *batch = &set->batches[set->batch_count++];
    batch->tests = set->tests + first;
    if (!make_batch(rows, sorted + first, end - first, batch))
      return false;
  }
  return true;
}

static bool make_set(const struct vector_rows *rows, const struct sorted_row *sorted,
                     struct vector_set *set) {
  set->tests = calloc(rows->count + 1, sizeof *set->tests);
  if (!set->tests)
    return false;
  set->test_count = rows->count;
  for (size_t i = 0; i < rows->count; i++) {
    set->tests[i] = test_of(rows, sorted[i].row);
    set->refused_count += sorted[i].row->refused;
  }
  set->refused = set->tests + (set->test_count - set->refused_count);
  set->skipped = rows->skipped;
  memcpy(set->skip_reason, rows->skip_reason, sizeof set->skip_reason);
  return make_batches(rows, sorted, set);
}

enum pm_status vector_rows_finish(struct vector_rows *rows, struct vector_set *set,
                                  struct pm_error *error) {
  struct vector_span end;
  enum pm_status status = vector_rows_text(rows, "", 0, &end, error); /* so that there are bytes */
  struct sorted_row *sorted = status == PM_OK ? sort_rows(rows) : NULL;
  if (!sorted || !make_set(rows, sorted, set)) {
    vectors_free(set);
    status = no_memory(error);
  } else {
    set->bytes = rows->bytes;
    rows->bytes = NULL;
  }
  free(sorted);
  vector_rows_free(rows);
  return status;
}

void vectors_free(struct vector_set *set) {
  for (size_t i = 0; i < set->batch_count; i++) {
    free((void *)set->batches[i].batch.keys);
    free((void *)set->batches[i].batch.messages);
    free((void *)set->batches[i].batch.signatures);
    free((void *)set->batches[i].addresses);
  }
  free(set->batches);
  free(set->tests);
  free(set->bytes);
  *set = (struct vector_set){0};
}
