/* The public functions: what every API has in common is checked here, the rest is the backend's. */
#include "host/device/backend.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
  const char *name;
  const struct pm_backend *backend;
} apis[PM_API_COUNT] = {
    [PM_API_OPENCL] = {"opencl", &pm_backend_opencl},
    [PM_API_CUDA] = {"cuda", &pm_backend_cuda},
};

const char *pm_api_name(enum pm_api api) { return apis[api].name; }

void pm_device_pci(const struct pm_device_info *info, char address[PM_PCI_MAX]) {
  address[0] = '\0';
  if (info->pci_known)
    snprintf(address, PM_PCI_MAX, "%04x:%02x:%02x.%x", info->pci_domain, info->pci_bus,
             info->pci_device, info->pci_function);
}

const char *pm_api_unavailable(enum pm_api api) { return apis[api].backend->unavailable(); }

static enum pm_status fail_host_memory(struct pm_error *error) {
  return pm_fail(error, PM_FAILED, "the host is out of memory");
}

/* A recording takes launches and waits alone. */
static enum pm_status check_not_recording(const struct pm_device *device, const char *what,
                                          struct pm_error *error) {
  if (!device->recording)
    return PM_OK;
  return pm_fail(error, PM_FAILED, "%s cannot be recorded in a launch graph", what);
}

/* Listing ------------------------------------------------------------------------------------- */

/* A device may be given out as one with less memory than it has, to see what happens then. */
static const char memory_limit_variable[] = "PROOFMARK_DEVICE_MEMORY_MIB";

static enum pm_status read_memory_limit(uint64_t *bytes, struct pm_error *error) {
  *bytes = UINT64_MAX;
  const char *text = getenv(memory_limit_variable);
  if (!text)
    return PM_OK;
  char *end;
  errno = 0;
  const unsigned long long mib = strtoull(text, &end, 10);
  if (*text < '0' || *text > '9' || *end || errno || mib == 0 || mib > UINT64_MAX >> 20)
    return pm_fail(error, PM_USAGE, "%s is \"%s\", and has to be a number of MiB",
                   memory_limit_variable, text);
  *bytes = (uint64_t)mib << 20;
  return PM_OK;
}

static uint64_t at_most(uint64_t bytes, uint64_t limit) { return bytes < limit ? bytes : limit; }

static enum pm_status list_api(enum pm_api api, struct pm_device_info **devices, size_t *count,
                               struct pm_error *error) {
  const struct pm_backend *backend = apis[api].backend;
  size_t here = 0;
  uint64_t limit;
  enum pm_status status = read_memory_limit(&limit, error);
  if (status == PM_OK)
    status = backend->device_count(&here, error);
  if (status != PM_OK || here == 0)
    return status;
  struct pm_device_info *grown = realloc(*devices, (*count + here) * sizeof **devices);
  if (!grown)
    return fail_host_memory(error);
  *devices = grown;
  for (size_t i = 0; i < here; i++) {
    struct pm_device_info *info = &grown[*count];
    memset(info, 0, sizeof *info);
    status = backend->device_info(i, info, error);
    if (status != PM_OK)
      return status;
    info->api = api;
    info->memory_bytes = at_most(info->memory_bytes, limit);
    info->largest_buffer_bytes = at_most(info->largest_buffer_bytes, limit);
    snprintf(info->id, sizeof info->id, "%s:%zu", apis[api].name, i);
    ++*count;
  }
  return PM_OK;
}

enum pm_status pm_devices_list(struct pm_device_info **devices, size_t *count,
                               struct pm_error *error) {
  *devices = NULL;
  *count = 0;
  for (enum pm_api api = 0; api < PM_API_COUNT; api++) {
    if (pm_api_unavailable(api))
      continue;
    enum pm_status status = list_api(api, devices, count, error);
    if (status != PM_OK) {
      free(*devices);
      *devices = NULL;
      *count = 0;
      return status;
    }
  }
  return PM_OK;
}

/* Devices ------------------------------------------------------------------------------------- */

/* Finds the device that `info` described; devices may have come and gone since. */
static enum pm_status find_again(const struct pm_device_info *info, size_t *index,
                                 struct pm_error *error) {
  const struct pm_backend *backend = apis[info->api].backend;
  const char *reason = backend->unavailable();
  if (reason)
    return pm_fail(error, PM_UNAVAILABLE, "%s: %s", info->id, reason);
  size_t count = 0;
  enum pm_status status = backend->device_count(&count, error);
  if (status != PM_OK)
    return status;
  const char *number = strchr(info->id, ':');
  *index = number ? strtoul(number + 1, NULL, 10) : SIZE_MAX;
  struct pm_device_info now = {0};
  if (*index < count) {
    status = backend->device_info(*index, &now, error);
    if (status != PM_OK)
      return status;
  }
  if (*index >= count || strcmp(now.name, info->name) != 0)
    return pm_fail(error, PM_UNAVAILABLE, "%s (%s) is no longer there", info->id, info->name);
  return PM_OK;
}

static void free_queue(struct pm_queue *queue) {
  queue->device->backend->queue_free(queue);
  free(queue);
}

static enum pm_status create_queue(struct pm_device *device, struct pm_queue **queue,
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

enum pm_status pm_device_open(const struct pm_device_info *info, struct pm_device **device,
                              struct pm_error *error) {
  *device = NULL;
  size_t index;
  enum pm_status status = find_again(info, &index, error);
  if (status != PM_OK)
    return status;
  const struct pm_backend *backend = apis[info->api].backend;
  struct pm_device *opened = calloc(1, backend->device_bytes);
  if (!opened)
    return fail_host_memory(error);
  opened->backend = backend;
  opened->info = *info;
  status = backend->device_open(opened, index, error);
  if (status == PM_OK)
    status = create_queue(opened, &opened->queue, error);
  if (status != PM_OK) {
    backend->device_close(opened);
    free(opened);
    return status;
  }
  *device = opened;
  return PM_OK;
}

static void free_kernel(const struct pm_backend *backend, struct pm_kernel *kernel) {
  backend->kernel_free(kernel);
  free(kernel->name);
  free(kernel);
}

static void free_program(const struct pm_backend *backend, struct pm_program *program) {
  while (program->kernels) {
    struct pm_kernel *kernel = program->kernels;
    program->kernels = kernel->next;
    free_kernel(backend, kernel);
  }
  backend->program_free(program);
  free(program->name);
  free(program);
}

void pm_device_close(struct pm_device *device) {
  if (!device)
    return;
  if (device->recording) {
    struct pm_launch_graph *graph;
    pm_graph_end(device, &graph, NULL);
    pm_graph_free(graph);
  }
  device->backend->finish(device, NULL);
  while (device->host_blocks)
    pm_host_free(device, device->host_blocks->memory);
  while (device->programs) {
    struct pm_program *program = device->programs;
    device->programs = program->next;
    free_program(device->backend, program);
  }
  while (device->queues) {
    struct pm_queue *queue = device->queues;
    device->queues = queue->next;
    free_queue(queue);
  }
  free_queue(device->queue);
  device->backend->device_close(device);
  free(device);
}

const struct pm_device_info *pm_device_info(const struct pm_device *device) {
  return &device->info;
}

enum pm_status pm_device_finish(struct pm_device *device, struct pm_error *error) {
  enum pm_status status = check_not_recording(device, "waiting for the device", error);
  return status == PM_OK ? device->backend->finish(device, error) : status;
}

/* Queues -------------------------------------------------------------------------------------- */

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

/* Programs ------------------------------------------------------------------------------------ */

enum pm_status pm_program_load(struct pm_device *device, const struct pm_program_image *image,
                               struct pm_program **program, struct pm_error *error) {
  *program = NULL;
  for (struct pm_program *p = device->programs; p; p = p->next)
    if (strcmp(p->name, image->name) == 0) {
      *program = p;
      return PM_OK;
    }
  struct pm_program *loaded = calloc(1, device->backend->program_bytes);
  char *name = strdup(image->name);
  if (!loaded || !name) {
    free(loaded);
    free(name);
    return fail_host_memory(error);
  }
  loaded->device = device;
  loaded->name = name;
  enum pm_status status = device->backend->program_load(loaded, image, error);
  if (status != PM_OK) {
    free_program(device->backend, loaded);
    return status;
  }
  loaded->next = device->programs;
  device->programs = loaded;
  *program = loaded;
  return PM_OK;
}

enum pm_status pm_kernel_get(struct pm_program *program, const char *name,
                             struct pm_kernel **kernel, struct pm_error *error) {
  *kernel = NULL;
  for (struct pm_kernel *k = program->kernels; k; k = k->next)
    if (strcmp(k->name, name) == 0) {
      *kernel = k;
      return PM_OK;
    }
  const struct pm_backend *backend = program->device->backend;
  struct pm_kernel *found = calloc(1, backend->kernel_bytes);
  char *copy = strdup(name);
  if (!found || !copy) {
    free(found);
    free(copy);
    return fail_host_memory(error);
  }
  found->program = program;
  found->name = copy;
  enum pm_status status = backend->kernel_get(found, error);
  if (status != PM_OK) {
    free_kernel(backend, found);
    return status;
  }
  found->next = program->kernels;
  program->kernels = found;
  *kernel = found;
  return PM_OK;
}

/* Memory -------------------------------------------------------------------------------------- */

enum pm_status pm_fail_no_memory(struct pm_error *error, const struct pm_device *device,
                                 const char *what, uint64_t wanted, uint64_t there,
                                 const char *there_is) {
  const double gib = 1024.0 * 1024.0 * 1024.0;
  return pm_fail(error, PM_NO_MEMORY,
                 "%s needs %llu bytes (%.2f GiB), %s (%s) has %llu (%.2f GiB), %s", what,
                 (unsigned long long)wanted, (double)wanted / gib, device->info.id,
                 device->info.name, (unsigned long long)there, (double)there / gib, there_is);
}

enum pm_status pm_buffer_create(struct pm_device *device, size_t bytes, struct pm_buffer **buffer,
                                struct pm_error *error) {
  *buffer = NULL;
  if (bytes == 0)
    return pm_fail(error, PM_FAILED, "a device buffer of 0 bytes was asked for");
  if (bytes > device->info.largest_buffer_bytes)
    return pm_fail_no_memory(error, device, "a buffer", bytes, device->info.largest_buffer_bytes,
                             "the largest that it gives");
  struct pm_buffer *created = calloc(1, device->backend->buffer_bytes);
  if (!created)
    return fail_host_memory(error);
  created->device = device;
  created->bytes = bytes;
  enum pm_status status = device->backend->buffer_create(created, error);
  if (status != PM_OK) {
    pm_buffer_free(created);
    return status;
  }
  *buffer = created;
  return PM_OK;
}

void pm_buffer_free(struct pm_buffer *buffer) {
  if (!buffer)
    return;
  buffer->device->backend->buffer_free(buffer);
  free(buffer);
}

size_t pm_buffer_bytes(const struct pm_buffer *buffer) { return buffer->bytes; }

enum pm_status pm_host_alloc(struct pm_device *device, size_t bytes, void **memory,
                             struct pm_error *error) {
  *memory = NULL;
  size_t at_least_one = bytes ? bytes : 1;
  struct pm_host_block *block = calloc(1, sizeof *block);
  if (!block)
    return fail_host_memory(error);
  enum pm_status status = device->backend->host_alloc(device, at_least_one, block, error);
  if (status != PM_OK) {
    free(block);
    return status;
  }
  memset(block->memory, 0, at_least_one);
  block->next = device->host_blocks;
  device->host_blocks = block;
  *memory = block->memory;
  return PM_OK;
}

void pm_host_free(struct pm_device *device, void *memory) {
  if (!memory)
    return;
  struct pm_host_block **link = &device->host_blocks;
  while (*link && (*link)->memory != memory)
    link = &(*link)->next;
  struct pm_host_block *block = *link;
  if (!block)
    return;
  *link = block->next;
  device->backend->host_free(device, block);
  free(block);
}

/* Commands ------------------------------------------------------------------------------------ */

static enum pm_status count_command(struct pm_device *device, enum pm_status status) {
  if (status == PM_OK && device->timer == PM_TIMER_RUNNING && !device->recording)
    device->timed_commands++;
  return status;
}

static enum pm_status check_range(const struct pm_buffer *buffer, const char *what, size_t offset,
                                  size_t bytes, struct pm_error *error) {
  if (offset <= buffer->bytes && bytes <= buffer->bytes - offset)
    return PM_OK;
  return pm_fail(error, PM_FAILED, "%s of %zu bytes at offset %zu leaves a buffer of %zu bytes",
                 what, bytes, offset, buffer->bytes);
}

enum pm_status pm_upload(struct pm_buffer *buffer, size_t offset, const void *host, size_t bytes,
                         struct pm_error *error) {
  enum pm_status status = check_not_recording(buffer->device, "an upload", error);
  if (status == PM_OK)
    status = check_range(buffer, "an upload", offset, bytes, error);
  if (status != PM_OK || bytes == 0)
    return status;
  struct pm_device *device = buffer->device;
  return count_command(device, device->backend->upload(buffer, offset, host, bytes, error));
}

enum pm_status pm_queue_download(struct pm_queue *queue, const struct pm_buffer *buffer,
                                 size_t offset, void *host, size_t bytes, struct pm_error *error) {
  struct pm_device *device = buffer->device;
  enum pm_status status = check_not_recording(device, "a download", error);
  if (status == PM_OK)
    status = check_range(buffer, "a download", offset, bytes, error);
  if (status == PM_OK && queue->device != device)
    status = pm_fail(error, PM_FAILED, "a download: the queue is another device's");
  if (status != PM_OK || bytes == 0)
    return status;
  status = device->backend->download(queue, buffer, offset, host, bytes, error);
  queue->ahead |= status == PM_OK && queue != device->queue;
  return count_command(device, status);
}

enum pm_status pm_download(const struct pm_buffer *buffer, size_t offset, void *host, size_t bytes,
                           struct pm_error *error) {
  return pm_queue_download(buffer->device->queue, buffer, offset, host, bytes, error);
}

enum pm_status pm_buffer_fill(struct pm_buffer *buffer, uint8_t byte, struct pm_error *error) {
  struct pm_device *device = buffer->device;
  enum pm_status status = check_not_recording(device, "a fill", error);
  return status == PM_OK ? count_command(device, device->backend->fill(buffer, byte, error))
                         : status;
}

static enum pm_status check_grid(const struct pm_kernel *kernel, uint64_t groups,
                                 unsigned group_size, struct pm_error *error) {
  const struct pm_device *device = kernel->program->device;
  if (groups == 0 || group_size == 0)
    return pm_fail(error, PM_FAILED, "kernel %s: a launch of %llu groups of %u is empty",
                   kernel->name, (unsigned long long)groups, group_size);
  if (group_size > kernel->group_size_max)
    return pm_fail(error, PM_FAILED, "kernel %s: groups of %u, but %s (%s) allows it %zu at most",
                   kernel->name, group_size, device->info.id, device->info.name,
                   kernel->group_size_max);
  uint64_t groups_max = device->work_items_max / group_size;
  if (groups_max > device->groups_max)
    groups_max = device->groups_max;
  if (groups > groups_max)
    return pm_fail(error, PM_FAILED,
                   "kernel %s: %llu groups of %u, but one launch on %s (%s) takes %llu at most",
                   kernel->name, (unsigned long long)groups, group_size, device->info.id,
                   device->info.name, (unsigned long long)groups_max);
  return PM_OK;
}

/* An argument that is not given would be what an earlier launch left there, or garbage. */
static enum pm_status check_arguments(const struct pm_kernel *kernel,
                                      const struct pm_argument *arguments, size_t count,
                                      struct pm_error *error) {
  if (kernel->argument_count != PM_ARGUMENT_COUNT_UNKNOWN && count != kernel->argument_count)
    return pm_fail(error, PM_FAILED, "kernel %s takes %zu arguments, not %zu", kernel->name,
                   kernel->argument_count, count);
  for (size_t i = 0; i < count; i++)
    if (arguments[i].kind == PM_ARGUMENT_BUFFER &&
        (!arguments[i].buffer || arguments[i].buffer->device != kernel->program->device))
      return pm_fail(error, PM_FAILED, "kernel %s: argument %zu is no buffer of its device",
                     kernel->name, i);
  return PM_OK;
}

enum pm_status pm_queue_launch(struct pm_queue *queue, struct pm_kernel *kernel, uint64_t groups,
                               unsigned group_size, const struct pm_argument *arguments,
                               size_t argument_count, struct pm_error *error) {
  struct pm_device *device = kernel->program->device;
  enum pm_status status = check_grid(kernel, groups, group_size, error);
  if (status == PM_OK)
    status = check_arguments(kernel, arguments, argument_count, error);
  if (status == PM_OK && queue->device != device)
    status = pm_fail(error, PM_FAILED, "kernel %s: the queue is another device's", kernel->name);
  if (status != PM_OK)
    return status;
  status =
      device->backend->launch(queue, kernel, groups, group_size, arguments, argument_count, error);
  queue->ahead |= status == PM_OK && queue != device->queue;
  return count_command(device, status);
}

enum pm_status pm_launch(struct pm_kernel *kernel, uint64_t groups, unsigned group_size,
                         const struct pm_argument *arguments, size_t argument_count,
                         struct pm_error *error) {
  return pm_queue_launch(kernel->program->device->queue, kernel, groups, group_size, arguments,
                         argument_count, error);
}

enum pm_status pm_graph_launch(struct pm_launch_graph *graph, struct pm_error *error) {
  struct pm_device *device = graph->device;
  enum pm_status status = check_not_recording(device, "a launch graph", error);
  return status == PM_OK ? count_command(device, device->backend->graph_launch(graph, error))
                         : status;
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

/* Text for backends --------------------------------------------------------------------------- */

void pm_uuid_format(const uint8_t uuid[16], char *text, size_t text_bytes) {
  char hex[33];
  for (int i = 0; i < 16; i++)
    snprintf(hex + 2 * i, 3, "%02x", uuid[i]);
  snprintf(text, text_bytes, "%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12, hex + 16,
           hex + 20);
}

void pm_log_flatten(char *log) {
  size_t end = strlen(log);
  while (end > 0 && strchr(" \t\r\n", log[end - 1]))
    log[--end] = '\0';
  size_t start = strspn(log, " \t\r\n");
  memmove(log, log + start, end - start + 1);
  for (char *c = log; *c; c++)
    if (*c == '\n')
      *c = '|';
    else if (*c == '\r' || *c == '\t')
      *c = ' ';
}
