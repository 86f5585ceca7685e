/* OpenCL programs, built from source for the device at hand, and their kernels. */
#ifdef PROOFMARK_HAVE_OPENCL

#include "host/device/opencl_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct opencl_device *device_of(const struct pm_program *program) {
  return (struct opencl_device *)program->device;
}

static struct opencl_program *of(struct pm_program *program) {
  return (struct opencl_program *)program;
}

static enum pm_status fail_build(const struct opencl_program *self, cl_int code,
                                 struct pm_error *error) {
  const struct opencl_device *device = device_of(&self->base);
  const struct pm_device_info *info = &device->base.info;
  size_t bytes = 0;
  clGetProgramBuildInfo(self->program, device->id, CL_PROGRAM_BUILD_LOG, 0, NULL, &bytes);
  char *log = calloc(1, bytes + 1);
  if (log && bytes)
    clGetProgramBuildInfo(self->program, device->id, CL_PROGRAM_BUILD_LOG, bytes, log, NULL);
  if (log)
    pm_log_flatten(log);
  enum pm_status status =
      pm_fail(error, PM_FAILED, "%s (%s): program %s does not build: %s: %s", info->id, info->name,
              self->base.name, pm_opencl_error_name(code), log && *log ? log : "no build log");
  free(log);
  return status;
}

enum pm_status pm_opencl_program_load(struct pm_program *program,
                                      const struct pm_program_image *image,
                                      struct pm_error *error) {
  struct opencl_program *self = of(program);
  const struct opencl_device *device = device_of(program);
  if (!image->opencl_source)
    return pm_fail(error, PM_UNAVAILABLE, "program %s has no OpenCL source in this build",
                   image->name);
  const char *source = image->opencl_source;
  cl_int code;
  self->program =
      clCreateProgramWithSource(device->context, 1, &source, &image->opencl_source_bytes, &code);
  if (code != CL_SUCCESS)
    return pm_opencl_fail(error, program->device, "clCreateProgramWithSource", code);
  code = clBuildProgram(self->program, 1, &device->id, "-cl-std=CL1.2 -cl-kernel-arg-info", NULL,
                        NULL);
  return code == CL_SUCCESS ? PM_OK : fail_build(self, code, error);
}

void pm_opencl_program_free(struct pm_program *program) {
  if (of(program)->program)
    clReleaseProgram(of(program)->program);
}

/* Words have to be as long as a launch gives them. The names are those that compilers spell them
 * with, and those of kernels/lane/lane.h. */
static enum pm_argument_taken word_taken(const char *type) {
  static const char *const words32[] = {"uint", "int", "unsigned int", "uint32_t", "w32"};
  static const char *const words64[] = {"ulong", "long", "unsigned long", "uint64_t", "w64"};
  for (size_t i = 0; i < sizeof words32 / sizeof *words32; i++)
    if (strcmp(type, words32[i]) == 0)
      return PM_TAKES_U32;
  for (size_t i = 0; i < sizeof words64 / sizeof *words64; i++)
    if (strcmp(type, words64[i]) == 0)
      return PM_TAKES_U64;
  return PM_TAKES_UNKNOWN;
}

/* An image is in global memory, too, but no pointer. */
static enum pm_argument_taken argument_taken(cl_kernel_arg_address_qualifier memory,
                                             const char *type) {
  switch (memory) {
  case CL_KERNEL_ARG_ADDRESS_GLOBAL:
  case CL_KERNEL_ARG_ADDRESS_CONSTANT:
    return strchr(type, '*') ? PM_TAKES_BUFFER : PM_TAKES_UNKNOWN;
  case CL_KERNEL_ARG_ADDRESS_PRIVATE:
    return word_taken(type);
  default:
    return PM_TAKES_UNKNOWN;
  }
}

/* A driver that does not tell leaves it at the arguments' count. */
static enum pm_status find_argument(struct pm_kernel *kernel, cl_uint number,
                                    struct pm_error *error) {
  const cl_kernel of = ((const struct opencl_kernel *)kernel)->kernel;
  cl_kernel_arg_address_qualifier memory;
  char type[256] = "";
  cl_int code =
      clGetKernelArgInfo(of, number, CL_KERNEL_ARG_ADDRESS_QUALIFIER, sizeof memory, &memory, NULL);
  if (code == CL_SUCCESS)
    code = clGetKernelArgInfo(of, number, CL_KERNEL_ARG_TYPE_NAME, sizeof type, type, NULL);
  if (code == CL_KERNEL_ARG_INFO_NOT_AVAILABLE)
    return PM_OK;
  if (code != CL_SUCCESS)
    return pm_opencl_fail(error, kernel->program->device, "clGetKernelArgInfo", code);
  kernel->takes[number] = argument_taken(memory, type);
  if (kernel->takes[number] != PM_TAKES_UNKNOWN)
    return PM_OK;
  return pm_fail(
      error, PM_FAILED, "kernel %s: argument %u is of the type %s%s, which a launch cannot give",
      kernel->name, number, memory == CL_KERNEL_ARG_ADDRESS_LOCAL ? "__local " : "", type);
}

static enum pm_status find_arguments(struct pm_kernel *kernel, struct pm_error *error) {
  cl_uint count;
  const cl_int code = clGetKernelInfo(((const struct opencl_kernel *)kernel)->kernel,
                                      CL_KERNEL_NUM_ARGS, sizeof count, &count, NULL);
  if (code != CL_SUCCESS)
    return pm_opencl_fail(error, kernel->program->device, "clGetKernelInfo", code);
  kernel->argument_count = count;
  enum pm_status status = PM_OK;
  for (cl_uint i = 0; status == PM_OK && i < count && i < PM_ARGUMENTS_MAX; i++)
    status = find_argument(kernel, i, error);
  return status;
}

enum pm_status pm_opencl_kernel_get(struct pm_kernel *kernel, struct pm_error *error) {
  struct opencl_kernel *self = (struct opencl_kernel *)kernel;
  const struct opencl_device *device = device_of(kernel->program);
  cl_int code;
  self->kernel = clCreateKernel(of(kernel->program)->program, kernel->name, &code);
  if (code == CL_INVALID_KERNEL_NAME)
    return pm_fail(error, PM_FAILED, "program %s has no kernel %s", kernel->program->name,
                   kernel->name);
  if (code != CL_SUCCESS)
    return pm_opencl_fail(error, &device->base, "clCreateKernel", code);
  const enum pm_status status = find_arguments(kernel, error);
  if (status != PM_OK)
    return status;
  code = clGetKernelWorkGroupInfo(self->kernel, device->id, CL_KERNEL_WORK_GROUP_SIZE,
                                  sizeof kernel->group_size_max, &kernel->group_size_max, NULL);
  return code == CL_SUCCESS
             ? PM_OK
             : pm_opencl_fail(error, &device->base, "clGetKernelWorkGroupInfo", code);
}

void pm_opencl_kernel_free(struct pm_kernel *kernel) {
  const struct opencl_kernel *self = (const struct opencl_kernel *)kernel;
  if (self->kernel)
    clReleaseKernel(self->kernel);
}

static cl_int set_argument(cl_kernel kernel, cl_uint index, const struct pm_argument *argument) {
  switch (argument->kind) {
  case PM_ARGUMENT_BUFFER: {
    const struct opencl_buffer *buffer = (const struct opencl_buffer *)argument->buffer;
    return clSetKernelArg(kernel, index, sizeof buffer->memory, &buffer->memory);
  }
  case PM_ARGUMENT_U32:
    return clSetKernelArg(kernel, index, sizeof argument->u32, &argument->u32);
  case PM_ARGUMENT_U64:
    return clSetKernelArg(kernel, index, sizeof argument->u64, &argument->u64);
  }
  return CL_INVALID_ARG_VALUE;
}

enum pm_status pm_opencl_launch(struct pm_queue *queue, struct pm_kernel *kernel, uint64_t groups,
                                unsigned group_size, const struct pm_argument *arguments,
                                size_t argument_count, struct pm_error *error) {
  struct opencl_queue *in = (struct opencl_queue *)queue;
  const struct opencl_kernel *self = (const struct opencl_kernel *)kernel;
  struct pm_device *device = kernel->program->device;
  char what[160];
  for (size_t i = 0; i < argument_count; i++) {
    cl_int code = set_argument(self->kernel, (cl_uint)i, &arguments[i]);
    if (code != CL_SUCCESS) {
      snprintf(what, sizeof what, "kernel %s, argument %zu", kernel->name, i);
      return pm_opencl_fail(error, device, what, code);
    }
  }
  const size_t local_size = group_size, global_size = groups * local_size;
  cl_event event = NULL;
  cl_int code = clEnqueueNDRangeKernel(in->queue, self->kernel, 1, NULL, &global_size, &local_size,
                                       in->wait_count, in->wait_count ? in->waits : NULL, &event);
  snprintf(what, sizeof what, "the launch of kernel %s", kernel->name);
  return pm_opencl_enqueued(in, what, code, event, error);
}

#endif
