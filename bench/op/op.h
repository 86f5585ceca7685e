/* Operations: what the works of the suite compute, for anything that wants it computed. An
 * operation is opened once, on a pool of threads or on a device, with an implementation and a
 * capacity; then batches of any size up to that are submitted to it, by any thread and several at a
 * time. Input and output belong to the caller, on the host or in device memory, so that a buffer
 * which one operation wrote is the next one's input without a copy.
 *
 * There is no clock here, no poison and no oracle: the measuring runner (bench/op/runner.h) adds
 * those.
 *
 * Each family has a header that says what its shape is and which inputs and outputs a batch has:
 * bench/hash/hash_op.h, bench/sig/sig_op.h, ...
 */
#ifndef PROOFMARK_BENCH_OP_OP_H
#define PROOFMARK_BENCH_OP_OP_H

#include "bench/op/engine.h"
#include "host/topology/pool.h"

/* A batch. What is on the host and what is in device memory stays, and outputs are not looked at,
 * until its ticket has been waited for. Device memory is that of the operation's device, written by
 * what was waited for before. On a device, memory from pm_host_alloc is copied without the driver's
 * own copy. Inputs and outputs lie apart. On a pool all inputs that the family's header names are
 * there, and output 0 has a place to go. */
struct op_batch {
  const void *shape; /* the family's; read by op_submit alone */
  struct op_in in[PLAN_INPUTS_MAX];
  struct op_out out[PLAN_RESULTS_MAX];
};

/* How a family computes on a pool. */
struct op_cpu {
  /* Tables and scratch memory for batches up to `capacity`; `variant` is the implementation's. NULL
   * where there is nothing to make. */
  enum pm_status (*open)(const struct pm_work *work, const void *variant, const void *capacity,
                         struct pm_pool *pool, void **state, struct pm_error *error);
  enum pm_status (*run)(void *state, const struct op_batch *batch, struct pm_error *error);
  void (*close)(void *state); /* also after a failed open; NULL is fine */
};

/* The state of a family that needs to know no more than where it computes and how. */
struct op_place {
  const struct pm_work *work;
  const void *variant;
  struct pm_pool *pool;
};
enum pm_status op_place_open(const struct pm_work *work, const void *variant, const void *capacity,
                             struct pm_pool *pool, void **state, struct pm_error *error);
void op_place_close(void *state);

/* No batch has more messages, leaves, elements or bytes of messages, so that sizes of buffers stay
 * far below 2^64. */
#define OP_COUNT_MAX (UINT64_C(1) << 40)

/* A family of operations: pm_work.operation. */
struct op_family {
  size_t shape_bytes;
  unsigned inputs, outputs; /* of a batch, at most */
  /* Why an operation of this capacity cannot take such a batch: "it has no messages"; NULL: it
   * can. */
  const char *(*refusal)(const struct pm_work *work, const void *shape, const void *capacity);
  op_plan_fn *plan; /* NULL: not on a device */
  struct op_cpu cpu;
};

struct op_request {
  const struct pm_work *work; /* one that is an operation */
  const char
      *implementation;  /* "cpu/simd-avx2", "opencl"; NULL or "best": op_best's, the device's */
  struct pm_pool *pool; /* one of the two */
  struct pm_device *device;
  const void *capacity; /* a shape of the family */
  /* On a device: batches that are computed at a time, 1 up to OP_IN_FLIGHT_MAX; a device that has
   * one queue computes one. */
  unsigned in_flight;
  bool resident; /* on a device: inputs and outputs will be device memory, and none is set aside */
};

enum { OP_IN_FLIGHT_MAX = 8 };

struct op;

/* PM_USAGE for a work that is no operation or a capacity that it does not take; PM_UNAVAILABLE,
 * with the reason, for an implementation that is not there; PM_NO_MEMORY where a device cannot hold
 * it. The pool or the device outlives the operation. */
enum pm_status op_open(const struct op_request *request, struct op **op, struct pm_error *error);
/* Waits for what is in flight; tickets that were not waited for are lost. NULL is fine. */
void op_close(struct op *op);

/* "cpu/simd-avx2", and why it was chosen where it was left to op_open. */
const char *op_implementation(const struct op *op);
const char *op_reason(const struct op *op);

/* A batch's place in line: the caller's memory, which stays where it is from op_submit to
 * op_wait. */
enum op_ticket_state { OP_TICKET_FREE, OP_TICKET_IN_FLIGHT, OP_TICKET_DONE };
struct op_ticket {
  struct op *op;
  enum op_ticket_state state;
  unsigned slot;
  enum pm_status status; /* of the batch, once done */
  struct pm_error error;
};

/* Submits a batch, from any thread. On a pool the calling thread computes it, as worker 0, while
 * others wait their turn; on a device it is enqueued, and if as many are in flight as the operation
 * was opened for, the oldest is waited for first. Nothing is allocated but for the first batch of a
 * shape whose tables differ (a transform of another size). PM_USAGE, naming what is wrong, for a
 * batch that the operation does not take, PM_FAILED for one that could not be enqueued: then there
 * is nothing to wait for, and the next batch may be submitted. */
enum pm_status op_submit(struct op *op, const struct op_batch *batch, struct op_ticket *ticket,
                         struct pm_error *error);

/* Waits until the batch is done and returns how it ended. PM_USAGE for a ticket that is not in use,
 * or that was waited for before. */
enum pm_status op_wait(struct op_ticket *ticket, struct pm_error *error);

/* Both: for who has one batch at a time. */
enum pm_status op_run(struct op *op, const struct op_batch *batch, struct pm_error *error);

/* Bytes that a device buffer must have to be input or output `number` of such a batch: those of the
 * data and what kernels may read or write behind it. 0: none of that number. */
uint64_t op_input_bytes(struct op *op, const void *shape, unsigned number);
uint64_t op_output_bytes(struct op *op, const void *shape, unsigned number);

#endif
