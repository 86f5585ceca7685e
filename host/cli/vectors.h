/* proofmark verify --vectors FILE. */
#ifndef PROOFMARK_HOST_CLI_VECTORS_H
#define PROOFMARK_HOST_CLI_VECTORS_H

#include "host/cli/selection.h"

/* Has every selected implementation of the selected works decide the published tests in the file at
 * `path`, on every pool and device, and prints how that went. Returns the exit status:
 * PM_WRONG_OUTPUT where a verdict is not the file's. */
int pm_verify_vectors(const struct pm_selection *selection, const struct pm_registry *registry,
                      const char *path);

#endif
