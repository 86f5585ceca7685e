/* Shared by the device*.c files, which check what every API has in common; the rest is the backend's. */
#ifndef PROOFMARK_HOST_DEVICE_INTERNAL_H
#define PROOFMARK_HOST_DEVICE_INTERNAL_H

#include "host/device/backend.h"

const struct pm_backend *backend_of(enum pm_api api);

enum pm_status fail_host_memory(struct pm_error *error);

/* A recording takes launches and waits alone: PM_FAILED where one is going on. */
enum pm_status check_not_recording(const struct pm_device *device, const char *what,
                                   struct pm_error *error);

enum pm_status create_queue(struct pm_device *device, struct pm_queue **queue,
                            struct pm_error *error);
void free_queue(struct pm_queue *queue);

void free_program(const struct pm_backend *backend, struct pm_program *program);

#endif
