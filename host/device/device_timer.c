/* The timer: which of its calls may follow which. The times are the backend's. */
#include "host/device/device_shared.h"

enum pm_status pm_timer_start(struct pm_device *device, struct pm_error *error) {
  enum pm_status status = pm_check_not_recording(device, "a timer's start", error);
  if (status == PM_OK)
    status = device->backend->timer_start(device, error);
  device->timer = status == PM_OK ? PM_TIMER_RUNNING : PM_TIMER_UNUSED;
  device->timed_commands = 0;
  return status;
}

enum pm_status pm_timer_stop(struct pm_device *device, struct pm_error *error) {
  if (device->timer != PM_TIMER_RUNNING)
    return pm_fail(error, PM_FAILED, "the device timer was stopped but not started");
  enum pm_status status = pm_check_not_recording(device, "a timer's stop", error);
  if (status == PM_OK)
    status = pm_queues_join(device, error);
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
