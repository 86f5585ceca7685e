#include "host/compare/crossover.h"

#include <math.h>

#include "host/result/grid.h"
#include "host/result/json.h"
#include "host/result/units.h"

static const char *const state_names[] = {[PM_CROSSOVER_NOT_MEASURED] = "not measured",
                                          [PM_CROSSOVER_NEVER] = "never",
                                          [PM_CROSSOVER_ALWAYS] = "always",
                                          [PM_CROSSOVER_BETWEEN] = "between"};

/* "16 to 64, about 38", "from 1 on", "not up to 16384". */
static void add_crossover(struct pm_grid *grid, const struct pm_crossover *x) {
  switch (x->state) {
  case PM_CROSSOVER_NOT_MEASURED:
    pm_grid_cell(grid, PM_STYLE_DIM, state_names[x->state]);
    break;
  case PM_CROSSOVER_NEVER:
    pm_grid_format(grid, PM_STYLE_BAD, "not up to %.0f", x->largest);
    break;
  case PM_CROSSOVER_ALWAYS:
    pm_grid_format(grid, PM_STYLE_GOOD, "from %.0f on, the smallest", x->from);
    break;
  case PM_CROSSOVER_BETWEEN:
    pm_grid_format(grid, PM_STYLE_PLAIN, "%.0f to %.0f, about %.0f", x->below, x->from,
                   x->estimate);
    break;
  }
  char text[PM_FIGURE_MAX];
  pm_format_ratio(x->speedup, text);
  pm_grid_cell(grid, PM_STYLE_PLAIN, text);
}

static void add_head(struct pm_grid *grid) {
  static const char *const titles[] = {
      "device", "implementation",        "boundary", "faster than 1 core",
      "there",  "faster than all cores", "there"};
  for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
    pm_grid_cell(grid, PM_STYLE_HEAD, titles[i]);
}

/* What the columns are measured against, at the largest size. */
static void print_cpus(const struct pm_crossover_row *row, const char *over, FILE *stream) {
  static const char *const names[PM_CORES_COUNT] = {"1 core", "all cores"};
  for (int cores = 0; cores < PM_CORES_COUNT; cores++) {
    const struct pm_crossover *x = &row->versus[cores];
    if (x->cpu)
      fprintf(stream, "  %s: %s on %u at %s=%.0f, where the speed-ups are\n", names[cores],
              x->cpu->implementation, x->cpu->threads, over, x->largest);
  }
}

static void print_series(const struct pm_crossovers *c, const char *series, bool colour,
                         FILE *stream) {
  struct pm_grid *grid = pm_grid_new("lllrrrr");
  const struct pm_crossover_row *last = NULL;
  add_head(grid);
  for (size_t i = 0; i < c->row_count; i++) {
    const struct pm_crossover_row *row = &c->rows[i];
    if (row->series != series)
      continue;
    last = row;
    pm_grid_cell(grid, PM_STYLE_PLAIN, row->device);
    pm_grid_cell(grid, PM_STYLE_PLAIN, row->implementation);
    pm_grid_cell(grid, PM_STYLE_PLAIN, row->boundary);
    for (int cores = 0; cores < PM_CORES_COUNT; cores++)
      add_crossover(grid, &row->versus[cores]);
  }
  if (last) {
    pm_print_styled(PM_STYLE_HEAD, colour, series, stream);
    putc('\n', stream);
    pm_grid_print(grid, 2, colour, stream);
    print_cpus(last, c->over, stream);
    putc('\n', stream);
  }
  pm_grid_free(grid);
}

void pm_crossovers_print(const struct pm_crossovers *crossovers, bool colour, FILE *stream) {
  fputs("From which ", stream);
  pm_print_clean(crossovers->over, stream);
  fputs(" on a device is faster than the best CPU implementation:\n\n", stream);
  for (size_t i = 0; i < crossovers->series_count; i++)
    print_series(crossovers, crossovers->series[i], colour, stream);
}

static void write_crossover(struct pm_json *json, const char *key, const struct pm_crossover *x) {
  pm_json_object(json, key);
  pm_json_string(json, "state", state_names[x->state]);
  pm_json_number(json, "below", x->below);
  pm_json_number(json, "from", x->from);
  pm_json_number(json, "estimate", x->estimate);
  pm_json_number(json, "largest", x->largest);
  pm_json_number(json, "speedup", x->speedup);
  pm_json_known(json, "cpu", x->cpu ? x->cpu->id : NULL);
  pm_json_end_object(json);
}

void pm_crossovers_print_json(const struct pm_crossovers *crossovers, FILE *stream) {
  struct pm_json json = pm_json_start(stream);
  pm_json_object(&json, NULL);
  pm_json_string(&json, "file", crossovers->observation->file);
  pm_json_string(&json, "over", crossovers->over);
  pm_json_array(&json, "crossovers");
  for (size_t i = 0; i < crossovers->row_count; i++) {
    const struct pm_crossover_row *row = &crossovers->rows[i];
    pm_json_object(&json, NULL);
    pm_json_string(&json, "series", row->series);
    pm_json_string(&json, "implementation", row->implementation);
    pm_json_string(&json, "device", row->device);
    pm_json_string(&json, "boundary", row->boundary);
    write_crossover(&json, "one_core", &row->versus[PM_ONE_CORE]);
    write_crossover(&json, "all_cores", &row->versus[PM_ALL_CORES]);
    pm_json_end_object(&json);
  }
  pm_json_end_array(&json);
  pm_json_end_object(&json);
  putc('\n', stream);
}
