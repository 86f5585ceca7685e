/* A page of metrics by HTTP, for Prometheus to fetch: GET /metrics. Served by libmicrohttpd on a
 * thread of its own, which takes no signals. */
#ifndef PROOFMARK_HOST_METRICS_SERVER_H
#define PROOFMARK_HOST_METRICS_SERVER_H

#include "host/base/status.h"

struct pm_metrics_server;

/* `address` is PORT or :PORT, which are reached from this machine alone (127.0.0.1), or
 * ADDRESS:PORT with a numeric address, [ADDRESS]:PORT for IPv6; port 0 is any that is free.
 * PM_USAGE where it is none of these, PM_IO where it cannot be listened on, PM_UNAVAILABLE in a
 * build without libmicrohttpd. */
enum pm_status pm_metrics_server_open(const char *address, struct pm_metrics_server **server,
                                      struct pm_error *error);
void pm_metrics_server_close(struct pm_metrics_server *server); /* NULL is fine */

/* "http://127.0.0.1:9464/metrics" */
const char *pm_metrics_server_url(const struct pm_metrics_server *server);

/* Takes over `text` (to be freed with free()), which is served from now on; "" until the first. */
void pm_metrics_server_publish(struct pm_metrics_server *server, char *text);

#endif
