#include "bench/sig/sig_work.h"

#include <inttypes.h>
#include <string.h>

#include "bench/model.h"
#include "bench/sig/cpu_verifier.h"
#include "bench/sig/sig_input.h"
#include "host/base/digest.h"

const char *const sig_key_format_choices[] = {
    [SIG_KEY_COMPRESSED] = "compressed", [SIG_KEY_UNCOMPRESSED] = "uncompressed", NULL};
const char *const sig_key_cache_choices[] = {
    [SIG_KEY_CACHE_OFF] = "off", [SIG_KEY_CACHE_ON] = "on", NULL};

/* The value of a parameter that the work may not have. */
static uint64_t value_or(const struct pm_work *work, const uint64_t *values, const char *name,
                         uint64_t otherwise) {
  for (size_t i = 0; i < work->parameter_count; i++)
    if (strcmp(work->parameters[i].name, name) == 0)
      return values[i];
  return otherwise;
}

unsigned sig_work_policy(const struct pm_work *work, const uint64_t *values) {
  return (unsigned)value_or(work, values, "policy", 0);
}

static struct sig_request request_of(const struct pm_work *work, const uint64_t *values,
                                     uint64_t seed) {
  enum { UNCOMPRESSED_BYTES = 65 };
  const struct sig_maker *maker = work->family;
  const struct sig_scheme *scheme = maker->scheme;
  bool uncompressed =
      value_or(work, values, "key_format", SIG_KEY_COMPRESSED) == SIG_KEY_UNCOMPRESSED;
  return (struct sig_request){
      .count = pm_work_value(work, values, "batch"),
      .key_bytes = uncompressed ? UNCOMPRESSED_BYTES : scheme->key_bytes,
      .message_bytes = value_or(work, values, "message", scheme->message_bytes),
      .context_bytes = value_or(work, values, "context", 0),
      .invalid_percent = pm_work_value(work, values, "invalid"),
      .keys = pm_work_value(work, values, "keys"),
      .prepare_keys = value_or(work, values, "key_cache", SIG_KEY_CACHE_OFF) == SIG_KEY_CACHE_ON,
      .policy = sig_work_policy(work, values),
      .seed = seed};
}

static void problem_close(struct pm_problem *problem) { sig_input_free(problem->data); }

/* Signatures that are damaged may be refused early, and a key that comes with all of itself need not be
 * decoded. */
static struct lane_cost cost(const struct sig_input *input) {
  const struct sig_scheme *scheme = input->maker->scheme;
  const struct sig_batch asked = sig_input_asked(input);
  const bool whole_key = scheme->key_bytes != 0 && asked.key_bytes != scheme->key_bytes;
  double good = 0;
  for (uint64_t i = 0; i < asked.count; i++)
    good += input->defects[i] == 0;
  const struct lane_cost key = cost_times(whole_key ? -1 : 0, scheme->key_cost);
  return cost_times(good, cost_sum(scheme->cost, key));
}

static void describe(struct pm_problem *problem, struct sig_input *input) {
  const struct sig_scheme *scheme = input->maker->scheme;
  const struct sig_batch *b = &input->batch;
  struct pm_span spans[] = {{input->keys, b->count * b->key_bytes},
                            {input->messages, b->count * b->message_bytes},
                            {input->signatures, b->count * scheme->signature_bytes},
                            {input->context, b->context_bytes}};
  problem->item = "signatures";
  problem->items = b->count;
  for (size_t i = 0; i < sizeof spans / sizeof *spans; i++)
    problem->bytes += spans[i].count;
  problem->operation = scheme->recovers ? "recoveries" : "verifications";
  problem->operations = b->count;
  problem->expected = input->expected;
  problem->output_bytes = input->expected_bytes;
  problem->output_item_bytes = scheme->recovers ? SIG_ADDRESS_BYTES : 1;
  problem->data = input;
  problem->close = problem_close;
  pm_digest(spans, sizeof spans / sizeof *spans, problem->input_digest);
  model_fill(problem, cost(input));
}

enum pm_status sig_work_make(const struct pm_work *work, const uint64_t *values, uint64_t seed,
                             const char *input_path, struct pm_pool *pool,
                             struct pm_problem *problem, struct pm_error *error) {
  (void)input_path;
  struct sig_request request = request_of(work, values, seed);
  struct sig_input *input;
  enum pm_status status = sig_input_make(work->family, &request, pool, &input, error);
  if (status == PM_OK)
    describe(problem, input);
  return status;
}

static const struct sig_scheme *scheme_of(const struct pm_work *work) {
  const struct sig_maker *maker = work->family;
  return maker->scheme;
}

static bool cpu_available(const struct pm_implementation *implementation,
                          const struct pm_work *work, char *reason, size_t reason_bytes) {
  const struct cpu_verifier *verifier = implementation->variant;
  return verifier->available(verifier, scheme_of(work), reason, reason_bytes);
}

static bool device_available(const struct pm_implementation *implementation,
                             const struct pm_work *work, char *reason, size_t reason_bytes) {
  (void)implementation, (void)reason_bytes;
  *reason = '\0';
  return scheme_of(work)->gpu.program != NULL;
}

#define CPU_IMPLEMENTATION(name_, verifier_, modelled_)                                            \
  {                                                                                                \
    .name = (name_), .modelled = (modelled_), .available = cpu_available,                          \
    .open = op_runner_open_cpu, .variant = &(verifier_)                                            \
  }
#define DEVICE_IMPLEMENTATION(name_, api_)                                                         \
  {                                                                                                \
    .name = (name_), .on_device = true, .api = (api_), .modelled = true,                           \
    .available = device_available, .open = op_runner_open_device                                   \
  }

const struct pm_implementation sig_implementations[SIG_IMPLEMENTATION_COUNT] = {
    CPU_IMPLEMENTATION("cpu/reference", cpu_verifier_reference, false),
    CPU_IMPLEMENTATION("cpu/portable", cpu_verifier_portable, true),
    CPU_IMPLEMENTATION("cpu/simd-sse2", cpu_verifier_sse2, true),
    CPU_IMPLEMENTATION("cpu/simd-avx2", cpu_verifier_avx2, true),
    CPU_IMPLEMENTATION("cpu/simd-avx512", cpu_verifier_avx512, true),
    CPU_IMPLEMENTATION("cpu/simd-avx512-ifma", cpu_verifier_avx512_ifma, true),
    CPU_IMPLEMENTATION("cpu/simd-neon", cpu_verifier_neon, true),
    CPU_IMPLEMENTATION("cpu/libsecp256k1", cpu_verifier_secp256k1, false),
    CPU_IMPLEMENTATION("cpu/libsodium", cpu_verifier_sodium, false),
    CPU_IMPLEMENTATION("cpu/openssl", cpu_verifier_openssl, false),
    DEVICE_IMPLEMENTATION("opencl", PM_API_OPENCL),
    DEVICE_IMPLEMENTATION("cuda", PM_API_CUDA),
};
