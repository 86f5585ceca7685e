/* OpenCL fences: the event of the last command of a queue, held for as long as threads may wait. */
#ifdef PROOFMARK_HAVE_OPENCL

#include "host/device/opencl_private.h"

static struct opencl_fence *of(struct pm_fence *fence) { return (struct opencl_fence *)fence; }

enum pm_status pm_opencl_fence_create(struct pm_fence *fence, struct pm_error *error) {
  (void)error;
  pthread_mutex_init(&of(fence)->lock, NULL); /* which cannot fail without attributes */
  return PM_OK;
}

void pm_opencl_fence_free(struct pm_fence *fence) {
  if (of(fence)->event)
    clReleaseEvent(of(fence)->event);
  pthread_mutex_destroy(&of(fence)->lock);
}

/* The flush: a thread that waits has no other way to have the commands begin. */
enum pm_status pm_opencl_fence_set(struct pm_fence *fence, struct pm_queue *queue,
                                   struct pm_error *error) {
  struct opencl_queue *in = (struct opencl_queue *)queue;
  cl_event last;
  enum pm_status status = pm_opencl_last_command(in, &last, error);
  if (status != PM_OK)
    return status;
  cl_int code = last ? clFlush(in->queue) : CL_SUCCESS;
  if (code == CL_SUCCESS && last)
    code = clRetainEvent(last);
  if (code != CL_SUCCESS)
    return pm_opencl_fail(error, fence->device, "setting a fence", code);
  pthread_mutex_lock(&of(fence)->lock);
  const cl_event before = of(fence)->event;
  of(fence)->event = last;
  pthread_mutex_unlock(&of(fence)->lock);
  if (before)
    clReleaseEvent(before);
  return PM_OK;
}

/* A command that failed has ended too. */
static bool is_failure(cl_int code) {
  return code != CL_SUCCESS && code != CL_EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST;
}

/* Holds the event meanwhile, in case the fence is set again. */
enum pm_status pm_opencl_fence_wait(struct pm_fence *fence, struct pm_error *error) {
  pthread_mutex_lock(&of(fence)->lock);
  const cl_event event = of(fence)->event;
  cl_int code = event ? clRetainEvent(event) : CL_SUCCESS;
  pthread_mutex_unlock(&of(fence)->lock);
  if (event && code == CL_SUCCESS) {
    code = clWaitForEvents(1, &event);
    clReleaseEvent(event);
  }
  return is_failure(code) ? pm_opencl_fail(error, fence->device, "waiting for a fence", code)
                          : PM_OK;
}

enum pm_status pm_opencl_fence_passed(struct pm_fence *fence, bool *passed,
                                      struct pm_error *error) {
  cl_int code = CL_SUCCESS, status = CL_COMPLETE;
  pthread_mutex_lock(&of(fence)->lock);
  if (of(fence)->event)
    code = clGetEventInfo(of(fence)->event, CL_EVENT_COMMAND_EXECUTION_STATUS, sizeof status,
                          &status, NULL);
  pthread_mutex_unlock(&of(fence)->lock);
  if (code != CL_SUCCESS)
    return pm_opencl_fail(error, fence->device, "looking at a fence", code);
  *passed = status <= CL_COMPLETE; /* a negative one is the error that ended the command */
  return PM_OK;
}

#endif
