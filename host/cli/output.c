#include "host/cli/output.h"

#include <stdlib.h>
#include <string.h>

#include "host/base/file.h"

bool pm_is_stdout(const char *path) { return path && strcmp(path, "-") == 0; }

enum pm_status pm_output(const char *path, bool append, pm_print *print, const void *subject,
                         struct pm_error *error) {
  if (pm_is_stdout(path)) {
    print(subject, stdout); /* pm_cli_main looks at its errors */
    return PM_OK;
  }
  char *text = NULL;
  size_t bytes = 0;
  FILE *stream = open_memstream(&text, &bytes);
  if (stream)
    print(subject, stream);
  bool whole = stream && !ferror(stream);
  whole = stream && fclose(stream) == 0 && whole;
  enum pm_status status;
  if (!whole)
    status = pm_fail(error, PM_FAILED, "no memory for %s", path);
  else
    status =
        append ? pm_file_append(path, text, bytes, error) : pm_file_write(path, text, bytes, error);
  free(text);
  return status;
}
