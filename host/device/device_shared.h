/* What the device*.c files share; the rest of the host sees device.h alone. Each file calls only
 * those above it in this list, and the backends through their tables; backends call
 * backend_text.c alone:
 *
 *   backend_text.c    messages and texts, for the backends too
 *   device_list.c     which APIs and devices there are
 *   device_memory.c   buffers and pinned host memory
 *   device_program.c  programs and kernels
 *   device_queue.c    queues, the waits between them, fences
 *   device_command.c  what is enqueued, and what is wrong with it
 *   device_graph.c    launch graphs
 *   device_timer.c    the timer
 *   device.c          opening and closing
 */
#ifndef PROOFMARK_HOST_DEVICE_DEVICE_SHARED_H
#define PROOFMARK_HOST_DEVICE_DEVICE_SHARED_H

#include "host/device/backend.h"

/* device_list.c */
const struct pm_backend *pm_api_backend(enum pm_api api);

/* device_program.c. With its kernels. */
void pm_program_free(const struct pm_backend *backend, struct pm_program *program);

/* device_queue.c. A queue that is in no list yet: the device's own, or one that pm_queue_create
 * adds. */
enum pm_status pm_queue_make(struct pm_device *device, struct pm_queue **queue,
                             struct pm_error *error);
void pm_queue_destroy(struct pm_queue *queue);
/* A recording takes launches and waits alone: PM_FAILED where one is going on. */
enum pm_status pm_check_not_recording(const struct pm_device *device, const char *what,
                                      struct pm_error *error);
/* Has the device's own queue wait for all others. */
enum pm_status pm_queues_join(struct pm_device *device, struct pm_error *error);

/* device_command.c. To be called with the status of everything that was enqueued, which it returns:
 * marks the queue as ahead, and counts the command where the timer runs. */
enum pm_status pm_command_enqueued(struct pm_queue *queue, enum pm_status status);

#endif
