/* A mix: how much each work weighs in a mean over works.
 *
 *   {"name": "executor", "weights": {"hash/keccak256": 3, "sig/ecrecover[...]": 2, "ntt/k*": 1}}
 *
 * A key is the id of a work, or a pattern of work names (* and ? as in file names). The works that
 * a pattern matches share its weight equally.
 */
#ifndef PROOFMARK_HOST_REPORT_MIX_H
#define PROOFMARK_HOST_REPORT_MIX_H

#include <stddef.h>

#include "host/base/status.h"
#include "host/result/read.h"

struct pm_mix_weight {
  char *works;
  double weight; /* above 0 */
};

struct pm_mix {
  char *file, *name;
  struct pm_mix_weight *weights;
  size_t weight_count;
};

/* As pm_price_list_read. A key that occurs twice is an error. */
enum pm_status pm_mix_read(const char *path, struct pm_mix **mix, struct pm_error *error);
void pm_mix_free(struct pm_mix *mix);

/* The entry that a work falls under: one with its id, else the first pattern that matches; NULL. */
const struct pm_mix_weight *pm_mix_find(const struct pm_mix *mix,
                                        const struct pm_observed_work *work);

#endif
