/* What an operation does on a device for one shape of batch, planned whole before anything runs:
 * the buffers, the launches over them, and what of them is the output. A family has no device code
 * but the function that makes its plan; bench/op/engine.h carries plans out. */
#ifndef PROOFMARK_BENCH_OP_PLAN_H
#define PROOFMARK_BENCH_OP_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "host/device/device.h"
#include "host/work/work.h"
#include "kernels/lane/program.h"

enum plan_role {
  PLAN_INPUT,    /* the batch's; it lies in device memory before the first launch */
  PLAN_PIECE,    /* the batch's too, on the host; a piece of it is uploaded between launches */
  PLAN_CONSTANT, /* the same for many batches: made once, kept by the engine */
  PLAN_SCRATCH,
  PLAN_OUTPUT /* written by the launches, may be the caller's */
};

/* How the bytes of a constant are made; two plans that name the same four share one buffer. */
typedef void plan_constant_fn(const void *context, const uint64_t key[2], void *bytes);
struct plan_constant {
  plan_constant_fn *make; /* NULL: by the plan's preparations alone */
  const void *context;
  uint64_t key[2];
  uint64_t made_bytes; /* of the buffer's, from its beginning */
};

struct plan_buffer {
  enum plan_role role;
  bool kept;            /* an input that an end-to-end iteration does not bring again */
  uint64_t bytes;       /* with the padding that kernels may read and nobody writes */
  uint64_t input_bytes; /* of an input: what the batch has; of pieces all of them */
  unsigned number;      /* inputs and pieces, outputs: which of the batch's it is */
  struct plan_constant constant;
};

enum plan_argument_kind { PLAN_BUFFER, PLAN_U32, PLAN_U64 };
struct plan_argument {
  enum plan_argument_kind kind;
  uint64_t value; /* a buffer's number, or the word */
};

enum {
  PLAN_BUFFERS_MAX = 24,
  PLAN_ARGUMENTS_MAX = 12,
  PLAN_INPUTS_MAX = 4,
  PLAN_RESULTS_MAX = 16,
  /* Kernels that read whole words of an input's bytes may read so many past its last. */
  PLAN_PADDING_BYTES = 64
};

/* A launch; without a kernel it is the upload of `bytes` from `offset` of a PLAN_PIECE. */
struct plan_launch {
  const struct gpu_program *program;
  const char *kernel;
  uint64_t groups;
  unsigned group;
  unsigned argument_count; /* also of those for which there was no room */
  struct plan_argument arguments[PLAN_ARGUMENTS_MAX];
  unsigned buffer;
  uint64_t offset, bytes;
};

struct plan_launches {
  struct plan_launch *list;
  unsigned count, room;
};

/* One of the batch's outputs: a range of a buffer, a whole PLAN_OUTPUT or a part of another. */
struct plan_result {
  unsigned buffer;
  uint64_t offset, bytes;
};

/* One of the batch's inputs that goes into a part of a scratch buffer, beside what kernels
 * write. */
struct plan_placed {
  unsigned number, buffer;
  uint64_t offset, bytes;
};

/* Zeroed, it is empty. What there is no room or no memory for is not stored, and plan_check reports
 * it, so that a family adds to its plan without looking at every step. */
struct device_plan {
  unsigned buffer_count, input_count, result_count;
  struct plan_buffer buffers[PLAN_BUFFERS_MAX];
  struct plan_result results[PLAN_RESULTS_MAX];
  bool has_placed;
  struct plan_placed placed;
  struct plan_launches launches;
  struct plan_launches preparations; /* once for the constants, before the first launch */
  char note[PM_NOTE_MAX];            /* what a user should know of the plan, for -v; or "" */
  const char *broken;                /* what was too much; NULL: nothing */
  char refusal[PM_NOTE_MAX];         /* why no device can do this; "": it can */
  struct plan_launch lost;           /* takes the arguments of a launch that found no room */
};

/* Each returns the buffer's number, which plan_take_buffer takes. Inputs are numbered in the order
 * in which they are added, and so are results. */
unsigned plan_add_scratch(struct device_plan *plan, uint64_t bytes);
unsigned plan_add_input(struct device_plan *plan, uint64_t bytes);
/* An input behind which there are PLAN_PADDING_BYTES that may be read. */
unsigned plan_add_padded_input(struct device_plan *plan, uint64_t bytes);
/* The batch's next input, `bytes` in all, of which the device holds `piece_bytes` at a time. */
unsigned plan_add_pieces(struct device_plan *plan, uint64_t bytes, uint64_t piece_bytes);
unsigned plan_add_constant(struct device_plan *plan, uint64_t bytes,
                           const struct plan_constant *constant);
/* A buffer of `bytes`, the first `result_bytes` of which are the batch's next output. */
unsigned plan_add_output(struct device_plan *plan, uint64_t bytes, uint64_t result_bytes);

/* The batch's next output is a part of `buffer`. */
void plan_add_result(struct device_plan *plan, unsigned buffer, uint64_t offset, uint64_t bytes);
/* The batch's next input goes to `offset` of a scratch buffer; one of a plan. */
void plan_place_input(struct device_plan *plan, unsigned buffer, uint64_t offset, uint64_t bytes);

/* Adds a launch over `items` work-items and returns it, for plan_take to add its arguments in
 * turn. */
struct plan_launch *plan_add_launch(struct device_plan *plan, const struct gpu_program *program,
                                    const char *kernel, uint64_t items, unsigned group);
/* The same once the constants' bytes are there, before the first launch. */
struct plan_launch *plan_add_preparation(struct device_plan *plan,
                                         const struct gpu_program *program, const char *kernel,
                                         uint64_t items, unsigned group);
/* Uploads a piece to the beginning of its buffer, between the launches. */
void plan_add_upload(struct device_plan *plan, unsigned buffer, uint64_t offset, uint64_t bytes);
void plan_take_buffer(struct plan_launch *launch, unsigned buffer);
void plan_take_u32(struct plan_launch *launch, uint32_t word);
void plan_take_u64(struct plan_launch *launch, uint64_t word);

/* Says that no device can do this, and why. */
void plan_refuse(struct device_plan *plan, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Bytes of device memory that the plan takes, and those of its largest buffer. */
uint64_t plan_bytes(const struct device_plan *plan);
uint64_t plan_largest_buffer(const struct device_plan *plan);

/* PM_UNAVAILABLE for a plan that was refused; PM_FAILED for one that had more of something than
 * there is room for, or that names a buffer which it does not have. */
enum pm_status plan_check(const struct device_plan *plan, struct pm_error *error);

/* Empties the plan; the launches' memory stays for the next one, until plan_free. */
void plan_reset(struct device_plan *plan);
void plan_free(struct device_plan *plan);

#endif
