/* What a run runs on: the machine, its thread pools and its open devices. */
#ifndef PROOFMARK_HOST_CLI_SESSION_H
#define PROOFMARK_HOST_CLI_SESSION_H

#include "host/cli/selection.h"
#include "host/device/device.h"
#include "host/topology/pool.h"
#include "host/topology/topology.h"

struct pm_session_device {
  struct pm_device_info info;
  struct pm_locality locality;
  struct pm_device *device; /* opened when first asked for */
};

struct pm_session {
  struct pm_topology *topology;
  struct pm_pool *input_pool; /* every core: makes inputs and expected outputs */
  struct pm_pool *pools[2];   /* of the CPU cases: one thread and all, or what --threads says */
  size_t pool_count;
  struct pm_session_device *devices; /* those --device selects */
  size_t device_count;
};

/* Devices are looked for only where `with_devices`. PM_UNAVAILABLE where a device that was asked
 * for is not there. The session is to be closed also after a failure. */
enum pm_status pm_session_open(struct pm_session *session, const struct pm_selection *selection,
                               bool with_devices, struct pm_error *error);
void pm_session_close(struct pm_session *session);

/* The open device, opened now if it was not. */
enum pm_status pm_session_device(struct pm_session *session, size_t index,
                                 struct pm_device **device, struct pm_error *error);

/* Moves the calling thread to the PUs near a case's device, or back to all of them for a CPU case.
 */
void pm_session_settle(struct pm_session *session, const struct pm_case *timed);

#endif
