/* How much worse a contender may be before a gate closes, per family of works.
 *
 * Limits are changes of the contender against the base, in percent:
 *   throughput   of items per second at the median, 0 or below: -5 is a fall by 5%
 *   latency      of the 95th percentile of the times, 0 or above
 *   memory       of the device memory that the case takes, 0 or above
 *
 * A file of limits is a JSON object: a pattern to an object of these members, each a number, or
 * null for no limit.
 *   {"default": {"throughput": -5}, "hash": {"latency": 15}, "sig/ml_*": {"memory": null}}
 * A pattern is "default", a family ("hash": works named hash/...), or a glob (fnmatch(3)) on the
 * work's name. Member by member, globs stand above families and families above the default; of two
 * patterns of one kind the later counts. */
#ifndef PROOFMARK_HOST_COMPARE_GATE_LIMITS_H
#define PROOFMARK_HOST_COMPARE_GATE_LIMITS_H

#include <stdbool.h>
#include <stddef.h>

#include "host/base/status.h"

enum pm_metric { PM_THROUGHPUT, PM_LATENCY, PM_MEMORY, PM_METRIC_COUNT };

/* "throughput", "latency", "memory". */
const char *pm_metric_name(enum pm_metric metric);

/* As parts of one, -0.05; infinite: no limit; NAN: not given here. */
struct pm_limits {
  double of[PM_METRIC_COUNT];
};

struct pm_limit_rule {
  char *pattern;
  struct pm_limits limits;
};

struct pm_gate_limits {
  struct pm_limits defaults;
  struct pm_limit_rule *rules;
  size_t rule_count;
};

/* Without rules: throughput -5%, latency +10%, memory +20%. */
struct pm_gate_limits pm_gate_limits_default(void);

/* Sets one default. `limit` as above; PM_USAGE where its sign is the other one, or it is no
 * number. */
enum pm_status pm_limit_set(struct pm_limits *limits, enum pm_metric metric, double limit,
                            struct pm_error *error);

/* Adds what a file says. PM_IO where it cannot be read, PM_USAGE, naming place and reason, where it
 * is not as described. To be freed by pm_gate_limits_free in any case. */
enum pm_status pm_gate_limits_read(const char *path, struct pm_gate_limits *limits,
                                   struct pm_error *error);
void pm_gate_limits_free(struct pm_gate_limits *limits);

/* What holds for a work, by its name: "hash/sha256". */
struct pm_limits pm_gate_limits_of(const struct pm_gate_limits *limits, const char *work);

/* Whether the rule is about the work. */
bool pm_limit_rule_matches(const struct pm_limit_rule *rule, const char *work);

#endif
