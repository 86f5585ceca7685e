/* The file that a block work reads: the user's own, or the block kept with the test vectors. */
#ifndef PROOFMARK_BENCH_CHAIN_BLOCK_FILE_H
#define PROOFMARK_BENCH_CHAIN_BLOCK_FILE_H

#include <stddef.h>

#include "host/base/status.h"

enum { BLOCK_FILE_PATH_MAX = 1024 };

/* Where the block is read from: `input_path` or, where that is NULL, blocks/<default_name> in the
 * folder that the environment's PROOFMARK_VECTORS names, or in ../shared/vectors without it.
 * PM_UNAVAILABLE, saying what to do, where the default is not there. */
enum pm_status block_file_find(const char *input_path, const char *default_name,
                               char path[BLOCK_FILE_PATH_MAX], struct pm_error *error);

#endif
