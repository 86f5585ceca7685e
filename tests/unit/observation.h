/* Made-up cases, to build observations from in tests. */
#ifndef PROOFMARK_TESTS_UNIT_OBSERVATION_H
#define PROOFMARK_TESTS_UNIT_OBSERVATION_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/base/digest.h"
#include "host/base/file.h"
#include "host/base/random.h"
#include "host/result/read.h"
#include "host/result/result.h"

static char *const made_up_argv[] = {(char *)"proofmark", (char *)"run", (char *)"--seed",
                                     (char *)"7", NULL};

static const struct pm_build made_up_build = {.commit = "0123abcd",
                                              .dirty = true,
                                              .type = "Release",
                                              .compiler = "gcc 12.2.0",
                                              .flags = "-O2",
                                              .kernels_digest = "feedfeed"};

static const struct pm_parameter made_up_parameters[] = {
    {.name = "length", .unit = "bytes", .help = "", .minimum = 1, .maximum = 1 << 20},
    {.name = "batch", .unit = "messages", .help = "", .minimum = 1, .maximum = 1 << 20},
    {.name = "policy", .unit = "", .help = "", .choices = (const char *const[]){"a", "b", NULL}}};

static const struct pm_work made_up_work = {.name = "hash/made_up",
                                            .title = "made up",
                                            .standard = "none",
                                            .parameters = made_up_parameters,
                                            .parameter_count = 3};

static const uint8_t made_up_output[32] = {1, 2, 3};

/* A problem of length `length`; the digest of its input is 64 times `digest_digit`. */
static inline struct pm_problem make_problem(uint64_t length, char digest_digit) {
  struct pm_problem problem = {.work = &made_up_work,
                               .values = {length, 1000, 1},
                               .seed = 7,
                               .item = "messages",
                               .items = 1000,
                               .bytes = 1000 * length,
                               .operation = "made-up compressions",
                               .operations = 2000,
                               .expected = made_up_output,
                               .output_bytes = sizeof made_up_output,
                               .output_item_bytes = 32};
  snprintf(problem.id, sizeof problem.id, "hash/made_up[length=%llu,batch=1000,policy=b]",
           (unsigned long long)length);
  memset(problem.input_digest, digest_digit, 64);
  return problem;
}

static inline struct pm_device_info make_device(const char *id, const char *name) {
  struct pm_device_info info = {.api = PM_API_CUDA,
                                .kind = PM_DEVICE_GPU,
                                .pci_known = true,
                                .pci_bus = 0x3b,
                                .compute_units = 132,
                                .clock_mhz = 1755,
                                .memory_bytes = UINT64_C(80) << 30,
                                .ecc = 1};
  snprintf(info.id, sizeof info.id, "%s", id);
  snprintf(info.name, sizeof info.name, "%s", name);
  return info;
}

static inline struct pm_case make_case(const struct pm_problem *problem,
                                       const struct pm_implementation *implementation,
                                       const struct pm_device_info *device, unsigned threads,
                                       enum pm_boundary boundary) {
  struct pm_case timed = {
      .problem = problem, .implementation = implementation, .device = device, .boundary = boundary};
  char place[40];
  snprintf(place, sizeof place, "auto:%u", threads);
  snprintf(timed.name, sizeof timed.name, "%s/%s/%s/%s", problem->id, implementation->name,
           device ? device->id : place, pm_boundary_name(boundary));
  return timed;
}

/* `count` samples around `centre_ns`, within 2% of it, in repetitions of a quarter each. */
static inline struct pm_measurement make_measurement(double centre_ns, size_t count,
                                                     uint64_t stream) {
  struct pm_measurement m = {.status = PM_OK,
                             .sample_count = count,
                             .repetition_count = count < 4 ? 1 : 4,
                             .discarded = 2,
                             .stop_reason = "min_time"};
  m.samples_ns = calloc(count + 1, sizeof *m.samples_ns);
  m.repetitions = calloc(4, sizeof *m.repetitions);
  for (size_t i = 0; i < count; i++) {
    double unit = (double)(pm_random_word(1, stream, i) >> 11) / 9007199254740992.0;
    m.samples_ns[i] = centre_ns * (0.98 + 0.04 * unit);
  }
  for (size_t r = 0; r < m.repetition_count; r++)
    m.repetitions[r] = (struct pm_repetition){.iterations = count / m.repetition_count + 1,
                                              .mean_ns = centre_ns + (double)r,
                                              .cpu_ns = centre_ns + 2 * (double)r};
  struct pm_span output = {made_up_output, sizeof made_up_output};
  pm_digest(&output, 1, m.output_digest);
  return m;
}

static inline void free_measurement(struct pm_measurement *m) {
  free(m->samples_ns);
  free(m->repetitions);
}

static inline cJSON *make_context(const char *host_name) {
  cJSON *context = cJSON_CreateObject();
  cJSON_AddStringToObject(context, "date", "2024-01-01T00:00:00+00:00");
  cJSON_AddStringToObject(context, "host_name", host_name);
  cJSON_AddNumberToObject(context, "num_cpus", 2);
  cJSON_AddNumberToObject(context, "json_schema_version", 1);
  return context;
}

static inline cJSON *make_host(void) {
  cJSON *host = cJSON_CreateObject();
  cJSON_AddStringToObject(host, "cpu", "Made-up CPU");
  cJSON_AddStringToObject(cJSON_AddObjectToObject(host, "topology"), "digest", "00ff");
  cJSON_AddItemToObject(host, "load_average", cJSON_CreateDoubleArray((double[]){0.5, 1, 2}, 3));
  return host;
}

#endif
