/* Where results go unless --json says otherwise. */
#ifndef PROOFMARK_HOST_CLI_RESULTS_PATH_H
#define PROOFMARK_HOST_CLI_RESULTS_PATH_H

#include <stddef.h>

#include "host/base/status.h"

/* results/<host>/<UTC time>.json, or <UTC time>-2.json and so on: runs that start in the same
 * second must not write over each other. The empty file is made. */
enum pm_status pm_results_path(char *path, size_t size, struct pm_error *error);

#endif
