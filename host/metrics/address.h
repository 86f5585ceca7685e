/* Where to listen. */
#ifndef PROOFMARK_HOST_METRICS_ADDRESS_H
#define PROOFMARK_HOST_METRICS_ADDRESS_H

#include <stddef.h>

#include "host/base/status.h"

/* Opens a socket that listens on `address` (server.h), its URL in `url`. PM_USAGE or PM_IO. */
enum pm_status pm_address_listen(const char *address, int *listener, char *url, size_t url_bytes,
                                 struct pm_error *error);

#endif
