#include "host/result/environment_parts.h"

#include <ctype.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/base/file.h"

/* More than /proc/cpuinfo has on the largest machines Linux runs on. */
#define LIMIT_BYTES ((size_t)64 << 20)

/* A copy of the characters up to `end` without blanks at both ends; NULL where none are left. */
static char *trimmed(const char *text, const char *end) {
  while (text < end && isspace((unsigned char)*text))
    text++;
  while (end > text && isspace((unsigned char)end[-1]))
    end--;
  return end > text ? strndup(text, (size_t)(end - text)) : NULL;
}

char *pm_environment_text(const char *root, const char *format, ...) {
  char path[PATH_MAX];
  int length = snprintf(path, sizeof path, "%s", root);
  if (length < 0 || (size_t)length >= sizeof path)
    return NULL;
  va_list arguments;
  va_start(arguments, format);
  int more = vsnprintf(path + length, sizeof path - (size_t)length, format, arguments);
  va_end(arguments);
  if (more < 0 || (size_t)more >= sizeof path - (size_t)length)
    return NULL;
  char *bytes = NULL;
  size_t count = 0;
  if (pm_file_read(path, LIMIT_BYTES, &bytes, &count, NULL) != PM_OK)
    return NULL;
  char *text = trimmed(bytes, bytes + count);
  free(bytes);
  return text;
}

bool pm_environment_number(const char *root, const char *path, double *value) {
  char *text = pm_environment_text(root, "%s", path), *end = NULL;
  if (text)
    *value = strtod(text, &end);
  bool read = text && end != text;
  free(text);
  return read;
}

char *pm_environment_field(const char *text, const char *name, char separator) {
  size_t length = strlen(name);
  for (const char *line = text; line && *line; line += *line == '\n') {
    const char *end = line + strcspn(line, "\n");
    const char *after = line + length;
    if (strncmp(line, name, length) == 0) {
      after += strspn(after, " \t");
      if (*after == separator) {
        after++;
        if (end - after >= 2 && *after == '"' && end[-1] == '"')
          return trimmed(after + 1, end - 1);
        return trimmed(after, end);
      }
    }
    line = end;
  }
  return NULL;
}

void pm_environment_add_text(cJSON *object, const char *name, char *text) {
  cJSON_AddItemToObject(object, name, text ? cJSON_CreateString(text) : cJSON_CreateNull());
  free(text);
}

cJSON *pm_environment_load(const char *root) {
  double load[3];
  char *text = pm_environment_text(root, "/proc/loadavg");
  bool read = text && sscanf(text, "%lf %lf %lf", &load[0], &load[1], &load[2]) == 3;
  free(text);
  return read ? cJSON_CreateDoubleArray(load, 3) : NULL;
}
