/* Opens NVIDIA's driver library on first need and finds its functions, so that one binary runs with
 * and without it. The library stays open to the end of the program: the driver keeps threads. */
#ifdef PROOFMARK_HAVE_CUDA

#include "host/device/cuda_private.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>

static pthread_once_t opened = PTHREAD_ONCE_INIT;
static struct cuda_driver driver;
static char reason[256];

/* The first symbol that is missing becomes the reason. */
static void *find(void *library, const char *symbol) {
  void *address = dlsym(library, symbol);
  if (!address && !reason[0])
    snprintf(reason, sizeof reason, "the NVIDIA driver is too old: libcuda.so.1 lacks %s", symbol);
  return address;
}

static void start_driver(void) {
  CUresult result = driver.init(0);
  if (result == CUDA_SUCCESS)
    return;
  const char *name = NULL, *text = NULL;
  driver.error_name(result, &name);
  driver.error_string(result, &text);
  snprintf(reason, sizeof reason, "the NVIDIA driver does not start: %s (%s)",
           text ? text : "unknown error", name ? name : "no name");
}

static void open_driver(void) {
  void *library = dlopen("libcuda.so.1", RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    const char *text = dlerror();
    snprintf(reason, sizeof reason, "no NVIDIA driver is installed (%s)",
             text ? text : "libcuda.so.1 does not open");
    return;
  }
#define FIND(member, prototype, symbol) *(void **)&driver.member = find(library, symbol);
  CUDA_FUNCTIONS(FIND)
#undef FIND
  *(void **)&driver.parameter_info = dlsym(library, "cuFuncGetParamInfo");
  *(void **)&driver.graph_instantiate = dlsym(library, "cuGraphInstantiateWithFlags");
  if (!reason[0])
    start_driver();
}

const char *pm_cuda_unavailable(void) {
  pthread_once(&opened, open_driver);
  return reason[0] ? reason : NULL;
}

const struct cuda_driver *pm_cuda_driver(void) { return &driver; }

#endif
