/* What a work is, to a runtime that knows no algorithm.
 *
 * A work (`hash/sha256`) with values for its parameters and a seed becomes a problem: input bytes,
 * the output the oracle expects, and a model of the work per item. An implementation opens a
 * problem on a pool of CPU threads or on a device and becomes a runner, which can be iterated.
 */
#ifndef PROOFMARK_HOST_WORK_WORK_H
#define PROOFMARK_HOST_WORK_WORK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "host/base/status.h"
#include "host/device/device.h"
#include "host/topology/pool.h"
#include "host/work/model.h"

enum { PM_PARAMETERS_MAX = 6, PM_WORK_ID_MAX = 192, PM_NOTE_MAX = 128 };

enum pm_suite { PM_SUITE_QUICK = 1, PM_SUITE_STANDARD = 2, PM_SUITE_FULL = 4 };

struct pm_parameter {
  const char *name; /* "length" */
  const char *unit; /* "bytes", "messages"; "" for a choice */
  const char *help; /* one line for `list` */
  uint64_t minimum, maximum;
  const char *const *choices; /* ends with NULL; the value is an index into it. NULL: a number */
};

/* One set of parameter values, in the order of the work's parameters, and the suites that run it.
 * A work's first point holds its defaults. */
struct pm_point {
  unsigned suites;
  uint64_t values[PM_PARAMETERS_MAX];
};

struct pm_problem;
struct pm_runner;
struct pm_work;

struct pm_implementation {
  const char *name; /* "cpu/reference", "cpu/simd-avx512", "cpu/openssl", "opencl", "cuda" */
  bool on_device;   /* runs on a device of `api`, else on the pool's threads */
  enum pm_api api;
  /* Its operations are those that the work's model counts, one for one, so that the machine's rate
   * of them is its limit too. Not so where a library or an instruction of its own does the work. */
  bool modelled;
  /* Whether it can run this work here at all; if not, why, in `reason`, or "" where there is no
   * such implementation of the work at all. Devices are asked separately. */
  bool (*available)(const struct pm_implementation *implementation, const struct pm_work *work,
                    char *reason, size_t reason_bytes);
  /* Makes a runner. CPU: `pool` is set, `device` NULL; device: the other way round. The problem
   * outlives the runner. PM_NO_MEMORY where the device cannot hold it. */
  enum pm_status (*open)(const struct pm_implementation *implementation,
                         const struct pm_problem *problem, struct pm_pool *pool,
                         struct pm_device *device, struct pm_runner *runner,
                         struct pm_error *error);
  const void *variant; /* the family's own */
};

/* How the published tests in a file went. */
struct pm_vector_counts {
  uint64_t passed, failed, skipped;
  char first_failure[256]; /* "tcId 42 (Modified r): accepted, and the file says invalid" */
  char skip_reason[256];   /* of the first one skipped */
};

struct pm_work {
  const char *name;     /* "family/algorithm" */
  const char *title;    /* one line for `list` */
  const char *standard; /* where the algorithm is defined */
  const struct pm_parameter *parameters;
  size_t parameter_count;
  const struct pm_point *points;
  size_t point_count;
  const char *input_file; /* what --input takes, NULL: the work makes its own input */
  const struct pm_implementation *implementations;
  size_t implementation_count;
  /* Makes input and expected output; the caller closes the problem. `pool` is there to be used. */
  enum pm_status (*make)(const struct pm_work *work, const uint64_t *values, uint64_t seed,
                         const char *input_path, struct pm_pool *pool, struct pm_problem *problem,
                         struct pm_error *error);
  /* Has an available implementation (on `pool` or `device`, as in its open) decide the published
   * tests in the file at `path`, and counts how often it agrees. Of the values only those matter
   * that the file leaves open. Where the file has no test of this work nothing is counted, and
   * skip_reason says what it has. NULL: there are no such files for the work. */
  enum pm_status (*check_vectors)(const struct pm_work *work, const uint64_t *values,
                                  const struct pm_implementation *implementation, const char *path,
                                  struct pm_pool *pool, struct pm_device *device,
                                  struct pm_vector_counts *counts, struct pm_error *error);
  /* The name of another work that this one, with the same parameters, must not be slower than, as
   * the same steps in parallel than in a row ("graph/linear"); NULL: there is none. Law
   * `work_order` holds results against it. */
  const char *not_slower_than;
  const void *family; /* the family's own: for hash works the hash_algorithm */
  /* What it computes, for those who want it computed and not measured: bench's struct op_family.
   * NULL: it can be measured only. */
  const void *operation;
};

struct pm_problem {
  const struct pm_work *work;
  uint64_t values[PM_PARAMETERS_MAX];
  char id[PM_WORK_ID_MAX]; /* "hash/sha256[length=64,batch=65536]" (set by the host) */
  uint64_t seed;           /* 0 where the input is a file */
  /* Set by make(): */
  const char *item;      /* what is counted per second: "messages", "leaves", "transactions" */
  uint64_t items;        /* per iteration */
  uint64_t bytes;        /* input bytes read per iteration, each once */
  const char *operation; /* "SHA-256 compressions" */
  uint64_t operations;   /* per iteration */
  struct pm_model model; /* what an iteration takes at the least */
  /* What the work measures the machine's limit of, `items` of which an iteration takes; else
   * PM_RESOURCE_NONE. */
  enum pm_resource measures;
  char input_digest[65];   /* hex SHA-256 of algorithm-independent input bytes and structure */
  const uint8_t *expected; /* output_bytes of it */
  size_t output_bytes;
  size_t output_item_bytes; /* a wrong output is named by its index in these */
  void *data;               /* the family's own */
  void (*close)(struct pm_problem *problem);
};

/* An implementation ready to be iterated. Any function but compute and close may be NULL. For a
 * device they enqueue; the caller waits with pm_device_finish where it needs to. */
struct pm_runner {
  void *self;
  struct pm_device *device; /* NULL on the CPU */
  uint64_t memory_bytes;    /* of the device's memory, as planned; 0: it does not say */
  char note[PM_NOTE_MAX];   /* of how it goes about with that memory, for -v; or "" */
  /* CPU: computes into `output`. Device: enqueues the kernels; `output` is NULL. */
  enum pm_status (*compute)(void *self, uint8_t *output, struct pm_error *error);
  /* Device: enqueues copies of the input up and of the output down. `stage` is work of the host
   * that each new input needs before upload (parsing, packing); it counts in e2e. */
  enum pm_status (*stage)(void *self, struct pm_error *error);
  enum pm_status (*upload)(void *self, struct pm_error *error);
  enum pm_status (*download)(void *self, uint8_t *output, struct pm_error *error);
  /* Device: enqueues a fill of every buffer that compute writes. CPU: fills what steps of the
   * computation hand on to each other, so that one that ran too early does not find what an earlier
   * iteration left. */
  enum pm_status (*poison)(void *self, uint8_t byte, struct pm_error *error);
  /* Device: enqueues a fill of the messages that upload writes next, before an end-to-end
   * iteration: an upload that does nothing must not find what an earlier one left. */
  enum pm_status (*poison_input)(void *self, uint8_t byte, struct pm_error *error);
  /* Device: end to end with several batches in flight. The first call makes what so many need and
   * fills all that they will write, on the device too, and waits (PM_NO_MEMORY: the device cannot
   * hold them). The second computes `count` batches of the problem's input, output i to outputs + i
   * × output_bytes, and waits for the last; before each batch its outputs on the device are filled
   * again. Both or neither. */
  enum pm_status (*sustain_prepare)(void *self, unsigned in_flight, uint8_t byte,
                                    struct pm_error *error);
  enum pm_status (*sustain)(void *self, unsigned in_flight, uint8_t byte, uint8_t *outputs,
                            unsigned count, struct pm_error *error);
  void (*close)(void *self);
};

/* How an open() ends: with PM_OK the runner gets `functions` on `self` and `device` (NULL on the
 * CPU); with anything else functions->close ends `self`. Returns `status`. */
enum pm_status pm_runner_start(struct pm_runner *runner, const struct pm_runner *functions,
                               void *self, struct pm_device *device, enum pm_status status);

struct pm_registry {
  const struct pm_work *const *works;
  size_t count;
};

/* Whether there is such an implementation of the work, be it usable here or not. */
bool pm_implementation_exists(const struct pm_implementation *implementation,
                              const struct pm_work *work);

/* Fills problem->id from work and values. */
void pm_work_id(const struct pm_work *work, const uint64_t *values, char id[PM_WORK_ID_MAX]);

/* The value of parameter `name`; the work must have it. */
uint64_t pm_work_value(const struct pm_work *work, const uint64_t *values, const char *name);

/* Makes a problem and completes what the host sets. On failure nothing is left to close. */
enum pm_status pm_problem_make(const struct pm_work *work, const uint64_t *values, uint64_t seed,
                               const char *input_path, struct pm_pool *pool,
                               struct pm_problem *problem, struct pm_error *error);

#endif
