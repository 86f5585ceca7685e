#include "host/compare/gate_limits.h"

#include <cjson/cJSON.h>
#include <fnmatch.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "host/base/file.h"

static const size_t file_limit_bytes = (size_t)1 << 20;

const char *pm_metric_name(enum pm_metric metric) {
  static const char *const names[] = {
      [PM_THROUGHPUT] = "throughput", [PM_LATENCY] = "latency", [PM_MEMORY] = "memory"};
  return names[metric];
}

struct pm_gate_limits pm_gate_limits_default(void) {
  return (struct pm_gate_limits){
      .defaults = {{[PM_THROUGHPUT] = -0.05, [PM_LATENCY] = 0.10, [PM_MEMORY] = 0.20}}};
}

enum pm_status pm_limit_set(struct pm_limits *limits, enum pm_metric metric, double limit,
                            struct pm_error *error) {
  bool fall = metric == PM_THROUGHPUT;
  if (isnan(limit) || (fall ? limit > 0 || (limit <= -1 && isfinite(limit)) : limit < 0))
    return pm_fail(error, PM_USAGE, "the limit of %s is a percentage %s, not %g",
                   pm_metric_name(metric),
                   fall ? "from 0 down to above -100, as -5 for a fall by 5%"
                        : "of 0 or above, as 10 for a rise by 10%",
                   100 * limit);
  limits->of[metric] = limit;
  return PM_OK;
}

/* --- reading ----------------------------------------------------------------------------- */

static const struct pm_limits not_given = {{NAN, NAN, NAN}};

static enum pm_status read_limit(const char *path, const char *pattern, const cJSON *item,
                                 struct pm_limits *limits, struct pm_error *error) {
  for (int m = 0; m < PM_METRIC_COUNT; m++) {
    enum pm_metric metric = (enum pm_metric)m;
    if (strcmp(item->string, pm_metric_name(metric)) != 0)
      continue;
    bool number = cJSON_IsNumber(item) && isfinite(item->valuedouble);
    if (!number && !cJSON_IsNull(item))
      break;
    double none = metric == PM_THROUGHPUT ? -INFINITY : INFINITY;
    struct pm_error wrong;
    if (pm_limit_set(limits, metric, cJSON_IsNull(item) ? none : item->valuedouble / 100, &wrong) ==
        PM_OK)
      return PM_OK;
    return pm_fail(error, PM_USAGE, "%s: \"%.60s\": %s", path, pattern, wrong.text);
  }
  return pm_fail(error, PM_USAGE,
                 "%s: \"%.60s\" has \"%.60s\"; its members are throughput, latency and memory, "
                 "each a percentage, or null for no limit",
                 path, pattern, item->string);
}

static enum pm_status add_rule(struct pm_gate_limits *limits, const char *pattern,
                               struct pm_error *error) {
  struct pm_limit_rule *rules = realloc(limits->rules, (limits->rule_count + 1) * sizeof *rules);
  if (rules)
    limits->rules = rules;
  char *copy = rules ? strdup(pattern) : NULL;
  if (!copy)
    return pm_fail(error, PM_FAILED, "no memory for the limits");
  rules[limits->rule_count++] = (struct pm_limit_rule){copy, not_given};
  return PM_OK;
}

static enum pm_status read_rule(const char *path, const cJSON *from, struct pm_gate_limits *limits,
                                struct pm_error *error) {
  if (!cJSON_IsObject(from))
    return pm_fail(error, PM_USAGE, "%s: \"%.60s\" is no object of limits", path, from->string);
  struct pm_limits *to = &limits->defaults;
  enum pm_status status = PM_OK;
  if (strcmp(from->string, "default") != 0) {
    status = add_rule(limits, from->string, error);
    if (status == PM_OK)
      to = &limits->rules[limits->rule_count - 1].limits;
  }
  const cJSON *item;
  cJSON_ArrayForEach(item, from) {
    if (status == PM_OK)
      status = read_limit(path, from->string, item, to, error);
  }
  return status;
}

enum pm_status pm_gate_limits_read(const char *path, struct pm_gate_limits *limits,
                                   struct pm_error *error) {
  char *text;
  size_t count;
  enum pm_status status = pm_file_read(path, file_limit_bytes, &text, &count, error);
  if (status != PM_OK)
    return status;
  const char *end = text;
  cJSON *root = cJSON_ParseWithLengthOpts(text, count + 1, &end, true), *rule;
  if (!root)
    status =
        pm_fail(error, PM_USAGE, "%s: not valid JSON from byte %zu on", path, (size_t)(end - text));
  else if (!cJSON_IsObject(root))
    status = pm_fail(error, PM_USAGE,
                     "%s: no object of limits, as {\"default\": {\"throughput\": -5}}", path);
  cJSON_ArrayForEach(rule, root) {
    if (status == PM_OK)
      status = read_rule(path, rule, limits, error);
  }
  cJSON_Delete(root);
  free(text);
  return status;
}

void pm_gate_limits_free(struct pm_gate_limits *limits) {
  for (size_t i = 0; i < limits->rule_count; i++)
    free(limits->rules[i].pattern);
  free(limits->rules);
  *limits = (struct pm_gate_limits){0};
}

/* --- which hold -------------------------------------------------------------------------- */

static bool is_family(const char *pattern) { return !strpbrk(pattern, "/*?["); }

bool pm_limit_rule_matches(const struct pm_limit_rule *rule, const char *work) {
  size_t length = strlen(rule->pattern);
  if (is_family(rule->pattern))
    return strncmp(work, rule->pattern, length) == 0 && work[length] == '/';
  return fnmatch(rule->pattern, work, 0) == 0;
}

static void override(struct pm_limits *limits, const struct pm_limits *by) {
  for (int m = 0; m < PM_METRIC_COUNT; m++)
    if (!isnan(by->of[m]))
      limits->of[m] = by->of[m];
}

struct pm_limits pm_gate_limits_of(const struct pm_gate_limits *limits, const char *work) {
  struct pm_limits result = limits->defaults;
  for (int globs = 0; globs < 2; globs++)
    for (size_t i = 0; i < limits->rule_count; i++) {
      const struct pm_limit_rule *rule = &limits->rules[i];
      if (is_family(rule->pattern) != (globs > 0) && pm_limit_rule_matches(rule, work))
        override(&result, &rule->limits);
    }
  return result;
}
