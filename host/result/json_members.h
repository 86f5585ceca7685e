/* Members of cJSON trees, for what reads results files. `object` may be NULL or none. */
#ifndef PROOFMARK_HOST_RESULT_JSON_MEMBERS_H
#define PROOFMARK_HOST_RESULT_JSON_MEMBERS_H

#include <cjson/cJSON.h>
#include <math.h>

/* NULL where there is no such member. */
static inline cJSON *member(const cJSON *object, const char *key) {
  return cJSON_GetObjectItemCaseSensitive(object, key);
}

static inline const char *text_or_null(const cJSON *object, const char *key) {
  return cJSON_GetStringValue(member(object, key));
}

static inline const char *text_or_empty(const cJSON *object, const char *key) {
  const char *text = text_or_null(object, key);
  return text ? text : "";
}

static inline double number_or_nan(const cJSON *object, const char *key) {
  const cJSON *item = member(object, key);
  return cJSON_IsNumber(item) ? item->valuedouble : NAN;
}

#endif
