/* Programs and their kernels. */
#include "host/device/device_shared.h"

#include <stdlib.h>
#include <string.h>

static void free_kernel(const struct pm_backend *backend, struct pm_kernel *kernel) {
  backend->kernel_free(kernel);
  free(kernel->name);
  free(kernel);
}

void pm_program_free(const struct pm_backend *backend, struct pm_program *program) {
  while (program->kernels) {
    struct pm_kernel *kernel = program->kernels;
    program->kernels = kernel->next;
    free_kernel(backend, kernel);
  }
  backend->program_free(program);
  free(program->name);
  free(program);
}

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
    return pm_fail_host_memory(error);
  }
  loaded->device = device;
  loaded->name = name;
  enum pm_status status = device->backend->program_load(loaded, image, error);
  if (status != PM_OK) {
    pm_program_free(device->backend, loaded);
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
    return pm_fail_host_memory(error);
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
