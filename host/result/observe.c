/* A result as its readers see it: a file of its own, because read.c stands on result.h. */
#include <stdio.h>
#include <stdlib.h>

#include "host/result/read.h"
#include "host/result/result.h"

enum pm_status pm_result_observe(struct pm_result *result, struct pm_observation **observation,
                                 struct pm_error *error) {
  char *text = NULL;
  size_t bytes = 0;
  FILE *stream = open_memstream(&text, &bytes);
  if (!stream)
    return pm_fail(error, PM_FAILED, "no memory for the results");
  enum pm_status status = pm_result_write(result, stream, error);
  fclose(stream);
  if (status == PM_OK)
    status = pm_observation_parse("the results", text, bytes, observation, error);
  free(text);
  return status;
}
