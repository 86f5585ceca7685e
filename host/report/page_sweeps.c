/* Speed-up against size, for every parameter and device that a file has a sweep of. */
#include <stdlib.h>
#include <string.h>

#include "host/base/device_id.h"
#include "host/compare/crossover.h"
#include "host/report/page_data.h"

struct sweeps {
  struct pm_json *json;
  size_t machine;
  struct pm_crossover_point *points;
  double *sizes, *speedups;
};

/* --- one line ---------------------------------------------------------------------------- */

static const char *state_name(enum pm_crossover_state state) {
  switch (state) {
  case PM_CROSSOVER_NEVER:
    return "never";
  case PM_CROSSOVER_ALWAYS:
    return "always";
  case PM_CROSSOVER_BETWEEN:
    return "between";
  default:
    return "not measured";
  }
}

/* Of two sizes at least; what a device does of its own limits is no speed-up of a work. */
static bool is_sweep(const struct sweeps *to, size_t count) {
  return count > 1 && to->points[0].cpu->work->measures == PM_RESOURCE_NONE;
}

static void write_line(struct sweeps *to, const struct pm_crossovers *c,
                       const struct pm_crossover_row *row, enum pm_cores cores) {
  const struct pm_crossover *crossover = &row->versus[cores];
  const size_t count = pm_crossover_points(c, row, cores, to->points);
  if (!is_sweep(to, count))
    return;
  for (size_t i = 0; i < count; i++) {
    to->sizes[i] = to->points[i].size;
    to->speedups[i] = to->points[i].speedup;
  }
  pm_json_object(to->json, NULL);
  pm_json_string(to->json, "boundary", row->boundary);
  pm_json_string(to->json, "versus", cores == PM_ONE_CORE ? "one core" : "all cores");
  pm_json_numbers(to->json, "sizes", to->sizes, count);
  pm_json_numbers(to->json, "speedups", to->speedups, count);
  pm_json_string(to->json, "crossover", state_name(crossover->state));
  pm_json_number(to->json, "below", crossover->below);
  pm_json_number(to->json, "from", crossover->from);
  pm_json_number(to->json, "estimate", crossover->estimate);
  pm_json_end_object(to->json);
}

/* --- one picture: the rows of one series, implementation and device ---------------------- */

static bool together(const struct pm_crossover_row *a, const struct pm_crossover_row *b) {
  return a->series == b->series && strcmp(a->implementation, b->implementation) == 0 &&
         strcmp(a->device, b->device) == 0;
}

static bool is_first(const struct pm_crossovers *c, size_t row) {
  for (size_t i = 0; i < row; i++)
    if (together(&c->rows[i], &c->rows[row]))
      return false;
  return true;
}

static bool has_line(struct sweeps *to, const struct pm_crossovers *c,
                     const struct pm_crossover_row *row) {
  for (size_t i = 0; i < c->row_count; i++)
    for (int cores = 0; cores < PM_CORES_COUNT; cores++)
      if (together(row, &c->rows[i]) &&
          is_sweep(to, pm_crossover_points(c, &c->rows[i], (enum pm_cores)cores, to->points)))
        return true;
  return false;
}

static void write_sweep(struct sweeps *to, const struct pm_crossovers *c,
                        const struct pm_crossover_row *row) {
  pm_json_object(to->json, NULL);
  pm_json_u64(to->json, "machine", to->machine);
  pm_json_string(to->json, "series", row->series);
  pm_json_string(to->json, "over", c->over);
  pm_json_string(to->json, "implementation", row->implementation);
  pm_json_string(to->json, "device", row->device);
  pm_json_array(to->json, "lines");
  for (size_t i = 0; i < c->row_count; i++)
    for (int cores = 0; cores < PM_CORES_COUNT; cores++)
      if (together(row, &c->rows[i]))
        write_line(to, c, &c->rows[i], (enum pm_cores)cores);
  pm_json_end_array(to->json);
  pm_json_end_object(to->json);
}

static void write_crossovers(struct sweeps *to, const struct pm_crossovers *c) {
  for (size_t i = 0; i < c->row_count; i++)
    if (is_first(c, i) && has_line(to, c, &c->rows[i]))
      write_sweep(to, c, &c->rows[i]);
}

/* --- what to look for -------------------------------------------------------------------- */

/* The parameters of a work, as the file names them. */
static const cJSON *parameters_of(const cJSON *work) {
  const cJSON *parameters = cJSON_GetObjectItemCaseSensitive(work, "parameters");
  return parameters ? parameters->child : NULL;
}

static bool is_new(const cJSON *works, const cJSON *last_work, const cJSON *parameter) {
  const cJSON *work, *other;
  cJSON_ArrayForEach(work, works) {
    for (other = parameters_of(work); other; other = other->next) {
      if (other == parameter)
        return true;
      if (other->string && strcmp(other->string, parameter->string) == 0)
        return false;
    }
    if (work == last_work)
      break;
  }
  return true;
}

/* Over one parameter, on every device but the CPU itself. */
static void write_over(struct sweeps *to, const struct pm_observation *o, const char *over) {
  for (size_t i = 0; i < o->device_count; i++) {
    struct pm_crossovers crossovers;
    struct pm_error none; /* a device without a sweep is no error */
    if (pm_device_id_is_cpu(o->devices[i].id) ||
        pm_crossovers_find(o, over, o->devices[i].id, &crossovers, &none) != PM_OK)
      continue;
    write_crossovers(to, &crossovers);
    pm_crossovers_free(&crossovers);
  }
}

static void write_observation(struct sweeps *to, const struct pm_observation *o) {
  const cJSON *proofmark = cJSON_GetObjectItemCaseSensitive(o->root, "proofmark");
  const cJSON *works = cJSON_GetObjectItemCaseSensitive(proofmark, "works"), *work;
  cJSON_ArrayForEach(work, works) {
    for (const cJSON *p = parameters_of(work); p; p = p->next)
      if (p->string && cJSON_IsNumber(p) && is_new(works, work, p))
        write_over(to, o, p->string);
  }
}

enum pm_status pm_page_write_sweeps(const struct pm_report_input *input, struct pm_json *json,
                                    struct pm_error *error) {
  enum pm_status status = PM_OK;
  pm_json_array(json, "sweeps");
  for (size_t m = 0; status == PM_OK && m < input->count; m++) {
    const size_t room = input->observations[m]->case_count + 1;
    struct sweeps to = {.json = json,
                        .machine = m,
                        .points = calloc(room, sizeof *to.points),
                        .sizes = calloc(room, sizeof *to.sizes),
                        .speedups = calloc(room, sizeof *to.speedups)};
    if (to.points && to.sizes && to.speedups)
      write_observation(&to, input->observations[m]);
    else
      status = pm_fail(error, PM_FAILED, "no memory for the report");
    free(to.points);
    free(to.sizes);
    free(to.speedups);
  }
  pm_json_end_array(json);
  return status;
}
