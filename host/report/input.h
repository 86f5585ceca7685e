/* What price lists and mixes have in common: small JSON files that people write. */
#ifndef PROOFMARK_HOST_REPORT_INPUT_H
#define PROOFMARK_HOST_REPORT_INPUT_H

#include <cjson/cJSON.h>

#include "host/base/status.h"

/* The JSON object in a file, to be freed with cJSON_Delete. PM_IO where it cannot be read, PM_USAGE
 * with the line where it is no JSON object. */
enum pm_status pm_input_read(const char *path, cJSON **object, struct pm_error *error);

#endif
