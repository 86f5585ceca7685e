/* JSON from a file that nobody vouches for. */
#ifndef PROOFMARK_BENCH_CHAIN_JSON_H
#define PROOFMARK_BENCH_CHAIN_JSON_H

#include <cjson/cJSON.h>
#include <stddef.h>

#include "host/base/status.h"

/* Each value takes memory many times the characters that it may have in a text; this bounds it to
 * some hundred megabytes. */
enum { JSON_VALUES_MAX = 4 << 20 };

/* Parses all of `size` characters, after which there must be a NUL; `*root` is freed with
 * cJSON_Delete. PM_USAGE, with the offset, for what is no JSON, is nested too deep (cJSON's limit
 * is 1000), has more than JSON_VALUES_MAX values, or a NUL, at which cJSON would end a string; and,
 * with the name, where an object has two members of one name, of which readers choose differently
 * (RFC 8259, section 4). */
enum pm_status json_parse(const char *text, size_t size, cJSON **root, struct pm_error *error);

#endif
