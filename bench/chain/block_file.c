#include "bench/chain/block_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum pm_status block_file_find(const char *input_path, const char *default_name,
                               char path[BLOCK_FILE_PATH_MAX], struct pm_error *error) {
  if (input_path) {
    snprintf(path, BLOCK_FILE_PATH_MAX, "%s", input_path);
    return PM_OK;
  }
  const char *vectors = getenv("PROOFMARK_VECTORS");
  snprintf(path, BLOCK_FILE_PATH_MAX, "%s/blocks/%s", vectors ? vectors : "../shared/vectors",
           default_name);
  if (access(path, F_OK) == 0)
    return PM_OK;
  return pm_fail(
      error, PM_UNAVAILABLE,
      "%s is not there; give a block with --input FILE, or the folder of the test vectors "
      "in PROOFMARK_VECTORS",
      path);
}
