#define _GNU_SOURCE 1 /* timegm */

#include "host/result/merge.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "host/base/device_id.h"
#include "host/result/result_parts.h"
#include "host/result/read.h"
#include "host/result/json_members.h"

/* One file. */
struct part {
  const char *path;
  cJSON *document, *proofmark;
  time_t date;
};

/* A case or failure that goes in, and where it stands in Google's numbering. */
struct entry {
  const char *id;
  const struct part *part;
  const cJSON *from;
  bool wrong;
  unsigned family, instance;
};

struct merger {
  struct part *parts;
  size_t part_count;
  struct entry *entries; /* by id; of one id the one that goes in last */
  size_t entry_count;
  struct pm_result *result;
};

/* RFC 3339, section 5.6: 2026-01-31T12:00:00+01:00 or ...Z; 0 where it is none. */
static time_t seconds_of(const char *date) {
  struct tm utc = {0};
  int hours = 0, minutes = 0;
  char sign = 'Z';
  if (sscanf(date, "%d-%d-%dT%d:%d:%d%c%d:%d", &utc.tm_year, &utc.tm_mon, &utc.tm_mday,
             &utc.tm_hour, &utc.tm_min, &utc.tm_sec, &sign, &hours, &minutes) < 6)
    return 0;
  utc.tm_year -= 1900;
  utc.tm_mon -= 1;
  int offset = 60 * (60 * hours + minutes);
  return timegm(&utc) - (sign == '-' ? -offset : sign == '+' ? offset : 0);
}

/* --- which cases go in ------------------------------------------------------------------- */

static bool is_wrong(const cJSON *failure) {
  return strcmp(text_or_empty(failure, "kind"), "wrong output") == 0;
}

/* By id, then by what takes precedence. */
static int by_id(const void *a, const void *b) {
  const struct entry *x = a, *y = b;
  int order = strcmp(x->id, y->id);
  if (!order)
    order = x->wrong - y->wrong;
  if (!order)
    order = (x->part->date > y->part->date) - (x->part->date < y->part->date);
  return order ? order : (x->part > y->part) - (x->part < y->part);
}

static void list_entries(struct merger *merger, const struct part *part, const char *array) {
  const cJSON *item;
  cJSON_ArrayForEach(item, member(part->proofmark, array)) {
    merger->entries[merger->entry_count++] = (struct entry){
        .id = text_or_empty(item, "id"), .part = part, .from = item, .wrong = is_wrong(item)};
  }
}

static size_t entries_of(const struct part *part) {
  return (size_t)cJSON_GetArraySize(member(part->proofmark, "cases")) +
         (size_t)cJSON_GetArraySize(member(part->proofmark, "failures"));
}

/* Names the first cases that are there twice. */
static enum pm_status refuse_duplicates(const struct merger *merger, struct pm_error *error) {
  char names[720] = "";
  size_t found = 0;
  for (size_t i = 1; i < merger->entry_count; i++) {
    const struct entry *entry_one = &merger->entries[i], *other = entry_one - 1;
    if (strcmp(entry_one->id, other->id) != 0)
      continue;
    size_t used = strlen(names);
    if (found++ < 2)
      snprintf(names + used, sizeof names - used, "%s%.200s (%.60s and %.60s)", used ? ", " : "",
               entry_one->id, other->part->path, entry_one->part->path);
  }
  if (!found)
    return PM_OK;
  return pm_fail(error, PM_USAGE, "%zu cases are there twice: %s%s; --latest takes the later one",
                 found, names, found > 2 ? ", …" : "");
}

/* Keeps the last of each id. */
static void keep_latest(struct merger *merger) {
  size_t kept = 0;
  for (size_t i = 0; i < merger->entry_count; i++)
    if (i + 1 == merger->entry_count ||
        strcmp(merger->entries[i].id, merger->entries[i + 1].id) != 0)
      merger->entries[kept++] = merger->entries[i];
  merger->entry_count = kept;
}

static enum pm_status choose_entries(struct merger *merger, bool latest, struct pm_error *error) {
  size_t most = 0;
  for (size_t i = 0; i < merger->part_count; i++)
    most += entries_of(&merger->parts[i]);
  merger->entries = calloc(most + 1, sizeof *merger->entries);
  if (!merger->entries)
    return pm_fail(error, PM_FAILED, "no memory to merge");
  for (size_t i = 0; i < merger->part_count; i++) {
    list_entries(merger, &merger->parts[i], "cases");
    list_entries(merger, &merger->parts[i], "failures");
  }
  qsort(merger->entries, merger->entry_count, sizeof *merger->entries, by_id);
  if (!latest)
    return refuse_duplicates(merger, error);
  keep_latest(merger);
  return PM_OK;
}

static int find_by_id(const void *key, const void *entry) {
  return strcmp(key, ((const struct entry *)entry)->id);
}

/* Of an element of `part`; NULL where another part's goes in for it. */
static struct entry *entry_of(const struct merger *merger, const struct part *part,
                              const char *id) {
  struct entry *entry =
      bsearch(id, merger->entries, merger->entry_count, sizeof *merger->entries, find_by_id);
  return entry && entry->part == part ? entry : NULL;
}

/* --- what all have in common ------------------------------------------------------------- */

/* Takes out of `kept` what `other` does not have alike. */
static void intersect(cJSON *kept, const cJSON *other) {
  for (cJSON *item = kept ? kept->child : NULL, *next; item; item = next) {
    next = item->next;
    const cJSON *counterpart = member(other, item->string);
    if (cJSON_IsObject(item) && cJSON_IsObject(counterpart))
      intersect(item, counterpart);
    else if (!cJSON_Compare(item, counterpart, true))
      cJSON_Delete(cJSON_DetachItemViaPointer(kept, item));
  }
}

static const cJSON *context_or_empty(const struct part *part) {
  return member(part->document, "context");
}

/* The context of all, dated as the latest of them. */
static cJSON *common_context(const struct merger *merger) {
  const struct part *latest = &merger->parts[0];
  cJSON *common = cJSON_Duplicate(context_or_empty(&merger->parts[0]), true);
  for (size_t i = 1; i < merger->part_count; i++) {
    intersect(common, context_or_empty(&merger->parts[i]));
    if (merger->parts[i].date >= latest->date)
      latest = &merger->parts[i];
  }
  cJSON_DeleteItemFromObjectCaseSensitive(common, "date");
  const char *date = text_or_empty(context_or_empty(latest), "date");
  if (common && *date)
    cJSON_AddStringToObject(common, "date", date);
  return common;
}

static cJSON *common_member(const struct merger *merger, const char *key) {
  cJSON *common = cJSON_Duplicate(member(merger->parts[0].proofmark, key), true);
  for (size_t i = 1; i < merger->part_count; i++)
    intersect(common, member(merger->parts[i].proofmark, key));
  return common;
}

static enum pm_status start_result(struct merger *merger, char *const *argv,
                                   struct pm_error *error) {
  cJSON *common = common_member(merger, "build");
  struct pm_build build = {.commit = text_or_empty(common, "commit"),
                           .dirty = cJSON_IsTrue(member(common, "dirty")),
                           .type = text_or_empty(common, "type"),
                           .compiler = text_or_empty(common, "compiler"),
                           .flags = text_or_empty(common, "flags"),
                           .kernels_digest = text_or_empty(common, "kernels_digest")};
  for (size_t i = 0; i < merger->part_count; i++)
    build.dirty =
        build.dirty || cJSON_IsTrue(member(member(merger->parts[i].proofmark, "build"), "dirty"));
  double seed = cJSON_GetNumberValue(member(merger->parts[0].proofmark, "seed"));
  merger->result = pm_result_make(argv, seed >= 0 && seed < 0x1p63 ? (uint64_t)seed : 0, &build,
                                  common_context(merger), common_member(merger, "host"));
  cJSON_Delete(common);
  return merger->result ? PM_OK : pm_fail(error, PM_FAILED, "no memory to merge");
}

/* --- taking the parts in ----------------------------------------------------------------- */

/* What stays with a part, unchanged. */
static void note_sections(struct pm_json *json, const struct part *part) {
  const cJSON *item;
  pm_json_object(json, "sections");
  cJSON_ArrayForEach(item, part->proofmark) {
    if (pm_is_section(item->string))
      pm_json_tree(json, item->string, item);
  }
  pm_json_end_object(json);
}

/* Of a merged part those of its own parts, and those at its top that none of them has. */
static void gather_sections(cJSON *gathered, const struct part *part) {
  cJSON *own = cJSON_CreateObject();
  const cJSON *item;
  cJSON_ArrayForEach(item, member(part->proofmark, "merged"))
      pm_gather_sections(own, member(item, "sections"));
  cJSON_ArrayForEach(item, part->proofmark) {
    if (pm_is_section(item->string) && !member(own, item->string))
      pm_gather_section(own, item->string, item);
  }
  cJSON_ArrayForEach(item, own) {
    const cJSON *value;
    cJSON_ArrayForEach(value, item) pm_gather_section(gathered, item->string, value);
  }
  cJSON_Delete(own);
}

static void join_sections(struct merger *merger, const struct pm_sections *sections) {
  cJSON *gathered = cJSON_CreateObject();
  const cJSON *item;
  for (size_t i = 0; i < merger->part_count; i++)
    gather_sections(gathered, &merger->parts[i]);
  cJSON_ArrayForEach(item, gathered) {
    cJSON *joined = pm_sections_join(sections, item->string, item);
    if (joined)
      pm_take_section(merger->result, item->string, joined);
    cJSON_Delete(joined);
  }
  cJSON_Delete(gathered);
}

static void note_part(struct merger *merger, const struct part *part) {
  static const char *const keys[] = {"argv", "resumed", "seed",  "build",
                                     "host", "verdict", "schema"};
  struct pm_json *json = pm_section_of(merger->result, MERGED);
  const cJSON *earlier = member(part->proofmark, "merged"), *record;
  merger->result->merged++;
  cJSON_ArrayForEach(record, earlier) pm_json_tree(json, NULL, record);
  if (cJSON_IsArray(earlier))
    return;
  pm_json_object(json, NULL);
  pm_json_string(json, "file", part->path);
  pm_json_string(json, "run_id", text_or_empty(part->proofmark, "run_id"));
  pm_json_tree(json, "context", context_or_empty(part));
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
    pm_json_tree(json, keys[i], member(part->proofmark, keys[i]));
  note_sections(json, part);
  pm_json_end_object(json);
}

/* One device in both: as far as both say, its name and its number. */
static bool same_device(const cJSON *a, const cJSON *b) {
  static const char *const keys[] = {"name", "uuid"};
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
    const char *x = text_or_empty(a, keys[i]), *y = text_or_empty(b, keys[i]);
    if (*x && *y && strcmp(x, y) != 0)
      return false;
  }
  return true;
}

/* The entry of that id in an earlier part; NULL where this is the first. */
static const cJSON *earlier_entry(const struct merger *merger, const struct part *part,
                                  const char *array, const char *id, const struct part **owner) {
  for (const struct part *p = merger->parts; p < part; p++) {
    const cJSON *item;
    cJSON_ArrayForEach(item, member(p->proofmark, array)) {
      if (strcmp(text_or_empty(item, "id"), id) == 0)
        return *owner = p, item;
    }
  }
  return NULL;
}

/* Two processors are two machines, which is allowed or not; then the entry `cpu` has the first one's name. */
static enum pm_status take_devices(struct merger *merger, const struct part *part,
                                   struct pm_error *error) {
  const cJSON *device;
  const struct part *owner = NULL;
  cJSON_ArrayForEach(device, member(part->proofmark, "devices")) {
    const char *id = text_or_empty(device, "id");
    const cJSON *known = earlier_entry(merger, part, "devices", id, &owner);
    if (known && !pm_device_id_is_cpu(id) && !same_device(known, device))
      return pm_fail(
          error, PM_USAGE, "%s is %.100s in %.200s and %.100s in %.200s; one file cannot hold both",
          id, text_or_empty(known, "name"), owner->path, text_or_empty(device, "name"), part->path);
    pm_take_device(merger->result, device);
  }
  return PM_OK;
}

static enum pm_status take_works(struct merger *merger, const struct part *part,
                                 struct pm_error *error) {
  const cJSON *work;
  cJSON_ArrayForEach(work, member(part->proofmark, "works")) {
    const char *id = text_or_empty(work, "id"), *digest = text_or_empty(work, "input_digest");
    const struct filed_work *known = pm_find_work(merger->result, id);
    if (known && strcmp(known->input_digest, digest) != 0)
      return pm_fail(error, PM_NOT_COMPARABLE,
                     "not the same work: %s has input %.12s… in %s and %.12s… before", id, digest,
                     part->path, known->input_digest);
    pm_take_work(merger->result, work);
  }
  return PM_OK;
}

static void take_cases(struct merger *merger, const struct part *part) {
  struct pm_result *result = merger->result;
  cJSON *item;
  cJSON_ArrayForEach(item, member(part->proofmark, "cases")) {
    struct entry *entry = entry_of(merger, part, text_or_empty(item, "id"));
    struct filed_work *work = pm_find_work(result, text_or_empty(item, "work"));
    if (!entry || entry->from != item || !work)
      continue;
    if (!member(item, "run_id"))
      cJSON_AddStringToObject(item, "run_id", text_or_empty(part->proofmark, "run_id"));
    pm_json_tree(pm_section_of(result, CASES), NULL, item);
    entry->family = (unsigned)(work - result->works);
    entry->instance = work->cases++;
    result->cases++;
    result->untrustworthy +=
        strcmp(text_or_empty(member(item, "verdict"), "status"), "untrustworthy") == 0;
  }
}

static void take_failures(struct merger *merger, const struct part *part) {
  const cJSON *item;
  cJSON_ArrayForEach(item, member(part->proofmark, "failures")) {
    const struct entry *entry = entry_of(merger, part, text_or_empty(item, "id"));
    if (!entry || entry->from != item)
      continue;
    pm_json_tree(pm_section_of(merger->result, FAILURES), NULL, item);
    merger->result->wrong += entry->wrong;
    merger->result->errors += !entry->wrong;
  }
}

static void take_skips(struct merger *merger, const struct part *part) {
  const cJSON *item;
  cJSON_ArrayForEach(item, member(part->proofmark, "skipped")) pm_take_skip(merger->result, item);
}

static void take_benchmarks(struct merger *merger, const struct part *part) {
  cJSON *run;
  cJSON_ArrayForEach(run, member(part->document, "benchmarks")) {
    const struct entry *entry = entry_of(merger, part, text_or_empty(run, "run_name"));
    cJSON *family = member(run, "family_index"),
          *instance = member(run, "per_family_instance_index");
    if (!entry)
      continue;
    if (family)
      cJSON_SetNumberValue(family, entry->family);
    if (instance)
      cJSON_SetNumberValue(instance, entry->instance);
    pm_json_tree(pm_section_of(merger->result, BENCHMARKS), NULL, run);
  }
}

static enum pm_status take_part(struct merger *merger, const struct part *part,
                                struct pm_error *error) {
  enum pm_status status = take_devices(merger, part, error);
  if (status == PM_OK)
    status = take_works(merger, part, error);
  if (status != PM_OK)
    return status;
  note_part(merger, part);
  take_cases(merger, part);
  take_failures(merger, part);
  take_skips(merger, part);
  take_benchmarks(merger, part);
  return PM_OK;
}

/* --- merging ----------------------------------------------------------------------------- */

static enum pm_status read_parts(struct merger *merger, const char *const *paths, size_t count,
                                 struct pm_error *error) {
  merger->parts = calloc(count + 1, sizeof *merger->parts);
  if (!merger->parts)
    return pm_fail(error, PM_FAILED, "no memory to merge");
  for (size_t i = 0; i < count; i++) {
    struct part *part = &merger->parts[i];
    part->path = paths[i];
    enum pm_status status = pm_observation_document(paths[i], &part->document, error);
    if (status != PM_OK)
      return status;
    merger->part_count++;
    part->proofmark = member(part->document, "proofmark");
    part->date = seconds_of(text_or_empty(context_or_empty(part), "date"));
  }
  return PM_OK;
}

static enum pm_status check_machines(const struct merger *merger, struct pm_error *error) {
  char difference[256];
  for (size_t i = 0; i < merger->part_count; i++)
    if (!pm_same_machine(merger->parts[0].document, merger->parts[i].document, difference))
      return pm_fail(error, PM_NOT_COMPARABLE,
                     "%s and %s are of two machines (%s); --across merges them all the same",
                     merger->parts[0].path, merger->parts[i].path, difference);
  return PM_OK;
}

static bool is_whole(const struct part *part) {
  const char *status = text_or_empty(member(part->proofmark, "verdict"), "status");
  return strcmp(status, "interrupted") != 0 && strcmp(status, "unfinished") != 0;
}

static enum pm_status merge(struct merger *merger, char *const *argv,
                            const struct pm_merge_options *options, struct pm_error *error) {
  enum pm_status status = options->across_machines ? PM_OK : check_machines(merger, error);
  if (status == PM_OK)
    status = choose_entries(merger, options->latest, error);
  if (status == PM_OK)
    status = start_result(merger, argv, error);
  bool whole = true;
  for (size_t i = 0; status == PM_OK && i < merger->part_count; i++) {
    status = take_part(merger, &merger->parts[i], error);
    whole = whole && is_whole(&merger->parts[i]);
  }
  if (status != PM_OK)
    return status;
  join_sections(merger, options->sections);
  pm_result_finish(merger->result, !whole);
  return PM_OK;
}

enum pm_status pm_results_merge(const char *const *paths, size_t count, char *const *argv,
                                const struct pm_merge_options *options, struct pm_result **result,
                                struct pm_error *error) {
  struct merger merger = {0};
  enum pm_status status = read_parts(&merger, paths, count, error);
  if (status == PM_OK)
    status = merge(&merger, argv, options, error);
  if (status == PM_OK)
    *result = merger.result;
  else
    pm_result_free(merger.result);
  for (size_t i = 0; i < merger.part_count; i++)
    cJSON_Delete(merger.parts[i].document);
  free(merger.parts);
  free(merger.entries);
  return status;
}
