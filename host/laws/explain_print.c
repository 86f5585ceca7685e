#include <string.h>

#include "host/laws/explain.h"
#include "host/result/grid.h"
#include "host/result/json.h"
#include "host/result/units.h"

/* What a resource is called in a sentence, and what its rate is per second. */
static const struct {
  const char *name, *unit;
} words[PM_RESOURCE_COUNT] = {
    [PM_RESOURCE_ADD] = {"additions and logic of two words", ""},
    [PM_RESOURCE_LOGIC3] = {"logic of three words", ""},
    [PM_RESOURCE_SHIFT] = {"rotations", ""},
    [PM_RESOURCE_MULTIPLY] = {"products, lower halves", ""},
    [PM_RESOURCE_MULTIPLY_WIDE] = {"products, whole", ""},
    [PM_RESOURCE_OPERATIONS] = {"all operations together", ""},
    [PM_RESOURCE_MEMORY] = {"memory read and written", "B"},
    [PM_RESOURCE_UPLOAD] = {"bytes to the device", "B"},
    [PM_RESOURCE_DOWNLOAD] = {"bytes from the device", "B"},
    [PM_RESOURCE_LAUNCH] = {"starting the kernel", ""},
};

static const char *percent(double share, char text[PM_FIGURE_MAX]) {
  snprintf(text, PM_FIGURE_MAX, share < 0.005 ? "<1%%" : "%.0f%%", 100 * share);
  return text;
}

static void print_percent(double share, FILE *stream) {
  char text[PM_FIGURE_MAX];
  fputs(percent(share, text), stream);
}

static void print_time(double time_ns, FILE *stream) {
  char text[PM_FIGURE_MAX];
  pm_format_time(time_ns, text);
  fputs(text, stream);
}

/* What it did. */
static void print_rate(const struct pm_observed_case *observed, FILE *stream) {
  char rate[PM_FIGURE_MAX];
  pm_format_si(observed->work->items * 1e9 / observed->statistics.median_ns, rate);
  fprintf(stream, "  It did %s ", rate);
  pm_print_clean(observed->work->item ? observed->work->item : "items", stream);
  fprintf(stream, " a second: %.0f in ", observed->work->items);
  print_time(observed->statistics.median_ns, stream);
  fputs(".\n", stream);
  if (!observed->trustworthy)
    fputs("  The timing is not to be trusted, and neither is what follows.\n", stream);
}

/* --- what binds it --------------------------------------------------------------------------- */

/* "Its rotations alone take 1.2 ms at the rate measured here, 85% of its time." */
static void print_bound(const struct pm_bound *bound, FILE *stream) {
  fprintf(stream, "%s: alone it would take ", words[bound->resource].name);
  print_time(bound->least_ns, stream);
  fputs(" at the rate measured here, ", stream);
  print_percent(bound->share, stream);
  fputs(" of the time", stream);
}

static void print_what_compute_means(const struct pm_explanation *e, const struct pm_bound *bound,
                                     FILE *stream) {
  if (bound->share > 1)
    fputs("  That is faster than the machine was measured to be: one of the two figures is wrong, "
          "or the "
          "clock rose in between.\n",
          stream);
  else if (bound->share >= PM_SHARE_NEAR)
    fputs("  Little is left to gain on this processor, but by needing fewer of them.\n", stream);
  else
    fputs("  The rest goes to what the count leaves out: loads, changes of form, waiting for "
          "results.\n",
          stream);
  if (e->own.resource != PM_RESOURCE_NONE && bound != &e->own) {
    fputs("  Of what ", stream);
    pm_print_clean(e->observed->implementation, stream);
    fputs(" did when it did nothing else it is ", stream);
    print_percent(e->own.share, stream);
    fprintf(stream, " (%s).\n", words[e->own.resource].name);
  }
}

static void print_compute(const struct pm_explanation *e, FILE *stream) {
  const bool own_only = !e->bounds.count || e->bounds.bounds[0].share < PM_SHARE_BINDS;
  const struct pm_bound *bound = own_only ? &e->own : &e->bounds.bounds[0];
  fputs("  Computation binds it", stream);
  if (own_only)
    fputs(", by the instructions that it uses", stream);
  fputs(": ", stream);
  print_bound(bound, stream);
  fputs(".\n", stream);
  if (own_only)
    fputs("  Other instructions of this processor are faster.\n", stream);
  else
    print_what_compute_means(e, bound, stream);
}

static void print_memory(const struct pm_explanation *e, FILE *stream) {
  fputs("  Memory binds it: ", stream);
  print_bound(&e->bounds.bounds[0], stream);
  fputs(
      ".\n  Faster arithmetic would not help; fewer bytes would, or a size that stays in a nearer "
      "cache.\n",
      stream);
}

/* Of what is not the kernel: what a kernel that took no time at all would gain. Where it is nearly all of the
 * time, the figure means nothing. */
#define NEARLY_ALL 0.9
static void print_kernel_share(const struct pm_explanation *e, FILE *stream) {
  if (!e->kernel)
    return;
  const double kernel_ns = e->kernel->statistics.median_ns,
               all_ns = e->observed->statistics.median_ns;
  fputs("  The kernel takes ", stream);
  print_time(kernel_ns, stream);
  fputs(" of it, ", stream);
  print_percent(kernel_ns / all_ns, stream);
  if (kernel_ns < NEARLY_ALL * all_ns)
    fprintf(stream, ": with none at all it would be %.2f times as fast",
            all_ns / (all_ns - kernel_ns));
  fputs(".\n", stream);
}

static void print_transfer(const struct pm_explanation *e, FILE *stream) {
  fputs("  The way between host and device binds it: ", stream);
  print_bound(&e->bounds.bounds[0], stream);
  fputs(".\n", stream);
  print_kernel_share(e, stream);
  fputs("  What stays on the device, or goes while the device computes, saves this time.\n",
        stream);
}

static void print_launch(const struct pm_explanation *e, FILE *stream) {
  fputs("  Starting work on the device binds it: an empty kernel and the wait for it take ",
        stream);
  print_time(e->bounds.bounds[0].least_ns, stream);
  fputs(", ", stream);
  print_percent(e->bounds.bounds[0].share, stream);
  fputs(" of the time.\n", stream);
  print_kernel_share(e, stream);
  fputs("  Larger batches would use the device better.\n", stream);
}

static void print_host(const struct pm_explanation *e, FILE *stream) {
  fputs("  The host binds it: none of the measured limits explains its time.\n", stream);
  print_kernel_share(e, stream);
  fputs("  The rest passes in preparing the input, in the driver, and in waiting.\n", stream);
}

static void print_nothing(const struct pm_explanation *e, FILE *stream) {
  if (!e->bounds.count) {
    fputs("  What binds it cannot be said: no limit that it has was measured.\n", stream);
    return;
  }
  fputs("  None of the measured limits binds it. The nearest is ", stream);
  print_bound(&e->bounds.bounds[0], stream);
  fputs(".\n", stream);
  print_kernel_share(e, stream);
}

static void print_binding(const struct pm_explanation *e, FILE *stream) {
  typedef void print_fn(const struct pm_explanation *, FILE *);
  static print_fn *const print[] = {
      [PM_BOUND_BY_NOTHING] = print_nothing,   [PM_BOUND_BY_LAUNCH] = print_launch,
      [PM_BOUND_BY_TRANSFER] = print_transfer, [PM_BOUND_BY_MEMORY] = print_memory,
      [PM_BOUND_BY_COMPUTE] = print_compute,   [PM_BOUND_BY_HOST] = print_host};
  print[e->kind](e, stream);
  if (!e->observed->modelled)
    fputs("  How many operations it takes is not known: a library's, a reference's or an "
          "instruction's "
          "own ways are not counted.\n",
          stream);
}

/* --- the figures ----------------------------------------------------------------------------- */

static void add_row(struct pm_grid *grid, const struct pm_bound *bound, bool binds,
                    const char *name) {
  char share[PM_FIGURE_MAX], amount[PM_FIGURE_MAX], rate[PM_FIGURE_MAX], least[PM_FIGURE_MAX];
  const char *unit = words[bound->resource].unit;
  const enum pm_style style = binds ? PM_STYLE_GOOD : PM_STYLE_PLAIN;
  pm_format_si(bound->amount, amount);
  pm_format_si(bound->rate, rate);
  pm_format_time(bound->least_ns, least);
  pm_grid_cell(grid, style, percent(bound->share, share));
  pm_grid_cell(grid, style, name);
  pm_grid_format(grid, style, "%s%s", amount, unit);
  pm_grid_format(grid, style, "%s%s/s", rate, unit);
  pm_grid_cell(grid, style, least);
  pm_grid_cell(grid, PM_STYLE_DIM, bound->source->id);
}

static void print_figures(const struct pm_explanation *e, bool colour, FILE *stream) {
  static const char *const heads[] = {"share",   "limit",    "takes",
                                      "at most", "at least", "measured by"};
  struct pm_grid *grid = pm_grid_new("rlrrrl");
  for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
    pm_grid_cell(grid, PM_STYLE_HEAD, heads[i]);
  for (size_t i = 0; i < e->bounds.count; i++) {
    const struct pm_bound *bound = &e->bounds.bounds[i];
    add_row(grid, bound, i == 0 && bound->share >= PM_SHARE_BINDS, words[bound->resource].name);
  }
  if (e->own.resource != PM_RESOURCE_NONE) {
    char name[64];
    snprintf(name, sizeof name, "%s, same code", words[e->own.resource].name);
    add_row(grid, &e->own, false, name);
  }
  if (e->bounds.count || e->own.resource != PM_RESOURCE_NONE)
    pm_grid_print(grid, 4, colour, stream);
  pm_grid_free(grid);
}

static void print_unknown(const struct pm_explanation *e, FILE *stream) {
  const char *before = "  Not measured in this file: ";
  if (e->beneath_copies)
    fputs("  It moves less memory than the smallest copy that was measured.\n", stream);
  for (int i = 1; i < PM_RESOURCE_COUNT; i++) {
    if (!e->unknown[i])
      continue;
    fprintf(stream, "%s%s", before, words[i].name);
    before = "; ";
  }
  if (*before == ';')
    fputs(".\n", stream);
}

void pm_explanation_print(const struct pm_explanation *e, bool colour, FILE *stream) {
  pm_print_styled(PM_STYLE_HEAD, colour, e->observed->id, stream);
  fputc('\n', stream);
  print_rate(e->observed, stream);
  if (e->observed->work->measures != PM_RESOURCE_NONE) {
    fprintf(stream, "  It measures a limit of the machine: %s.\n",
            words[e->observed->work->measures].name);
    return;
  }
  print_binding(e, stream);
  print_figures(e, colour, stream);
  print_unknown(e, stream);
}

/* --- for programs ---------------------------------------------------------------------------- */

static void write_bound(struct pm_json *json, const char *key, const struct pm_bound *bound) {
  pm_json_object(json, key);
  pm_json_string(json, "resource", pm_resource_name(bound->resource));
  pm_json_number(json, "amount", bound->amount);
  pm_json_number(json, "rate", bound->rate);
  pm_json_number(json, "least_ns", bound->least_ns);
  pm_json_number(json, "share", bound->share);
  pm_json_string(json, "measured_by", bound->source->id);
  pm_json_end_object(json);
}

static void write_explanation(struct pm_json *json, const struct pm_explanation *e) {
  const struct pm_observed_case *observed = e->observed;
  pm_json_object(json, NULL);
  pm_json_string(json, "case", observed->id);
  pm_json_bool(json, "trustworthy", observed->trustworthy);
  pm_json_bool(json, "modelled", observed->modelled);
  pm_json_number(json, "median_ns", observed->statistics.median_ns);
  pm_json_number(json, "items_per_second",
                 observed->work->items * 1e9 / observed->statistics.median_ns);
  pm_json_known(json, "measures",
                observed->work->measures == PM_RESOURCE_NONE
                    ? NULL
                    : pm_resource_name(observed->work->measures));
  pm_json_string(json, "bound_by", pm_binding_kind_name(e->kind));
  if (e->kernel)
    pm_json_number(json, "kernel_ns", e->kernel->statistics.median_ns);
  pm_json_array(json, "bounds");
  for (size_t i = 0; i < e->bounds.count; i++)
    write_bound(json, NULL, &e->bounds.bounds[i]);
  pm_json_end_array(json);
  if (e->own.resource != PM_RESOURCE_NONE)
    write_bound(json, "own", &e->own);
  pm_json_array(json, "not_measured");
  for (int i = 1; i < PM_RESOURCE_COUNT; i++)
    if (e->unknown[i])
      pm_json_string(json, NULL, pm_resource_name((enum pm_resource)i));
  pm_json_end_array(json);
  pm_json_end_object(json);
}

void pm_explanations_print_json(const struct pm_observation *observation,
                                const struct pm_explanation *explanations, size_t count,
                                FILE *stream) {
  struct pm_json json = pm_json_start(stream);
  pm_json_object(&json, NULL);
  pm_json_string(&json, "file", observation->file);
  pm_json_array(&json, "cases");
  for (size_t i = 0; i < count; i++)
    write_explanation(&json, &explanations[i]);
  pm_json_end_array(&json);
  pm_json_end_object(&json);
  fputc('\n', stream);
}
