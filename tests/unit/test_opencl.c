/* The OpenCL backend with a driver that fails on demand: this program has some of OpenCL's
 * functions itself, which count events, make a launch fail after it was accepted, or forget what
 * arguments a kernel takes, and pass everything else on. Skips without OpenCL or a device of it. */
#define _GNU_SOURCE
#include "host/device/device.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <dlfcn.h>

#include <cmocka.h>

#if __has_include(<CL/cl.h>)

#define CL_TARGET_OPENCL_VERSION 120
#include <CL/cl.h>

static struct {
  long events; /* that are held; those of launches and markers are seen as they are made */
  bool fail_next_launch; /* which runs all the same */
  cl_event failed;
  bool no_argument_info;
} driver;

#define NEXT(function) ((typeof(&function))dlsym(RTLD_NEXT, #function))

cl_int clRetainEvent(cl_event event) {
  driver.events++;
  return NEXT(clRetainEvent)(event);
}

cl_int clReleaseEvent(cl_event event) {
  driver.events--;
  return NEXT(clReleaseEvent)(event);
}

cl_int clEnqueueMarkerWithWaitList(cl_command_queue queue, cl_uint count, const cl_event *waits,
                                   cl_event *event) {
  driver.events++;
  return NEXT(clEnqueueMarkerWithWaitList)(queue, count, waits, event);
}

cl_int clEnqueueNDRangeKernel(cl_command_queue queue, cl_kernel kernel, cl_uint dimensions,
                              const size_t *offset, const size_t *global, const size_t *local,
                              cl_uint count, const cl_event *waits, cl_event *event) {
  driver.events++;
  const cl_int code = NEXT(clEnqueueNDRangeKernel)(queue, kernel, dimensions, offset, global, local,
                                                   count, waits, event);
  if (driver.fail_next_launch)
    driver.failed = *event;
  driver.fail_next_launch = false;
  return code;
}

cl_int clGetEventInfo(cl_event event, cl_event_info what, size_t bytes, void *value,
                      size_t *value_bytes) {
  const cl_int code = NEXT(clGetEventInfo)(event, what, bytes, value, value_bytes);
  if (code == CL_SUCCESS && what == CL_EVENT_COMMAND_EXECUTION_STATUS && event == driver.failed &&
      *(cl_int *)value == CL_COMPLETE) {
    *(cl_int *)value = CL_OUT_OF_RESOURCES;
    driver.failed = NULL; /* another event may come to lie there */
  }
  return code;
}

cl_int clGetKernelArgInfo(cl_kernel kernel, cl_uint number, cl_kernel_arg_info what, size_t bytes,
                          void *value, size_t *value_bytes) {
  if (driver.no_argument_info)
    return CL_KERNEL_ARG_INFO_NOT_AVAILABLE;
  return NEXT(clGetKernelArgInfo)(kernel, number, what, bytes, value, value_bytes);
}

static const char source[] =
    "__kernel void count_up(__global uint *words, uint by) { words[get_global_id(0)] += by; }\n";

static const struct pm_program_image program = {
    .name = "count_up", .opencl_source = source, .opencl_source_bytes = sizeof source - 1};

static struct pm_device_info *infos;
static size_t info_count;

static void ok(enum pm_status status, const struct pm_error *error) {
  if (status != PM_OK)
    fail_msg("status %d: %s", status, error->text);
}

static void expect_failure(enum pm_status status, const struct pm_error *error, const char *part) {
  assert_int_equal(status, PM_FAILED);
  if (!strstr(error->text, part))
    fail_msg("\"%s\" is not in \"%s\"", part, error->text);
}

/* A device with two queues more and a kernel. */
struct setting {
  struct pm_device *device;
  struct pm_kernel *kernel;
  struct pm_queue *own, *first, *second;
  struct pm_buffer *buffer;
};

static void open_setting(struct setting *s) {
  struct pm_error error;
  struct pm_program *loaded;
  driver.events = 0;
  size_t i = 0;
  while (i < info_count && infos[i].api != PM_API_OPENCL)
    i++;
  if (i == info_count) {
    print_message("skipped: no OpenCL device is here\n");
    skip();
  }
  ok(pm_device_open(&infos[i], &s->device, &error), &error);
  ok(pm_program_load(s->device, &program, &loaded, &error), &error);
  ok(pm_kernel_get(loaded, "count_up", &s->kernel, &error), &error);
  s->own = pm_device_queue(s->device);
  ok(pm_queue_create(s->device, &s->first, &error), &error);
  ok(pm_queue_create(s->device, &s->second, &error), &error);
  ok(pm_buffer_create(s->device, 256, &s->buffer, &error), &error);
  ok(pm_buffer_fill(s->buffer, 0, &error), &error);
  ok(pm_device_finish(s->device, &error), &error);
  driver.events = 0; /* those that other commands made are not seen, only their release */
}

/* Nothing is held any more. */
static void close_setting(struct setting *s) {
  assert_int_equal(driver.events, 0);
  pm_buffer_free(s->buffer);
  pm_device_close(s->device);
  assert_int_equal(driver.events, 0);
}

static void count_up(const struct setting *s, struct pm_queue *queue) {
  struct pm_error error;
  const struct pm_argument arguments[] = {PM_BUFFER(s->buffer), PM_U32(1)};
  ok(pm_queue_launch(queue, s->kernel, 1, 64, arguments, 2, &error), &error);
}

/* The finish of the queue in which it failed says so, once. */
static void test_a_failure_is_its_queues(void **state) {
  (void)state;
  struct setting s;
  struct pm_error error;
  open_setting(&s);
  driver.fail_next_launch = true;
  count_up(&s, s.first);
  count_up(&s, s.first);
  count_up(&s, s.second);
  ok(pm_queue_finish(s.second, &error), &error);
  ok(pm_queue_finish(s.own, &error), &error);
  expect_failure(pm_queue_finish(s.first, &error), &error, "CL_OUT_OF_RESOURCES");
  assert_non_null(strstr(error.text, "a command in the queue failed"));
  ok(pm_queue_finish(s.first, &error), &error);
  ok(pm_device_finish(s.device, &error), &error);

  driver.fail_next_launch = true;
  count_up(&s, s.second);
  expect_failure(pm_device_finish(s.device, &error), &error, "CL_OUT_OF_RESOURCES");
  ok(pm_device_finish(s.device, &error), &error);
  ok(pm_queue_finish(s.second, &error), &error);
  close_setting(&s);
}

/* Whatever waits for the device for its own reasons does not lose it. */
static void test_a_failure_stays_until_reported(void **state) {
  (void)state;
  struct setting s;
  struct pm_error error;
  struct pm_buffer *buffer;
  open_setting(&s);
  driver.fail_next_launch = true;
  count_up(&s, s.first);
  ok(pm_buffer_create(s.device, 16, &buffer, &error), &error);
  pm_buffer_free(buffer);
  driver.events = 0; /* but for the one with which the allocation was tried */
  pm_queue_free(s.second);
  expect_failure(pm_queue_finish(s.first, &error), &error, "CL_OUT_OF_RESOURCES");
  ok(pm_device_finish(s.device, &error), &error);
  close_setting(&s);
}

/* What comes after a failure, in a queue that was made to wait for it, failed as well. */
static void test_a_failure_goes_with_the_wait(void **state) {
  (void)state;
  struct setting s;
  struct pm_error error;
  struct pm_fence *fence;
  open_setting(&s);
  ok(pm_fence_create(s.device, &fence, &error), &error);
  driver.fail_next_launch = true;
  count_up(&s, s.first);
  ok(pm_fence_set(fence, s.first, &error), &error);
  ok(pm_fence_wait(fence, &error), &error); /* is not the fence's business */
  for (int i = 0; i < 1000; i++)            /* until the list is looked through */
    count_up(&s, s.first);
  ok(pm_queue_wait(s.second, s.first, &error), &error);
  count_up(&s, s.second);
  expect_failure(pm_queue_finish(s.second, &error), &error, "CL_OUT_OF_RESOURCES");
  expect_failure(pm_queue_finish(s.first, &error), &error, "CL_OUT_OF_RESOURCES");
  pm_fence_free(fence);
  close_setting(&s);
}

/* Queues that nobody finishes hold the events of what is under way, and no more. */
static void test_events_do_not_pile_up(void **state) {
  (void)state;
  struct setting s;
  struct pm_error error;
  struct pm_fence *fence;
  uint32_t word = 0;
  open_setting(&s);
  ok(pm_fence_create(s.device, &fence, &error), &error);
  for (int i = 0; i < 3000; i++) {
    count_up(&s, s.first);
    ok(pm_queue_wait(s.second, s.first, &error), &error);
    ok(pm_queue_wait(s.second, s.first, &error), &error); /* once is enough */
    count_up(&s, s.second);
    ok(pm_queue_wait(s.first, s.second, &error), &error);
    ok(pm_queue_wait(s.own, s.second, &error), &error);
    ok(pm_fence_set(fence, s.own, &error), &error);
    ok(pm_fence_wait(fence, &error), &error);
    assert_in_range(driver.events, 0, 3 * 64 + 4);
  }
  ok(pm_device_finish(s.device, &error), &error);
  pm_fence_free(fence);
  assert_int_equal(driver.events, 0);
  ok(pm_download(s.buffer, 0, &word, 4, &error), &error);
  ok(pm_queue_finish(s.own, &error), &error);
  assert_int_equal(word, 6000);
  driver.events = 0;
  close_setting(&s);
}

static void test_a_driver_that_does_not_tell(void **state) {
  (void)state;
  driver.no_argument_info = true;
  struct setting s;
  struct pm_error error;
  open_setting(&s);
  driver.no_argument_info = false;
  const struct pm_argument arguments[] = {PM_BUFFER(s.buffer), PM_U64(1)};
  expect_failure(pm_launch(s.kernel, 1, 64, arguments, 1, &error), &error,
                 "kernel count_up takes 2 arguments, not 1");
  expect_failure(pm_launch(s.kernel, 1, 64, arguments, 2, &error), &error,
                 "argument 1: CL_INVALID_ARG_SIZE"); /* the driver's own words */
  count_up(&s, s.own);
  ok(pm_device_finish(s.device, &error), &error);
  close_setting(&s);
}

static int list(void **state) {
  (void)state;
  struct pm_error error;
  return pm_devices_list(&infos, &info_count, &error) == PM_OK ? 0 : -1;
}

static int free_list(void **state) {
  (void)state;
  free(infos);
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_a_failure_is_its_queues),
      cmocka_unit_test(test_a_failure_stays_until_reported),
      cmocka_unit_test(test_a_failure_goes_with_the_wait),
      cmocka_unit_test(test_events_do_not_pile_up),
      cmocka_unit_test(test_a_driver_that_does_not_tell),
  };
  return cmocka_run_group_tests(tests, list, free_list);
}

#else

int main(void) {
  printf("skipped: built without the OpenCL headers\n");
  return 0;
}

#endif
