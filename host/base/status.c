#include "host/base/status.h"

#include <stdarg.h>
#include <stdio.h>

enum pm_status pm_fail(struct pm_error *error, enum pm_status status, const char *format, ...) {
  if (!error)
    return status;
  error->status = status;
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(error->text, sizeof error->text, format, arguments);
  va_end(arguments);
  return status;
}
