/* Where a command's document goes. */
#ifndef PROOFMARK_HOST_CLI_OUTPUT_H
#define PROOFMARK_HOST_CLI_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "host/base/status.h"

/* Standard output, or a file that is written whole when it is closed (pm_file_write). */
struct pm_output {
  const char *path;
  bool append; /* to be set after opening: at the end of what the file has (pm_file_append) */
  FILE *stream;
  char *bytes;
  size_t count;
};
enum pm_status pm_output_open(struct pm_output *output, const char *path, struct pm_error *error);
/* Writes where `status` is PM_OK; returns it, or what went wrong. */
enum pm_status pm_output_close(struct pm_output *output, enum pm_status status,
                               struct pm_error *error);

/* All of it at once: opens, has `print` write its subject, closes. */
typedef void pm_print(const void *subject, FILE *stream);
enum pm_status pm_output(const char *path, bool append, pm_print *print, const void *subject,
                         struct pm_error *error);

#endif
