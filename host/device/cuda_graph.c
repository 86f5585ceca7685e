/* CUDA graphs, made by capturing what is enqueued in the device's stream and in those that wait
 * for it (CUDA C++ Programming Guide, "Creating a Graph Using Stream Capture"). */
#ifdef PROOFMARK_HAVE_CUDA

#include "host/device/cuda_private.h"

static struct cuda_graph *of(struct pm_launch_graph *graph) { return (struct cuda_graph *)graph; }

/* Thread-local: what other threads do with the driver meanwhile is not this capture's concern. */
enum pm_status pm_cuda_graph_begin(struct pm_device *device, struct pm_error *error) {
  if (!pm_cuda_driver()->graph_instantiate)
    return pm_fail(error, PM_UNAVAILABLE,
                   "%s (%s): launch graphs take a driver of CUDA 11.4 or newer, and this is %s",
                   device->info.id, device->info.name, device->info.driver);
  enum pm_status status = pm_cuda_enter(device, error);
  if (status != PM_OK)
    return status;
  return pm_cuda_check(
      error, device, "cuStreamBeginCapture",
      pm_cuda_driver()->capture_begin(pm_cuda_stream(device), CU_STREAM_CAPTURE_MODE_THREAD_LOCAL));
}

enum pm_status pm_cuda_graph_end(struct pm_launch_graph *graph, struct pm_error *error) {
  const struct cuda_driver *cuda = pm_cuda_driver();
  const struct pm_device *device = graph->device;
  CUgraph captured = NULL;
  enum pm_status status = pm_cuda_enter(device, error);
  if (status == PM_OK)
    status = pm_cuda_check(error, device, "cuStreamEndCapture",
                           cuda->capture_end(pm_cuda_stream(device), &captured));
  if (status == PM_OK)
    status = pm_cuda_check(error, device, "cuGraphInstantiate",
                           cuda->graph_instantiate(&of(graph)->executable, captured, 0));
  if (captured)
    cuda->graph_destroy(captured);
  return status;
}

enum pm_status pm_cuda_graph_launch(struct pm_launch_graph *graph, struct pm_error *error) {
  const struct pm_device *device = graph->device;
  enum pm_status status = pm_cuda_enter(device, error);
  if (status != PM_OK)
    return status;
  return pm_cuda_check(
      error, device, "cuGraphLaunch",
      pm_cuda_driver()->graph_launch(of(graph)->executable, pm_cuda_stream(device)));
}

void pm_cuda_graph_free(struct pm_launch_graph *graph) {
  if (of(graph)->executable && pm_cuda_enter(graph->device, NULL) == PM_OK)
    pm_cuda_driver()->graph_exec_destroy(of(graph)->executable);
}

#endif
