/* Names of devices: "cuda:0", "opencl:1", "cpu" for CPU threads. In results of several machines the
 * machine's name, its node, stands before a slash: "gpu7/cuda:0". A machine names its own devices
 * without it. */
#ifndef PROOFMARK_HOST_BASE_DEVICE_ID_H
#define PROOFMARK_HOST_BASE_DEVICE_ID_H

#include <stdbool.h>
#include <stddef.h>

/* "cuda:0" of "gpu7/cuda:0" and of "cuda:0"; points into `id`. */
const char *pm_device_id_local(const char *id);

/* Length of "gpu7" in "gpu7/cuda:0"; 0 where the id names no node. */
size_t pm_device_id_node_length(const char *id);

/* CPU threads: "cpu" and "gpu7/cpu". */
bool pm_device_id_is_cpu(const char *id);

/* Whether two ids are of one machine, as far as they say: both of no node, or both of the same. */
bool pm_device_id_same_node(const char *a, const char *b);

/* Whether two ids name one device, where an id that names no node is of `node_a` or `node_b` (NULL:
 * not known). Of two ids that name none only what they say counts. */
bool pm_device_id_same(const char *a, const char *node_a, const char *b, const char *node_b);

/* Whether the pattern (fnmatch) names the device `id` ("cuda:0") of the machine `node`. A pattern
 * with a slash is held against "node/cuda:0", another against "cuda:0". */
bool pm_device_id_matches(const char *pattern, const char *id, const char *node);

#endif
