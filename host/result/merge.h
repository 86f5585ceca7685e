/* Several results files as one observation.
 *
 * Cases, works, devices, skips and failures of all parts stand side by side; a case says by
 * `run_id` which run measured it. `merged[]` keeps of each part what is its own: file, run id,
 * command line, seed, build, context and host. At the top stands what all parts have in common, the
 * command line of the merging, a run id of its own and the first part's seed. A file that was
 * merged itself brings its parts along. What becomes of sections is said in
 * host/result/section.h. */
#ifndef PROOFMARK_HOST_RESULT_MERGE_H
#define PROOFMARK_HOST_RESULT_MERGE_H

#include <stdbool.h>
#include <stddef.h>

#include "host/base/status.h"
#include "host/result/result.h"
#include "host/result/section.h"

struct pm_merge_options {
  bool across_machines; /* allow parts of several machines */
  /* Of a case that several parts have, take that of the part with the latest date (of equal ones
   * the one named last), but a wrong output before all: no later run hides it. */
  bool latest;
  const struct pm_sections *sections; /* those that this program knows; may be NULL */
};

/* `argv` is that of the merging, ended by NULL. PM_NOT_COMPARABLE where the parts are of several
 * machines and that was not allowed, or where a work's inputs differ; PM_USAGE where they share
 * cases and `latest` is not set, naming them, or where one device id means two devices; and what
 * pm_observation_document returns. On success the result is complete and to be freed. */
enum pm_status pm_results_merge(const char *const *paths, size_t count, char *const *argv,
                                const struct pm_merge_options *options, struct pm_result **result,
                                struct pm_error *error);

#endif
