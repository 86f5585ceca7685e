#include "bench/op/plan.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static void breaks(struct device_plan *plan, const char *what) {
  if (!plan->broken)
    plan->broken = what;
}

static unsigned add_buffer(struct device_plan *plan, struct plan_buffer buffer) {
  if (plan->buffer_count == PLAN_BUFFERS_MAX) {
    breaks(plan, "more buffers than a plan has room for");
    return 0;
  }
  plan->buffers[plan->buffer_count] = buffer;
  return plan->buffer_count++;
}

static unsigned next_input(struct device_plan *plan) {
  if (plan->input_count == PLAN_INPUTS_MAX) {
    breaks(plan, "more inputs than a plan has room for");
    return 0;
  }
  return plan->input_count++;
}

unsigned plan_add_scratch(struct device_plan *plan, uint64_t bytes) {
  return add_buffer(plan, (struct plan_buffer){.role = PLAN_SCRATCH, .bytes = bytes});
}

static unsigned add_input(struct device_plan *plan, uint64_t bytes, uint64_t padding) {
  return add_buffer(plan, (struct plan_buffer){.role = PLAN_INPUT,
                                               .bytes = bytes + padding,
                                               .input_bytes = bytes,
                                               .number = next_input(plan)});
}

unsigned plan_add_input(struct device_plan *plan, uint64_t bytes) {
  return add_input(plan, bytes, 0);
}

unsigned plan_add_padded_input(struct device_plan *plan, uint64_t bytes) {
  return add_input(plan, bytes, PLAN_PADDING_BYTES);
}

unsigned plan_add_pieces(struct device_plan *plan, uint64_t bytes, uint64_t piece_bytes) {
  return add_buffer(plan, (struct plan_buffer){.role = PLAN_PIECE,
                                               .bytes = piece_bytes,
                                               .input_bytes = bytes,
                                               .number = next_input(plan)});
}

unsigned plan_add_constant(struct device_plan *plan, uint64_t bytes,
                           const struct plan_constant *constant) {
  return add_buffer(
      plan, (struct plan_buffer){.role = PLAN_CONSTANT, .bytes = bytes, .constant = *constant});
}

unsigned plan_add_output(struct device_plan *plan, uint64_t bytes, uint64_t result_bytes) {
  const unsigned buffer = add_buffer(
      plan,
      (struct plan_buffer){.role = PLAN_OUTPUT, .bytes = bytes, .number = plan->result_count});
  plan_add_result(plan, buffer, 0, result_bytes);
  return buffer;
}

void plan_add_result(struct device_plan *plan, unsigned buffer, uint64_t offset, uint64_t bytes) {
  if (plan->result_count == PLAN_RESULTS_MAX)
    breaks(plan, "more outputs than a plan has room for");
  else
    plan->results[plan->result_count++] = (struct plan_result){buffer, offset, bytes};
}

void plan_place_input(struct device_plan *plan, unsigned buffer, uint64_t offset, uint64_t bytes) {
  if (plan->has_placed)
    breaks(plan, "more than one input that is placed in a scratch buffer");
  plan->has_placed = true;
  plan->placed = (struct plan_placed){next_input(plan), buffer, offset, bytes};
}

static bool grow(struct plan_launches *launches) {
  const unsigned room = launches->room ? 2 * launches->room : 64;
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
    breaks(plan, "more launches than there is memory for");
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
  const unsigned number = launch->argument_count++;
  if (number < PLAN_ARGUMENTS_MAX)
    launch->arguments[number] = (struct plan_argument){kind, value};
}
void plan_take_buffer(struct plan_launch *launch, unsigned buffer) {
  take(launch, PLAN_BUFFER, buffer);
}
void plan_take_u32(struct plan_launch *launch, uint32_t word) { take(launch, PLAN_U32, word); }
void plan_take_u64(struct plan_launch *launch, uint64_t word) { take(launch, PLAN_U64, word); }

void plan_refuse(struct device_plan *plan, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(plan->refusal, sizeof plan->refusal, format, arguments);
  va_end(arguments);
}

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

/* Whether `bytes` from `offset` on are a part of a buffer of that role. */
static bool lies_in(const struct device_plan *plan, unsigned buffer, enum plan_role role,
                    uint64_t offset, uint64_t bytes) {
  if (buffer >= plan->buffer_count || plan->buffers[buffer].role != role)
    return false;
  const struct plan_buffer *in = &plan->buffers[buffer];
  const uint64_t there = role == PLAN_PIECE ? in->input_bytes : in->bytes;
  return bytes <= in->bytes && bytes <= there && offset <= there - bytes;
}

static enum pm_status check_launches(const struct device_plan *plan,
                                     const struct plan_launches *launches, struct pm_error *error) {
  for (unsigned i = 0; i < launches->count; i++) {
    const struct plan_launch *launch = &launches->list[i];
    const char *const kernel = launch->kernel ? launch->kernel : "an upload";
    if (launch->argument_count > PLAN_ARGUMENTS_MAX)
      return pm_fail(error, PM_FAILED, "the plan for %s has %u arguments; there is room for %u",
                     kernel, launch->argument_count, PLAN_ARGUMENTS_MAX);
    for (unsigned k = 0; k < launch->argument_count; k++)
      if (launch->arguments[k].kind == PLAN_BUFFER &&
          launch->arguments[k].value >= plan->buffer_count)
        return pm_fail(error, PM_FAILED, "the plan for %s names a buffer that is not there",
                       kernel);
    if (!launch->kernel &&
        !lies_in(plan, launch->buffer, PLAN_PIECE, launch->offset, launch->bytes))
      return pm_fail(error, PM_FAILED,
                     "a plan for a device uploads a piece that does not lie within its input");
  }
  return PM_OK;
}

enum pm_status plan_check(const struct device_plan *plan, struct pm_error *error) {
  if (*plan->refusal)
    return pm_fail(error, PM_UNAVAILABLE, "%s", plan->refusal);
  if (plan->broken)
    return pm_fail(error, PM_FAILED, "a plan for a device has %s", plan->broken);
  enum pm_status status = check_launches(plan, &plan->launches, error);
  if (status == PM_OK)
    status = check_launches(plan, &plan->preparations, error);
  if (status != PM_OK)
    return status;
  const struct plan_placed *placed = &plan->placed;
  if (plan->has_placed &&
      !lies_in(plan, placed->buffer, PLAN_SCRATCH, placed->offset, placed->bytes))
    return pm_fail(error, PM_FAILED, "a plan for a device places an input outside its buffer");
  for (unsigned i = 0; i < plan->result_count; i++) {
    const struct plan_result *result = &plan->results[i];
    const uint64_t there =
        result->buffer < plan->buffer_count ? plan->buffers[result->buffer].bytes : 0;
    if (result->bytes > there || result->offset > there - result->bytes)
      return pm_fail(error, PM_FAILED, "a plan for a device has an output outside its buffer");
  }
  return PM_OK;
}

void plan_reset(struct device_plan *plan) {
  const struct plan_launches launches = plan->launches, preparations = plan->preparations;
  plan->buffer_count = plan->input_count = plan->result_count = 0;
  plan->has_placed = false;
  plan->note[0] = plan->refusal[0] = '\0';
  plan->broken = NULL;
  plan->launches = (struct plan_launches){launches.list, 0, launches.room};
  plan->preparations = (struct plan_launches){preparations.list, 0, preparations.room};
}

void plan_free(struct device_plan *plan) {
  free(plan->launches.list);
  free(plan->preparations.list);
  *plan = (struct device_plan){0};
}
