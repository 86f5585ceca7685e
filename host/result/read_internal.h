/* Shared by read.c and read_*.c, by nobody else. */
#ifndef PROOFMARK_HOST_RESULT_READ_INTERNAL_H
#define PROOFMARK_HOST_RESULT_READ_INTERNAL_H

#include <math.h>

#include "host/result/read.h"

/* NULL where `object` is none, or has no such member. */
static inline const cJSON *member(const cJSON *object, const char *key) {
  return cJSON_GetObjectItemCaseSensitive(object, key);
}

static inline const char *text_or_null(const cJSON *object, const char *key) {
  return cJSON_GetStringValue(member(object, key));
}

static inline double number_or_nan(const cJSON *object, const char *key) {
  const cJSON *item = member(object, key);
  return cJSON_IsNumber(item) ? item->valuedouble : NAN;
}

/* Of a case whose work is known. */
void read_conditions(struct pm_observed_case *to, const cJSON *from);

#endif
