#include "host/compare/compare.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "host/base/device_id.h"
#include "host/base/parallel.h"
#include "host/measure/paired.h"

const struct pm_compare_options pm_compare_defaults = {.same_within = 0.02, .seed = 1};

enum { SAMPLES_NEEDED = 6 };

const char *pm_pair_verdict_name(enum pm_pair_verdict verdict) {
  static const char *const names[] = {[PM_BETTER] = "better",
                                      [PM_WORSE] = "worse",
                                      [PM_SAME] = "same",
                                      [PM_INCONCLUSIVE] = "inconclusive"};
  return names[verdict];
}

/* --- the verdict of a pair --------------------------------------------------------------- */

static enum pm_pair_verdict verdict_of(const struct pm_interval *ratio, double same_within) {
  double upper = 1 + same_within, lower = 1 / upper;
  if (ratio->low >= lower && ratio->high <= upper)
    return PM_SAME;
  if (ratio->low > 1 && ratio->estimate > upper)
    return PM_BETTER;
  if (ratio->high < 1 && ratio->estimate < lower)
    return PM_WORSE;
  return PM_INCONCLUSIVE;
}

/* Why there is no saying at all; false where there is. */
static bool undecidable(const struct pm_pair *pair, char *reason, size_t room) {
  const struct pm_observed_case *sides[] = {pair->base, pair->contender};
  static const char *const names[] = {"base", "contender"};
  for (int i = 0; i < 2; i++) {
    if (!sides[i]->trustworthy)
      return snprintf(reason, room, "%s: %s", names[i], sides[i]->reason), true;
    if (sides[i]->sample_count < SAMPLES_NEEDED)
      return snprintf(reason, room, "%s has %zu samples, %d are needed", names[i],
                      sides[i]->sample_count, SAMPLES_NEEDED),
             true;
  }
  return false;
}

struct pm_sample pm_sample_of(const struct pm_observed_case *observed) {
  return (struct pm_sample){observed->samples_ns, observed->sample_count, observed->repetitions};
}

static bool interleaved(const struct pm_pair *pair) {
  return pair->base->group && pair->contender->group &&
         strcmp(pair->base->group, pair->contender->group) == 0;
}

static void measure(struct pm_pair *pair, uint64_t seed) {
  struct pm_sample base = pm_sample_of(pair->base), contender = pm_sample_of(pair->contender);
  if (!interleaved(pair) || !pm_pairable(base, contender)) {
    pair->p = NAN;
    pm_compare_medians(base, contender, seed, &pair->ratio, &pair->difference_ns);
    return;
  }
  struct pm_paired paired;
  pm_compare_paired(base, contender, seed, &paired);
  pair->ratio = paired.ratio;
  pair->difference_ns = paired.difference_ns;
  pair->blocks = paired.blocks;
  pair->p = paired.p;
  pair->p_exact = paired.p_exact;
}

static void judge(struct pm_pair *pair, const struct pm_compare_options *options) {
  measure(pair, options->seed);
  pair->decidable = !undecidable(pair, pair->reason, sizeof pair->reason);
  if (!pair->decidable) {
    pair->verdict = PM_INCONCLUSIVE;
    return;
  }
  pair->verdict = verdict_of(&pair->ratio, options->same_within);
  if (pair->verdict == PM_INCONCLUSIVE)
    snprintf(pair->reason, sizeof pair->reason,
             "the interval is neither within %.3g%% of equal nor clearly beyond it",
             100 * options->same_within);
}

/* --- collecting -------------------------------------------------------------------------- */

/* A comparison at work: its arrays have room for all there can be, but for the pairs, which are seldom as many. */
struct matcher {
  struct pm_comparison *comparison;
  const struct pm_compare_options *options;
  bool *base_used, *contender_used;
  size_t room; /* for pairs */
  bool no_memory;
};

static bool make_room(struct matcher *matcher) {
  size_t room = 2 * matcher->room + 16;
  struct pm_pair *pairs = realloc(matcher->comparison->pairs, room * sizeof *pairs);
  if (!pairs) {
    matcher->no_memory = true;
    return false;
  }
  memset(pairs + matcher->room, 0, (room - matcher->room) * sizeof *pairs);
  matcher->comparison->pairs = pairs;
  matcher->room = room;
  return true;
}

static bool start(struct matcher *matcher, struct pm_comparison *comparison,
                  const struct pm_observation *base, const struct pm_observation *contender,
                  const struct pm_compare_options *options) {
  *comparison = (struct pm_comparison){.base = base,
                                       .contender = contender,
                                       .same_within = options->same_within,
                                       .executor_share = options->executor_share,
                                       .environment = {.complete = true}};
  comparison->unpaired =
      calloc(base->case_count + contender->case_count + 1, sizeof *comparison->unpaired);
  comparison->differing = calloc(base->work_count + 1, sizeof *comparison->differing);
  *matcher = (struct matcher){.comparison = comparison,
                              .options = options,
                              .base_used = calloc(base->case_count + 1, sizeof(bool)),
                              .contender_used = calloc(contender->case_count + 1, sizeof(bool))};
  return comparison->unpaired && comparison->differing && matcher->base_used &&
         matcher->contender_used && make_room(matcher);
}

static void stop(struct matcher *matcher) {
  free(matcher->base_used);
  free(matcher->contender_used);
}

void pm_comparison_free(struct pm_comparison *comparison) {
  free(comparison->pairs);
  free(comparison->unpaired);
  free(comparison->differing);
  pm_environment_differences_free(&comparison->environment);
  *comparison = (struct pm_comparison){0};
}

static void add_pair(struct matcher *matcher, size_t base, size_t contender) {
  struct pm_comparison *comparison = matcher->comparison;
  if (comparison->pair_count == matcher->room && !make_room(matcher))
    return;
  struct pm_pair *pair = &comparison->pairs[comparison->pair_count++];
  pair->base = &comparison->base->cases[base];
  pair->contender = &comparison->contender->cases[contender];
  matcher->base_used[base] = true;
  matcher->contender_used[contender] = true;
}

static void judge_one(void *context, size_t i) {
  const struct matcher *matcher = context;
  judge(&matcher->comparison->pairs[i], matcher->options);
}

/* Thousands of pairs, each with thousands of draws. */
static void judge_all(struct matcher *matcher) {
  struct pm_comparison *comparison = matcher->comparison;
  pm_parallel(comparison->pair_count, judge_one, matcher);
  for (size_t i = 0; i < comparison->pair_count; i++)
    comparison->verdicts[comparison->pairs[i].verdict]++;
}

static int by_place(const void *a, const void *b) {
  const struct pm_pair *x = a, *y = b;
  if (x->base->work != y->base->work)
    return x->base->work > y->base->work ? 1 : -1;
  if (x->base != y->base)
    return x->base > y->base ? 1 : -1;
  return (x->contender > y->contender) - (x->contender < y->contender);
}

static void arrange(struct pm_comparison *comparison) {
  qsort(comparison->pairs, comparison->pair_count, sizeof *comparison->pairs, by_place);
}

static bool equal(const char *a, const char *b) { return a && b && strcmp(a, b) == 0; }

/* Why a case of one side has no counterpart on the other. */
static void explain(const struct pm_observation *own, const struct pm_observed_case *observed,
                    const struct pm_observation *other, char *reason, size_t room) {
  for (size_t i = 0; i < other->failure_count; i++) {
    const struct pm_observed_failure *failure = &other->failures[i];
    if (strcmp(failure->id, observed->id) == 0) {
      snprintf(reason, room, "its counterpart failed: %s",
               failure->wrong_output ? "wrong output" : failure->message);
      return;
    }
  }
  for (size_t i = 0; i < other->skip_count; i++) {
    const struct pm_observed_skip *skip = &other->skips[i];
    if (strcmp(skip->work, observed->work->id) == 0 &&
        strcmp(skip->implementation, observed->implementation) == 0 &&
        (!skip->device ||
         pm_device_id_same(skip->device, other->host_name, observed->device, own->host_name)) &&
        (!skip->boundary || strcmp(skip->boundary, observed->boundary) == 0)) {
      snprintf(reason, room, "its counterpart was skipped: %s", skip->reason);
      return;
    }
  }
  snprintf(reason, room, "has no counterpart");
}

static void add_unpaired(struct pm_comparison *comparison, enum pm_side side,
                         const struct pm_observed_case *observed,
                         const struct pm_observation *other) {
  struct pm_unpaired *unpaired = &comparison->unpaired[comparison->unpaired_count++];
  unpaired->side = side;
  unpaired->observed = observed;
  const struct pm_observation *own =
      side == PM_SIDE_BASE ? comparison->base : comparison->contender;
  explain(own, observed, other, unpaired->reason, sizeof unpaired->reason);
}

/* --- two files --------------------------------------------------------------------------- */

/* Works by id, so that a file of many thousand is looked through by halves. */
static int by_id(const void *a, const void *b) {
  const struct pm_observed_work *const *x = a, *const *y = b;
  return strcmp((*x)->id, (*y)->id);
}

static const struct pm_observed_work **sorted_works(const struct pm_observation *observation) {
  const struct pm_observed_work **sorted = calloc(observation->work_count + 1, sizeof *sorted);
  for (size_t i = 0; sorted && i < observation->work_count; i++)
    sorted[i] = &observation->works[i];
  if (sorted)
    qsort(sorted, observation->work_count, sizeof *sorted, by_id);
  return sorted;
}

static bool find_differing(struct pm_comparison *comparison) {
  const struct pm_observed_work **sorted = sorted_works(comparison->contender);
  for (size_t i = 0; sorted && i < comparison->base->work_count; i++) {
    const struct pm_observed_work *base = &comparison->base->works[i];
    const struct pm_observed_work *const *found =
        bsearch(&base, sorted, comparison->contender->work_count, sizeof *sorted, by_id);
    if (found && strcmp(base->input_digest, (*found)->input_digest) != 0)
      comparison->differing[comparison->differing_count++] =
          (struct pm_differing_work){base, *found};
  }
  free(sorted);
  return sorted != NULL;
}

/* What two cases must have in common at the least, as an order: 0 where they do. */
static int compare_identity(const struct pm_observed_case *a, const struct pm_observed_case *b) {
  int order = strcmp(a->work->id, b->work->id);
  if (!order)
    order = strcmp(a->work->input_digest, b->work->input_digest);
  if (!order)
    order = strcmp(a->implementation, b->implementation);
  if (!order)
    order = strcmp(a->boundary, b->boundary);
  if (!order)
    order = (a->threads > b->threads) - (a->threads < b->threads);
  return order;
}

/* Equal ones stay in the order of the file. */
static int by_identity(const void *a, const void *b) {
  const struct pm_observed_case *const *x = a, *const *y = b;
  int order = compare_identity(*x, *y);
  return order ? order : (*x > *y) - (*x < *y);
}

/* CPU threads are CPU threads: which processor they run on is the machine's to tell. */
static bool same_hardware(const struct pm_observed_case *a, const struct pm_observed_case *b) {
  if (a->on_cpu || b->on_cpu)
    return a->on_cpu && b->on_cpu;
  if (!a->hardware || !b->hardware)
    return strcmp(a->device, b->device) == 0;
  return strcmp(a->hardware->kind, b->hardware->kind) == 0 &&
         equal(a->hardware->name, b->hardware->name);
}

/* Of cases with one identity: of `base` and of `contender`. */
static bool counterparts(const struct pm_comparison *comparison, const struct pm_observed_case *a,
                         const struct pm_observed_case *b, bool closely) {
  return same_hardware(a, b) &&
         (!closely || (strcmp(a->binding, b->binding) == 0 &&
                       pm_device_id_same(a->device, comparison->base->host_name, b->device,
                                         comparison->contender->host_name)));
}

/* The first case of `sorted` that has the identity of `one`, or where it would stand. */
static size_t first_alike(const struct pm_observed_case *const *sorted, size_t count,
                          const struct pm_observed_case *observed) {
  size_t low = 0, high = count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (compare_identity(sorted[middle], observed) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* Each case of the base takes the first free counterpart; `taken` has their numbers plus one. */
static void match_files(const struct matcher *matcher, const struct pm_observed_case *const *sorted,
                        size_t *taken, bool closely) {
  const struct pm_observation *base = matcher->comparison->base;
  const struct pm_observation *contender = matcher->comparison->contender;
  for (size_t i = 0; i < base->case_count; i++) {
    const struct pm_observed_case *observed = &base->cases[i];
    size_t at =
        taken[i] ? contender->case_count : first_alike(sorted, contender->case_count, observed);
    for (; at < contender->case_count && compare_identity(sorted[at], observed) == 0; at++) {
      size_t j = (size_t)(sorted[at] - contender->cases);
      if (matcher->contender_used[j] ||
          !counterparts(matcher->comparison, observed, sorted[at], closely))
        continue;
      taken[i] = j + 1;
      matcher->contender_used[j] = true;
      break;
    }
  }
}

static bool pair_files(struct matcher *matcher) {
  const struct pm_observation *base = matcher->comparison->base;
  const struct pm_observation *contender = matcher->comparison->contender;
  size_t *taken = calloc(base->case_count + 1, sizeof *taken);
  const struct pm_observed_case **sorted = calloc(contender->case_count + 1, sizeof *sorted);
  bool room = taken && sorted;
  for (size_t j = 0; room && j < contender->case_count; j++)
    sorted[j] = &contender->cases[j];
  if (room) {
    qsort(sorted, contender->case_count, sizeof *sorted, by_identity);
    match_files(matcher, sorted, taken, true);
    match_files(matcher, sorted, taken, false);
    for (size_t i = 0; i < base->case_count; i++)
      if (taken[i])
        add_pair(matcher, i, taken[i] - 1);
    arrange(matcher->comparison);
    judge_all(matcher);
    room = !matcher->no_memory;
  }
  free(sorted);
  free(taken);
  return room;
}

static int by_address(const void *a, const void *b) {
  const struct pm_observed_work *const *x = a, *const *y = b;
  return (*x > *y) - (*x < *y);
}

/* Cases of works that differ are listed as such already. */
static bool list_unpaired(struct matcher *matcher) {
  struct pm_comparison *comparison = matcher->comparison;
  size_t count = 2 * comparison->differing_count;
  const struct pm_observed_work **differing = calloc(count + 1, sizeof *differing);
  for (size_t i = 0; differing && i < comparison->differing_count; i++) {
    differing[2 * i] = comparison->differing[i].base;
    differing[2 * i + 1] = comparison->differing[i].contender;
  }
  if (!differing)
    return false;
  qsort(differing, count, sizeof *differing, by_address);
  for (int side = PM_SIDE_BASE; side <= PM_SIDE_CONTENDER; side++) {
    bool of_base = side == PM_SIDE_BASE;
    const struct pm_observation *own = of_base ? comparison->base : comparison->contender;
    const struct pm_observation *other = of_base ? comparison->contender : comparison->base;
    const bool *used = of_base ? matcher->base_used : matcher->contender_used;
    for (size_t i = 0; i < own->case_count; i++)
      if (!used[i] &&
          !bsearch(&own->cases[i].work, differing, count, sizeof *differing, by_address))
        add_unpaired(comparison, (enum pm_side)side, &own->cases[i], other);
  }
  free(differing);
  return true;
}

static enum pm_status say_what_differs(const struct pm_comparison *comparison,
                                       struct pm_error *error) {
  char names[600] = "";
  size_t used = 0, shown = 0;
  for (; shown < comparison->differing_count && used < 400; shown++)
    used += (size_t)snprintf(names + used, sizeof names - used, "%s%.190s", shown ? ", " : "",
                             comparison->differing[shown].base->id);
  return pm_fail(error, PM_NOT_COMPARABLE,
                 "not the same work: the inputs differ for %s%s; run both with the same --seed or "
                 "--input",
                 names, shown < comparison->differing_count ? ", …" : "");
}

static enum pm_status compare_files(struct matcher *matcher, struct pm_error *error) {
  struct pm_comparison *comparison = matcher->comparison;
  if (!find_differing(comparison) || !pair_files(matcher) || !list_unpaired(matcher))
    return pm_fail(error, PM_FAILED, "no memory for the comparison");
  if (comparison->differing_count)
    return say_what_differs(comparison, error);
  if (!comparison->pair_count)
    return pm_fail(error, PM_NOT_COMPARABLE,
                   "%s and %s have no case in common (same work, implementation, device, threads "
                   "and boundary)",
                   comparison->base->file, comparison->contender->file);
  return PM_OK;
}

enum pm_status pm_compare_files(const struct pm_observation *base,
                                const struct pm_observation *contender,
                                const struct pm_compare_options *options,
                                struct pm_comparison *comparison, struct pm_error *error) {
  struct matcher matcher;
  enum pm_status status = PM_OK;
  if (!start(&matcher, comparison, base, contender, options))
    status = pm_fail(error, PM_FAILED, "no memory for the comparison");
  char *difference = comparison->machine_difference;
  comparison->across_machines = !pm_same_machine(base->root, contender->root, difference);
  if (status == PM_OK && comparison->across_machines && !options->across_machines)
    status = pm_fail(error, PM_NOT_COMPARABLE,
                     "%s and %s are of two machines (%s); --across compares them all the same",
                     base->file, contender->file, difference);
  if (status == PM_OK) {
    comparison->environment = pm_environment_compare(base->root, contender->root);
    status = compare_files(&matcher, error);
  }
  stop(&matcher);
  return status;
}

/* --- one file ---------------------------------------------------------------------------- */

static bool rivals(const struct pm_observed_case *a, const struct pm_observed_case *b) {
  if (a->work != b->work || !pm_device_id_same_node(a->device, b->device))
    return false;
  if (a->on_cpu && b->on_cpu)
    return a->threads == b->threads;
  return a->on_cpu || b->on_cpu || strcmp(a->boundary, b->boundary) == 0;
}

static enum pm_status check_implementation(const struct pm_observation *observation,
                                           const char *name, struct pm_error *error) {
  char names[600] = "";
  size_t used = 0;
  for (size_t i = 0; i < observation->case_count; i++) {
    const char *other = observation->cases[i].implementation;
    if (strcmp(other, name) == 0)
      return PM_OK;
    bool seen = false;
    for (size_t j = 0; j < i && !seen; j++)
      seen = strcmp(observation->cases[j].implementation, other) == 0;
    if (!seen && used < sizeof names - 80)
      used +=
          (size_t)snprintf(names + used, sizeof names - used, "%s%.64s", used ? ", " : "", other);
  }
  return pm_fail(error, PM_USAGE, "%s has no case of implementation \"%.80s\"; it has %s",
                 observation->file, name, used ? names : "no cases");
}

static bool is_of(const struct pm_observed_case *observed, const char *implementation) {
  return strcmp(observed->implementation, implementation) == 0;
}

static bool match_implementations(struct matcher *matcher, const char *baseline,
                                  const char *contender) {
  const struct pm_observation *o = matcher->comparison->base;
  for (size_t i = 0; i < o->case_count; i++)
    for (size_t j = 0; is_of(&o->cases[i], baseline) && j < o->case_count; j++)
      if (rivals(&o->cases[i], &o->cases[j]) && is_of(&o->cases[j], contender))
        add_pair(matcher, i, j);
  arrange(matcher->comparison);
  judge_all(matcher);
  for (size_t i = 0; i < o->case_count; i++) {
    if (is_of(&o->cases[i], baseline) && !matcher->base_used[i])
      add_unpaired(matcher->comparison, PM_SIDE_BASE, &o->cases[i], o);
    if (is_of(&o->cases[i], contender) && !matcher->contender_used[i])
      add_unpaired(matcher->comparison, PM_SIDE_CONTENDER, &o->cases[i], o);
  }
  return !matcher->no_memory;
}

enum pm_status pm_compare_implementations(const struct pm_observation *observation,
                                          const char *baseline, const char *contender,
                                          const struct pm_compare_options *options,
                                          struct pm_comparison *comparison,
                                          struct pm_error *error) {
  struct matcher matcher;
  bool room = start(&matcher, comparison, observation, observation, options);
  comparison->base_implementation = baseline;
  comparison->contender_implementation = contender;
  enum pm_status status = room ? PM_OK : pm_fail(error, PM_FAILED, "no memory for the comparison");
  comparison->across_machines =
      !pm_same_machine(observation->root, observation->root, comparison->machine_difference);
  if (status == PM_OK && comparison->across_machines && !options->across_machines)
    status =
        pm_fail(error, PM_NOT_COMPARABLE,
                "%s was merged from several machines (%s); --across compares them all the same",
                observation->file, comparison->machine_difference);
  if (status == PM_OK)
    status = check_implementation(observation, baseline, error);
  if (status == PM_OK)
    status = check_implementation(observation, contender, error);
  if (status == PM_OK) {
    if (!match_implementations(&matcher, baseline, contender))
      status = pm_fail(error, PM_FAILED, "no memory for the comparison");
    else if (!comparison->pair_count)
      status = pm_fail(error, PM_NOT_COMPARABLE, "%s: %s and %s have no work in common",
                       observation->file, baseline, contender);
  }
  stop(&matcher);
  return status;
}
