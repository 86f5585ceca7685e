#include "host/cli/session.h"

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/base/device_id.h"

static enum pm_status open_pool(struct pm_session *session, const char *bind, unsigned threads,
                                struct pm_pool **pool, struct pm_error *error) {
  struct pm_binding binding;
  enum pm_status status = pm_binding_parse(session->topology, bind, threads, NULL, &binding, error);
  if (status != PM_OK)
    return status;
  status = pm_pool_open(session->topology, &binding, pool, error);
  pm_binding_free(&binding);
  return status;
}

static enum pm_status open_pools(struct pm_session *session, const struct pm_selection *selection,
                                 struct pm_error *error) {
  if (!selection->threads_default) {
    session->pool_count = 1;
    return open_pool(session, selection->bind, selection->threads, &session->pools[0], error);
  }
  enum pm_status status = open_pool(session, selection->bind, 0, &session->pools[0], error);
  if (status != PM_OK)
    return status;
  session->pool_count = 1;
  if (pm_pool_threads(session->pools[0]) == 1)
    return PM_OK;
  session->pools[1] = session->pools[0];
  session->pools[0] = NULL;
  session->pool_count = 2;
  return open_pool(session, selection->bind, 1, &session->pools[0], error);
}

/* "cpu, opencl:0", and why there is no more. */
static void list_names(const struct pm_device_info *infos, size_t count, char names[512]) {
  size_t used = (size_t)snprintf(names, 512, "cpu");
  for (size_t i = 0; i < count && used < 512; i++)
    used += (size_t)snprintf(names + used, 512 - used, ", %s", infos[i].id);
  for (int api = 0; api < PM_API_COUNT && used < 512; api++) {
    const char *why = pm_api_unavailable((enum pm_api)api);
    if (why)
      used += (size_t)snprintf(names + used, 512 - used, "; %s: %s", pm_api_name((enum pm_api)api),
                               why);
  }
}

static bool is_here(const char *pattern, const struct pm_device_info *infos, size_t count,
                    const char *node) {
  bool found = pm_device_id_matches(pattern, "cpu", node);
  for (size_t i = 0; i < count && !found; i++)
    found = pm_device_id_matches(pattern, infos[i].id, node);
  return found;
}

/* Whether the pattern names a node, and another than this. */
static bool is_elsewhere(const char *pattern, const char *node) {
  char named[256];
  const size_t length = pm_device_id_node_length(pattern);
  snprintf(named, sizeof named, "%.*s", (int)length, pattern);
  return length && fnmatch(named, node, 0) != 0;
}

/* Every device pattern must name something that is there. */
static enum pm_status check_devices(const struct pm_selection *selection,
                                    const struct pm_device_info *infos, size_t count,
                                    struct pm_error *error) {
  const char *node = selection->node;
  for (size_t p = 0; p < selection->devices.count; p++) {
    const char *pattern = selection->devices.text[p];
    char names[512];
    if (is_here(pattern, infos, count, node))
      continue;
    list_names(infos, count, names);
    if (is_elsewhere(pattern, node))
      return pm_fail(error, PM_UNAVAILABLE,
                     "'%s' is a device of another node: this is node '%s', which has %s", pattern,
                     node, names);
    return pm_fail(error, PM_UNAVAILABLE, "no device '%s' here; there are %s", pattern, names);
  }
  return PM_OK;
}

static enum pm_status find_devices(struct pm_session *session, const struct pm_selection *selection,
                                   bool look, struct pm_error *error) {
  struct pm_device_info *infos = NULL;
  size_t count = 0;
  if (look) {
    enum pm_status status = pm_devices_list(&infos, &count, error);
    if (status != PM_OK)
      return status;
  }
  enum pm_status status = check_devices(selection, infos, count, error);
  session->devices = calloc(count + 1, sizeof *session->devices);
  if (status == PM_OK && !session->devices)
    status = pm_fail(error, PM_FAILED, "no memory");
  for (size_t i = 0; status == PM_OK && i < count; i++) {
    if (!pm_selects_device(selection, infos[i].id))
      continue;
    struct pm_session_device *d = &session->devices[session->device_count++];
    d->info = infos[i];
    if (infos[i].pci_known)
      pm_topology_locality(session->topology, infos[i].pci_domain, infos[i].pci_bus,
                           infos[i].pci_device, infos[i].pci_function, &d->locality);
    else
      d->locality = (struct pm_locality){.known = false, .numa_node = -1};
  }
  free(infos);
  return status;
}

enum pm_status pm_session_open(struct pm_session *session, const struct pm_selection *selection,
                               bool with_devices, struct pm_error *error) {
  *session = (struct pm_session){0};
  enum pm_status status = pm_topology_load(NULL, &session->topology, error);
  if (status == PM_OK)
    status = find_devices(session, selection, with_devices || selection->devices.count, error);
  if (status == PM_OK)
    status = open_pools(session, selection, error);
  if (status == PM_OK)
    status = open_pool(session, "auto", 0, &session->input_pool, error);
  return status;
}

void pm_session_close(struct pm_session *session) {
  for (size_t i = 0; i < session->device_count; i++)
    pm_device_close(session->devices[i].device);
  free(session->devices);
  for (size_t i = 0; i < 2; i++)
    pm_pool_close(session->pools[i]);
  pm_pool_close(session->input_pool);
  pm_topology_free(session->topology);
}

enum pm_status pm_session_device(struct pm_session *session, size_t index,
                                 struct pm_device **device, struct pm_error *error) {
  struct pm_session_device *d = &session->devices[index];
  enum pm_status status = PM_OK;
  if (!d->device) {
    /* A driver's own threads inherit where this one may run. */
    (void)pm_topology_bind_caller(session->topology, &d->locality, NULL);
    status = pm_device_open(&d->info, &d->device, error);
  }
  *device = d->device;
  return status;
}

void pm_session_settle(struct pm_session *session, const struct pm_case *timed) {
  const struct pm_locality *near = NULL;
  for (size_t i = 0; timed->device && i < session->device_count; i++)
    if (strcmp(session->devices[i].info.id, timed->device->id) == 0)
      near = &session->devices[i].locality;
  /* A machine that refuses is measured as it is; locality_known in the file says what was known. */
  (void)pm_topology_bind_caller(session->topology, near, NULL);
}
