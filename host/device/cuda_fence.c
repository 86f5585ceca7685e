/* CUDA fences: events. A wait or a query is for what the event was recorded as when it was asked
 * for, and an event that was never recorded has passed (CUDA Driver API, cuEventSynchronize), so
 * that no lock is needed. */
#ifdef PROOFMARK_HAVE_CUDA

#include "host/device/cuda_private.h"

static CUevent event_of(const struct pm_fence *fence) {
  return ((const struct cuda_fence *)fence)->event;
}

/* Not CU_EVENT_BLOCKING_SYNC: a thread that the driver's interrupt wakes comes back tens of
 * microseconds late, as much as a whole small batch takes. Who waits longer than that asks
 * pm_fence_passed and sleeps meanwhile. */
enum pm_status pm_cuda_fence_create(struct pm_fence *fence, struct pm_error *error) {
  enum pm_status status = pm_cuda_enter(fence->device, error);
  if (status != PM_OK)
    return status;
  return pm_cuda_check(error, fence->device, "cuEventCreate",
                       pm_cuda_driver()->event_create(&((struct cuda_fence *)fence)->event,
                                                      CU_EVENT_DISABLE_TIMING));
}

void pm_cuda_fence_free(struct pm_fence *fence) {
  if (pm_cuda_enter(fence->device, NULL) == PM_OK)
    pm_cuda_driver()->event_destroy(event_of(fence));
}

enum pm_status pm_cuda_fence_set(struct pm_fence *fence, struct pm_queue *queue,
                                 struct pm_error *error) {
  enum pm_status status = pm_cuda_enter(fence->device, error);
  if (status != PM_OK)
    return status;
  return pm_cuda_check(
      error, fence->device, "cuEventRecord",
      pm_cuda_driver()->event_record(event_of(fence), ((const struct cuda_queue *)queue)->stream));
}

/* Once a kernel has failed nothing is under way any more in the context, and what failed the
 * finish says. */
enum pm_status pm_cuda_fence_wait(struct pm_fence *fence, struct pm_error *error) {
  enum pm_status status = pm_cuda_enter(fence->device, error);
  if (status != PM_OK)
    return status;
  return pm_cuda_check(error, fence->device, "cuEventSynchronize",
                       pm_cuda_driver()->event_synchronize(event_of(fence)));
}

enum pm_status pm_cuda_fence_passed(struct pm_fence *fence, bool *passed, struct pm_error *error) {
  enum pm_status status = pm_cuda_enter(fence->device, error);
  if (status != PM_OK)
    return status;
  const CUresult result = pm_cuda_driver()->event_query(event_of(fence));
  *passed = result == CUDA_SUCCESS;
  return result == CUDA_ERROR_NOT_READY
             ? PM_OK
             : pm_cuda_check(error, fence->device, "cuEventQuery", result);
}

#endif
