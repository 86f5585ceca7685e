/* Where a command's document goes. */
#ifndef PROOFMARK_HOST_CLI_OUTPUT_H
#define PROOFMARK_HOST_CLI_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

#include "host/base/status.h"

/* Whether `path` is "-", standard output. NULL is not. */
bool pm_is_stdout(const char *path);

typedef void pm_print(const void *subject, FILE *stream);

/* Has `print` write to standard output for "-", else to a file, atomically (pm_file_write); at the end of it
 * with `append` (pm_file_append). */
enum pm_status pm_output(const char *path, bool append, pm_print *print, const void *subject,
                         struct pm_error *error);

#endif
