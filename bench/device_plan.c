#include "bench/device_plan.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "bench/device_bytes.h"
#include "bench/gpu_program.h"

unsigned plan_add_buffer(struct device_plan *plan, enum plan_role role, uint64_t bytes,
                         const void *host) {
  plan->buffers[plan->buffer_count] = (struct plan_buffer){role, bytes, host, bytes};
  return plan->buffer_count++;
}

static bool grow(struct plan_launches *launches) {
  const unsigned room = launches->room ? 2 * launches->room : 32;
  struct plan_launch *grown = realloc(launches->list, room * sizeof *grown);
  if (!grown)
    return false;
  launches->list = grown;
  launches->room = room;
  return true;
}

static struct plan_launch *add(struct device_plan *plan, struct plan_launches *launches,
                               struct plan_launch launch) {
  if (launches->count == launches->room && !grow(launches)) {
    plan->no_memory = true;
    plan->lost = launch;
    return &plan->lost;
  }
  launches->list[launches->count] = launch;
  return &launches->list[launches->count++];
}

static struct plan_launch launch_of(const struct gpu_program *program, const char *kernel,
                                    uint64_t items, unsigned group) {
  return (struct plan_launch){
      .program = program, .kernel = kernel, .groups = (items + group - 1) / group, .group = group};
}
struct plan_launch *plan_add_launch(struct device_plan *plan, const struct gpu_program *program,
                                    const char *kernel, uint64_t items, unsigned group) {
  return add(plan, &plan->launches, launch_of(program, kernel, items, group));
}
struct plan_launch *plan_add_preparation(struct device_plan *plan,
                                         const struct gpu_program *program, const char *kernel,
                                         uint64_t items, unsigned group) {
  return add(plan, &plan->preparations, launch_of(program, kernel, items, group));
}
void plan_add_upload(struct device_plan *plan, unsigned buffer, uint64_t offset, uint64_t bytes) {
  add(plan, &plan->launches,
      (struct plan_launch){.buffer = buffer, .offset = offset, .bytes = bytes});
}

static void take(struct plan_launch *launch, enum plan_argument_kind kind, uint64_t value) {
  launch->arguments[launch->argument_count++] = (struct plan_argument){kind, value};
}
void plan_take_buffer(struct plan_launch *launch, unsigned buffer) {
  take(launch, PLAN_BUFFER, buffer);
}
void plan_take_u32(struct plan_launch *launch, uint32_t word) { take(launch, PLAN_U32, word); }
void plan_take_u64(struct plan_launch *launch, uint64_t word) { take(launch, PLAN_U64, word); }

uint64_t plan_bytes(const struct device_plan *plan) {
  uint64_t bytes = 0;
  for (unsigned i = 0; i < plan->buffer_count; i++)
    bytes += plan->buffers[i].bytes;
  return bytes;
}

uint64_t plan_largest_buffer(const struct device_plan *plan) {
  uint64_t largest = 0;
  for (unsigned i = 0; i < plan->buffer_count; i++)
    if (plan->buffers[i].bytes > largest)
      largest = plan->buffers[i].bytes;
  return largest;
}

void device_plan_free(struct device_plan *plan) {
  free(plan->launches.list);
  free(plan->preparations.list);
  plan->launches = plan->preparations = (struct plan_launches){0};
}

/* A plan's buffer on the device: an input has places that take turns, the others one. */
struct held {
  struct device_bytes input;
  struct pm_buffer *buffer;
  void *pieces; /* of PLAN_PIECE: pinned host memory */
};

struct runner {
  struct device_plan plan;
  struct pm_device *device;
  struct held held[PLAN_BUFFERS_MAX];
  struct pm_kernel **kernels; /* of the launches */
};

static struct pm_buffer *buffer_of(const struct runner *r, unsigned i) {
  return r->plan.buffers[i].role == PLAN_INPUT ? device_bytes_place(&r->held[i].input)
                                               : r->held[i].buffer;
}

static void runner_close(void *self) {
  struct runner *r = self;
  for (unsigned i = 0; i < r->plan.buffer_count; i++) {
    device_bytes_close(&r->held[i].input);
    pm_buffer_free(r->held[i].buffer);
    pm_host_free(r->device, r->held[i].pieces);
  }
  device_plan_free(&r->plan);
  free(r->kernels);
  free(r);
}

static enum pm_status launch(struct runner *r, const struct plan_launch *l,
                             struct pm_kernel *kernel, struct pm_error *error) {
  struct pm_argument arguments[PLAN_ARGUMENTS_MAX];
  for (unsigned i = 0; i < l->argument_count; i++) {
    const uint64_t value = l->arguments[i].value;
    switch (l->arguments[i].kind) {
    case PLAN_BUFFER:
      arguments[i] = PM_BUFFER(buffer_of(r, (unsigned)value));
      break;
    case PLAN_U32:
      arguments[i] = PM_U32((uint32_t)value);
      break;
    case PLAN_U64:
      arguments[i] = PM_U64(value);
      break;
    }
  }
  return pm_launch(kernel, l->groups, l->group, arguments, l->argument_count, error);
}

static enum pm_status upload_piece(struct runner *r, const struct plan_launch *l,
                                   struct pm_error *error) {
  const uint8_t *pieces = r->held[l->buffer].pieces;
  return pm_upload(r->held[l->buffer].buffer, 0, pieces + l->offset, l->bytes, error);
}

static enum pm_status runner_compute(void *self, uint8_t *output, struct pm_error *error) {
  (void)output;
  struct runner *r = self;
  enum pm_status status = PM_OK;
  for (unsigned i = 0; status == PM_OK && i < r->plan.launches.count; i++) {
    const struct plan_launch *l = &r->plan.launches.list[i];
    status = l->kernel ? launch(r, l, r->kernels[i], error) : upload_piece(r, l, error);
  }
  return status;
}

static enum pm_status runner_upload(void *self, struct pm_error *error) {
  struct runner *r = self;
  enum pm_status status = PM_OK;
  for (unsigned i = 0; status == PM_OK && i < r->plan.buffer_count; i++)
    if (r->plan.buffers[i].role == PLAN_INPUT)
      status = device_bytes_upload(&r->held[i].input, error);
  return status;
}

static enum pm_status runner_download(void *self, uint8_t *output, struct pm_error *error) {
  struct runner *r = self;
  for (unsigned i = 0; i < r->plan.buffer_count; i++)
    if (r->plan.buffers[i].role == PLAN_OUTPUT)
      return pm_download(r->held[i].buffer, 0, output, r->plan.buffers[i].bytes, error);
  return PM_OK;
}

static enum pm_status runner_poison(void *self, uint8_t byte, struct pm_error *error) {
  struct runner *r = self;
  enum pm_status status = PM_OK;
  for (unsigned i = 0; status == PM_OK && i < r->plan.buffer_count; i++) {
    const enum plan_role role = r->plan.buffers[i].role;
    if (role == PLAN_INPUT)
      device_bytes_rotate(&r->held[i].input);
    else if (role != PLAN_CONSTANT)
      status = pm_buffer_fill(r->held[i].buffer, byte, error);
  }
  return status;
}

static enum pm_status runner_poison_input(void *self, uint8_t byte, struct pm_error *error) {
  struct runner *r = self;
  enum pm_status status = PM_OK;
  for (unsigned i = 0; status == PM_OK && i < r->plan.buffer_count; i++)
    if (r->plan.buffers[i].role == PLAN_INPUT)
      status = device_bytes_poison(&r->held[i].input, byte, error);
  return status;
}

static const struct pm_runner functions = {
    .compute = runner_compute,
    .upload = runner_upload,
    .download = runner_download,
    .poison = runner_poison,
    .poison_input = runner_poison_input,
    .close = runner_close,
};

static enum pm_status find_kernel(struct pm_device *device, const struct plan_launch *l,
                                  struct pm_kernel **kernel, struct pm_error *error) {
  struct pm_program *loaded;
  enum pm_status status = gpu_program_load(device, l->program, &loaded, error);
  return status == PM_OK ? pm_kernel_get(loaded, l->kernel, kernel, error) : status;
}

static enum pm_status find_kernels(struct runner *r, struct pm_error *error) {
  const struct plan_launches *launches = &r->plan.launches;
  r->kernels = calloc(launches->count + 1, sizeof *r->kernels);
  if (!r->kernels || r->plan.no_memory)
    return pm_fail(error, PM_FAILED, "no memory for the plan of what a device does");
  enum pm_status status = PM_OK;
  for (unsigned i = 0; status == PM_OK && i < launches->count; i++)
    if (launches->list[i].kernel)
      status = find_kernel(r->device, &launches->list[i], &r->kernels[i], error);
  return status;
}

static enum pm_status hold_pieces(struct runner *r, const struct plan_buffer *planned,
                                  struct held *held, struct pm_error *error) {
  enum pm_status status = pm_host_alloc(r->device, planned->host_bytes, &held->pieces, error);
  if (status == PM_OK)
    memcpy(held->pieces, planned->host, planned->host_bytes);
  return status;
}

static enum pm_status hold(struct runner *r, unsigned i, struct pm_error *error) {
  const struct plan_buffer *planned = &r->plan.buffers[i];
  struct held *held = &r->held[i];
  if (planned->role == PLAN_INPUT)
    return device_bytes_open(&held->input, r->device, planned->host, planned->bytes, error);
  const uint64_t bytes = planned->bytes ? planned->bytes : 1; /* devices have no empty buffer */
  enum pm_status status = pm_buffer_create(r->device, bytes, &held->buffer, error);
  if (status == PM_OK && planned->role == PLAN_CONSTANT && planned->host)
    status = pm_upload(held->buffer, 0, planned->host, planned->host_bytes, error);
  if (status == PM_OK && planned->role == PLAN_PIECE)
    status = hold_pieces(r, planned, held, error);
  return status;
}

static enum pm_status prepare(struct runner *r, struct pm_error *error) {
  enum pm_status status = PM_OK;
  for (unsigned i = 0; status == PM_OK && i < r->plan.preparations.count; i++) {
    const struct plan_launch *l = &r->plan.preparations.list[i];
    struct pm_kernel *kernel;
    status = find_kernel(r->device, l, &kernel, error);
    if (status == PM_OK)
      status = launch(r, l, kernel, error);
  }
  return status;
}

static enum pm_status fits(const struct device_plan *plan, const struct pm_device_info *info,
                           struct pm_error *error) {
  const uint64_t bytes = plan_bytes(plan);
  if (bytes <= info->memory_bytes)
    return PM_OK;
  return pm_fail(error, PM_NO_MEMORY,
                 "%s has %" PRIu64 " MiB of memory and this takes %" PRIu64 " MiB", info->id,
                 info->memory_bytes >> 20, (bytes + (1 << 20) - 1) >> 20);
}

static enum pm_status open_plan(struct runner *r, struct pm_error *error) {
  enum pm_status status = fits(&r->plan, pm_device_info(r->device), error);
  if (status == PM_OK)
    status = find_kernels(r, error);
  for (unsigned i = 0; status == PM_OK && i < r->plan.buffer_count; i++)
    status = hold(r, i, error);
  if (status == PM_OK)
    status = prepare(r, error);
  /* Also after a failure: what was to be uploaded may be freed now. */
  const enum pm_status finished = pm_device_finish(r->device, status == PM_OK ? error : NULL);
  return status == PM_OK ? finished : status;
}

enum pm_status device_plan_open(struct device_plan *plan, struct pm_device *device,
                                struct pm_runner *runner, struct pm_error *error) {
  struct runner *r = calloc(1, sizeof *r);
  if (!r) {
    device_plan_free(plan);
    return pm_fail(error, PM_FAILED, "no memory");
  }
  r->plan = *plan;
  plan->launches = plan->preparations = (struct plan_launches){0}; /* the runner's now */
  r->device = device;
  enum pm_status status = open_plan(r, error);
  const uint64_t bytes = plan_bytes(&r->plan);
  status = pm_runner_start(runner, &functions, r, device, status);
  if (status == PM_OK) {
    runner->memory_bytes = bytes;
    memcpy(runner->note, plan->note, sizeof runner->note);
  }
  return status;
}
