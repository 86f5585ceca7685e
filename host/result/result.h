/* An observation under construction: everything that becomes a results file.
 *
 * The file is one JSON document of two parts (schema: results/schema/proofmark-1.schema.json):
 * `context` and `benchmarks[]` as Google Benchmark 1.7 writes them, so that its compare.py reads
 * the file, and `proofmark`, which holds all there is to know. Every entry is turned into text
 * once, when it is added; saving puts the texts together, so that saving after every case costs one
 * write of the file and no more.
 *
 * Nothing passed in is kept beyond the call, but for the two trees of pm_result_new, which the
 * result owns from then on, also where the call fails. Memory that ran out shows as PM_FAILED when
 * the result is next saved.
 */
#ifndef PROOFMARK_HOST_RESULT_RESULT_H
#define PROOFMARK_HOST_RESULT_RESULT_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "host/base/build.h"
#include "host/base/status.h"
#include "host/device/device.h"
#include "host/measure/measure.h"
#include "host/measure/timer.h"
#include "host/topology/topology.h"
#include "host/work/work.h"

#define PM_SCHEMA_NAME "proofmark"
#define PM_SCHEMA_VERSION "1.2.0"

struct pm_observation;
struct pm_result;

/* A new observation with a random run_id. `argv` ends with NULL; what is unknown of the build
 * becomes null. `context` (Google Benchmark's) and `host` may be NULL. Integers of more than 2^53
 * are written exactly, but most JSON readers round them: a seed is best kept below. */
enum pm_status pm_result_new(char *const *argv, uint64_t seed, const struct pm_build *build,
                             cJSON *context, cJSON *host, struct pm_result **result,
                             struct pm_error *error);

/* Goes on with the observation in `path`: keeps its run_id, its finished cases, its sections and
 * its wrong outputs, which no second try may hide; drops interrupted cases, errors and skips, to be
 * tried again. PM_IO where it cannot be read; PM_USAGE where it is no observation, or is one of
 * another seed, other kernels, another machine or a later minor version of the schema. Otherwise as
 * pm_result_new. */
enum pm_status pm_result_resume(const char *path, char *const *argv, uint64_t seed,
                                const struct pm_build *build, cJSON *context, cJSON *host,
                                struct pm_result **result, struct pm_error *error);

void pm_result_free(struct pm_result *result); /* NULL is fine */

/* The UUID (RFC 4122, version 4) of the run. */
const char *pm_result_run_id(const struct pm_result *result);

/* What the host's clock can tell apart; unknown in the file until told. */
void pm_result_set_timer(struct pm_result *result, struct pm_timer timer);
/* A name for what the next call of pm_measure measures together: run_id/number, other than those of
 * the cases that the file has already. */
void pm_result_new_group(struct pm_result *result, char group[PM_GROUP_MAX]);

/* Once per device id; a second time does nothing. `locality` may be NULL. */
void pm_result_add_device(struct pm_result *result, const struct pm_device_info *info,
                          const struct pm_locality *locality);

/* Once per work id; a second time does nothing, unless the input is another one, as where a resumed
 * run is given another --input: PM_NOT_COMPARABLE. */
enum pm_status pm_result_add_work(struct pm_result *result, const struct pm_problem *problem,
                                  struct pm_error *error);

/* Files the outcome of a case under its name, adding work and device if need be (a device without
 * locality). By measurement->status:
 *   PM_OK                         cases[] and benchmarks[]
 *   PM_UNTRUSTWORTHY              cases[] alone, `verdict` saying why
 *   PM_UNAVAILABLE, PM_NO_MEMORY  skipped[]
 *   PM_INTERRUPTED                nowhere: unfinished
 *   PM_WRONG_OUTPUT, others       failures[]
 * `binding` is that of the CPU threads, of the host thread for a device case; may be NULL.
 * Returns what pm_result_add_work does; the case is then not filed. */
enum pm_status pm_result_add_case(struct pm_result *result, const struct pm_case *timed,
                                  const struct pm_binding *binding,
                                  const struct pm_measurement *measurement, struct pm_error *error);

/* What could not run, and why. `device` and `boundary` may be NULL: all. */
void pm_result_add_skip(struct pm_result *result, const char *work, const char *implementation,
                        const char *device, const char *boundary, const char *reason);

struct pm_section;

/* Sets a section (host/result/section.h); a second time it replaces it. */
void pm_result_set_section(struct pm_result *result, const struct pm_section *section,
                           const void *data);

/* The same for a value that is text already, one JSON value as host/result/json.h writes it at
 * depth 2; it is copied. */
void pm_result_set_member(struct pm_result *result, const char *key, const char *text);

/* The section as it stands, as a resumed run finds what an earlier one left; to be freed with
 * cJSON_Delete. NULL where there is none. */
cJSON *pm_result_section(const struct pm_result *result, const char *name);

/* Whether a case of that name is settled: measured, or found wrong. For --resume. */
bool pm_result_has_case(const struct pm_result *result, const char *name);

/* Cases that came to something: measured, wrong or failed. */
size_t pm_result_case_count(const struct pm_result *result);

/* Until told otherwise an observation counts as unfinished, which a crash then leaves standing. */
void pm_result_finish(struct pm_result *result, bool interrupted);

/* Files what laws say of the results (pm_laws_file), in place of what they said before: how many
 * are broken, and how many of those make the whole run untrustworthy. `write` is called at once and
 * writes the elements of proofmark.laws[] from `judgements`. Cases keep the verdicts that they got
 * when they were done; readers distrust those that laws name besides. */
struct pm_json;
void pm_result_set_laws(struct pm_result *result, size_t broken, size_t breaking,
                        void (*write)(const void *judgements, struct pm_json *json),
                        const void *judgements);

/* The exit status that the observation so far asks for, and a sentence in `text` (may be NULL):
 * PM_WRONG_OUTPUT before PM_INTERRUPTED before PM_FAILED (cases ended in errors) before
 * PM_UNAVAILABLE (nothing could run) before PM_UNTRUSTWORTHY before PM_OK. */
enum pm_status pm_result_verdict(const struct pm_result *result, char text[256]);

/* The whole document, valid at any time; to a file atomically (pm_file_write). */
enum pm_status pm_result_save(struct pm_result *result, const char *path, struct pm_error *error);
enum pm_status pm_result_write(struct pm_result *result, FILE *stream, struct pm_error *error);

/* The observation as a reader would see it (host/result/read.h), to be freed by the caller. */
enum pm_status pm_result_observe(struct pm_result *result, struct pm_observation **observation,
                                 struct pm_error *error);

#endif
