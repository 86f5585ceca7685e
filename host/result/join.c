/* Several runs' observations made one: see independent.h. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "host/result/independent.h"
#include "host/result/result_parts.h"
#include "host/result/json_members.h"

struct join {
  struct pm_observation *const *runs;
  size_t count;
  const struct pm_independent *independent;
  double max_spread;
  struct pm_result *result;
};

static const cJSON *part_of(const struct join *join, size_t run, const char *key) {
  return member(member(join->runs[run]->root, "proofmark"), key);
}

/* --- what is taken as it is -------------------------------------------------------------- */

static void take_devices_and_works(struct join *join) {
  const cJSON *entry;
  for (size_t i = 0; i < join->count; i++) {
    cJSON_ArrayForEach(entry, part_of(join, i, "devices")) pm_take_device(join->result, entry);
    cJSON_ArrayForEach(entry, part_of(join, i, "works")) pm_take_work(join->result, entry);
  }
}

/* The first that a case ran into, whichever run it was. */
static void take_failures(struct join *join) {
  const cJSON *failure;
  for (size_t i = 0; i < join->count; i++)
    cJSON_ArrayForEach(failure, part_of(join, i, "failures")) {
      if (pm_names_hold(&join->result->settled, text_or_empty(failure, "id")))
        continue;
      pm_json_tree(pm_section_of(join->result, FAILURES), NULL, failure);
      pm_names_add(join->result, &join->result->settled, text_or_empty(failure, "id"));
      if (strcmp(text_or_empty(failure, "kind"), "wrong output") == 0)
        join->result->wrong++;
      else
        join->result->errors++;
    }
}

/* Runs skip alike; one that was cut short has skipped less. */
static void take_skips(struct join *join) {
  const cJSON *skip, *most = NULL;
  for (size_t i = 0; i < join->count; i++)
    if (cJSON_GetArraySize(part_of(join, i, "skipped")) > cJSON_GetArraySize(most))
      most = part_of(join, i, "skipped");
  cJSON_ArrayForEach(skip, most) pm_take_skip(join->result, skip);
}

/* --- a case ------------------------------------------------------------------------------ */

/* A case in the runs that measured it. */
struct joined {
  const struct pm_observed_case *cases[PM_INDEPENDENT_RUNS_MAX];
  const cJSON *trees[PM_INDEPENDENT_RUNS_MAX];
  size_t count;
  double *samples_ns;
  size_t sample_count, repetitions, discarded;
};

/* Cases stand in the tree as they do in the observation. */
static const struct pm_observed_case *find_case(const struct pm_observation *o, const char *id,
                                                const cJSON **tree) {
  const cJSON *entry;
  size_t i = 0;
  cJSON_ArrayForEach(entry, member(member(o->root, "proofmark"), "cases")) {
    if (strcmp(o->cases[i].id, id) == 0) {
      *tree = entry;
      return &o->cases[i];
    }
    i++;
  }
  return NULL;
}

/* Readers take repetitions for equal parts of the samples: each gives as many as the shortest has. */
static bool gather_samples(struct joined *joined) {
  size_t each = SIZE_MAX;
  for (size_t i = 0; i < joined->count; i++) {
    const struct pm_observed_case *observed = joined->cases[i];
    size_t here = observed->sample_count / observed->repetitions;
    each = here < each ? here : each;
  }
  joined->samples_ns = malloc((joined->repetitions * each + 1) * sizeof(double));
  for (size_t i = 0; joined->samples_ns && i < joined->count; i++) {
    const struct pm_observed_case *observed = joined->cases[i];
    for (size_t r = 0; r < observed->repetitions; r++) {
      const double *from =
          observed->samples_ns + observed->sample_count * r / observed->repetitions;
      memcpy(joined->samples_ns + joined->sample_count, from, each * sizeof(double));
      joined->sample_count += each;
    }
  }
  return joined->samples_ns != NULL;
}

static bool gather(const struct join *join, const char *id, struct joined *joined) {
  *joined = (struct joined){0};
  for (size_t i = 0; i < join->count; i++) {
    const cJSON *tree;
    const struct pm_observed_case *observed = find_case(join->runs[i], id, &tree);
    if (!observed)
      continue;
    double discarded = cJSON_GetNumberValue(member(tree, "discarded"));
    joined->cases[joined->count] = observed;
    joined->trees[joined->count++] = tree;
    joined->repetitions += observed->repetitions;
    joined->discarded += discarded > 0 ? (size_t)discarded : 0;
  }
  return gather_samples(joined);
}

static double spread_of(const struct join *join, const char *id) {
  for (size_t i = 0; i < join->independent->count; i++)
    if (strcmp(join->independent->cases[i].id, id) == 0)
      return join->independent->cases[i].spread;
  return NAN;
}

/* Returns whether the case is to be trusted. */
static bool write_verdict(const struct join *join, const struct joined *joined,
                          struct pm_json *json) {
  double spread = spread_of(join, joined->cases[0]->id);
  bool apart = join->max_spread > 0 && spread > join->max_spread, ok = !apart;
  for (size_t i = 0; i < joined->count; i++)
    ok = ok && joined->cases[i]->trustworthy;
  pm_json_object(json, "verdict");
  pm_json_string(json, "status", ok ? "ok" : "untrustworthy");
  pm_json_array(json, "reasons");
  for (size_t i = 0; i < joined->count; i++)
    if (!joined->cases[i]->trustworthy)
      pm_json_string(json, NULL, joined->cases[i]->reason);
  if (apart) {
    char text[128];
    snprintf(text, sizeof text, "the runs are %.3g%% apart, %.3g%% are allowed (--max-noise)",
             100 * spread, 100 * join->max_spread);
    pm_json_string(json, NULL, text);
  }
  pm_json_end_array(json);
  pm_json_end_object(json);
  return ok;
}

/* In the place of the first run's. Returns whether the case is to be trusted. */
static bool write_joined(const struct join *join, const struct joined *joined) {
  const struct pm_observed_work *work = joined->cases[0]->work;
  struct pm_json *json = pm_section_of(join->result, CASES);
  struct pm_statistics statistics;
  bool ok = true;
  pm_statistics_compute(joined->samples_ns, joined->sample_count, joined->repetitions,
                        join->result->seed, &statistics);
  pm_json_object(json, NULL);
  const cJSON *entry;
  cJSON_ArrayForEach(entry, joined->trees[0]) {
    if (strcmp(entry->string, "statistics") == 0)
      pm_write_statistics(json, work->items, work->bytes, work->operations, &statistics);
    else if (strcmp(entry->string, "discarded") == 0)
      pm_json_u64(json, "discarded", joined->discarded);
    else if (strcmp(entry->string, "repetitions") == 0)
      pm_json_u64(json, "repetitions", joined->repetitions);
    else if (strcmp(entry->string, "verdict") == 0)
      ok = write_verdict(join, joined, json);
    else if (strcmp(entry->string, "samples_ns") != 0)
      pm_json_tree(json, entry->string, entry);
  }
  pm_json_numbers(json, "samples_ns", joined->samples_ns, joined->sample_count);
  pm_json_end_object(json);
  return ok;
}

/* Google Benchmark's runs of a case, numbered through; its aggregates are of single runs and left out. */
static void write_benchmarks(const struct join *join, const struct joined *joined) {
  struct pm_json *json = pm_section_of(join->result, BENCHMARKS);
  const char *id = joined->cases[0]->id;
  size_t index = 0;
  for (size_t i = 0; i < join->count; i++) {
    const cJSON *run, *entry;
    cJSON_ArrayForEach(run, member(join->runs[i]->root, "benchmarks")) {
      if (strcmp(text_or_empty(run, "run_name"), id) != 0 ||
          strcmp(text_or_empty(run, "run_type"), "iteration") != 0)
        continue;
      pm_json_object(json, NULL);
      cJSON_ArrayForEach(entry, run) {
        if (strcmp(entry->string, "repetitions") == 0)
          pm_json_u64(json, "repetitions", joined->repetitions);
        else if (strcmp(entry->string, "repetition_index") == 0)
          pm_json_u64(json, "repetition_index", index++);
        else
          pm_json_tree(json, entry->string, entry);
      }
      pm_json_end_object(json);
    }
  }
}

static void join_case(struct join *join, const char *id) {
  struct joined joined;
  if (pm_names_hold(&join->result->settled, id))
    return;
  if (!gather(join, id, &joined)) {
    join->result->no_memory = true;
    return;
  }
  pm_names_add(join->result, &join->result->settled, id);
  join->result->cases++;
  if (write_joined(join, &joined))
    write_benchmarks(join, &joined);
  else
    join->result->untrustworthy++;
  free(joined.samples_ns);
}

/* --- the figures ------------------------------------------------------------------------- */

static void write_figures(const void *independent, struct pm_json *json) {
  const struct pm_independent *all = independent;
  pm_json_object(json, NULL);
  pm_json_u64(json, "runs", all->runs);
  pm_json_string(json, "formula",
                 "spread = (max - min) / mean of the runs' medians; between_cv = their sample "
                 "standard deviation / mean; within_cv = that of one run's repetition medians, "
                 "pooled / mean; f = between / within mean squares of the repetition medians");
  pm_json_number(json, "worst_spread", all->worst_spread);
  pm_json_u64(json, "beyond_repetitions", all->beyond);
  pm_json_array(json, "cases");
  for (size_t i = 0; i < all->count; i++) {
    const struct pm_independent_case *independent_case = &all->cases[i];
    pm_json_object(json, NULL);
    pm_json_string(json, "case", independent_case->id);
    pm_json_numbers(json, "medians_ns", independent_case->medians_ns, all->runs);
    pm_json_number(json, "spread", independent_case->spread);
    pm_json_number(json, "between_cv", independent_case->between_cv);
    pm_json_number(json, "within_cv", independent_case->within_cv);
    pm_json_number(json, "f", independent_case->f);
    pm_json_number(json, "p", independent_case->p);
    pm_json_end_object(json);
  }
  pm_json_end_array(json);
  pm_json_end_object(json);
}

/* --- sections ---------------------------------------------------------------------------- */

/* What they make together, or the first run's. */
static void join_sections(struct join *join, const struct pm_sections *sections) {
  cJSON *gathered = cJSON_CreateObject();
  const cJSON *item;
  for (size_t i = 0; i < join->count; i++)
    pm_gather_sections(gathered, member(join->runs[i]->root, "proofmark"));
  cJSON_ArrayForEach(item, gathered) {
    cJSON *joined = pm_sections_join(sections, item->string, item);
    pm_take_section(join->result, item->string, joined ? joined : item->child);
    cJSON_Delete(joined);
  }
  cJSON_Delete(gathered);
}

/* --- all of it --------------------------------------------------------------------------- */

/* A copy that pm_result may take over. */
static cJSON *copy_of(const cJSON *tree) { return tree ? cJSON_Duplicate(tree, true) : NULL; }

static bool start(struct join *join, char *const *argv) {
  const cJSON *build = part_of(join, 0, "build");
  struct pm_build made = {.commit = cJSON_GetStringValue(member(build, "commit")),
                          .dirty = cJSON_IsTrue(member(build, "dirty")),
                          .type = cJSON_GetStringValue(member(build, "type")),
                          .compiler = cJSON_GetStringValue(member(build, "compiler")),
                          .flags = cJSON_GetStringValue(member(build, "flags")),
                          .kernels_digest = cJSON_GetStringValue(member(build, "kernels_digest"))};
  double seed = join->runs[0]->seed;
  join->result = pm_result_make(argv, seed > 0 ? (uint64_t)seed : 0, &made,
                                copy_of(member(join->runs[0]->root, "context")),
                                copy_of(part_of(join, 0, "host")));
  return join->result != NULL;
}

enum pm_status pm_independent_join(struct pm_observation *const *runs, size_t count,
                                   const struct pm_independent *independent,
                                   const struct pm_sections *sections, char *const *argv,
                                   double max_spread, bool interrupted, struct pm_result **result,
                                   struct pm_error *error) {
  struct join join = {
      .runs = runs, .count = count, .independent = independent, .max_spread = max_spread};
  if (!start(&join, argv))
    return pm_fail(error, PM_FAILED, "no memory for the results");
  take_devices_and_works(&join);
  take_failures(&join);
  take_skips(&join);
  for (size_t i = 0; i < count; i++)
    for (size_t k = 0; k < runs[i]->case_count; k++)
      join_case(&join, runs[i]->cases[k].id);
  pm_write_member(join.result, "independent", write_figures, independent);
  join_sections(&join, sections);
  pm_result_finish(join.result, interrupted);
  *result = join.result;
  return PM_OK;
}
