#include "host/cli/sweep.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum pm_status bad_choice(const struct pm_parameter *parameter, const char *text,
                                 struct pm_error *error) {
  char names[512] = "";
  for (size_t i = 0; parameter->choices[i]; i++) {
    size_t used = strlen(names);
    snprintf(names + used, sizeof names - used, "%s%s", i ? ", " : "", parameter->choices[i]);
  }
  return pm_fail(error, PM_USAGE, "%s cannot be '%s'; it is one of %s", parameter->name, text,
                 names);
}

static enum pm_status read_choice(const struct pm_parameter *parameter, const char *text,
                                  uint64_t *value, struct pm_error *error) {
  for (size_t i = 0; parameter->choices[i]; i++)
    if (strcmp(parameter->choices[i], text) == 0) {
      *value = i;
      return PM_OK;
    }
  return bad_choice(parameter, text, error);
}

/* A number with an optional binary suffix; false where it is none or does not fit. */
static bool read_number(const char *text, uint64_t *value) {
  if (!isdigit((unsigned char)*text))
    return false;
  char *end;
  errno = 0;
  *value = strtoull(text, &end, 0);
  if (errno)
    return false;
  unsigned shift = *end == 'k' || *end == 'K' ? 10 : *end == 'M' ? 20 : *end == 'G' ? 30 : 0;
  if (shift)
    end++;
  if (*end || *value > UINT64_MAX >> shift)
    return false;
  *value <<= shift;
  return true;
}

static enum pm_status read_value(const struct pm_parameter *parameter, const char *text,
                                 uint64_t *value, struct pm_error *error) {
  if (parameter->choices)
    return read_choice(parameter, text, value, error);
  if (read_number(text, value) && *value >= parameter->minimum && *value <= parameter->maximum)
    return PM_OK;
  return pm_fail(error, PM_USAGE, "%s cannot be '%s'; it is a number from %" PRIu64 " to %" PRIu64,
                 parameter->name, text, parameter->minimum, parameter->maximum);
}

static enum pm_status too_many(const struct pm_parameter *parameter, struct pm_error *error) {
  return pm_fail(error, PM_USAGE, "%s has more than %d values", parameter->name,
                 PM_SWEEP_VALUES_MAX);
}

/* LOW:HIGH:xN */
static enum pm_status read_series(const struct pm_parameter *parameter, char *text,
                                  uint64_t values[PM_SWEEP_VALUES_MAX], size_t *count,
                                  struct pm_error *error) {
  char *rest = NULL;
  const char *low_text = strtok_r(text, ":", &rest);
  const char *high_text = strtok_r(NULL, ":", &rest);
  const char *factor_text = strtok_r(NULL, "", &rest);
  uint64_t low = 0, high = 0, factor = 2;
  bool form = low_text && high_text && !parameter->choices &&
              (!factor_text || (*factor_text == 'x' && read_number(factor_text + 1, &factor)));
  if (!form || factor < 2)
    return pm_fail(error, PM_USAGE, "a series is LOW:HIGH:xN with N from 2 on, as in %s=64:4096:x4",
                   parameter->name);
  enum pm_status status = read_value(parameter, low_text, &low, error);
  if (status == PM_OK)
    status = read_value(parameter, high_text, &high, error);
  if (status != PM_OK)
    return status;
  if (!low || low > high)
    return pm_fail(error, PM_USAGE,
                   "the series of %s goes from %s to %s; it must rise from 1 or more",
                   parameter->name, low_text, high_text);
  *count = 0;
  for (uint64_t value = low; value <= high; value *= factor) {
    if (*count == PM_SWEEP_VALUES_MAX)
      return too_many(parameter, error);
    values[(*count)++] = value;
    if (value > high / factor)
      break;
  }
  return PM_OK;
}

static enum pm_status read_list(const struct pm_parameter *parameter, char *text,
                                uint64_t values[PM_SWEEP_VALUES_MAX], size_t *count,
                                struct pm_error *error) {
  char *rest = NULL;
  *count = 0;
  for (char *item = strtok_r(text, ",", &rest); item; item = strtok_r(NULL, ",", &rest)) {
    if (*count == PM_SWEEP_VALUES_MAX)
      return too_many(parameter, error);
    enum pm_status status = read_value(parameter, item, &values[(*count)++], error);
    if (status != PM_OK)
      return status;
  }
  if (!*count)
    return pm_fail(error, PM_USAGE, "%s has no value", parameter->name);
  return PM_OK;
}

enum pm_status pm_sweep_values(const struct pm_parameter *parameter, const char *text,
                               uint64_t values[PM_SWEEP_VALUES_MAX], size_t *count,
                               struct pm_error *error) {
  char *copy = strdup(text);
  if (!copy)
    return pm_fail(error, PM_FAILED, "no memory");
  enum pm_status status = strchr(text, ':') ? read_series(parameter, copy, values, count, error)
                                            : read_list(parameter, copy, values, count, error);
  free(copy);
  return status;
}
