#include "host/metrics/exposition.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

/* Backslash and line feed in help texts and label values, quotes in the latter alone. */
static void put_escaped(FILE *stream, const char *text, bool quoted) {
  for (; *text; text++) {
    if (*text == '\\')
      fputs("\\\\", stream);
    else if (*text == '\n')
      fputs("\\n", stream);
    else if (*text == '"' && quoted)
      fputs("\\\"", stream);
    else
      putc(*text, stream);
  }
}

static void put_value(FILE *stream, double value) {
  char text[40];
  if (isinf(value)) {
    fputs(value > 0 ? "+Inf" : "-Inf", stream);
    return;
  }
  for (int digits = 15; digits <= 17; digits++) {
    snprintf(text, sizeof text, "%.*g", digits, value);
    if (strtod(text, NULL) == value)
      break;
  }
  fputs(text, stream);
}

void pm_metric_family(FILE *stream, const char *name, const char *type, const char *help) {
  fprintf(stream, "# HELP %s ", name);
  put_escaped(stream, help, false);
  fprintf(stream, "\n# TYPE %s %s\n", name, type);
}

void pm_metric_sample(FILE *stream, const char *name, const struct pm_label *labels,
                      size_t label_count, double value) {
  if (isnan(value))
    return;
  fputs(name, stream);
  for (size_t i = 0; i < label_count; i++) {
    fprintf(stream, "%c%s=\"", i ? ',' : '{', labels[i].name);
    put_escaped(stream, labels[i].value, true);
    putc('"', stream);
  }
  fputs(label_count ? "} " : " ", stream);
  put_value(stream, value);
  putc('\n', stream);
}

void pm_metric(FILE *stream, const char *name, const char *type, const char *help, double value) {
  if (isnan(value))
    return;
  pm_metric_family(stream, name, type, help);
  pm_metric_sample(stream, name, NULL, 0, value);
}
