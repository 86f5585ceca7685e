#include <errno.h>
#include <glob.h>
#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <string.h>

#include "host/sensor/sensor_sources.h"

static FILE *open_at(const char *root, const char *format, va_list arguments) {
  char path[PATH_MAX];
  const int start = snprintf(path, sizeof path, "%s", root);
  errno = ENAMETOOLONG;
  if (start < 0 || (size_t)start >= sizeof path)
    return NULL;
  const size_t room = sizeof path - (size_t)start;
  const int more = vsnprintf(path + start, room, format, arguments);
  return more >= 0 && (size_t)more < room ? fopen(path, "re") : NULL;
}

FILE *pm_sensor_open(const char *root, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  FILE *file = open_at(root, format, arguments);
  va_end(arguments);
  return file;
}

double pm_sensor_number(const char *root, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  FILE *file = open_at(root, format, arguments);
  va_end(arguments);
  if (!file)
    return NAN;
  double number;
  const bool found = fscanf(file, "%lf", &number) == 1 && isfinite(number);
  fclose(file);
  return found ? number : NAN;
}

bool pm_sensor_line(char *line, size_t line_bytes, const char *root, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  FILE *file = open_at(root, format, arguments);
  va_end(arguments);
  if (!file)
    return false;
  const bool found = fgets(line, (int)line_bytes, file) != NULL;
  if (found)
    line[strcspn(line, "\n")] = '\0';
  fclose(file);
  return found;
}

void pm_sensor_each(const char *root, const char *pattern,
                    void (*visit)(void *context, const char *path), void *context) {
  char full[PATH_MAX];
  if ((size_t)snprintf(full, sizeof full, "%s%s", root, pattern) >= sizeof full)
    return;
  glob_t found;
  if (glob(full, 0, NULL, &found) != 0)
    return;
  for (size_t i = 0; i < found.gl_pathc; i++)
    visit(context, found.gl_pathv[i] + strlen(root));
  globfree(&found);
}
