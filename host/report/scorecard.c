#include "host/report/scorecard.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "host/base/device_id.h"
#include "host/report/scorecard_mean.h"
#include "host/result/table.h"

static enum pm_status no_memory(struct pm_error *error) {
  return pm_fail(error, PM_FAILED, "no memory for the scorecard");
}

static bool equal(const char *a, const char *b) { return a && b && strcmp(a, b) == 0; }

/* --- machines and places ----------------------------------------------------------------- */

static const char *file_name(const struct pm_observation *o) {
  const char *slash = strrchr(o->file, '/');
  return slash ? slash + 1 : o->file;
}

static char *format_label(const char *a, const char *b) {
  char text[512];
  snprintf(text, sizeof text, b ? "%.200s (%.200s)" : "%.200s", a, b);
  return strdup(text);
}

static char *machine_label(const struct pm_observation *const *observations, size_t count,
                           size_t which) {
  const char *host = observations[which]->host_name;
  size_t namesakes = 0;
  for (size_t i = 0; i < count; i++)
    namesakes += equal(host, observations[i]->host_name);
  if (!host || !*host)
    return format_label(observations[which]->file, NULL);
  return format_label(host, namesakes > 1 ? observations[which]->file : NULL);
}

static enum pm_status add_machines(struct pm_scorecard *s,
                                   const struct pm_observation *const *observations, size_t count,
                                   const char *base, struct pm_error *error) {
  s->machines = calloc(count + 1, sizeof *s->machines);
  if (!s->machines)
    return no_memory(error);
  bool found = !base;
  for (; s->machine_count < count; s->machine_count++) {
    const size_t i = s->machine_count;
    s->machines[i] =
        (struct pm_score_machine){observations[i], machine_label(observations, count, i)};
    if (!s->machines[i].label)
      return no_memory(error);
    if (!found && (equal(base, observations[i]->host_name) || equal(base, observations[i]->file) ||
                   equal(base, file_name(observations[i])))) {
      s->base = i;
      found = true;
    }
  }
  return found ? PM_OK
               : pm_fail(error, PM_USAGE,
                         "no results file is of a machine '%s'; --base takes the name of a host or "
                         "of one of the files, %s for one",
                         base, s->machines[0].label);
}

static bool was_used(const struct pm_observation *o, const struct pm_observed_device *device) {
  for (size_t i = 0; i < o->case_count; i++)
    if (o->cases[i].hardware == device)
      return true;
  return false;
}

/* The CPU threads of another machine than the one that the file begins with. */
static bool is_cpu_of_node(const struct pm_observed_device *device) {
  return device && pm_device_id_is_cpu(device->id) && pm_device_id_node_length(device->id);
}

static bool is_place(const struct pm_observation *o, const struct pm_observed_device *device) {
  return (strcmp(device->kind, "cpu") != 0 || is_cpu_of_node(device)) && was_used(o, device);
}

static const char *cpu_name(const struct pm_observation *o) {
  for (size_t i = 0; i < o->device_count; i++)
    if (strcmp(o->devices[i].id, "cpu") == 0)
      return o->devices[i].name;
  return NULL;
}

static enum pm_status add_place(struct pm_scorecard *s, size_t machine,
                                const struct pm_observed_device *device, struct pm_error *error) {
  const struct pm_observation *o = s->machines[machine].observation;
  struct pm_score_place *place = &s->places[s->place_count++];
  const char *name = device ? device->name : cpu_name(o);
  const int node = device ? (int)pm_device_id_node_length(device->id) : 0;
  char label[256], host[256]; /* `host` is that of the device */
  snprintf(host, sizeof host, "%.*s", node, device ? device->id : "");
  if (device)
    snprintf(label, sizeof label, "%.200s", device->id);
  else
    snprintf(label, sizeof label, "CPU");
  *place = (struct pm_score_place){machine, device, strdup(label), name,
                                   pm_price_find(s->prices, node ? host : o->host_name, name)};
  return place->label ? PM_OK : no_memory(error);
}

static enum pm_status add_places(struct pm_scorecard *s, struct pm_error *error) {
  size_t most = s->machine_count;
  for (size_t m = 0; m < s->machine_count; m++)
    most += s->machines[m].observation->device_count;
  s->places = calloc(most + 1, sizeof *s->places);
  enum pm_status status = s->places ? PM_OK : no_memory(error);
  for (size_t m = 0; status == PM_OK && m < s->machine_count; m++) {
    const struct pm_observation *o = s->machines[m].observation;
    status = add_place(s, m, NULL, error);
    for (size_t i = 0; status == PM_OK && i < o->device_count; i++)
      if (is_place(o, &o->devices[i]))
        status = add_place(s, m, &o->devices[i], error);
  }
  return status;
}

/* --- works ------------------------------------------------------------------------------- */

static const struct pm_observed_work *work_by_id(const struct pm_observation *o, const char *id) {
  for (size_t i = 0; i < o->work_count; i++)
    if (strcmp(o->works[i].id, id) == 0)
      return &o->works[i];
  return NULL;
}

static void add_works_of(struct pm_scorecard *s, const struct pm_observation *o) {
  const size_t known = s->work_count; /* ids are unique within a file */
  for (size_t i = 0; i < o->work_count; i++) {
    bool new = true;
    for (size_t w = 0; w < known && new; w++)
      new = strcmp(s->works[w].work->id, o->works[i].id) != 0;
    if (new)
      s->works[s->work_count++] = (struct pm_score_work){.work = &o->works[i]};
  }
}

static enum pm_status add_works(struct pm_scorecard *s, struct pm_error *error) {
  size_t most = 0;
  for (size_t m = 0; m < s->machine_count; m++)
    most += s->machines[m].observation->work_count;
  s->works = calloc(most + 1, sizeof *s->works);
  if (!s->works)
    return no_memory(error);
  add_works_of(s, s->machines[s->base].observation);
  for (size_t m = 0; m < s->machine_count; m++)
    add_works_of(s, s->machines[m].observation);
  return PM_OK;
}

/* --- one score --------------------------------------------------------------------------- */

/* `boundary` is NULL for any: what a work that measures a limit was measured by. */
static const struct pm_observed_case *best_on_device(const struct pm_observation *o,
                                                     const struct pm_observed_work *work,
                                                     const struct pm_observed_device *device,
                                                     const char *boundary) {
  const struct pm_observed_case *best = NULL;
  for (size_t i = 0; i < o->case_count; i++) {
    const struct pm_observed_case *observed = &o->cases[i];
    if (observed->work == work && observed->hardware == device && observed->trustworthy &&
        (!boundary || strcmp(observed->boundary, boundary) == 0) &&
        observed->statistics.median_ns > 0 &&
        (!best || observed->statistics.median_ns < best->statistics.median_ns))
      best = observed;
  }
  return best;
}

static double rate_of(const struct pm_observed_case *observed) {
  return observed ? observed->work->items * 1e9 / observed->statistics.median_ns : NAN;
}

/* Why a work has no score at a place: the first thing that stands in the file. */
static void explain(const struct pm_observation *o, const struct pm_observed_work *work,
                    const struct pm_observed_device *device, char reason[256]) {
  const char *id = device ? device->id : "cpu";
  for (size_t i = 0; i < o->failure_count; i++)
    if (equal(o->failures[i].work, work->id) && equal(o->failures[i].device, id)) {
      snprintf(reason, 256, "%s", o->failures[i].wrong_output ? "wrong output" : "failed");
      return;
    }
  for (size_t i = 0; i < o->case_count; i++) {
    const struct pm_observed_case *observed = &o->cases[i];
    const bool counts = observed->on_cpu || equal(observed->boundary, "e2e");
    if (observed->work == work && equal(observed->device, id) && counts && !observed->trustworthy) {
      snprintf(reason, 256, "not to be trusted: %.200s", observed->reason);
      return;
    }
  }
  for (size_t i = 0; i < o->skip_count; i++)
    if (equal(o->skips[i].work, work->id) &&
        (equal(o->skips[i].device, id) || (!device && !o->skips[i].device))) {
      snprintf(reason, 256, "skipped: %.200s", o->skips[i].reason);
      return;
    }
  const bool end_to_end = device && !is_cpu_of_node(device);
  snprintf(reason, 256, end_to_end ? "not measured end to end" : "not measured");
}

static void add_energy(struct pm_score *score) {
  const struct pm_observed_energy *own = &score->best->energy, *host = &score->best->host_energy;
  if (!isfinite(own->joules_per_item))
    return;
  score->joules_per_item = own->joules_per_item;
  score->host_joules_per_item = host->joules_per_item;
  score->energy_source = own->source;
  score->idle_subtracted = own->idle_subtracted;
}

static void add_figures(struct pm_score *score, const struct pm_observation *o,
                        const struct pm_score_place *place) {
  score->items_per_second = rate_of(score->best);
  if (place->device)
    score->kernel_items_per_second =
        rate_of(best_on_device(o, score->best->work, place->device, "kernel"));
  add_energy(score);
  if (place->price)
    score->cost_per_billion = place->price->per_hour / 3600 / score->items_per_second * 1e9;
  const struct pm_bounds bounds = pm_bounds_of(o, score->best, PM_CEILING_MACHINE);
  if (bounds.count)
    score->bound = bounds.bounds[0];
}

static void score_work(struct pm_scorecard *s, size_t w, size_t p) {
  const struct pm_score_place *place = &s->places[p];
  const struct pm_observation *o = s->machines[place->machine].observation;
  const struct pm_observed_work *reference = s->works[w].work;
  const struct pm_observed_work *work = work_by_id(o, reference->id);
  struct pm_score *score = &s->scores[w * s->place_count + p];
  *score = (struct pm_score){.items_per_second = NAN,
                             .kernel_items_per_second = NAN,
                             .joules_per_item = NAN,
                             .host_joules_per_item = NAN,
                             .cost_per_billion = NAN,
                             .bound = {.share = NAN}};
  if (!work) {
    snprintf(score->reason, sizeof score->reason, "not in the results file");
  } else if (strcmp(work->input_digest, reference->input_digest) != 0) {
    snprintf(score->reason, sizeof score->reason, "another input than on the base machine");
  } else if (place->device && !is_cpu_of_node(place->device)) {
    score->best =
        best_on_device(o, work, place->device, work->measures == PM_RESOURCE_NONE ? "e2e" : NULL);
  } else {
    const struct pm_cpu_best best = pm_cpu_best(o, work, place->device ? place->device->id : "cpu");
    score->best = best.all_cores ? best.all_cores : best.one_core;
  }
  if (score->best)
    add_figures(score, o, place);
  else if (!*score->reason)
    explain(o, work, place->device, score->reason);
}

static void find_only(struct pm_scorecard *s, size_t w) {
  size_t with = 0;
  for (size_t m = 0; m < s->machine_count; m++)
    if (pm_scorecard_best_place(s, w, m) < s->place_count) {
      s->works[w].only_on = s->machines[m].label;
      with++;
    }
  if (with != 1 || s->machine_count < 2)
    s->works[w].only_on = NULL;
}

static enum pm_status add_scores(struct pm_scorecard *s, struct pm_error *error) {
  s->scores = calloc(s->work_count * s->place_count + 1, sizeof *s->scores);
  if (!s->scores)
    return no_memory(error);
  for (size_t w = 0; w < s->work_count; w++) {
    for (size_t p = 0; p < s->place_count; p++)
      score_work(s, w, p);
    find_only(s, w);
  }
  return PM_OK;
}

/* --- the whole --------------------------------------------------------------------------- */

enum pm_status pm_scorecard_make(const struct pm_observation *const *observations, size_t count,
                                 const struct pm_scorecard_options *options, struct pm_scorecard *s,
                                 struct pm_error *error) {
  *s = (struct pm_scorecard){.prices = options->prices, .mix = options->mix};
  enum pm_status status = add_machines(s, observations, count, options->base, error);
  if (status == PM_OK)
    status = add_places(s, error);
  if (status == PM_OK)
    status = add_works(s, error);
  if (status == PM_OK)
    status = add_scores(s, error);
  if (status == PM_OK && s->mix)
    status = pm_scorecard_add_means(s, error);
  return status;
}

void pm_scorecard_free(struct pm_scorecard *s) {
  for (size_t i = 0; i < s->machine_count; i++)
    free(s->machines[i].label);
  for (size_t i = 0; i < s->place_count; i++)
    free(s->places[i].label);
  free(s->machines);
  free(s->places);
  free(s->works);
  free(s->scores);
  free(s->means);
  *s = (struct pm_scorecard){0};
}
