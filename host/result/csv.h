/* One row per case, for spreadsheets: RFC 4180, UTF-8, a header row, what is not known left empty.
 */
#ifndef PROOFMARK_HOST_RESULT_CSV_H
#define PROOFMARK_HOST_RESULT_CSV_H

#include <stdio.h>

#include "host/result/read.h"

/* Errors of the stream are the stream's. */
void pm_csv_print(const struct pm_observation *observation, FILE *stream);

/* The same to a file, atomically (pm_file_write). */
enum pm_status pm_csv_save(const struct pm_observation *observation, const char *path,
                           struct pm_error *error);

#endif
