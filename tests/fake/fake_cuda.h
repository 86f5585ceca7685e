/* A stand-in for NVIDIA's driver library, for tests on machines without a GPU. It is no emulator:
 * memory is the host's, and the one kernel it knows, `add` of tests/unit/test_device.c, is found by
 * name and run natively. What it does keep to is the driver's contract: commands run when the
 * stream is synchronised and not before, calls need a current context on their thread, an
 * error of a kernel sticks to the context, and everything that was acquired is counted.
 *
 * Its soname is libcuda.so.1. A process that has opened it gets it from dlopen("libcuda.so.1").
 */
#ifndef PROOFMARK_TESTS_FAKE_FAKE_CUDA_H
#define PROOFMARK_TESTS_FAKE_FAKE_CUDA_H

/* The next call but `after` of the driver function `name` ("cuMemAlloc") fails with `result`. */
void fake_cuda_fail(const char *name, int result, unsigned after);

/* Contexts held, streams, events, modules, device and host allocations that are live. */
unsigned fake_cuda_live(void);

#endif
