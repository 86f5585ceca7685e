/* A stand-in for NVIDIA's driver library, for tests on machines without a GPU. It is no emulator:
 * memory is the host's, and the kernels it knows, `add` of tests/unit/test_device.c and
 * `graph_step` of kernels/graph, are found by name and run natively. What it does keep to is the
 * driver's contract: commands run when the stream or an event in it is synchronised and not
 * before (of an event that is queried they run after it has answered "not yet"), calls need a
 * current context on their thread, an error of a kernel sticks to the context, and everything
 * that was acquired is counted. Any number of threads may call.
 *
 * Between streams nothing is ordered but by events, and between the nodes of a graph nothing but
 * by its edges: where the driver may choose, this one takes what is worst for who forgot one. The
 * nodes of a graph run the latest first. Streams other than the one that is synchronised run as
 * late as events allow, or before it, as fake_cuda_eager says.
 *
 * Its soname is libcuda.so.1. A process that has opened it gets it from dlopen("libcuda.so.1").
 */
#ifndef PROOFMARK_TESTS_FAKE_FAKE_CUDA_H
#define PROOFMARK_TESTS_FAKE_FAKE_CUDA_H

#include <stdint.h>

/* The next call but `after` of the driver function `name` ("cuMemAlloc") fails with `result`. */
void fake_cuda_fail(const char *name, int result, unsigned after);

/* Whether a synchronised stream lets all others, the youngest first, run before it; else they run
 * where it waits for them alone. */
void fake_cuda_eager(int eager);

/* A launch that is accepted, the next but `after`, fails as it runs: whoever synchronises then is
 * told so, and every later call in the context too. Launches of graphs and recordings do not
 * count. */
void fake_cuda_break_launch(unsigned after);

/* Whether kernels that it does not know are found too. They do nothing, and take any arguments. */
void fake_cuda_any_kernel(int found);

/* What was asked for since the library was opened. Graphs count as what they hold, each time that
 * they are launched; fills do not count. */
struct fake_cuda_counts {
  uint64_t uploaded_bytes, downloaded_bytes;
  uint64_t copied_bytes; /* within a device */
  uint64_t launches;
};
void fake_cuda_count(struct fake_cuda_counts *since_start);

/* The model clock says how long commands would have taken on a device with one engine for
 * uploads, one for downloads and one for kernels, each of which does one command after the other,
 * in the order in which they were enqueued. A command begins once its engine is free, all before
 * it in its stream has ended, and all that the stream or the thread that enqueues it has waited
 * for. Fills and copies within the device take no time. Before the first start everything takes
 * none. */
struct fake_cuda_model {
  double upload_bytes_per_ns, download_bytes_per_ns; /* 0: no time */
  double launch_ns;                                  /* of each kernel */
};

/* Sets the clock to 0, for both devices, and empties the timelines. */
void fake_cuda_model_start(const struct fake_cuda_model *rates);

/* Since the start: when the last command ends, and how long each engine was busy. */
struct fake_cuda_times {
  double end_ns, upload_ns, download_ns, kernel_ns;
};
void fake_cuda_model_read(unsigned device, struct fake_cuda_times *times);

/* Contexts held, streams, events, graphs, modules, device and host allocations that are live. */
unsigned fake_cuda_live(void);

#endif
