/* Writing JSON (RFC 8259) to a stream, indented by two spaces, arrays of plain numbers on one line.
 *
 * What is written is always valid: numbers that JSON does not have (NaN, infinities) become null,
 * control characters are escaped, bytes that are not UTF-8 become U+FFFD. 64-bit integers are
 * written exactly, which a tree of doubles could not. LC_NUMERIC must be "C", as it is in a program
 * that never calls setlocale for it. Errors of the stream are the stream's (ferror).
 */
#ifndef PROOFMARK_HOST_RESULT_JSON_H
#define PROOFMARK_HOST_RESULT_JSON_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct pm_json {
  FILE *stream;
  unsigned depth; /* of the value that comes next */
  bool more;      /* whether this object or array has an element already */
};

/* A value at depth 0 of `stream`, which stays the caller's. */
struct pm_json pm_json_start(FILE *stream);

/* In every function `key` names the member, and is NULL in an array and at the top. */
void pm_json_object(struct pm_json *json, const char *key);
void pm_json_end_object(struct pm_json *json);
void pm_json_array(struct pm_json *json, const char *key);
void pm_json_end_array(struct pm_json *json);

void pm_json_null(struct pm_json *json, const char *key);
void pm_json_bool(struct pm_json *json, const char *key, bool value);
void pm_json_number(struct pm_json *json, const char *key, double value);
void pm_json_u64(struct pm_json *json, const char *key, uint64_t value);
/* NULL becomes null. */
void pm_json_string(struct pm_json *json, const char *key, const char *value);
/* NULL and "" become null: for what is not known. */
void pm_json_known(struct pm_json *json, const char *key, const char *value);
void pm_json_numbers(struct pm_json *json, const char *key, const double *values, size_t count);
/* A value that is text already, written by these functions at the same depth. */
void pm_json_text(struct pm_json *json, const char *key, const char *text);
/* A whole tree; NULL becomes null. */
void pm_json_tree(struct pm_json *json, const char *key, const cJSON *tree);
#endif
