#include "host/compare/amdahl.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* A number and what stands behind it; false where there is no number. strtod would take "nan" and "0x1" too,
 * which nobody means. */
static bool read_number(const char *text, double *number, const char **rest) {
  if (strspn(text, "0123456789.") == 0)
    return false;
  char *end;
  *number = strtod(text, &end);
  *rest = end;
  return end != text && text[strspn(text, "0123456789.eE+-")] != 'x' && isfinite(*number);
}

/* A time in nanoseconds that `stop` follows. */
static bool read_time(const char *text, char stop, double *time_ns, const char **rest) {
  static const struct {
    const char *name;
    double ns;
  } units[] = {{"ns", 1}, {"us", 1e3}, {"µs", 1e3}, {"ms", 1e6}, {"s", 1e9}};
  const char *unit;
  if (!read_number(text, time_ns, &unit))
    return false;
  for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
    size_t length = strlen(units[i].name);
    if (strncmp(unit, units[i].name, length) != 0 || unit[length] != stop)
      continue;
    *time_ns *= units[i].ns;
    *rest = unit + length;
    return true;
  }
  return false;
}

static bool read_percentage(const char *text, double *share) {
  const char *rest;
  if (!read_number(text, share, &rest) || strcmp(rest, "%") != 0)
    return false;
  *share /= 100;
  return true;
}

static bool read_times(const char *text, double *share) {
  double part, whole;
  const char *rest;
  if (!read_time(text, '/', &part, &rest) || !read_time(rest + 1, '\0', &whole, &rest))
    return false;
  *share = part / whole; /* what is divided by 0 is refused by the caller */
  return true;
}

enum pm_status pm_share_parse(const char *text, double *share, struct pm_error *error) {
  if (!read_percentage(text, share) && !read_times(text, share))
    return pm_fail(error, PM_USAGE,
                   "a share is a time of a time, as in 3us/840us (ns, us, ms or s), or a "
                   "percentage, as in 0.36%%, not '%.80s'",
                   text);
  if (*share > 0 && *share <= 1)
    return PM_OK;
  return pm_fail(error, PM_USAGE, "the share '%.80s' is not above 0 and at most the whole", text);
}

static double whole(double share, double ratio) { return 1 / ((1 - share) + share / ratio); }

struct pm_interval pm_amdahl(double share, struct pm_interval ratio) {
  return (struct pm_interval){whole(share, ratio.estimate), whole(share, ratio.low),
                              whole(share, ratio.high)};
}

double pm_amdahl_ceiling(double share) { return 1 / (1 - share); }
