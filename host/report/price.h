/* A price list: what an hour of a machine costs.
 *
 *   {"currency": "EUR", "date": "2024-05-01",
 *    "machines": [{"match": "node*", "per_hour": 2.5, "what": "one H100, on demand"}]}
 *
 * `match` is a host's name or a device's, as a pattern (* and ? as in file names).
 */
#ifndef PROOFMARK_HOST_REPORT_PRICE_H
#define PROOFMARK_HOST_REPORT_PRICE_H

#include <stddef.h>

#include "host/base/status.h"

struct pm_price {
  char *match, *what; /* `what` is "" where the list does not say */
  double per_hour;
};

struct pm_price_list {
  char *file, *currency, *date;
  struct pm_price *machines;
  size_t machine_count;
};

/* PM_IO where the file cannot be read; PM_USAGE, naming file and place, where it is no price list.
 * To be freed with pm_price_list_free, which takes NULL. */
enum pm_status pm_price_list_read(const char *path, struct pm_price_list **list,
                                  struct pm_error *error);
void pm_price_list_free(struct pm_price_list *list);

/* The first price whose pattern matches one of the two names, which may be NULL; NULL for none. */
const struct pm_price *pm_price_find(const struct pm_price_list *list, const char *host,
                                     const char *device);

#endif
