/* Going on with an observation that a run left behind. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "host/result/result_parts.h"
#include "host/result/read.h"
#include "host/result/json_members.h"
#include "host/result/section.h"

/* --- may it be gone on with? ------------------------------------------------------------- */

static enum pm_status check_build(const char *path, const cJSON *proofmark,
                                  const struct pm_build *build, struct pm_error *error) {
  const char *theirs = text_or_empty(member(proofmark, "build"), "kernels_digest");
  const char *ours = build->kernels_digest ? build->kernels_digest : "";
  if (strcmp(theirs, ours) == 0)
    return PM_OK;
  return pm_fail(error, PM_USAGE,
                 "%s was measured with other kernels (digest %.12s…, now %.12s…); start a new file",
                 path, *theirs ? theirs : "unknown", *ours ? ours : "unknown");
}

/* Members that a later minor version added would be lost when the file is written anew. */
static enum pm_status check_version(const char *path, const cJSON *proofmark,
                                    struct pm_error *error) {
  const char *version = text_or_empty(member(proofmark, "schema"), "version");
  unsigned theirs = 0, ours = 0;
  sscanf(version, "%*u.%u", &theirs);
  sscanf(PM_SCHEMA_VERSION, "%*u.%u", &ours);
  return theirs <= ours ? PM_OK
                        : pm_fail(error, PM_USAGE,
                                  "%s is of schema version %.40s, this program writes %s; go on "
                                  "with the newer proofmark",
                                  path, version, PM_SCHEMA_VERSION);
}

static enum pm_status check_seed(const char *path, const cJSON *proofmark, uint64_t seed,
                                 struct pm_error *error) {
  const cJSON *theirs = member(proofmark, "seed");
  if (cJSON_IsNumber(theirs) && theirs->valuedouble == (double)seed)
    return PM_OK;
  return pm_fail(error, PM_USAGE, "%s was measured with --seed %.17g, not %llu; give that seed",
                 path, cJSON_GetNumberValue(theirs), (unsigned long long)seed);
}

/* The document that this run alone would begin with, as far as machines are compared. The trees in
 * it are references: they are not freed with it. */
static cJSON *document_of(cJSON *context, cJSON *host) {
  cJSON *document = cJSON_CreateObject();
  cJSON_AddItemReferenceToObject(document, "context", context);
  cJSON_AddItemReferenceToObject(cJSON_AddObjectToObject(document, "proofmark"), "host", host);
  return document;
}

static enum pm_status check_machine(const char *path, const cJSON *document, cJSON *context,
                                    cJSON *host, struct pm_error *error) {
  char difference[256];
  cJSON *here = document_of(context, host);
  bool same = pm_same_machine(document, here, difference);
  cJSON_Delete(here);
  return same
             ? PM_OK
             : pm_fail(error, PM_USAGE, "%s was measured on another machine (%s); start a new file",
                       path, difference);
}

static enum pm_status check(const char *path, const cJSON *document, uint64_t seed,
                            const struct pm_build *build, cJSON *context, cJSON *host,
                            struct pm_error *error) {
  const cJSON *proofmark = member(document, "proofmark");
  enum pm_status status = check_version(path, proofmark, error);
  if (status == PM_OK)
    status = check_build(path, proofmark, build, error);
  if (status == PM_OK)
    status = check_seed(path, proofmark, seed, error);
  return status == PM_OK ? check_machine(path, document, context, host, error) : status;
}

/* --- taking over what is settled --------------------------------------------------------- */

static bool interrupted(const cJSON *item) {
  return strcmp(text_or_empty(item, "stop_reason"), "interrupted") == 0;
}

/* Groups of the continuation are others than those of the file. */
static void take_group(struct pm_result *result, const cJSON *item) {
  const char *number = strrchr(text_or_empty(item, "group"), '/');
  unsigned long group = number ? strtoul(number + 1, NULL, 10) : 0;
  if (group > result->groups && group < UINT_MAX)
    result->groups = (unsigned)group;
}

static void take_cases(struct pm_result *result, const cJSON *cases) {
  const cJSON *item;
  cJSON_ArrayForEach(item, cases) {
    take_group(result, item);
    if (interrupted(item))
      continue;
    pm_json_tree(pm_section_of(result, CASES), NULL, item);
    pm_names_add(result, &result->settled, text_or_empty(item, "id"));
    result->cases++;
    const char *verdict = text_or_empty(member(item, "verdict"), "status");
    result->untrustworthy += strcmp(verdict, "untrustworthy") == 0;
    struct filed_work *work = pm_find_work(result, text_or_empty(item, "work"));
    if (work)
      work->cases++;
  }
}

static void take_benchmarks(struct pm_result *result, const cJSON *benchmarks) {
  const cJSON *run;
  cJSON_ArrayForEach(run, benchmarks) {
    if (pm_names_hold(&result->settled, text_or_empty(run, "run_name")))
      pm_json_tree(pm_section_of(result, BENCHMARKS), NULL, run);
  }
}

static void take_failures(struct pm_result *result, const cJSON *failures) {
  const cJSON *failure;
  cJSON_ArrayForEach(failure, failures) {
    if (strcmp(text_or_empty(failure, "kind"), "wrong output") != 0)
      continue;
    pm_json_tree(pm_section_of(result, FAILURES), NULL, failure);
    pm_names_add(result, &result->settled, text_or_empty(failure, "id"));
    result->wrong++;
  }
}

/* Notes this continuation: when, and with which command line. */
static void note_resumption(struct pm_result *result, const cJSON *earlier) {
  struct pm_json *json = pm_section_of(result, RESUMED);
  const cJSON *item;
  cJSON_ArrayForEach(item, earlier) pm_json_tree(json, NULL, item);
  pm_json_object(json, NULL);
  pm_json_known(json, "date", text_or_empty(result->context, "date"));
  pm_json_array(json, "argv");
  for (char **argument = result->argv; *argument; argument++)
    pm_json_string(json, NULL, *argument);
  pm_json_end_array(json);
  pm_json_end_object(json);
}

/* The command line, time and machine that the file begins with stay its own. */
static bool take_head(struct pm_result *result, cJSON *document) {
  cJSON *proofmark = cJSON_GetObjectItemCaseSensitive(document, "proofmark");
  snprintf(result->run_id, sizeof result->run_id, "%s", text_or_empty(proofmark, "run_id"));
  cJSON_Delete(result->context);
  cJSON_Delete(result->host);
  result->context = cJSON_DetachItemFromObjectCaseSensitive(document, "context");
  result->host = cJSON_DetachItemFromObjectCaseSensitive(proofmark, "host");
  const cJSON *argv = member(proofmark, "argv"), *argument;
  char **copy = calloc((size_t)cJSON_GetArraySize(argv) + 1, sizeof *copy);
  if (!copy)
    return false;
  for (char **old = result->argv; *old; old++)
    free(*old);
  free(result->argv);
  result->argv = copy;
  cJSON_ArrayForEach(argument, argv) {
    const char *text = cJSON_GetStringValue(argument);
    if (!(*copy++ = strdup(text ? text : "")))
      return false;
  }
  return true;
}

static bool take_over(struct pm_result *result, cJSON *document) {
  const cJSON *proofmark = member(document, "proofmark"), *part;
  note_resumption(result, member(proofmark, "resumed"));
  cJSON_ArrayForEach(part, member(proofmark, "devices")) pm_take_device(result, part);
  cJSON_ArrayForEach(part, member(proofmark, "works")) pm_take_work(result, part);
  take_cases(result, member(proofmark, "cases"));
  take_benchmarks(result, member(document, "benchmarks"));
  take_failures(result, member(proofmark, "failures"));
  cJSON_ArrayForEach(part, proofmark) {
    if (pm_is_section(part->string))
      pm_take_section(result, part->string, part);
  }
  return take_head(result, document);
}

enum pm_status pm_result_resume(const char *path, char *const *argv, uint64_t seed,
                                const struct pm_build *build, cJSON *context, cJSON *host,
                                struct pm_result **result, struct pm_error *error) {
  cJSON *document = NULL;
  enum pm_status status = pm_observation_document(path, &document, error);
  if (status == PM_OK)
    status = check(path, document, seed, build, context, host, error);
  if (status != PM_OK) {
    cJSON_Delete(context);
    cJSON_Delete(host);
  } else {
    *result = pm_result_make(argv, seed, build, context, host);
    if (!*result || !take_over(*result, document)) {
      pm_result_free(*result);
      status = pm_fail(error, PM_FAILED, "no memory for the results");
    }
  }
  cJSON_Delete(document);
  return status;
}
