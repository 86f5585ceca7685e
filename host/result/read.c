#include "host/result/read.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/base/device_id.h"
#include "host/base/file.h"
#include "host/result/read_parts.h"
#include "host/result/result.h"
#include "host/result/samples.h"
#include "host/result/section.h"

/* More than any run writes; a mistaken name should not fill the memory. */
static const size_t file_limit_bytes = (size_t)1 << 30;

/* --- from text to a checked document ----------------------------------------------------- */

static enum pm_status not_json(const char *name, const char *text, const char *at,
                               struct pm_error *error) {
  unsigned line = 1, column = 1;
  for (const char *c = text; c < at; c++) {
    column = *c == '\n' ? 1 : column + 1;
    line += *c == '\n';
  }
  return pm_fail(error, PM_USAGE, "%s:%u:%u: not valid JSON from here on (byte %zu)%s", name, line,
                 column, (size_t)(at - text), *at ? "" : "; the file ends too early");
}

static enum pm_status check_version(const char *name, const char *version, struct pm_error *error) {
  char *end;
  unsigned long major = strtoul(version, &end, 10);
  unsigned long known = strtoul(PM_SCHEMA_VERSION, NULL, 10);
  if (end == version || *end != '.')
    return pm_fail(error, PM_USAGE,
                   "%s: proofmark.schema.version is \"%.40s\", not MAJOR.MINOR.PATCH", name,
                   version);
  if (major != known)
    return pm_fail(error, PM_USAGE,
                   "%s: its schema version is %.40s, this program reads %lu.x; use a%s proofmark",
                   name, version, known, major > known ? " newer" : "n older");
  return PM_OK;
}

static enum pm_status check_document(const char *name, const cJSON *root, struct pm_error *error) {
  const cJSON *proofmark = member(root, "proofmark");
  if (!cJSON_IsObject(proofmark))
    return pm_fail(error, PM_USAGE,
                   "%s: JSON, but not a proofmark results file (there is no `proofmark` object)",
                   name);
  const cJSON *schema = member(proofmark, "schema");
  const char *schema_name = text_or_null(schema, "name"),
             *version = text_or_null(schema, "version");
  if (!schema_name || strcmp(schema_name, PM_SCHEMA_NAME) != 0 || !version)
    return pm_fail(error, PM_USAGE, "%s: proofmark.schema does not say which schema it follows",
                   name);
  return check_version(name, version, error);
}

/* What files of before 1.2 leave to the reader to know: which work must not be slower than which. */
static void fill_in_orders(cJSON *root) {
  const cJSON *proofmark = member(root, "proofmark");
  cJSON *work;
  unsigned minor = 0;
  sscanf(text_or_empty(member(proofmark, "schema"), "version"), "%*u.%u", &minor);
  if (minor >= 2)
    return;
  cJSON_ArrayForEach(work, member(proofmark, "works")) {
    if (cJSON_IsObject(work) && strcmp(text_or_empty(work, "name"), "graph/diamond") == 0 &&
        !member(work, "not_slower_than"))
      cJSON_AddStringToObject(work, "not_slower_than", "graph/linear");
  }
}

static enum pm_status parse_document(const char *name, const char *text, size_t count,
                                     cJSON **document, struct pm_error *error) {
  const char *end = text;
  /* With the NUL as a part of the buffer cJSON finds text after the value, and never runs over. */
  cJSON *root = cJSON_ParseWithLengthOpts(text, count + 1, &end, true);
  if (!root)
    return not_json(name, text, end, error);
  enum pm_status status = check_document(name, root, error);
  if (status != PM_OK) {
    cJSON_Delete(root);
    return status;
  }
  fill_in_orders(root);
  *document = root;
  return PM_OK;
}

enum pm_status pm_observation_document(const char *path, cJSON **document, struct pm_error *error) {
  char *text;
  size_t count;
  enum pm_status status = pm_file_read(path, file_limit_bytes, &text, &count, error);
  if (status != PM_OK)
    return status;
  status = parse_document(path, text, count, document, error);
  free(text);
  return status;
}

/* --- from a document to structures ------------------------------------------------------- */

/* Where a missing member is reported: "FILE: proofmark.cases[3] has no text `work`". */
struct place {
  const char *file, *array;
  size_t index;
  struct pm_lifted *lifted; /* samples that are not in the tree */
  struct pm_error *error;
  enum pm_status status;
};

static const char *text_of(const cJSON *object, const char *key, struct place *place) {
  const char *text = text_or_null(object, key);
  if (!text && place->status == PM_OK)
    place->status = pm_fail(place->error, PM_USAGE, "%s: proofmark.%s[%zu] has no text `%s`",
                            place->file, place->array, place->index, key);
  return text ? text : "";
}

static void read_device(struct pm_observation *o, const cJSON *from, size_t i,
                        struct place *place) {
  o->devices[i] = (struct pm_observed_device){.id = text_of(from, "id", place),
                                              .kind = text_of(from, "kind", place),
                                              .name = text_or_null(from, "name"),
                                              .timer_resolution_ns =
                                                  number_or_nan(from, "timer_resolution_ns")};
}

static struct pm_model read_model(const cJSON *from) {
  struct pm_model model = {{0}};
  for (int i = 1; i < PM_RESOURCE_COUNT; i++) {
    double amount = number_or_nan(from, pm_resource_name((enum pm_resource)i));
    if (amount > 0)
      model.amounts[i] = amount;
  }
  return model;
}

static void read_work(struct pm_observation *o, const cJSON *from, size_t i, struct place *place) {
  o->works[i] =
      (struct pm_observed_work){.id = text_of(from, "id", place),
                                .name = text_of(from, "name", place),
                                .input_digest = text_of(from, "input_digest", place),
                                .item = text_or_empty(from, "item"),
                                .operation = text_or_empty(from, "operation"),
                                .items = number_or_nan(from, "items"),
                                .bytes = number_or_nan(from, "bytes"),
                                .operations = number_or_nan(from, "operations"),
                                .model = read_model(member(from, "model")),
                                .measures = pm_resource_by_name(text_or_empty(from, "measures")),
                                .not_slower_than = text_or_null(from, "not_slower_than")};
}

static int by_id(const void *a, const void *b) {
  const struct pm_observed_work *const *x = a, *const *y = b;
  return strcmp((*x)->id, (*y)->id);
}

/* Thousands of cases look for thousands of works. */
static bool order_works(struct pm_observation *o) {
  o->works_by_id = calloc(o->work_count + 1, sizeof *o->works_by_id);
  for (size_t i = 0; o->works_by_id && i < o->work_count; i++)
    o->works_by_id[i] = &o->works[i];
  if (o->works_by_id)
    qsort(o->works_by_id, o->work_count, sizeof *o->works_by_id, by_id);
  return o->works_by_id != NULL;
}

const struct pm_observed_work *pm_observed_work_by_id(const struct pm_observation *o,
                                                      const char *id) {
  const struct pm_observed_work wanted = {.id = id}, *key = &wanted;
  const struct pm_observed_work **found =
      bsearch(&key, o->works_by_id, o->work_count, sizeof *o->works_by_id, by_id);
  return found ? *found : NULL;
}

const cJSON *pm_observed_section(const struct pm_observation *observation, const char *name) {
  return pm_is_section(name) ? member(member(observation->root, "proofmark"), name) : NULL;
}

static const struct pm_observed_device *device_by_id(const struct pm_observation *o,
                                                     const char *id) {
  for (size_t i = 0; i < o->device_count; i++)
    if (strcmp(o->devices[i].id, id) == 0)
      return &o->devices[i];
  return NULL;
}

static void read_statistics(struct pm_observed_case *to, const cJSON *from) {
  double n = number_or_nan(from, "n");
  to->statistics = (struct pm_statistics){.n = n > 0 ? (size_t)n : 0,
                                          .median_ns = number_or_nan(from, "median_ns"),
                                          .mean_ns = number_or_nan(from, "mean_ns"),
                                          .mad_ns = number_or_nan(from, "mad_ns"),
                                          .cv = number_or_nan(from, "cv"),
                                          .p90_ns = number_or_nan(from, "p90_ns"),
                                          .p95_ns = number_or_nan(from, "p95_ns"),
                                          .p99_ns = number_or_nan(from, "p99_ns"),
                                          .ci_low_ns = number_or_nan(from, "ci_low_ns"),
                                          .ci_high_ns = number_or_nan(from, "ci_high_ns")};
  to->items_per_second = number_or_nan(from, "items_per_second");
  to->bytes_per_second = number_or_nan(from, "bytes_per_second");
}

/* Most were lifted out of the text; what was unusual about others shows here. */
static void read_samples(struct pm_observed_case *to, cJSON *from, struct place *place) {
  struct pm_lifted *lifted = place->lifted;
  if (place->index < lifted->count && lifted->cases[place->index].samples_ns) {
    to->samples_ns = lifted->cases[place->index].samples_ns;
    to->sample_count = lifted->cases[place->index].count;
    lifted->cases[place->index].samples_ns = NULL;
    cJSON_DeleteItemFromObjectCaseSensitive(from, "samples_ns");
    return;
  }
  const cJSON *samples = member(from, "samples_ns"), *sample;
  size_t count = (size_t)cJSON_GetArraySize(samples);
  to->samples_ns = malloc((count + 1) * sizeof *to->samples_ns);
  if (!to->samples_ns) {
    place->status = pm_fail(place->error, PM_FAILED, "no memory to read %s", place->file);
    return;
  }
  cJSON_ArrayForEach(sample, samples) {
    bool usable =
        cJSON_IsNumber(sample) && sample->valuedouble >= 0 && isfinite(sample->valuedouble);
    if (usable)
      to->samples_ns[to->sample_count++] = sample->valuedouble;
    else if (place->status == PM_OK)
      place->status =
          pm_fail(place->error, PM_USAGE, "%s: proofmark.cases[%zu].samples_ns holds no time",
                  place->file, place->index);
  }
  cJSON_DeleteItemFromObjectCaseSensitive(from, "samples_ns");
}

static void read_trust(struct pm_observed_case *to, const cJSON *from) {
  const cJSON *verdict = member(from, "verdict");
  const char *status = text_or_null(verdict, "status");
  const cJSON *reason = cJSON_GetArrayItem(member(verdict, "reasons"), 0);
  to->verified = cJSON_IsTrue(member(from, "verified"));
  to->trustworthy = to->verified && (!status || strcmp(status, "ok") == 0);
  to->reason = to->trustworthy          ? ""
               : cJSON_IsString(reason) ? reason->valuestring
               : to->verified           ? "marked as untrustworthy"
                                        : "its output was not verified";
}

static void read_case(struct pm_observation *o, const cJSON *from, size_t i, struct place *place) {
  struct pm_observed_case *to = &o->cases[i];
  const cJSON *binding = member(from, "binding");
  double threads = number_or_nan(binding, "threads");
  const char *work = text_of(from, "work", place);
  *to = (struct pm_observed_case){.id = text_of(from, "id", place),
                                  .work = pm_observed_work_by_id(o, work),
                                  .implementation = text_of(from, "implementation", place),
                                  .device = text_of(from, "device", place),
                                  .binding = text_or_empty(binding, "text"),
                                  .threads = threads >= 1 && threads < 1e9 ? (unsigned)threads : 0,
                                  .boundary = text_of(from, "boundary", place),
                                  .modelled = cJSON_IsTrue(member(from, "modelled")),
                                  .output_digest = text_or_null(from, "output_digest"),
                                  .stop_reason = text_or_null(from, "stop_reason"),
                                  .group = text_or_null(from, "group"),
                                  .memory_bytes = number_or_nan(from, "memory_bytes")};
  double repetitions = number_or_nan(from, "repetitions");
  to->repetitions = repetitions >= 1 && repetitions < 1e9 ? (size_t)repetitions : 1;
  to->hardware = device_by_id(o, to->device);
  to->on_cpu = pm_device_id_is_cpu(to->device);
  if (!to->work && place->status == PM_OK)
    place->status = pm_fail(place->error, PM_USAGE,
                            "%s: proofmark.cases[%zu] is of work \"%.180s\", which is not in "
                            "proofmark.works",
                            place->file, i, work);
  read_statistics(to, member(from, "statistics"));
  read_trust(to, from);
  pm_read_conditions(to, from);
  read_samples(to, (cJSON *)from, place);
}

static void read_failure(struct pm_observation *o, const cJSON *from, size_t i,
                         struct place *place) {
  o->failures[i] = (struct pm_observed_failure){
      .id = text_of(from, "id", place),
      .work = text_of(from, "work", place),
      .implementation = text_of(from, "implementation", place),
      .device = text_or_empty(from, "device"),
      .boundary = text_or_empty(from, "boundary"),
      .wrong_output = strcmp(text_of(from, "kind", place), "wrong output") == 0,
      .message = text_or_empty(from, "message"),
      .index = number_or_nan(from, "index"),
      .count = number_or_nan(from, "count"),
      .expected = text_or_null(from, "expected"),
      .got = text_or_null(from, "got")};
}

static void read_skip(struct pm_observation *o, const cJSON *from, size_t i, struct place *place) {
  o->skips[i] = (struct pm_observed_skip){.work = text_of(from, "work", place),
                                          .implementation = text_of(from, "implementation", place),
                                          .reason = text_of(from, "reason", place),
                                          .device = text_or_null(from, "device"),
                                          .boundary = text_or_null(from, "boundary")};
}

/* A case that breaks a law which is an error is not to be trusted, whatever its own verdict was. Cases
 * and what is said of them come in one order, so that the search goes on from where it was. */
static void apply_law(struct pm_observation *o, const cJSON *law) {
  const char *severity = text_or_empty(law, "severity");
  const cJSON *violation;
  size_t next = 0;
  if (strcmp(severity, "error") != 0)
    return;
  cJSON_ArrayForEach(violation, member(law, "violations")) {
    const char *id = text_or_null(violation, "case");
    for (size_t tried = 0; id && tried < o->case_count; tried++, next++) {
      struct pm_observed_case *observed = &o->cases[next % o->case_count];
      if (strcmp(observed->id, id) != 0)
        continue;
      if (observed->trustworthy)
        observed->reason = text_or_empty(violation, "text");
      observed->trustworthy = false;
      break;
    }
  }
}

static void apply_laws(struct pm_observation *o) {
  const cJSON *law;
  cJSON_ArrayForEach(law, member(member(o->root, "proofmark"), "laws")) apply_law(o, law);
}

typedef void read_element(struct pm_observation *, const cJSON *, size_t, struct place *);

/* Fills one array of the observation from one of the document. */
static enum pm_status read_array(struct pm_observation *o, const char *key, void **array,
                                 size_t *count, size_t element_bytes, read_element *read,
                                 struct pm_lifted *lifted, struct pm_error *error) {
  const cJSON *from = member(member(o->root, "proofmark"), key), *element;
  if (!cJSON_IsArray(from))
    return pm_fail(error, PM_USAGE, "%s: proofmark.%s is missing or no array", o->file, key);
  size_t total = (size_t)cJSON_GetArraySize(from);
  *array = calloc(total + 1, element_bytes);
  if (!*array)
    return pm_fail(error, PM_FAILED, "no memory to read %s", o->file);
  struct place place = {.file = o->file, .array = key, .lifted = lifted, .error = error};
  cJSON_ArrayForEach(element, from) {
    place.index = *count;
    read(o, element, (*count)++, &place);
    if (place.status != PM_OK)
      break;
  }
  return place.status;
}

static enum pm_status read_arrays(struct pm_observation *o, struct pm_lifted *lifted,
                                  struct pm_error *error) {
  struct {
    const char *key;
    void **array;
    size_t *count, element_bytes;
    read_element *read;
  } arrays[] = {
      {"devices", (void **)&o->devices, &o->device_count, sizeof *o->devices, read_device},
      {"works", (void **)&o->works, &o->work_count, sizeof *o->works, read_work},
      {"cases", (void **)&o->cases, &o->case_count, sizeof *o->cases, read_case},
      {"failures", (void **)&o->failures, &o->failure_count, sizeof *o->failures, read_failure},
      {"skipped", (void **)&o->skips, &o->skip_count, sizeof *o->skips, read_skip},
  };
  enum pm_status status = PM_OK;
  for (size_t i = 0; status == PM_OK && i < sizeof arrays / sizeof *arrays; i++) {
    status = read_array(o, arrays[i].key, arrays[i].array, arrays[i].count, arrays[i].element_bytes,
                        arrays[i].read, lifted, error);
    if (status == PM_OK && arrays[i].read == read_work && !order_works(o))
      status = pm_fail(error, PM_FAILED, "no memory to read %s", o->file);
  }
  if (status == PM_OK)
    apply_laws(o);
  return status;
}

static void read_head(struct pm_observation *o) {
  const cJSON *proofmark = member(o->root, "proofmark");
  const cJSON *context = member(o->root, "context"), *verdict = member(proofmark, "verdict");
  o->version = text_or_empty(member(proofmark, "schema"), "version");
  o->run_id = text_or_empty(proofmark, "run_id");
  o->host_name = text_or_null(context, "host_name");
  o->date = text_or_null(context, "date");
  o->verdict = text_or_empty(verdict, "status");
  o->exit_status = number_or_nan(verdict, "exit_status");
  o->seed = number_or_nan(proofmark, "seed");
  const cJSON *timer = member(proofmark, "timer");
  o->timer_resolution_ns = number_or_nan(timer, "resolution_ns");
  o->timer_overhead_ns = number_or_nan(timer, "overhead_ns");
}

/* Takes over `document`, and samples out of `lifted`. */
static enum pm_status observe(const char *name, cJSON *document, struct pm_lifted *lifted,
                              struct pm_observation **observation, struct pm_error *error) {
  struct pm_observation *o = calloc(1, sizeof *o);
  enum pm_status status = PM_FAILED;
  if (o) {
    o->root = document;
    o->file = strdup(name);
    read_head(o);
  } else {
    cJSON_Delete(document);
  }
  if (!o || !o->file)
    pm_fail(error, status, "no memory to read %s", name);
  else
    status = read_arrays(o, lifted, error);
  if (status == PM_OK)
    *observation = o;
  else
    pm_observation_free(o);
  return status;
}

/* Frees `text`, which it changes. */
static enum pm_status parse_and_free(const char *name, char *text, size_t count,
                                     struct pm_observation **observation, struct pm_error *error) {
  struct pm_lifted lifted;
  cJSON *document = NULL;
  enum pm_status status = pm_samples_lift(text, count, &lifted)
                              ? parse_document(name, text, count, &document, error)
                              : pm_fail(error, PM_FAILED, "no memory to read %s", name);
  free(text);
  if (status == PM_OK)
    status = observe(name, document, &lifted, observation, error);
  pm_lifted_free(&lifted);
  return status;
}

enum pm_status pm_observation_parse(const char *name, const char *text, size_t count,
                                    struct pm_observation **observation, struct pm_error *error) {
  char *copy = malloc(count + 1);
  if (!copy)
    return pm_fail(error, PM_FAILED, "no memory to read %s", name);
  memcpy(copy, text, count + 1);
  return parse_and_free(name, copy, count, observation, error);
}

enum pm_status pm_observation_read(const char *path, struct pm_observation **observation,
                                   struct pm_error *error) {
  char *text;
  size_t count;
  enum pm_status status = pm_file_read(path, file_limit_bytes, &text, &count, error);
  return status == PM_OK ? parse_and_free(path, text, count, observation, error) : status;
}

void pm_observation_free(struct pm_observation *observation) {
  if (!observation)
    return;
  for (size_t i = 0; i < observation->case_count; i++)
    free(observation->cases[i].samples_ns);
  free(observation->devices);
  free(observation->works);
  free(observation->works_by_id);
  free(observation->cases);
  free(observation->failures);
  free(observation->skips);
  free(observation->file);
  cJSON_Delete(observation->root);
  free(observation);
}

/* --- machines ---------------------------------------------------------------------------- */

static bool agree(const char *what, const char *a, const char *b, char difference[256]) {
  if (!a || !b || strcmp(a, b) == 0)
    return true;
  snprintf(difference, 256, "%s: %.100s and %.100s", what, a, b);
  return false;
}

/* An observation of one machine, or one part of a merged one. `number` counts the parts; false beyond the last. */
static bool machine_of(const cJSON *root, int number, const cJSON **context, const cJSON **host) {
  const cJSON *proofmark = member(root, "proofmark"), *parts = member(proofmark, "merged");
  const cJSON *part = cJSON_GetArrayItem(parts, number);
  bool merged = cJSON_GetArraySize(parts) > 0;
  *context = member(merged ? part : root, "context");
  *host = member(merged ? part : proofmark, "host");
  return merged ? part != NULL : number == 0;
}

bool pm_same_machine(const cJSON *a, const cJSON *b, char difference[256]) {
  const cJSON *context_a, *context_b, *host_a, *host_b;
  bool same = true;
  for (int i = 0; same && machine_of(a, i, &context_a, &host_a); i++)
    for (int j = 0; same && machine_of(b, j, &context_b, &host_b); j++)
      same = agree("host name", text_or_null(context_a, "host_name"),
                   text_or_null(context_b, "host_name"), difference) &&
             agree("CPU", text_or_null(host_a, "cpu"), text_or_null(host_b, "cpu"), difference) &&
             agree("machine shape", text_or_null(member(host_a, "topology"), "digest"),
                   text_or_null(member(host_b, "topology"), "digest"), difference);
  return same;
}
