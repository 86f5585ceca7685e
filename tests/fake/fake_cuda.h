/* A stand-in for NVIDIA's driver library, for tests on machines without a GPU. It is no emulator:
 * memory is the host's, and the kernels it knows, `add` of tests/unit/test_device.c and `graph_step` of
 * kernels/graph, are found by name and run natively. What it does keep to is the driver's contract:
 * commands run when the stream is synchronised and not before, calls need a current context on their
 * thread, an error of a kernel sticks to the context, and everything that was acquired is counted.
 *
 * Between streams nothing is ordered but by events, and between the nodes of a graph nothing but by its
 * edges: where the driver may choose, this one takes what is worst for who forgot one. The nodes of a
 * graph run the latest first. Streams other than the one that is synchronised run as late as events
 * allow, or before it, as fake_cuda_eager says.
 *
 * Its soname is libcuda.so.1. A process that has opened it gets it from dlopen("libcuda.so.1").
 */
#ifndef PROOFMARK_TESTS_FAKE_FAKE_CUDA_H
#define PROOFMARK_TESTS_FAKE_FAKE_CUDA_H

/* The next call but `after` of the driver function `name` ("cuMemAlloc") fails with `result`. */
void fake_cuda_fail(const char *name, int result, unsigned after);

/* Whether a synchronised stream lets all others, the youngest first, run before it; else they run where it
 * waits for them alone. */
void fake_cuda_eager(int eager);

/* Contexts held, streams, events, graphs, modules, device and host allocations that are live. */
unsigned fake_cuda_live(void);

#endif
