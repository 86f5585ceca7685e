/* A transform, a tree and a fold on an OpenCL device, one after the other: the outputs are right, and of
 * what OpenCL is asked to move between host and device there is the root alone. The test is linked
 * with the functions wrapped that the project's own code asks for it. */
#include <stdatomic.h>

#include "tests/unit/op_chain.h"

/* Counting ------------------------------------------------------------------------------------ */

static atomic_ullong written, read_back, mapped, copied;

/* The linker's names (ld's --wrap) of OpenCL's functions, whose types are given by what they are:
 * cl_int, cl_uint and cl_bool are 32 bits, objects pointers. Weak: OpenCL may be left out. */
#define QUEUE_AND_BUFFER void *queue, void *buffer, uint32_t blocking
#define EVENTS uint32_t event_count, const void *events, void *event

int32_t __real_clEnqueueWriteBuffer(QUEUE_AND_BUFFER, size_t offset, size_t bytes, const void *host,
                                    EVENTS) __attribute__((weak));
int32_t __real_clEnqueueReadBuffer(QUEUE_AND_BUFFER, size_t offset, size_t bytes, void *host,
                                   EVENTS) __attribute__((weak));
void *__real_clEnqueueMapBuffer(QUEUE_AND_BUFFER, uint64_t flags, size_t offset, size_t bytes,
                                EVENTS, int32_t *code) __attribute__((weak));
int32_t __real_clEnqueueCopyBuffer(void *queue, void *from, void *to, size_t from_offset,
                                   size_t to_offset, size_t bytes, EVENTS) __attribute__((weak));
int32_t __wrap_clEnqueueWriteBuffer(QUEUE_AND_BUFFER, size_t offset, size_t bytes, const void *host,
                                    EVENTS);
int32_t __wrap_clEnqueueReadBuffer(QUEUE_AND_BUFFER, size_t offset, size_t bytes, void *host,
                                   EVENTS);
void *__wrap_clEnqueueMapBuffer(QUEUE_AND_BUFFER, uint64_t flags, size_t offset, size_t bytes,
                                EVENTS, int32_t *code);
int32_t __wrap_clEnqueueCopyBuffer(void *queue, void *from, void *to, size_t from_offset,
                                   size_t to_offset, size_t bytes, EVENTS);

int32_t __wrap_clEnqueueWriteBuffer(QUEUE_AND_BUFFER, size_t offset, size_t bytes, const void *host,
                                    EVENTS) {
  atomic_fetch_add(&written, bytes);
  return __real_clEnqueueWriteBuffer(queue, buffer, blocking, offset, bytes, host, event_count,
                                     events, event);
}
int32_t __wrap_clEnqueueReadBuffer(QUEUE_AND_BUFFER, size_t offset, size_t bytes, void *host,
                                   EVENTS) {
  atomic_fetch_add(&read_back, bytes);
  return __real_clEnqueueReadBuffer(queue, buffer, blocking, offset, bytes, host, event_count,
                                    events, event);
}
void *__wrap_clEnqueueMapBuffer(QUEUE_AND_BUFFER, uint64_t flags, size_t offset, size_t bytes,
                                EVENTS, int32_t *code) {
  atomic_fetch_add(&mapped, bytes);
  return __real_clEnqueueMapBuffer(queue, buffer, blocking, flags, offset, bytes, event_count,
                                   events, event, code);
}
int32_t __wrap_clEnqueueCopyBuffer(void *queue, void *from, void *to, size_t from_offset,
                                   size_t to_offset, size_t bytes, EVENTS) {
  atomic_fetch_add(&copied, bytes);
  return __real_clEnqueueCopyBuffer(queue, from, to, from_offset, to_offset, bytes, event_count,
                                    events, event);
}

static void forget_counts(void) {
  atomic_store(&written, 0);
  atomic_store(&read_back, 0);
  atomic_store(&mapped, 0);
  atomic_store(&copied, 0);
}

/* The chain ----------------------------------------------------------------------------------- */

static void check_contents(const struct pm_buffer *buffer, const uint8_t *expected, size_t bytes) {
  uint8_t *contents = malloc(bytes);
  struct pm_error error;
  assert_non_null(contents);
  ok(pm_download(buffer, 0, contents, bytes, &error), &error);
  ok(pm_device_finish(pm_buffer_device(buffer), &error), &error);
  assert_memory_equal(contents, expected, bytes);
  free(contents);
}

static void the_root_alone_goes_over_the_bus(void **state) {
  (void)state;
  struct pm_device *device = need_opencl();
  forget_counts();
  struct chain chain = chain_open(device);
  assert_true(atomic_load(&written) >= CHAIN_VALUE_BYTES + CHAIN_ELEMENT_BYTES); /* it counts */
  chain_expect(&chain);
  for (int again = 0; again < 3; again++) {
    uint8_t root[CHAIN_ROOT_BYTES] = {0};
    forget_counts();
    chain_run(&chain, root);
    assert_int_equal(atomic_load(&written), 0);
    assert_int_equal(atomic_load(&mapped), 0);
    assert_int_equal(atomic_load(&copied), 0);
    assert_int_equal(atomic_load(&read_back), CHAIN_ROOT_BYTES);
    assert_memory_equal(root, chain.expected_root, CHAIN_ROOT_BYTES);
    check_contents(chain.values, chain.expected_values, CHAIN_VALUE_BYTES + CHAIN_ELEMENT_BYTES);
    check_contents(chain.folded, chain.expected_folded, CHAIN_VALUE_BYTES / 2);
  }
  chain_close(&chain);
  pm_device_close(device);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(the_root_alone_goes_over_the_bus)};
  return cmocka_run_group_tests_name("chains of operations", tests, machine_open, machine_close);
}
