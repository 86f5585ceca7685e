#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/library.h"

/* "opencl:0, cuda:0", or why there is none. */
static void name_devices(const struct pm_device_info *infos, size_t count, char *text,
                         size_t bytes) {
  size_t used = 0;
  for (size_t i = 0; i < count && used < bytes; i++)
    used +=
        (size_t)snprintf(text + used, bytes - used, "%s%s", i ? ", " : "there are ", infos[i].id);
  for (enum pm_api api = 0; api < PM_API_COUNT && used < bytes; api++) {
    const char *reason = pm_api_unavailable(api);
    if (reason)
      used += (size_t)snprintf(text + used, bytes - used, "%s%s cannot be used: %s",
                               used ? "; " : "", pm_api_name(api), reason);
  }
  if (used == 0)
    snprintf(text, bytes, "there are none");
}

static enum pm_status open_device(struct proofmark_context *context, const char *id,
                                  struct pm_error *error) {
  struct pm_device_info *infos;
  size_t count, found = 0;
  enum pm_status status = pm_devices_list(&infos, &count, error);
  if (status != PM_OK)
    return status;
  while (found < count && strcmp(infos[found].id, id) != 0)
    found++;
  if (found < count) {
    status = pm_device_open(&infos[found], &context->device, error);
  } else {
    char there[768];
    name_devices(infos, count, there, sizeof there);
    status = pm_fail(error, PM_UNAVAILABLE, "there is no device %s: %s", id, there);
  }
  free(infos);
  return status;
}

/* Threads are bound to no CPU: which of them are free only the whole program knows. */
static enum pm_status open_pool(struct proofmark_context *context, uint64_t threads,
                                struct pm_error *error) {
  struct pm_binding binding;
  enum pm_status status = pm_topology_load(NULL, &context->topology, error);
  if (status != PM_OK)
    return status;
  const unsigned most = pm_topology_pus(context->topology);
  if (threads > most)
    return pm_fail(error, PM_USAGE,
                   "%" PRIu64 " threads were asked for, and this process may use %u CPUs (PUs)",
                   threads, most);
  status = pm_binding_parse(context->topology, "none", (unsigned)threads, NULL, &binding, error);
  if (status != PM_OK)
    return status;
  binding.leaves_caller = true;
  status = pm_pool_open(context->topology, &binding, &context->pool, error);
  pm_binding_free(&binding);
  return status;
}

static enum pm_status open_context(const struct proofmark_context_options *given,
                                   struct proofmark_context **context, struct pm_error *error) {
  struct proofmark_context_options options = {.size = sizeof options};
  enum pm_status status = PM_OK;
  if (given)
    status = lib_take_struct("context's options", given, &options, sizeof options, error);
  if (status == PM_OK && options.device && options.threads)
    status = pm_fail(error, PM_USAGE, "a context on a device has no threads: they have to be 0");
  if (status != PM_OK)
    return status;
  struct proofmark_context *opened = calloc(1, sizeof *opened);
  if (!opened)
    return pm_fail(error, PM_FAILED, "there is no memory for a context");
  status = options.device ? open_device(opened, options.device, error)
                          : open_pool(opened, options.threads, error);
  if (status == PM_OK)
    *context = opened;
  else
    proofmark_context_close(opened);
  return status;
}

enum proofmark_status proofmark_context_open(const struct proofmark_context_options *options,
                                             struct proofmark_context **context,
                                             struct proofmark_error *error) {
  struct pm_error inside = {0};
  *context = NULL;
  return lib_end(open_context(options, context, &inside), &inside, error);
}

void proofmark_context_close(struct proofmark_context *context) {
  if (!context)
    return;
  pm_pool_close(context->pool);
  pm_topology_free(context->topology);
  pm_device_close(context->device);
  free(context);
}
