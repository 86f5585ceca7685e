/* Laws on the machine: its limits, its clocks, who else was on it, and the program. */
#include <math.h>
#include <string.h>

#include "host/laws/ceiling.h"
#include "host/laws/law_checks.h"
#include "host/result/units.h"

/* --- ceiling ------------------------------------------------------------------------------------- */

/* A limit is measured too, and by works that may miss it by some percent. */
static const double above_limit = 1.1;

void pm_law_ceiling(const struct pm_observation *o, const struct pm_law_limits *limits,
                    struct pm_judgement *j) {
  (void)limits;
  for (size_t i = 0; i < o->case_count; i++) {
    const struct pm_observed_case *observed = &o->cases[i];
    const struct pm_bounds bounds = pm_bounds_of(o, observed, PM_CEILING_MACHINE);
    if (!bounds.count)
      continue;
    j->checked++;
    const struct pm_bound *bound = &bounds.bounds[0];
    if (!(bound->share > above_limit))
      continue;
    char least[PM_FIGURE_MAX], median[PM_FIGURE_MAX];
    pm_format_time(bound->least_ns, least);
    pm_format_time(observed->statistics.median_ns, median);
    struct pm_violation *v = pm_law_break(
        j, observed->id, observed->work->id,
        "faster than the machine: takes %s, and its %s alone takes %s at the rate of %.160s",
        median, pm_resource_name(bound->resource), least, bound->source->id);
    pm_law_figure(v, "share", bound->share);
    pm_law_figure(v, "median_ns", observed->statistics.median_ns);
    pm_law_figure(v, "least_ns", bound->least_ns);
    pm_law_figure(v, "amount", bound->amount);
    pm_law_figure(v, "rate_per_second", bound->rate);
  }
  if (!j->checked)
    pm_law_reason(j, "no limit of the machine was measured that a case of the run needs; "
                     "measure 'system/*' in the same run");
}

/* --- clock --------------------------------------------------------------------------------------- */

static const double dropped = 0.9;

static bool is_virtual(const struct pm_observation *o) {
  const cJSON *proofmark = cJSON_GetObjectItemCaseSensitive(o->root, "proofmark");
  const cJSON *host = cJSON_GetObjectItemCaseSensitive(proofmark, "host");
  return cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(host, "virtualised"));
}

/* The clock that matters to a case; one without figures where it is not known. A virtual machine's
 * /proc/cpuinfo has one clock for ever. */
static struct pm_observed_clock clock_of(const struct pm_observation *o,
                                         const struct pm_observed_case *observed) {
  const struct pm_observed_clock none = {NAN, NAN, NAN, NULL};
  const struct pm_observed_conditions *c = &observed->conditions;
  if (!observed->on_cpu)
    return c->gpu_clock;
  const bool nominal =
      !c->cpu_clock.source || (strcmp(c->cpu_clock.source, "cpufreq") != 0 && is_virtual(o));
  return nominal ? none : c->cpu_clock;
}

static void check_clock(const struct pm_observed_case *observed, struct pm_observed_clock clock,
                        struct pm_judgement *j) {
  if (!(clock.least_mhz < dropped * clock.most_mhz))
    return;
  struct pm_violation *v =
      pm_law_break(j, observed->id, observed->work->id, "the clock dropped from %.0f to %.0f MHz",
                   clock.most_mhz, clock.least_mhz);
  pm_law_figure(v, "least_mhz", clock.least_mhz);
  pm_law_figure(v, "mean_mhz", clock.mean_mhz);
  pm_law_figure(v, "most_mhz", clock.most_mhz);
}

static void check_throttling(const struct pm_observed_case *observed, struct pm_judgement *j) {
  const struct pm_observed_conditions *c = &observed->conditions;
  if (c->throttle_events > 0)
    pm_law_figure(pm_law_break(j, observed->id, observed->work->id,
                               "heat slowed the processor down: %.0f throttling events",
                               c->throttle_events),
                  "throttle_events", c->throttle_events);
  if (!observed->on_cpu && c->throttle_reasons)
    pm_law_figure(pm_law_break(j, observed->id, observed->work->id, "the GPU was throttled: %s",
                               c->throttle_reasons),
                  "gpu_temperature_c", c->gpu_temperature_c);
}

void pm_law_clock(const struct pm_observation *o, const struct pm_law_limits *limits,
                  struct pm_judgement *j) {
  (void)limits;
  size_t unknown = 0;
  for (size_t i = 0; i < o->case_count; i++) {
    const struct pm_observed_case *observed = &o->cases[i];
    const struct pm_observed_clock clock = clock_of(o, observed);
    const bool known = isfinite(clock.least_mhz) ||
                       isfinite(observed->conditions.throttle_events) ||
                       observed->conditions.throttle_reasons;
    j->checked += known;
    unknown += !known;
    check_clock(observed, clock, j);
    check_throttling(observed, j);
  }
  if (unknown)
    pm_law_reason(j, "for %zu cases neither the clock nor throttling could be read%s", unknown,
                  is_virtual(o) ? " (a virtual machine shows neither)" : "");
}

/* --- busy ---------------------------------------------------------------------------------------- */

static const double busy_share = 0.05;

/* The kernel counts in ticks of 10 ms: of so much processor time they are half a percent. Cases with
 * less are taken together. */
static const double seconds_needed = 2;

struct load {
  double available_s, other_s, stolen_s;
};

static struct load load_of(const struct pm_observed_case *observed) {
  const struct pm_observed_conditions *c = &observed->conditions;
  return (struct load){c->seconds * c->processors, c->other_cpu_s,
                       c->stolen_cpu_s > 0 ? c->stolen_cpu_s : 0};
}

static void check_load(struct load load, const char *case_id, const char *work_id,
                       struct pm_judgement *j) {
  const double share = (load.other_s + load.stolen_s) / load.available_s;
  if (!(share > busy_share))
    return;
  struct pm_violation *v = pm_law_break(
      j, case_id, work_id,
      "%sothers took %.1f%% of the processors' time (%.3g of %.3g s%s), %.3g%% is allowed",
      case_id ? "" : "in the cases too short to tell one by one ", 100 * share,
      load.other_s + load.stolen_s, load.available_s,
      load.stolen_s > 0 ? ", with what the hypervisor took" : "", 100 * busy_share);
  pm_law_figure(v, "share", share);
  pm_law_figure(v, "other_cpu_s", load.other_s);
  pm_law_figure(v, "stolen_cpu_s", load.stolen_s);
  pm_law_figure(v, "available_cpu_s", load.available_s);
}

void pm_law_busy(const struct pm_observation *o, const struct pm_law_limits *limits,
                 struct pm_judgement *j) {
  (void)limits;
  struct load together = {0, 0, 0};
  size_t unknown = 0, shorts = 0;
  for (size_t i = 0; i < o->case_count; i++) {
    const struct pm_observed_case *observed = &o->cases[i];
    const struct load load = load_of(observed);
    if (!isfinite(load.available_s) || !isfinite(load.other_s)) {
      unknown++;
    } else if (load.available_s >= seconds_needed) {
      j->checked++;
      check_load(load, observed->id, observed->work->id, j);
    } else {
      shorts++;
      together.available_s += load.available_s;
      together.other_s += load.other_s;
      together.stolen_s += load.stolen_s;
    }
  }
  if (together.available_s >= seconds_needed) {
    j->checked += shorts;
    check_load(together, NULL, NULL, j);
  } else if (shorts) {
    pm_law_reason(j,
                  "%zu cases are too short: %.2g s of processor time together, %.2g s are needed",
                  shorts, together.available_s, seconds_needed);
  }
  if (unknown)
    pm_law_reason(j, "the processors' time was not read for %zu cases", unknown);
}

/* --- debug_build --------------------------------------------------------------------------------- */

void pm_law_build(const struct pm_observation *o, const struct pm_law_limits *limits,
                  struct pm_judgement *j) {
  (void)limits;
  const cJSON *proofmark = cJSON_GetObjectItemCaseSensitive(o->root, "proofmark");
  const cJSON *build = cJSON_GetObjectItemCaseSensitive(proofmark, "build");
  const char *type = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(build, "type"));
  const char *flags = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(build, "flags"));
  if (!type) {
    pm_law_reason(j, "the file does not say how the program was built");
    return;
  }
  j->checked = 1;
  if (strcmp(type, "Release") != 0 && strcmp(type, "RelWithDebInfo") != 0)
    pm_law_break(j, NULL, NULL, "the build type is %.60s, not Release or RelWithDebInfo", type);
  else if (flags && strstr(flags, "-fsanitize="))
    pm_law_break(j, NULL, NULL, "the program is built with sanitizers: %.200s", flags);
  if (cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(build, "dirty")))
    pm_law_reason(j, "the sources had changes that no commit has");
}
