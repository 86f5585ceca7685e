#include "tests/fake/fake_cuda.h"

#include <cuda.h>

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* The driver exports the unversioned functions too, and proofmark uses these. */
#undef cuEventElapsedTime
#undef cuDeviceGetUuid

enum { DEVICES = 2, PARAMETERS = 4, PARAMETER_BYTES = 8 };

static const size_t memory_bytes = (size_t)1 << 30;
static const size_t parameter_sizes[PARAMETERS] = {8, 8, 4, 8};

struct CUctx_st {
  unsigned holders;
  CUresult sticky;
};

struct CUevent_st {
  double ns;
};

enum command_kind { COMMAND_COPY, COMMAND_FILL, COMMAND_RECORD, COMMAND_ADD };

struct command {
  enum command_kind kind;
  void *to;
  const void *from;
  size_t bytes;
  uint8_t byte;
  CUevent event;
  unsigned grid, block;
  uint64_t values[PARAMETERS];
};

struct CUstream_st {
  struct command *commands;
  size_t count;
};

struct allocation {
  struct allocation *next;
  size_t bytes;
  uint8_t memory[] __attribute__((aligned(256)));
};

static struct CUctx_st contexts[DEVICES];
static struct allocation *allocations;
static size_t allocated_bytes;
static unsigned live;
static bool started;
static _Thread_local CUcontext current;

/* Failures on demand ----------------------------------------------------------------------------
 */

static struct {
  const char *name;
  CUresult result;
  unsigned after;
} planned;

void fake_cuda_fail(const char *name, int result, unsigned after) {
  planned.name = name;
  planned.result = (CUresult)result;
  planned.after = after;
}

unsigned fake_cuda_live(void) { return live; }

static CUresult planned_result(const char *name) {
  if (!planned.name || strcmp(planned.name, name) != 0)
    return CUDA_SUCCESS;
  if (planned.after > 0) {
    planned.after--;
    return CUDA_SUCCESS;
  }
  planned.name = NULL;
  return planned.result;
}

static bool is_sticky(CUresult result) {
  return result == CUDA_ERROR_ILLEGAL_ADDRESS || result == CUDA_ERROR_LAUNCH_FAILED;
}

/* What every call answers before it does anything. */
static CUresult check(const char *name, bool needs_context) {
  if (!started && strcmp(name, "cuInit") != 0)
    return CUDA_ERROR_NOT_INITIALIZED;
  if (needs_context && (!current || current->holders == 0))
    return CUDA_ERROR_INVALID_CONTEXT;
  if (needs_context && current->sticky != CUDA_SUCCESS)
    return current->sticky;
  CUresult result = planned_result(name);
  if (needs_context && is_sticky(result))
    current->sticky = result;
  return result;
}

#define CHECK(name, needs_context)                                                                 \
  do {                                                                                             \
    CUresult checked = check(name, needs_context);                                                 \
    if (checked != CUDA_SUCCESS)                                                                   \
      return checked;                                                                              \
  } while (0)

/* Driver and devices ----------------------------------------------------------------------------
 */

CUresult cuInit(unsigned flags) {
  CHECK("cuInit", false);
  started = flags == 0;
  return started ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
}

CUresult cuDriverGetVersion(int *version) {
  *version = 12040;
  return CUDA_SUCCESS;
}

CUresult cuGetErrorName(CUresult result, const char **name) {
  *name = result == CUDA_ERROR_ILLEGAL_ADDRESS ? "CUDA_ERROR_ILLEGAL_ADDRESS" : "CUDA_ERROR_FAKED";
  return CUDA_SUCCESS;
}

CUresult cuGetErrorString(CUresult result, const char **text) {
  if ((int)result == 4242) /* what the driver says of a number that it does not know */
    return CUDA_ERROR_INVALID_VALUE;
  *text = "a faked error";
  return CUDA_SUCCESS;
}

CUresult cuDeviceGetCount(int *count) {
  CHECK("cuDeviceGetCount", false);
  *count = DEVICES;
  return CUDA_SUCCESS;
}

CUresult cuDeviceGet(CUdevice *device, int ordinal) {
  CHECK("cuDeviceGet", false);
  *device = ordinal;
  return ordinal >= 0 && ordinal < DEVICES ? CUDA_SUCCESS : CUDA_ERROR_INVALID_DEVICE;
}

CUresult cuDeviceGetName(char *name, int length, CUdevice device) {
  CHECK("cuDeviceGetName", false);
  snprintf(name, (size_t)length, "Fake GPU %d", device);
  return CUDA_SUCCESS;
}

CUresult cuDeviceTotalMem(size_t *bytes, CUdevice device) {
  (void)device;
  CHECK("cuDeviceTotalMem", false);
  *bytes = memory_bytes;
  return CUDA_SUCCESS;
}

CUresult cuDeviceGetUuid(CUuuid *uuid, CUdevice device) {
  for (int i = 0; i < 16; i++)
    uuid->bytes[i] = (char)(16 * device + i);
  return CUDA_SUCCESS;
}

CUresult cuDeviceGetAttribute(int *value, CUdevice_attribute attribute, CUdevice device) {
  CHECK("cuDeviceGetAttribute", false);
  switch ((int)attribute) {
  case CU_DEVICE_ATTRIBUTE_PCI_DOMAIN_ID:
    *value = 1;
    return CUDA_SUCCESS;
  case CU_DEVICE_ATTRIBUTE_PCI_BUS_ID:
    *value = 0x40 + device;
    return CUDA_SUCCESS;
  case CU_DEVICE_ATTRIBUTE_PCI_DEVICE_ID:
    *value = 0;
    return CUDA_SUCCESS;
  case CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT:
    *value = 132;
    return CUDA_SUCCESS;
  case CU_DEVICE_ATTRIBUTE_CLOCK_RATE:
    *value = 1980000;
    return CUDA_SUCCESS;
  case CU_DEVICE_ATTRIBUTE_L2_CACHE_SIZE:
    *value = 50 << 20;
    return CUDA_SUCCESS;
  case CU_DEVICE_ATTRIBUTE_ECC_ENABLED:
    *value = 1;
    return CUDA_SUCCESS;
  case CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_X:
    *value = INT32_MAX;
    return CUDA_SUCCESS;
  case CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR:
    *value = 9;
    return CUDA_SUCCESS;
  case CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR:
    *value = 0;
    return CUDA_SUCCESS;
  default:
    return CUDA_ERROR_INVALID_VALUE;
  }
}

/* Contexts, streams and events ------------------------------------------------------------------
 */

CUresult cuDevicePrimaryCtxRetain(CUcontext *context, CUdevice device) {
  CHECK("cuDevicePrimaryCtxRetain", false);
  *context = &contexts[device];
  contexts[device].holders++;
  live++;
  return CUDA_SUCCESS;
}

CUresult cuDevicePrimaryCtxRelease(CUdevice device) {
  CHECK("cuDevicePrimaryCtxRelease", false);
  if (--contexts[device].holders == 0)
    contexts[device].sticky = CUDA_SUCCESS;
  live--;
  return CUDA_SUCCESS;
}

CUresult cuCtxSetCurrent(CUcontext context) {
  CHECK("cuCtxSetCurrent", false);
  current = context;
  return CUDA_SUCCESS;
}

/* Counts an object that was acquired; NULL is a lack of memory on the host. */
static CUresult acquired(const void *object) {
  live += object != NULL;
  return object ? CUDA_SUCCESS : CUDA_ERROR_UNKNOWN;
}

/* Destroying works in a broken context: a process can always clean up. */
static CUresult released(void *object) {
  free(object);
  live--;
  return CUDA_SUCCESS;
}

CUresult cuStreamCreate(CUstream *stream, unsigned flags) {
  CHECK("cuStreamCreate", true);
  if (flags != CU_STREAM_NON_BLOCKING)
    return CUDA_ERROR_INVALID_VALUE;
  *stream = calloc(1, sizeof **stream);
  return acquired(*stream);
}

CUresult cuStreamDestroy(CUstream stream) {
  free(stream->commands);
  return released(stream);
}

CUresult cuEventCreate(CUevent *event, unsigned flags) {
  (void)flags;
  CHECK("cuEventCreate", true);
  *event = calloc(1, sizeof **event);
  return acquired(*event);
}

CUresult cuEventDestroy(CUevent event) { return released(event); }

/* Commands --------------------------------------------------------------------------------------
 */

static CUresult enqueue(CUstream stream, struct command command) {
  struct command *grown = realloc(stream->commands, (stream->count + 1) * sizeof *grown);
  if (!grown)
    return CUDA_ERROR_UNKNOWN;
  stream->commands = grown;
  stream->commands[stream->count++] = command;
  return CUDA_SUCCESS;
}

static double now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return 1e9 * (double)now.tv_sec + (double)now.tv_nsec;
}

static void run_add(const struct command *command) {
  uint32_t *out = (uint32_t *)(uintptr_t)command->values[0];
  const uint32_t *in = (const uint32_t *)(uintptr_t)command->values[1];
  const uint32_t increment = (uint32_t)command->values[2];
  for (uint64_t i = 0; i < (uint64_t)command->grid * command->block; i++)
    out[i] = in[command->values[3] + i] + increment;
}

static void run_command(const struct command *command) {
  switch (command->kind) {
  case COMMAND_COPY:
    memcpy(command->to, command->from, command->bytes);
    break;
  case COMMAND_FILL:
    memset(command->to, command->byte, command->bytes);
    break;
  case COMMAND_RECORD:
    command->event->ns = now_ns();
    break;
  case COMMAND_ADD:
    run_add(command);
    break;
  }
}

CUresult cuStreamSynchronize(CUstream stream) {
  CHECK("cuStreamSynchronize", true);
  for (size_t i = 0; i < stream->count; i++)
    run_command(&stream->commands[i]);
  stream->count = 0;
  return CUDA_SUCCESS;
}

CUresult cuEventRecord(CUevent event, CUstream stream) {
  CHECK("cuEventRecord", true);
  event->ns = 0;
  return enqueue(stream, (struct command){.kind = COMMAND_RECORD, .event = event});
}

CUresult cuEventElapsedTime(float *ms, CUevent start, CUevent end) {
  CHECK("cuEventElapsedTime", true);
  if (start->ns == 0 || end->ns == 0)
    return CUDA_ERROR_NOT_READY;
  *ms = (float)((end->ns - start->ns) * 1e-6);
  return CUDA_SUCCESS;
}

CUresult cuMemcpyHtoDAsync(CUdeviceptr to, const void *from, size_t bytes, CUstream stream) {
  CHECK("cuMemcpyHtoDAsync", true);
  return enqueue(stream, (struct command){
                             .kind = COMMAND_COPY, .to = (void *)to, .from = from, .bytes = bytes});
}

CUresult cuMemcpyDtoHAsync(void *to, CUdeviceptr from, size_t bytes, CUstream stream) {
  CHECK("cuMemcpyDtoHAsync", true);
  return enqueue(
      stream,
      (struct command){.kind = COMMAND_COPY, .to = to, .from = (const void *)from, .bytes = bytes});
}

CUresult cuMemsetD8Async(CUdeviceptr to, unsigned char byte, size_t bytes, CUstream stream) {
  CHECK("cuMemsetD8Async", true);
  return enqueue(stream, (struct command){
                             .kind = COMMAND_FILL, .to = (void *)to, .byte = byte, .bytes = bytes});
}

/* Memory ----------------------------------------------------------------------------------------
 */

CUresult cuMemAlloc(CUdeviceptr *address, size_t bytes) {
  CHECK("cuMemAlloc", true);
  if (bytes >= memory_bytes - allocated_bytes) /* the context takes some, too */
    return CUDA_ERROR_OUT_OF_MEMORY;
  struct allocation *made = malloc(sizeof *made + bytes);
  if (!made)
    return CUDA_ERROR_UNKNOWN;
  made->bytes = bytes;
  made->next = allocations;
  allocations = made;
  allocated_bytes += bytes;
  *address = (CUdeviceptr)made->memory;
  return acquired(made);
}

CUresult cuMemFree(CUdeviceptr address) {
  struct allocation **link = &allocations;
  while (*link && (CUdeviceptr)(*link)->memory != address)
    link = &(*link)->next;
  struct allocation *gone = *link;
  if (!gone)
    return CUDA_ERROR_INVALID_VALUE;
  *link = gone->next;
  allocated_bytes -= gone->bytes;
  return released(gone);
}

CUresult cuMemGetInfo(size_t *free_bytes, size_t *total_bytes) {
  CHECK("cuMemGetInfo", true);
  *free_bytes = memory_bytes - allocated_bytes;
  *total_bytes = memory_bytes;
  return CUDA_SUCCESS;
}

CUresult cuMemHostAlloc(void **memory, size_t bytes, unsigned flags) {
  (void)flags;
  CHECK("cuMemHostAlloc", true);
  if (bytes > memory_bytes)
    return CUDA_ERROR_OUT_OF_MEMORY;
  *memory = malloc(bytes);
  if (*memory)
    memset(*memory, 0xEE, bytes); /* the driver does not promise zeros */
  return acquired(*memory);
}

CUresult cuMemFreeHost(void *memory) { return released(memory); }

/* Modules ---------------------------------------------------------------------------------------
 */

CUresult cuModuleLoadDataEx(CUmodule *module, const void *image, unsigned count,
                            CUjit_option *options, void **values) {
  CHECK("cuModuleLoadDataEx", true);
  if (strncmp(image, ".version", 8) == 0) {
    *module = malloc(1);
    return acquired(*module);
  }
  char *log = NULL;
  size_t log_bytes = 0;
  for (unsigned i = 0; i < count; i++)
    if (options[i] == CU_JIT_ERROR_LOG_BUFFER)
      log = values[i];
    else if (options[i] == CU_JIT_ERROR_LOG_BUFFER_SIZE_BYTES)
      log_bytes = (size_t)(uintptr_t)values[i];
  if (log)
    snprintf(log, log_bytes, "ptxas fatal   : no version\nptxas fatal   : aborted\n");
  return CUDA_ERROR_INVALID_PTX;
}

CUresult cuModuleUnload(CUmodule module) { return released(module); }

static const char add_function;

CUresult cuModuleGetFunction(CUfunction *function, CUmodule module, const char *name) {
  (void)module;
  CHECK("cuModuleGetFunction", true);
  *function = (CUfunction)(uintptr_t)&add_function;
  return strcmp(name, "add") == 0 ? CUDA_SUCCESS : CUDA_ERROR_NOT_FOUND;
}

CUresult cuFuncGetAttribute(int *value, CUfunction_attribute attribute, CUfunction function) {
  (void)function;
  CHECK("cuFuncGetAttribute", true);
  *value = 1024;
  return attribute == CU_FUNC_ATTRIBUTE_MAX_THREADS_PER_BLOCK ? CUDA_SUCCESS
                                                              : CUDA_ERROR_INVALID_VALUE;
}

CUresult cuFuncGetParamInfo(CUfunction function, size_t index, size_t *offset, size_t *bytes) {
  (void)function;
  CHECK("cuFuncGetParamInfo", true);
  if (index >= PARAMETERS)
    return CUDA_ERROR_INVALID_VALUE;
  *offset = PARAMETER_BYTES * index;
  *bytes = parameter_sizes[index];
  return CUDA_SUCCESS;
}

CUresult cuLaunchKernel(CUfunction function, unsigned grid_x, unsigned grid_y, unsigned grid_z,
                        unsigned block_x, unsigned block_y, unsigned block_z, unsigned shared,
                        CUstream stream, void **parameters, void **extra) {
  (void)shared, (void)extra;
  CHECK("cuLaunchKernel", true);
  if (function != (CUfunction)(uintptr_t)&add_function || grid_y != 1 || grid_z != 1 ||
      block_y != 1 || block_z != 1)
    return CUDA_ERROR_INVALID_VALUE;
  struct command command = {.kind = COMMAND_ADD, .grid = grid_x, .block = block_x};
  for (int i = 0; i < PARAMETERS; i++) /* little-endian, as every host with a GPU */
    memcpy(&command.values[i], parameters[i], parameter_sizes[i]);
  return enqueue(stream, command);
}
