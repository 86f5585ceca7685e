#include "host/result/result.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "host/base/file.h"
#include "host/result/result_parts.h"
#include "host/result/section.h"

const char pm_cpu_device_id[] = "cpu";

/* Where the elements of each array stand in the document. */
static const unsigned section_depth[SECTION_COUNT] = {
    [DEVICES] = 3, [WORKS] = 3,  [CASES] = 3, [SKIPPED] = 3,    [FAILURES] = 3,
    [RESUMED] = 3, [MERGED] = 3, [LAWS] = 3,  [BENCHMARKS] = 2,
};

/* --- names and works --------------------------------------------------------------------- */

bool pm_names_hold(const struct names *names, const char *name) {
  for (size_t i = 0; i < names->count; i++)
    if (strcmp(names->items[i], name) == 0)
      return true;
  return false;
}

void pm_names_add(struct pm_result *result, struct names *names, const char *name) {
  char **items = realloc(names->items, (names->count + 1) * sizeof *items);
  char *copy = strdup(name);
  if (items)
    names->items = items;
  if (items && copy) {
    items[names->count++] = copy;
  } else {
    free(copy);
    result->no_memory = true;
  }
}

static void names_free(struct names *names) {
  for (size_t i = 0; i < names->count; i++)
    free(names->items[i]);
  free(names->items);
}

struct filed_work *pm_find_work(const struct pm_result *result, const char *id) {
  for (size_t i = 0; i < result->work_count; i++)
    if (strcmp(result->works[i].id, id) == 0)
      return &result->works[i];
  return NULL;
}

struct filed_work *pm_file_work(struct pm_result *result, const char *id,
                                const char *input_digest) {
  struct filed_work *works = realloc(result->works, (result->work_count + 1) * sizeof *works);
  if (works)
    result->works = works;
  struct filed_work work = {.id = strdup(id), .input_digest = strdup(input_digest)};
  if (!works || !work.id || !work.input_digest) {
    free(work.id);
    free(work.input_digest);
    result->no_memory = true;
    return NULL;
  }
  works[result->work_count] = work;
  return &works[result->work_count++];
}

struct pm_json *pm_section_of(struct pm_result *result, enum section_name name) {
  return &result->sections[name].json;
}

/* --- making and freeing ------------------------------------------------------------------ */

/* RFC 4122, section 4.4: random but for the version (4) and the variant (binary 10). */
static bool make_run_id(char id[37]) {
  unsigned char b[16];
  if (getrandom(b, sizeof b, 0) != sizeof b)
    return false;
  b[6] = (b[6] & 0x0f) | 0x40;
  b[8] = (b[8] & 0x3f) | 0x80;
  size_t used = 0;
  for (int i = 0; i < 16; i++) {
    bool dash = i == 4 || i == 6 || i == 8 || i == 10;
    used += (size_t)snprintf(id + used, 37 - used, dash ? "-%02x" : "%02x", b[i]);
  }
  return true;
}

static bool open_section(struct pm_result *result, enum section_name name) {
  struct section *section = &result->sections[name];
  FILE *stream = open_memstream(&section->text, &section->bytes);
  if (!stream)
    return false;
  section->json = pm_json_start(stream);
  section->json.depth = section_depth[name];
  return true;
}

static void close_section(struct section *section) {
  if (section->json.stream)
    fclose(section->json.stream);
  free(section->text);
  *section = (struct section){.text = NULL};
}

static bool open_sections(struct pm_result *result) {
  for (int i = 0; i < SECTION_COUNT; i++)
    if (!open_section(result, (enum section_name)i))
      return false;
  return true;
}

static bool copy_argv(struct pm_result *result, char *const *argv) {
  size_t count = 0;
  while (argv[count])
    count++;
  result->argv = calloc(count + 1, sizeof *result->argv);
  for (size_t i = 0; result->argv && i < count; i++)
    if (!(result->argv[i] = strdup(argv[i])))
      return false;
  return result->argv != NULL;
}

static bool render_build(struct pm_result *result, const struct pm_build *build) {
  FILE *stream = open_memstream(&result->build, &result->build_bytes);
  if (!stream)
    return false;
  struct pm_json json = {.stream = stream, .depth = 3};
  bool committed = build->commit && *build->commit;
  pm_json_known(&json, "commit", build->commit);
  if (committed)
    pm_json_bool(&json, "dirty", build->dirty);
  else
    pm_json_null(&json, "dirty");
  pm_json_known(&json, "type", build->type);
  pm_json_known(&json, "compiler", build->compiler);
  pm_json_known(&json, "flags", build->flags);
  pm_json_known(&json, "kernels_digest", build->kernels_digest);
  return fclose(stream) == 0;
}

/* So that every case's device is among devices[]. */
static void add_cpu(struct pm_result *result) {
  static const char *const unknown[] = {"api",          "vendor",
                                        "uuid",         "pci",
                                        "driver",       "numa",
                                        "cpus",         "compute_units",
                                        "clocks",       "power_limit_w",
                                        "ecc",          "timer_resolution_ns",
                                        "memory_bytes", "largest_buffer_bytes",
                                        "cache_bytes"};
  struct pm_json *json = pm_section_of(result, DEVICES);
  pm_json_object(json, NULL);
  pm_json_string(json, "id", pm_cpu_device_id);
  pm_json_string(json, "kind", "cpu");
  pm_json_known(json, "name",
                cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(result->host, "cpu")));
  pm_json_bool(json, "locality_known", true);
  for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
    pm_json_null(json, unknown[i]);
  pm_json_end_object(json);
  pm_names_add(result, &result->devices, pm_cpu_device_id);
}

struct pm_result *pm_result_make(char *const *argv, uint64_t seed, const struct pm_build *build,
                                 cJSON *context, cJSON *host) {
  struct pm_result *result = calloc(1, sizeof *result);
  if (!result) {
    cJSON_Delete(context);
    cJSON_Delete(host);
    return NULL;
  }
  result->seed = seed;
  result->timer = (struct pm_timer){NAN, NAN};
  result->context = context;
  result->host = host;
  if (open_sections(result) && copy_argv(result, argv) && render_build(result, build) &&
      make_run_id(result->run_id))
    return result;
  pm_result_free(result);
  return NULL;
}

enum pm_status pm_result_new(char *const *argv, uint64_t seed, const struct pm_build *build,
                             cJSON *context, cJSON *host, struct pm_result **result,
                             struct pm_error *error) {
  *result = pm_result_make(argv, seed, build, context, host);
  if (!*result)
    return pm_fail(error, PM_FAILED, "no memory for the results, or no random numbers");
  add_cpu(*result);
  return PM_OK;
}

void pm_result_free(struct pm_result *result) {
  if (!result)
    return;
  for (int i = 0; i < SECTION_COUNT; i++)
    close_section(&result->sections[i]);
  for (size_t i = 0; result->argv && result->argv[i]; i++)
    free(result->argv[i]);
  free(result->argv);
  free(result->build);
  for (size_t i = 0; i < result->work_count; i++) {
    free(result->works[i].id);
    free(result->works[i].input_digest);
  }
  free(result->works);
  names_free(&result->settled);
  names_free(&result->devices);
  for (size_t i = 0; i < result->extra_count; i++) {
    free(result->extras[i].key);
    free(result->extras[i].text);
  }
  free(result->extras);
  cJSON_Delete(result->context);
  cJSON_Delete(result->host);
  free(result);
}

/* The member of that name, added empty where there is none; NULL without memory. */
static struct extra *extra_of(struct pm_result *result, const char *key) {
  for (size_t i = 0; i < result->extra_count; i++)
    if (strcmp(result->extras[i].key, key) == 0)
      return &result->extras[i];
  struct extra *grown = realloc(result->extras, (result->extra_count + 1) * sizeof *grown);
  if (!grown)
    return NULL;
  result->extras = grown;
  char *copy = strdup(key);
  if (!copy)
    return NULL;
  grown[result->extra_count] = (struct extra){.key = copy};
  return &grown[result->extra_count++];
}

void pm_result_set_member(struct pm_result *result, const char *key, const char *text) {
  struct extra *extra = extra_of(result, key);
  char *copy = extra ? strdup(text) : NULL;
  if (!copy) {
    result->no_memory = true;
    return;
  }
  free(extra->text);
  extra->text = copy;
}

void pm_write_member(struct pm_result *result, const char *key, pm_member_writer *write,
                     const void *data) {
  char *text = NULL;
  size_t bytes;
  FILE *stream = open_memstream(&text, &bytes);
  if (stream) {
    struct pm_json json = pm_json_start(stream);
    json.depth = 2;
    write(data, &json);
  }
  if (stream && fclose(stream) == 0)
    pm_result_set_member(result, key, text);
  else
    result->no_memory = true;
  free(text);
}

void pm_result_set_section(struct pm_result *result, const struct pm_section *section,
                           const void *data) {
  pm_write_member(result, section->name, section->write, data);
}

static void write_tree(const void *tree, struct pm_json *json) { pm_json_tree(json, NULL, tree); }

void pm_take_section(struct pm_result *result, const char *name, const cJSON *value) {
  pm_write_member(result, name, write_tree, value);
}

cJSON *pm_result_section(const struct pm_result *result, const char *name) {
  for (size_t i = 0; i < result->extra_count; i++)
    if (result->extras[i].text && strcmp(result->extras[i].key, name) == 0)
      return cJSON_Parse(result->extras[i].text);
  return NULL;
}

const char *pm_result_run_id(const struct pm_result *result) { return result->run_id; }

void pm_result_new_group(struct pm_result *result, char group[PM_GROUP_MAX]) {
  snprintf(group, PM_GROUP_MAX, "%s/%u", result->run_id, ++result->groups);
}

bool pm_result_has_case(const struct pm_result *result, const char *name) {
  return pm_names_hold(&result->settled, name);
}

size_t pm_result_case_count(const struct pm_result *result) {
  return result->cases + result->wrong + result->errors;
}

void pm_result_set_timer(struct pm_result *result, struct pm_timer timer) { result->timer = timer; }

void pm_result_set_laws(struct pm_result *result, size_t broken, size_t breaking,
                        void (*write)(const void *judgements, struct pm_json *json),
                        const void *judgements) {
  result->judged = true;
  result->broken_laws = broken;
  result->breaking_laws = breaking;
  close_section(&result->sections[LAWS]);
  if (open_section(result, LAWS))
    write(judgements, pm_section_of(result, LAWS));
  else
    result->no_memory = true;
}

void pm_result_finish(struct pm_result *result, bool interrupted) {
  result->state = interrupted ? INTERRUPTED : COMPLETE;
}

/* --- the verdict ------------------------------------------------------------------------- */

/* The word for `verdict.status`; the sentence begins with it. */
static const char *verdict_word(const struct pm_result *result, enum pm_status *status) {
  if (result->wrong)
    return *status = PM_WRONG_OUTPUT, "wrong output";
  if (result->state == INTERRUPTED)
    return *status = PM_INTERRUPTED, "interrupted";
  if (result->errors)
    return *status = PM_FAILED, "failed";
  if (result->state == RUNNING)
    return *status = PM_OK, "unfinished";
  if (!result->cases)
    return *status = PM_UNAVAILABLE, "nothing measured";
  if (result->untrustworthy || result->breaking_laws)
    return *status = PM_UNTRUSTWORTHY, "untrustworthy";
  return *status = PM_OK, "ok";
}

enum pm_status pm_result_verdict(const struct pm_result *result, char text[256]) {
  enum pm_status status;
  const char *word = verdict_word(result, &status);
  if (!text)
    return status;
  const int used = snprintf(text, 256,
                            "%s: %zu cases measured, every output checked; %zu wrong, %zu failed, "
                            "%zu untrustworthy, %zu skipped",
                            word, result->cases, result->wrong, result->errors,
                            result->untrustworthy, result->skipped);
  if (result->broken_laws)
    snprintf(text + used, 256 - (size_t)used, "; %zu law%s broken", result->broken_laws,
             result->broken_laws == 1 ? "" : "s");
  return status;
}

static void write_verdict(struct pm_json *json, const struct pm_result *result) {
  enum pm_status status;
  char text[256];
  const char *word = verdict_word(result, &status);
  pm_result_verdict(result, text);
  pm_json_object(json, "verdict");
  pm_json_string(json, "status", word);
  pm_json_string(json, "text", text);
  pm_json_u64(json, "exit_status", status);
  pm_json_u64(json, "cases", result->cases);
  pm_json_u64(json, "wrong", result->wrong);
  pm_json_u64(json, "failed", result->errors);
  pm_json_u64(json, "untrustworthy", result->untrustworthy);
  pm_json_u64(json, "skipped", result->skipped);
  pm_json_end_object(json);
}

/* --- the document ------------------------------------------------------------------------ */

/* The document while it is put together: what stands between the sections as new text, the
 * sections as they are. */
struct document {
  struct pm_json json;
  char *text;
  size_t bytes;
  size_t cuts[SECTION_COUNT]; /* where in `text` a section goes in */
  const struct section *sections[SECTION_COUNT];
  size_t section_count;
  struct pm_part parts[2 * SECTION_COUNT + 1];
  size_t part_count;
};

static void write_section(struct document *document, const char *key, struct pm_result *result,
                          enum section_name name) {
  struct section *section = &result->sections[name];
  if (fflush(section->json.stream) != 0 || ferror(section->json.stream))
    result->no_memory = true;
  pm_json_array(&document->json, key);
  fflush(document->json.stream);
  document->cuts[document->section_count] = document->bytes;
  document->sections[document->section_count++] = section;
  document->json.more = section->bytes > 0;
  pm_json_end_array(&document->json);
}

/* An object in any case, so that readers need not ask. */
static void write_host(struct pm_json *json, const cJSON *host) {
  if (cJSON_IsObject(host)) {
    pm_json_tree(json, "host", host);
  } else {
    pm_json_object(json, "host");
    pm_json_end_object(json);
  }
}

static void write_context(struct pm_json *json, const cJSON *context) {
  if (cJSON_IsObject(context)) {
    pm_json_tree(json, "context", context);
  } else {
    pm_json_object(json, "context");
    pm_json_u64(json, "json_schema_version", 1);
    pm_json_end_object(json);
  }
}

static void write_head(struct document *document, struct pm_result *result) {
  struct pm_json *json = &document->json;
  pm_json_object(json, "schema");
  pm_json_string(json, "name", PM_SCHEMA_NAME);
  pm_json_string(json, "version", PM_SCHEMA_VERSION);
  pm_json_end_object(json);
  pm_json_string(json, "run_id", result->run_id);
  write_verdict(json, result);
  pm_json_array(json, "argv");
  for (char **argument = result->argv; *argument; argument++)
    pm_json_string(json, NULL, *argument);
  pm_json_end_array(json);
  write_section(document, "resumed", result, RESUMED);
  if (result->merged)
    write_section(document, "merged", result, MERGED);
  pm_json_u64(json, "seed", result->seed);
  pm_json_object(json, "build");
  fwrite(result->build, 1, result->build_bytes, json->stream);
  json->more = true;
  pm_json_end_object(json);
  write_host(json, result->host);
  pm_json_object(json, "timer");
  pm_json_number(json, "resolution_ns", result->timer.resolution_ns);
  pm_json_number(json, "overhead_ns", result->timer.overhead_ns);
  pm_json_end_object(json);
}

static void write_document(struct document *document, struct pm_result *result) {
  struct pm_json *json = &document->json;
  pm_json_object(json, NULL);
  write_context(json, result->context);
  write_section(document, "benchmarks", result, BENCHMARKS);
  pm_json_object(json, "proofmark");
  write_head(document, result);
  if (result->judged)
    write_section(document, "laws", result, LAWS);
  write_section(document, "devices", result, DEVICES);
  write_section(document, "works", result, WORKS);
  write_section(document, "skipped", result, SKIPPED);
  write_section(document, "failures", result, FAILURES);
  write_section(document, "cases", result, CASES);
  for (size_t i = 0; i < result->extra_count; i++)
    if (result->extras[i].text)
      pm_json_text(json, result->extras[i].key, result->extras[i].text);
  pm_json_end_object(json);
  pm_json_end_object(json);
  putc('\n', json->stream);
}

static void add_part(struct document *document, const char *bytes, size_t count) {
  document->parts[document->part_count++] = (struct pm_part){bytes, count};
}

static void cut_up(struct document *document) {
  size_t done = 0;
  for (size_t i = 0; i < document->section_count; i++) {
    add_part(document, document->text + done, document->cuts[i] - done);
    add_part(document, document->sections[i]->text, document->sections[i]->bytes);
    done = document->cuts[i];
  }
  add_part(document, document->text + done, document->bytes - done);
}

/* The parts live until the result changes; document->text is to be freed in any case. */
static enum pm_status put_together(struct document *document, struct pm_result *result,
                                   struct pm_error *error) {
  *document = (struct document){0};
  FILE *stream = open_memstream(&document->text, &document->bytes);
  bool complete = stream != NULL;
  if (stream) {
    document->json = pm_json_start(stream);
    write_document(document, result);
    complete = !ferror(stream);
    complete = fclose(stream) == 0 && complete && !result->no_memory;
  }
  if (!complete)
    return pm_fail(error, PM_FAILED, "no memory for the results");
  cut_up(document);
  return PM_OK;
}

enum pm_status pm_result_save(struct pm_result *result, const char *path, struct pm_error *error) {
  struct document document;
  enum pm_status status = put_together(&document, result, error);
  if (status == PM_OK)
    status = pm_file_write_parts(path, document.parts, document.part_count, error);
  free(document.text);
  return status;
}

enum pm_status pm_result_write(struct pm_result *result, FILE *stream, struct pm_error *error) {
  struct document document;
  enum pm_status status = put_together(&document, result, error);
  for (size_t i = 0; status == PM_OK && i < document.part_count; i++)
    fwrite(document.parts[i].bytes, 1, document.parts[i].count, stream);
  free(document.text);
  if (status == PM_OK && (fflush(stream) != 0 || ferror(stream)))
    status = pm_fail(error, PM_IO, "cannot write the results: %s", strerror(errno));
  return status;
}
