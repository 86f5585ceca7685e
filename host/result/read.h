/* A results file as its readers see it: compare, report, the tables.
 *
 * Any file whose schema has the major version of this program is read; unknown members are ignored,
 * so that files of later minor versions can be read too.
 */
#ifndef PROOFMARK_HOST_RESULT_READ_H
#define PROOFMARK_HOST_RESULT_READ_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "host/base/status.h"
#include "host/measure/statistics.h"
#include "host/work/model.h"

/* Texts belong to the observation. Those marked (NULL) may be absent, as may what the pointers to
 * structures point to. */

struct pm_observed_clock {
  double least_mhz, mean_mhz, most_mhz; /* NAN where not read */
  const char *source;                   /* (NULL) */
};

/* Members that are null, or missing as in files of before, are NAN or NULL. */
struct pm_observed_conditions {
  bool known; /* whether the case was watched at all */
  double seconds, processors;
  double own_cpu_s, other_cpu_s, stolen_cpu_s;
  double throttle_events;
  const char *throttle_reasons; /* (NULL): none, or not known */
  double cpu_temperature_c, gpu_temperature_c, gpu_watts;
  struct pm_observed_clock cpu_clock, gpu_clock;
};

struct pm_observed_energy {
  const char *source; /* (NULL): nothing was counted, `reason` says why */
  const char *reason; /* (NULL) */
  double joules_per_iteration;
  double joules_per_iteration_at_most;
  double joules_per_item; /* joules_per_iteration over the work's items */
  double watts, idle_watts;
  bool idle_subtracted;
};

struct pm_observed_device {
  const char *id;   /* "cuda:0", "gpu7/cuda:0"; "cpu" for CPU threads (host/base/device_id.h) */
  const char *kind; /* "gpu", "cpu", "other" */
  const char *name; /* (NULL) */
  double timer_resolution_ns; /* of its events; NAN where unknown */
};

struct pm_observed_work {
  const char *id;   /* "hash/sha256[length=64,batch=65536]" */
  const char *name; /* "hash/sha256" */
  const char *input_digest;
  const char *item;      /* "messages" */
  const char *operation; /* "SHA-256 compressions" */
  double items, bytes, operations;
  struct pm_model model;       /* zero where the file has none */
  enum pm_resource measures;   /* the machine's limit that it measures, `items` of it; or none */
  const char *not_slower_than; /* (NULL) name of the work that it must not be slower than */
};

struct pm_observed_case {
  const char *id;
  const struct pm_observed_work *work;
  const char *implementation;
  const char *device;                        /* its id */
  const struct pm_observed_device *hardware; /* (NULL) */
  bool on_cpu;                               /* device is "cpu", or a node's */
  const char *binding;                       /* "auto", "numa:0"; "" where there is none */
  unsigned threads;                          /* of the binding, 0 where there is none */
  const char *boundary;
  bool modelled; /* its operations are those of the work's model */
  double *samples_ns;
  size_t sample_count;
  size_t repetitions;              /* equal parts of the samples; 1 where the file does not say */
  const char *group;               /* (NULL) cases of one group were measured interleaved: the
                                      repetitions i of all are block i */
  double memory_bytes;             /* of the device's memory; NAN where unknown */
  struct pm_statistics statistics; /* as the file states them; NAN for null */
  double items_per_second, bytes_per_second;
  const char *output_digest; /* (NULL) */
  bool verified, trustworthy;
  const char *reason;      /* why it is not trustworthy; "" where it is */
  const char *stop_reason; /* (NULL) */
  struct pm_observed_conditions conditions;
  struct pm_observed_energy energy, host_energy; /* host: of a GPU's case, the processor's */
};

struct pm_observed_failure {
  const char *id, *work, *implementation, *device, *boundary;
  bool wrong_output; /* else an error */
  const char *message;
  double index, count;        /* NAN unless wrong_output */
  const char *expected, *got; /* (NULL) */
};

struct pm_observed_skip {
  const char *work, *implementation, *reason;
  const char *device, *boundary; /* (NULL): all */
};

struct pm_observation {
  char *file; /* as it was named */
  const char *run_id, *version;
  const char *host_name; /* (NULL) */
  const char *date;      /* (NULL) */
  const char *verdict;   /* `verdict.status` */
  double exit_status;    /* `verdict.exit_status` */
  double seed;
  double timer_resolution_ns, timer_overhead_ns; /* of the host's clock; NAN where unknown */
  struct pm_observed_device *devices;
  struct pm_observed_work *works;
  struct pm_observed_case *cases;
  struct pm_observed_failure *failures;
  struct pm_observed_skip *skips;
  size_t device_count, work_count, case_count, failure_count, skip_count;
  const struct pm_observed_work **works_by_id; /* in the order of their ids */
  cJSON *root; /* all of the document but the samples, for what is not above */
};

/* Reads a file; the observation is freed with pm_observation_free. PM_IO where it cannot be read;
 * PM_USAGE, naming file and place, where it is no JSON, no observation, lacks what an observation
 * must have or is of a later major version. */
enum pm_status pm_observation_read(const char *path, struct pm_observation **observation,
                                   struct pm_error *error);

/* The same of `count` bytes of text with a NUL after them; `name` stands for the file. */
enum pm_status pm_observation_parse(const char *name, const char *text, size_t count,
                                    struct pm_observation **observation, struct pm_error *error);

void pm_observation_free(struct pm_observation *observation); /* NULL is fine */

/* NULL where there is none of that id. */
const struct pm_observed_work *pm_observed_work_by_id(const struct pm_observation *observation,
                                                      const char *id);

/* The section (host/result/section.h) of that name; of a merged file the one at the top. NULL where
 * there is none. */
const cJSON *pm_observed_section(const struct pm_observation *observation, const char *name);

/* The checked document alone, samples and all, to be freed with cJSON_Delete. */
enum pm_status pm_observation_document(const char *path, cJSON **document, struct pm_error *error);

/* Whether two documents were measured on one machine: where both state them, host name, CPU and
 * shape of the machine agree; of merged files those of all parts. If not, `difference` says what
 * differs. A document and itself are of one machine unless it was merged from several. */
bool pm_same_machine(const cJSON *a, const cJSON *b, char difference[256]);

#endif
