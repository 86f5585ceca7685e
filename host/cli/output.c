#include "host/cli/output.h"

#include <stdlib.h>

#include "host/base/console.h"
#include "host/base/file.h"

enum pm_status pm_output_open(struct pm_output *output, const char *path, struct pm_error *error) {
  *output = (struct pm_output){.path = path};
  output->stream = pm_is_stdout(path) ? stdout : open_memstream(&output->bytes, &output->count);
  return output->stream ? PM_OK : pm_fail(error, PM_FAILED, "no memory to write %s", path);
}

enum pm_status pm_output_close(struct pm_output *output, enum pm_status status,
                               struct pm_error *error) {
  if (output->stream == stdout)
    return status;
  const bool whole = fclose(output->stream) == 0;
  if (status == PM_OK && !whole)
    status = pm_fail(error, PM_FAILED, "no memory to write %s", output->path);
  if (status == PM_OK)
    status = output->append ? pm_file_append(output->path, output->bytes, output->count, error)
                            : pm_file_write(output->path, output->bytes, output->count, error);
  free(output->bytes);
  return status;
}

enum pm_status pm_output(const char *path, bool append, pm_print *print, const void *subject,
                         struct pm_error *error) {
  struct pm_output output;
  enum pm_status status = pm_output_open(&output, path, error);
  if (status != PM_OK)
    return status;
  output.append = append;
  print(subject, output.stream);
  return pm_output_close(&output, PM_OK, error);
}
