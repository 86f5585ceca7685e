/* What result.c, entries.c and resume.c share. */
#ifndef PROOFMARK_HOST_RESULT_RESULT_PARTS_H
#define PROOFMARK_HOST_RESULT_RESULT_PARTS_H

#include "host/measure/statistics.h"
#include "host/result/json.h"
#include "host/result/result.h"

/* Elements of one array of the document, as text that only grows. */
struct section {
  struct pm_json json;
  char *text;
  size_t bytes; /* of text, current after a flush */
};

enum section_name {
  DEVICES,
  WORKS,
  CASES,
  SKIPPED,
  FAILURES,
  BENCHMARKS,
  RESUMED,
  LAWS,
  MERGED,
  SECTION_COUNT
};

/* Strings that were seen. */
struct names {
  char **items;
  size_t count;
};

struct filed_work {
  char *id, *input_digest;
  unsigned cases; /* in benchmarks[]: Google's per_family_instance_index */
};

/* A member of `proofmark` that a command adds, as text: a section, or `independent`. */
struct extra {
  char *key, *text;
};
enum run_state { RUNNING, COMPLETE, INTERRUPTED };

struct pm_result {
  char run_id[37];
  char **argv;
  uint64_t seed;
  /* Of struct pm_build, as text at the depth of its place. */
  char *build;
  size_t build_bytes;
  cJSON *context, *host;
  struct section sections[SECTION_COUNT];
  struct names settled; /* measured or wrong */
  struct names devices;
  struct filed_work *works;
  size_t work_count;
  struct extra *extras;
  size_t extra_count;
  size_t cases, untrustworthy, wrong, errors, skipped;
  bool judged;                       /* by the laws */
  size_t broken_laws, breaking_laws; /* all, and those that make the run untrustworthy */
  struct pm_timer timer;             /* NAN where unknown */
  size_t merged;                     /* parts; 0: this is no merged file */
  unsigned groups;                   /* the greatest number given to one */
  enum run_state state;
  bool no_memory;
};

/* An empty result, without the CPU among its devices, which a resumed observation brings along.
 * Takes over context and host; NULL where memory ran out. */
struct pm_result *pm_result_make(char *const *argv, uint64_t seed, const struct pm_build *build,
                                 cJSON *context, cJSON *host);
struct pm_json *pm_section_of(struct pm_result *result, enum section_name name);
bool pm_names_hold(const struct names *names, const char *name);
void pm_names_add(struct pm_result *result, struct names *names, const char *name);
struct filed_work *pm_find_work(const struct pm_result *result, const char *id);
/* NULL where memory ran out. */
struct filed_work *pm_file_work(struct pm_result *result, const char *id, const char *input_digest);

/* The member `statistics` of a case whose iteration is so many items, bytes and operations. */
void pm_write_statistics(struct pm_json *json, double items, double bytes, double operations,
                         const struct pm_statistics *statistics);
/* Members of a case, from its conditions: clocks, energy, conditions; null where nothing was
 * read. */
void pm_write_conditions(struct pm_json *json, const struct pm_case *timed,
                         const struct pm_measurement *measurement);

/* Takes an entry of another file as it is; of a device or a work that is there already, nothing. */
void pm_take_device(struct pm_result *result, const cJSON *device);
void pm_take_work(struct pm_result *result, const cJSON *work);
void pm_take_skip(struct pm_result *result, const cJSON *skip);
/* Sets a member of `proofmark` that `write` writes, one value with key NULL. */
typedef void pm_member_writer(const void *data, struct pm_json *json);
void pm_write_member(struct pm_result *result, const char *key, pm_member_writer *write,
                     const void *data);
/* In place of what stands under that name. */
void pm_take_section(struct pm_result *result, const char *name, const cJSON *value);

/* Adds a value to `gathered`, an object of section name to array, as a reference. */
void pm_gather_section(cJSON *gathered, const char *name, const cJSON *value);
/* The same of every section among the members of `object`. */
void pm_gather_sections(cJSON *gathered, const cJSON *object);

/* "cpu": the device id of cases that run on CPU threads. */
extern const char pm_cpu_device_id[];

#endif
