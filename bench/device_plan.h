/* What a work does on a device, planned whole before anything runs: the memory, and the launches over it
 * in turn. The plan becomes a runner (host/work/work.h), so that a work has no device code but its plan. */
#ifndef PROOFMARK_BENCH_DEVICE_PLAN_H
#define PROOFMARK_BENCH_DEVICE_PLAN_H

#include "host/work/work.h"
#include "kernels/lane/program.h"

enum plan_role {
  PLAN_INPUT,    /* uploaded by each end-to-end iteration from `host` */
  PLAN_PIECE,    /* a piece of `host` at a time, uploaded between launches: plan_add_upload */
  PLAN_CONSTANT, /* uploaded from `host` before the clock starts, and changed by preparations alone */
  PLAN_SCRATCH,
  PLAN_OUTPUT /* downloaded; one of a plan */
};

struct plan_buffer {
  enum plan_role role;
  uint64_t bytes;
  const void
      *host; /* of an input or pieces, outlives the runner; of a constant, until that is open */
  uint64_t host_bytes; /* of pieces there are more than `bytes`, of a constant there may be fewer */
};

enum plan_argument_kind { PLAN_BUFFER, PLAN_U32, PLAN_U64 };
struct plan_argument {
  enum plan_argument_kind kind;
  uint64_t value; /* a buffer's number, or the word */
};

enum { PLAN_BUFFERS_MAX = 16, PLAN_ARGUMENTS_MAX = 12 };

/* A launch; without a kernel it is an upload of `bytes` from `offset` of what a buffer has on the host. */
struct plan_launch {
  const struct gpu_program *program;
  const char *kernel;
  uint64_t groups;
  unsigned group;
  unsigned argument_count;
  struct plan_argument arguments[PLAN_ARGUMENTS_MAX];
  unsigned buffer;
  uint64_t offset, bytes;
};

struct plan_launches {
  struct plan_launch *list;
  unsigned count, room;
};

/* Zeroed, it is empty. It has to be opened or freed. */
struct device_plan {
  unsigned buffer_count;
  struct plan_buffer buffers[PLAN_BUFFERS_MAX];
  struct plan_launches launches;
  struct plan_launches preparations; /* once, before the clock starts */
  char note[PM_NOTE_MAX];            /* what a user should know of the plan, for -v; or "" */
  bool no_memory;                    /* a launch found no memory: opening the plan will say so */
  struct plan_launch lost;           /* takes the arguments of that one */
};

/* Its number, which plan_argument takes. */
unsigned plan_add_buffer(struct device_plan *plan, enum plan_role role, uint64_t bytes,
                         const void *host);

/* Adds a launch over `items` work-items and returns it, for plan_take to add its arguments in turn. */
struct plan_launch *plan_add_launch(struct device_plan *plan, const struct gpu_program *program,
                                    const char *kernel, uint64_t items, unsigned group);
/* The same before the clock starts, once all buffers have what they are made with. */
struct plan_launch *plan_add_preparation(struct device_plan *plan,
                                         const struct gpu_program *program, const char *kernel,
                                         uint64_t items, unsigned group);
/* Uploads a piece of a buffer's host memory to its beginning, between the launches. */
void plan_add_upload(struct device_plan *plan, unsigned buffer, uint64_t offset, uint64_t bytes);
void plan_take_buffer(struct plan_launch *launch, unsigned buffer);
void plan_take_u32(struct plan_launch *launch, uint32_t word);
void plan_take_u64(struct plan_launch *launch, uint64_t word);

/* Bytes of device memory that the plan takes, places of small inputs that take turns not counted. */
uint64_t plan_bytes(const struct device_plan *plan);

/* The bytes of the largest buffer. */
uint64_t plan_largest_buffer(const struct device_plan *plan);

/* Releases the launches. */
void device_plan_free(struct device_plan *plan);

/* Makes a runner of the plan, which is freed, also after a failure. PM_NO_MEMORY, naming what is needed
 * and what is there, where it cannot fit the device. */
enum pm_status device_plan_open(struct device_plan *plan, struct pm_device *device,
                                struct pm_runner *runner, struct pm_error *error);

#endif
