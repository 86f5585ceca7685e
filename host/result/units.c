#include "host/result/units.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>

struct scale {
  double factor;
  const char *unit;
};

static void unknown(char text[PM_FIGURE_MAX]) { snprintf(text, PM_FIGURE_MAX, "–"); }

/* Four significant digits without an exponent, for 0 <= value < 10^4 or so. */
static int decimals(double value) {
  return value >= 999.95 ? 0 : value >= 99.995 ? 1 : value >= 9.9995 ? 2 : 3;
}

/* By the largest scale that leaves at least 1; `scales` run from small to large. */
static void scaled(double value, const struct scale *scales, size_t count,
                   char text[PM_FIGURE_MAX]) {
  if (!isfinite(value)) {
    unknown(text);
    return;
  }
  size_t i = 0;
  while (i + 1 < count && fabs(value) >= scales[i + 1].factor * 0.99995)
    i++;
  double shown = value / scales[i].factor;
  snprintf(text, PM_FIGURE_MAX, "%.*f%s", decimals(fabs(shown)), shown, scales[i].unit);
}

void pm_format_time(double time_ns, char text[PM_FIGURE_MAX]) {
  static const struct scale scales[] = {{1, " ns"}, {1e3, " µs"}, {1e6, " ms"}, {1e9, " s"}};
  scaled(time_ns, scales, sizeof scales / sizeof *scales, text);
}

void pm_format_si(double value, char text[PM_FIGURE_MAX]) {
  static const struct scale scales[] = {{1, ""},     {1e3, " k"},  {1e6, " M"},
                                        {1e9, " G"}, {1e12, " T"}, {1e15, " P"}};
  scaled(value, scales, sizeof scales / sizeof *scales, text);
}

void pm_format_gigabytes(double bytes_per_second, char text[PM_FIGURE_MAX]) {
  static const struct scale scales[] = {{1, ""}};
  scaled(bytes_per_second / 1e9, scales, 1, text);
}

void pm_format_spread(double low, double high, double middle, char text[PM_FIGURE_MAX]) {
  double percent = 100 * (high - low) / 2 / middle;
  if (isfinite(percent))
    snprintf(text, PM_FIGURE_MAX, "±%.*f%%", percent < 9.95 ? 1 : 0, percent);
  else
    unknown(text);
}

void pm_format_ratio(double ratio, char text[PM_FIGURE_MAX]) {
  if (isfinite(ratio))
    snprintf(text, PM_FIGURE_MAX, "%.*fx", ratio < 9.95 ? 2 : ratio < 99.5 ? 1 : 0, ratio);
  else
    unknown(text);
}
