/* CUDA modules from a fat binary, and their kernels. */
#ifdef PROOFMARK_HAVE_CUDA

#include "host/device/cuda_private.h"

#include <stdio.h>

enum { LOG_BYTES = 4096 };

static struct cuda_program *of(struct pm_program *program) {
  return (struct cuda_program *)program;
}

static enum pm_status fail_load(const struct pm_program *program, CUresult result, char *log,
                                struct pm_error *error) {
  const struct cuda_device *device = (const struct cuda_device *)program->device;
  const struct pm_device_info *info = &device->base.info;
  char what[160];
  snprintf(what, sizeof what, "program %s does not load", program->name);
  if (result == CUDA_ERROR_NO_BINARY_FOR_GPU)
    return pm_fail(error, PM_UNAVAILABLE,
                   "%s (%s): %s: the fat binary has no code for this device, which is sm_%d%d; "
                   "build with that architecture",
                   info->id, info->name, what,
                   pm_cuda_attribute(device->id, CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR),
                   pm_cuda_attribute(device->id, CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR));
  if (result == CUDA_ERROR_UNSUPPORTED_PTX_VERSION)
    return pm_fail(error, PM_UNAVAILABLE,
                   "%s (%s): %s: the fat binary holds only PTX newer than the driver (%s) knows; "
                   "update the driver or build for this device's architecture",
                   info->id, info->name, what, info->driver);
  enum pm_status status = pm_cuda_check(error, program->device, what, result);
  pm_log_flatten(log);
  if (error && *log) {
    const struct pm_error without_log = *error;
    pm_fail(error, status, "%.500s: %.500s", without_log.text, log);
  }
  return status;
}

enum pm_status pm_cuda_program_load(struct pm_program *program,
                                    const struct pm_program_image *image, struct pm_error *error) {
  if (!image->cuda_fatbin)
    return pm_fail(error, PM_UNAVAILABLE, "program %s has no CUDA code in this build", image->name);
  enum pm_status status = pm_cuda_enter(program->device, error);
  if (status != PM_OK)
    return status;
  char log[LOG_BYTES] = "";
  CUjit_option options[] = {CU_JIT_ERROR_LOG_BUFFER, CU_JIT_ERROR_LOG_BUFFER_SIZE_BYTES};
  void *values[] = {log, (void *)(uintptr_t)(sizeof log - 1)};
  CUresult result =
      pm_cuda_driver()->module_load(&of(program)->module, image->cuda_fatbin, 2, options, values);
  return result == CUDA_SUCCESS ? PM_OK : fail_load(program, result, log, error);
}

void pm_cuda_program_free(struct pm_program *program) {
  if (of(program)->module && pm_cuda_enter(program->device, NULL) == PM_OK)
    pm_cuda_driver()->module_unload(of(program)->module);
}

/* The driver tells sizes: pointers and 64-bit words are the same to it. An invalid value is the
 * number past the last; any other error leaves the count unknown. */
static enum pm_status find_arguments(struct pm_kernel *kernel, struct pm_error *error) {
  const struct cuda_driver *cuda = pm_cuda_driver();
  const CUfunction function = ((const struct cuda_kernel *)kernel)->function;
  kernel->argument_count = PM_ARGUMENT_COUNT_UNKNOWN;
  if (!cuda->parameter_info)
    return PM_OK;
  for (size_t i = 0; i < PM_ARGUMENTS_MAX; i++) {
    size_t offset, bytes;
    const CUresult result = cuda->parameter_info(function, i, &offset, &bytes);
    if (result == CUDA_ERROR_INVALID_VALUE)
      kernel->argument_count = i;
    if (result != CUDA_SUCCESS)
      return PM_OK;
    kernel->takes[i] = bytes == 4 ? PM_TAKES_U32 : PM_TAKES_8_BYTES;
    if (bytes != 4 && bytes != 8)
      return pm_fail(error, PM_FAILED,
                     "kernel %s: argument %zu is of %zu bytes, which a launch cannot give",
                     kernel->name, i, bytes);
  }
  return PM_OK;
}

enum pm_status pm_cuda_kernel_get(struct pm_kernel *kernel, struct pm_error *error) {
  const struct cuda_driver *cuda = pm_cuda_driver();
  struct cuda_kernel *self = (struct cuda_kernel *)kernel;
  struct pm_program *program = kernel->program;
  enum pm_status status = pm_cuda_enter(program->device, error);
  if (status != PM_OK)
    return status;
  CUresult result = cuda->module_function(&self->function, of(program)->module, kernel->name);
  if (result == CUDA_ERROR_NOT_FOUND)
    return pm_fail(error, PM_FAILED, "program %s has no kernel %s", program->name, kernel->name);
  status = pm_cuda_check(error, program->device, "cuModuleGetFunction", result);
  if (status != PM_OK)
    return status;
  int group_size_max = 0;
  result = cuda->function_attribute(&group_size_max, CU_FUNC_ATTRIBUTE_MAX_THREADS_PER_BLOCK,
                                    self->function);
  kernel->group_size_max = (size_t)group_size_max;
  status = pm_cuda_check(error, program->device, "cuFuncGetAttribute", result);
  return status == PM_OK ? find_arguments(kernel, error) : status;
}

/* A function goes with its module. */
void pm_cuda_kernel_free(struct pm_kernel *kernel) { (void)kernel; }

static const void *argument_value(const struct pm_argument *argument) {
  switch (argument->kind) {
  case PM_ARGUMENT_BUFFER:
    return &((const struct cuda_buffer *)argument->buffer)->address;
  case PM_ARGUMENT_U32:
    return &argument->u32;
  case PM_ARGUMENT_U64:
    return &argument->u64;
  }
  return NULL;
}

enum pm_status pm_cuda_launch(struct pm_queue *queue, struct pm_kernel *kernel, uint64_t groups,
                              unsigned group_size, const struct pm_argument *arguments,
                              size_t argument_count, struct pm_error *error) {
  struct pm_device *device = kernel->program->device;
  void *values[PM_ARGUMENTS_MAX];
  for (size_t i = 0; i < argument_count; i++)
    values[i] = (void *)argument_value(&arguments[i]);
  enum pm_status status = pm_cuda_enter(device, error);
  if (status != PM_OK)
    return status;
  char what[160];
  snprintf(what, sizeof what, "the launch of kernel %s", kernel->name);
  return pm_cuda_check(error, device, what,
                       pm_cuda_driver()->launch(((const struct cuda_kernel *)kernel)->function,
                                                (unsigned)groups, 1, 1, group_size, 1, 1, 0,
                                                ((const struct cuda_queue *)queue)->stream, values,
                                                NULL));
}

#endif
