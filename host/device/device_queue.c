/* Queues, launch graphs and the timer. */
#include "host/device/internal.h"

#include <stdlib.h>

/* A recording takes launches and waits alone. */
enum pm_status check_not_recording(const struct pm_device *device, const char *what,
                                   struct pm_error *error) {
  if (!device->recording)
    return PM_OK;
  return pm_fail(error, PM_FAILED, "%s cannot be recorded in a launch graph", what);
}

void free_queue(struct pm_queue *queue) {
  queue->device->backend->queue_free(queue);
  free(queue);
}

enum pm_status create_queue(struct pm_device *device, struct pm_queue **queue,
                            struct pm_error *error) {
  struct pm_queue *created = calloc(1, device->backend->queue_bytes);
  if (!created)
    return fail_host_memory(error);
  created->device = device;
  enum pm_status status = device->backend->queue_create(created, error);
  if (status == PM_OK)
    *queue = created;
  else
    free_queue(created);
  return status;
}

struct pm_queue *pm_device_queue(struct pm_device *device) {
  return device->queue;
}

enum pm_status pm_queue_create(struct pm_device *device, struct pm_queue **queue,
                               struct pm_error *error) {
  *queue = NULL;
  enum pm_status status = create_queue(device, queue, error);
  if (status == PM_OK) {
    (*queue)->next = device->queues;
    device->queues = *queue;
  }
  return status;
}

void pm_queue_free(struct pm_queue *queue) {
  if (!queue)
    return;
  struct pm_queue **link = &queue->device->queues;
  while (*link && *link != queue)
    link = &(*link)->next;
  if (!*link) /* the device's own */
    return;
  queue->device->backend->finish(queue->device, NULL);
  *link = queue->next;
  free_queue(queue);
}

/* With a wait the queue takes over what `after` was ahead of the device's own queue: once that waits for
 * `queue`, it waits for both. */
enum pm_status pm_queue_wait(struct pm_queue *queue, struct pm_queue *after,
                             struct pm_error *error) {
  struct pm_device *device = queue->device;
  if (after->device != device)
    return pm_fail(error, PM_FAILED, "a queue of %s cannot wait for one of another device",
                   device->info.id);
  if (queue == after)
    return PM_OK;
  enum pm_status status = device->backend->queue_wait(queue, after, error);
  if (status == PM_OK) {
    queue->ahead = queue != device->queue;
    after->ahead = false;
  }
  return status;
}

/* Has the device's own queue wait for all others. */
static enum pm_status join_queues(struct pm_device *device, struct pm_error *error) {
  enum pm_status status = PM_OK;
  for (struct pm_queue *q = device->queues; status == PM_OK && q; q = q->next)
    if (q->ahead)
      status = pm_queue_wait(device->queue, q, error);
  return status;
}

/* Launch graphs ------------------------------------------------------------------------------- */

static enum pm_status begin_recording(struct pm_device *device, struct pm_error *error) {
  enum pm_status status = join_queues(device, error); /* or the graph would have to wait for them */
  return status == PM_OK ? device->backend->graph_begin(device, error) : status;
}

enum pm_status pm_graph_begin(struct pm_device *device, struct pm_error *error) {
  if (!device->backend->graph_begin)
    return pm_fail(error, PM_UNAVAILABLE, "%s has no launch graphs", pm_api_name(device->info.api));
  enum pm_status status = check_not_recording(device, "a recording", error);
  if (status != PM_OK)
    return status;
  struct pm_launch_graph *graph = calloc(1, device->backend->graph_bytes);
  if (!graph)
    return fail_host_memory(error);
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
  const enum pm_status joined = join_queues(device, error);
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
  graph->device->backend->finish(graph->device, NULL);
  graph->device->backend->graph_free(graph);
  free(graph);
}

/* Timer --------------------------------------------------------------------------------------- */

enum pm_status pm_timer_start(struct pm_device *device, struct pm_error *error) {
  enum pm_status status = check_not_recording(device, "a timer's start", error);
  if (status == PM_OK)
    status = device->backend->timer_start(device, error);
  device->timer = status == PM_OK ? PM_TIMER_RUNNING : PM_TIMER_UNUSED;
  device->timed_commands = 0;
  return status;
}

enum pm_status pm_timer_stop(struct pm_device *device, struct pm_error *error) {
  if (device->timer != PM_TIMER_RUNNING)
    return pm_fail(error, PM_FAILED, "the device timer was stopped but not started");
  enum pm_status status = check_not_recording(device, "a timer's stop", error);
  if (status == PM_OK)
    status = join_queues(device, error);
  if (status == PM_OK)
    status = device->backend->timer_stop(device, error);
  device->timer = status == PM_OK ? PM_TIMER_STOPPED : PM_TIMER_UNUSED;
  return status;
}

enum pm_status pm_timer_read_ns(struct pm_device *device, double *elapsed_ns,
                                struct pm_error *error) {
  *elapsed_ns = 0;
  if (device->timer != PM_TIMER_STOPPED)
    return pm_fail(error, PM_FAILED, "the device timer was read but not started and stopped");
  if (device->timed_commands == 0)
    return pm_fail(error, PM_FAILED, "no command ran between the device timer's start and stop");
  enum pm_status status = device->backend->finish(device, error);
  if (status != PM_OK)
    return status;
  return device->backend->timer_read_ns(device, elapsed_ns, error);
}
