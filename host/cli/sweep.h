/* Reading the values of -p KEY=VALUES against a parameter. */
#ifndef PROOFMARK_HOST_CLI_SWEEP_H
#define PROOFMARK_HOST_CLI_SWEEP_H

#include <stddef.h>
#include <stdint.h>

#include "host/cli/selection.h"
#include "host/work/work.h"

/* `text` is V[,V...] or LOW:HIGH:xN (LOW, LOW × N, ... up to HIGH); V is a number, with an optional
 * suffix k, M or G (powers of 1024), or one of the parameter's choices. PM_USAGE names the range or
 * the choices where a value is not among them. */
enum pm_status pm_sweep_values(const struct pm_parameter *parameter, const char *text,
                               uint64_t values[PM_SWEEP_VALUES_MAX], size_t *count,
                               struct pm_error *error);

#endif
