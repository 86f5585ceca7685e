/* Carries plans (bench/op/plan.h) out on a device: it keeps the constants, and slots in each of
 * which one batch at a time is computed. Operations and measuring runners stand on it.
 *
 * Every call is one of the device's user in turn: who shares the device among threads holds its
 * lock (pm_device_lock) around it. */
#ifndef PROOFMARK_BENCH_OP_ENGINE_H
#define PROOFMARK_BENCH_OP_ENGINE_H

#include "bench/op/plan.h"

/* Plans a batch of `shape` for a device. A plan depends on nothing but its arguments; inputs and
 * outputs have the same numbers whatever the shape. */
typedef void op_plan_fn(const struct pm_work *work, const void *shape,
                        const struct pm_device_info *device, struct device_plan *plan);

struct engine_source {
  op_plan_fn *plan;
  const struct pm_work *work;
  size_t shape_bytes;
};

/* An input of a batch: in device memory from the buffer's beginning, else on the host. Where there
 * are no bytes both may be NULL. */
struct op_in {
  const void *host;
  struct pm_buffer *device;
};
/* An output of a batch: where it is to go. Both NULL: nowhere. */
struct op_out {
  void *host;
  struct pm_buffer *device;
};

struct engine;
struct engine_slot;

/* Plans the capacity, loads its kernels and makes its constants. PM_NO_MEMORY, naming what is
 * needed and what is there, where the device cannot hold it. */
enum pm_status engine_open(struct pm_device *device, const struct engine_source *source,
                           const void *capacity, struct engine **engine, struct pm_error *error);
void engine_close(struct engine *engine); /* after its slots; NULL is fine */
/* Of the capacity. */
const struct device_plan *engine_plan(const struct engine *engine);

/* What inputs and outputs a slot has device memory of its own for. */
struct engine_memory {
  bool inputs, outputs;
};

/* A slot whose commands go to `queue`, with memory for the capacity. What it has no memory for is
 * made when a batch first needs it. */
enum pm_status engine_slot_open(struct engine *engine, struct pm_queue *queue,
                                struct engine_memory memory, struct engine_slot **slot,
                                struct pm_error *error);
void engine_slot_close(struct engine_slot *slot); /* NULL is fine */
struct pm_queue *engine_slot_queue(const struct engine_slot *slot);

/* Plans the slot's next batch; a constant that the plan brings for the first time is made now. */
enum pm_status engine_slot_plan(struct engine_slot *slot, const void *shape,
                                struct pm_error *error);

/* Each enqueues for the planned batch: the copies of those inputs that are on the host; the
 * launches; the copies of the outputs to where they are to go. `in` has the plan's inputs, `out`
 * its results, the same in all three calls. PM_USAGE where one of them is another device's or too
 * small. */
enum pm_status engine_upload(struct engine_slot *slot, const struct op_in *in,
                             struct pm_error *error);
enum pm_status engine_launch(struct engine_slot *slot, const struct op_in *in,
                             const struct op_out *out, struct pm_error *error);
enum pm_status engine_download(struct engine_slot *slot, const struct op_out *out,
                               struct pm_error *error);

/* Enqueues a fill of all that the planned batch's launches write in the slot's own memory; of its
 * outputs alone. */
enum pm_status engine_fill(struct engine_slot *slot, uint8_t byte, struct pm_error *error);
enum pm_status engine_fill_outputs(struct engine_slot *slot, uint8_t byte, struct pm_error *error);
/* The same for the inputs that engine_upload writes. */
enum pm_status engine_fill_inputs(struct engine_slot *slot, uint8_t byte, struct pm_error *error);

#endif
