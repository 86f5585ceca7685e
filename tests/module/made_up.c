/* A module as a system would bring it, in one file: a command, two works and a section of the results file. It
 * shows, and tests/cli/module.bats checks, that nothing outside of it must know of it. It links host/ alone. */
#include <argp.h>
#include <stdlib.h>
#include <string.h>

#include "host/base/build.h"
#include "host/base/console.h"
#include "host/base/digest.h"
#include "host/base/random.h"
#include "host/cli/cli.h"
#include "host/cli/command.h"
#include "host/result/environment.h"
#include "host/result/result.h"

/* --- the section ------------------------------------------------------------------------- */

struct weights {
  double *grams;
  size_t count;
};

static const char weights_schema[] =
    "{\"type\": \"object\", \"description\": \"What was put on the scales.\","
    " \"required\": [\"grams\", \"total\"],"
    " \"properties\": {"
    "  \"grams\": {\"type\": \"array\", \"description\": \"One after another.\", \"minItems\": 1,"
    "   \"items\": {\"$ref\": \"#/definitions/section_weights/definitions/mass\"}},"
    "  \"total\": {\"$ref\": \"#/definitions/amount\", \"description\": \"Their sum in grams.\"}},"
    " \"definitions\": {\"mass\": {\"type\": \"number\", \"exclusiveMinimum\": 0}}}";

static double total_of(const struct weights *weights) {
  double total = 0;
  for (size_t i = 0; i < weights->count; i++)
    total += weights->grams[i];
  return total;
}

static void write_weights(const void *data, struct pm_json *json) {
  const struct weights *weights = data;
  pm_json_object(json, NULL);
  pm_json_numbers(json, "grams", weights->grams, weights->count);
  pm_json_number(json, "total", total_of(weights));
  pm_json_end_object(json);
}

/* All of them, one file's after another's. */
static cJSON *combine_weights(const cJSON *values) {
  cJSON *all = cJSON_CreateObject(), *grams = cJSON_AddArrayToObject(all, "grams");
  const cJSON *item, *gram;
  double total = 0;
  cJSON_ArrayForEach(item, values) {
    total += cJSON_GetNumberValue(cJSON_GetObjectItemCaseSensitive(item, "total"));
    cJSON_ArrayForEach(gram, cJSON_GetObjectItemCaseSensitive(item, "grams"))
        cJSON_AddItemToArray(grams, cJSON_Duplicate(gram, true));
  }
  cJSON_AddNumberToObject(all, "total", total);
  return all;
}

static const struct pm_section weights_section = {"weights", weights_schema, write_weights,
                                                  combine_weights};

/* --- the command ------------------------------------------------------------------------- */

struct weigh {
  struct weights weights;
  const char *json_path;
  struct pm_error error;
};

static error_t parse_option(int key, char *text, struct argp_state *state) {
  struct weigh *w = state->input;
  char *end;
  switch (key) {
  case 'j':
    w->json_path = text;
    return 0;
  case ARGP_KEY_ARG:
    w->weights.grams[w->weights.count] = strtod(text, &end);
    if (*end || !(w->weights.grams[w->weights.count++] > 0))
      pm_fail(&w->error, PM_USAGE, "a weight is a number of grams above 0, not '%s'", text);
    return 0;
  default:
    return ARGP_ERR_UNKNOWN;
  }
}

static enum pm_status weigh(struct weigh *w, char **argv, struct pm_error *error) {
  struct pm_result *result;
  if (w->error.status != PM_OK || !w->weights.count || !w->json_path)
    return w->error.status != PM_OK
               ? (*error = w->error).status
               : pm_fail(error, PM_USAGE, "weigh takes weights and --json FILE");
  enum pm_status status = pm_result_new(argv, 0, &pm_this_build, pm_environment_context(argv[0]),
                                        pm_environment_host(NULL), &result, error);
  if (status != PM_OK)
    return status;
  pm_result_set_section(result, &weights_section, &w->weights);
  pm_result_finish(result, false);
  status = pm_is_stdout(w->json_path) ? pm_result_write(result, stdout, error)
                                      : pm_result_save(result, w->json_path, error);
  pm_result_free(result);
  return status;
}

static int command_weigh(int argc, char **argv, const struct pm_program *program) {
  (void)program;
  static const struct argp_option options[] = {{"json", 'j', "FILE", 0, "Results file", 1}, {0}};
  static const struct argp argp = {.options = options,
                                   .parser = parse_option,
                                   .args_doc = "GRAMS...",
                                   .doc = "Files what the scales show."};
  struct weigh w = {.weights.grams = calloc((size_t)argc + 1, sizeof(double))};
  struct pm_error error;
  char **given = pm_arguments_copy(argc, argv);
  if (!w.weights.grams || !given)
    pm_fail(&w.error, PM_FAILED, "no memory");
  else
    pm_parse(&argp, argc, argv, &w);
  const enum pm_status status = weigh(&w, given, &error);
  pm_arguments_free(given);
  free(w.weights.grams);
  return status == PM_OK ? PM_OK : pm_print_error(&error);
}

static const struct pm_command commands[] = {
    {"weigh", "Made up", "what the scales show", command_weigh}};

/* --- the works: the sum of bytes, at once and in two halves ------------------------------ */

struct sum {
  uint8_t *bytes;
  size_t count;
  uint64_t expected;
};

static void close_problem(struct pm_problem *problem) {
  struct sum *sum = problem->data;
  free(sum->bytes);
  free(sum);
}

static uint64_t sum_of(const uint8_t *bytes, size_t count) {
  uint64_t sum = 0;
  for (size_t i = 0; i < count; i++)
    sum += bytes[i];
  return sum;
}

static enum pm_status make(const struct pm_work *work, const uint64_t *values, uint64_t seed,
                           const char *input_path, struct pm_pool *pool, struct pm_problem *problem,
                           struct pm_error *error) {
  (void)work, (void)input_path, (void)pool;
  struct sum *sum = calloc(1, sizeof *sum);
  uint8_t *bytes = malloc(values[0]);
  if (!sum || !bytes) {
    free(sum);
    free(bytes);
    return pm_fail(error, PM_FAILED, "no memory");
  }
  pm_random_bytes(seed, 0, 0, bytes, values[0]);
  *sum = (struct sum){bytes, values[0], sum_of(bytes, values[0])};
  pm_digest(&(struct pm_span){bytes, values[0]}, 1, problem->input_digest);
  problem->item = "bytes";
  problem->items = problem->bytes = problem->operations = values[0];
  problem->operation = "additions";
  problem->expected = (const uint8_t *)&sum->expected;
  problem->output_bytes = problem->output_item_bytes = sizeof sum->expected;
  problem->data = sum;
  problem->close = close_problem;
  return PM_OK;
}

static enum pm_status compute_at_once(void *self, uint8_t *output, struct pm_error *error) {
  (void)error;
  const struct sum *sum = self;
  const uint64_t value = sum_of(sum->bytes, sum->count);
  memcpy(output, &value, sizeof value);
  return PM_OK;
}

static enum pm_status compute_halves(void *self, uint8_t *output, struct pm_error *error) {
  (void)error;
  const struct sum *sum = self;
  const size_t half = sum->count / 2;
  const uint64_t value = sum_of(sum->bytes, half) + sum_of(sum->bytes + half, sum->count - half);
  memcpy(output, &value, sizeof value);
  return PM_OK;
}

static void close_nothing(void *self) { (void)self; }

static enum pm_status open_sum(const struct pm_implementation *implementation,
                               const struct pm_problem *problem, struct pm_pool *pool,
                               struct pm_device *device, struct pm_runner *runner,
                               struct pm_error *error) {
  (void)implementation, (void)pool, (void)device, (void)error;
  const bool halves = strcmp(problem->work->name, "made_up/halves") == 0;
  *runner = (struct pm_runner){.self = problem->data,
                               .compute = halves ? compute_halves : compute_at_once,
                               .close = close_nothing};
  return PM_OK;
}

static bool available(const struct pm_implementation *implementation, const struct pm_work *work,
                      char *reason, size_t reason_bytes) {
  (void)implementation, (void)work, (void)reason, (void)reason_bytes;
  return true;
}

static const struct pm_implementation implementations[] = {
    {.name = "cpu/plain", .available = available, .open = open_sum}};
static const struct pm_parameter parameters[] = {
    {.name = "count", .unit = "bytes", .help = "bytes to add", .minimum = 1, .maximum = 1 << 20}};
static const struct pm_point points[] = {{PM_SUITE_QUICK, {4096}}};

#define SUM(name_, not_slower_than_)                                                               \
  {                                                                                                \
    .name = (name_), .title = "the sum of bytes", .standard = "arithmetic",                        \
    .parameters = parameters, .parameter_count = 1, .points = points, .point_count = 1,            \
    .implementations = implementations, .implementation_count = 1, .make = make,                   \
    .not_slower_than = (not_slower_than_)                                                          \
  }
static const struct pm_work at_once = SUM("made_up/sum", NULL),
                            halves = SUM("made_up/halves", "made_up/sum");

/* --- all of it --------------------------------------------------------------------------- */

static const struct pm_work *const works[] = {&at_once, &halves};
static const struct pm_section *const sections[] = {&weights_section};
static const struct pm_module made_up = {
    .commands = commands, .command_count = 1, .works = {works, 2}, .sections = {sections, 1}};

int main(int argc, char **argv) {
  const struct pm_module *const modules[] = {&made_up, NULL};
  return pm_cli_main(argc, argv, modules);
}
