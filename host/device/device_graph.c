/* Launch graphs: recorded, launched, freed. */
#include "host/device/device_shared.h"

#include <stdlib.h>

static enum pm_status begin_recording(struct pm_device *device, struct pm_error *error) {
  enum pm_status status =
      pm_queues_join(device, error); /* or the graph would have to wait for them */
  return status == PM_OK ? device->backend->graph_begin(device, error) : status;
}

enum pm_status pm_graph_begin(struct pm_device *device, struct pm_error *error) {
  if (!device->backend->graph_begin)
    return pm_fail(error, PM_UNAVAILABLE, "%s has no launch graphs", pm_api_name(device->info.api));
  enum pm_status status = pm_check_not_recording(device, "a recording", error);
  if (status != PM_OK)
    return status;
  struct pm_launch_graph *graph = calloc(1, device->backend->graph_bytes);
  if (!graph)
    return pm_fail_host_memory(error);
  graph->device = device;
  status = begin_recording(device, error);
  if (status == PM_OK)
    device->recording = graph;
  else
    free(graph);
  return status;
}

enum pm_status pm_graph_end(struct pm_device *device, struct pm_launch_graph **graph,
                            struct pm_error *error) {
  *graph = NULL;
  struct pm_launch_graph *recorded = device->recording;
  if (!recorded)
    return pm_fail(error, PM_FAILED, "a recording was ended but not begun");
  const enum pm_status joined = pm_queues_join(device, error);
  const enum pm_status ended = device->backend->graph_end(recorded, joined == PM_OK ? error : NULL);
  device->recording = NULL;
  if (joined == PM_OK && ended == PM_OK)
    *graph = recorded;
  else
    pm_graph_free(recorded);
  return joined == PM_OK ? ended : joined;
}

void pm_graph_free(struct pm_launch_graph *graph) {
  if (!graph)
    return;
  graph->device->backend->settle(graph->device);
  graph->device->backend->graph_free(graph);
  free(graph);
}

enum pm_status pm_graph_launch(struct pm_launch_graph *graph, struct pm_error *error) {
  struct pm_device *device = graph->device;
  enum pm_status status = pm_check_not_recording(device, "a launch graph", error);
  if (status != PM_OK)
    return status;
  return pm_command_enqueued(device->queue, device->backend->graph_launch(graph, error));
}
