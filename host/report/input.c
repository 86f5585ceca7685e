#include "host/report/input.h"

#include <stdbool.h>
#include <stdlib.h>

#include "host/base/file.h"

enum { INPUT_LIMIT_BYTES = 16 << 20 };

enum pm_status pm_input_read(const char *path, cJSON **object, struct pm_error *error) {
  char *text;
  size_t count;
  enum pm_status status = pm_file_read(path, INPUT_LIMIT_BYTES, &text, &count, error);
  if (status != PM_OK)
    return status;
  const char *end = text;
  /* With the NUL as a part of the text cJSON finds what stands after the value. */
  cJSON *root = cJSON_ParseWithLengthOpts(text, count + 1, &end, true);
  size_t line = 1;
  for (const char *c = text; c < end && c < text + count; c++)
    line += *c == '\n';
  free(text);
  if (!root)
    return pm_fail(error, PM_USAGE, "%s: no JSON, see line %zu", path, line);
  if (!cJSON_IsObject(root)) {
    cJSON_Delete(root);
    return pm_fail(error, PM_USAGE, "%s: holds no JSON object", path);
  }
  *object = root;
  return PM_OK;
}
