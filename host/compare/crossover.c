#include "host/compare/crossover.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "host/base/device_id.h"
#include "host/result/table.h"

/* --- series ------------------------------------------------------------------------------------ */

/* Where "over=" and its number stand in a work's id; false where the work has no such parameter, or
 * not a number for it. */
static bool find_size(const char *id, const char *over, size_t *start, size_t *end, double *size) {
  const char *at = strchr(id, '[');
  const size_t name = strlen(over);
  while (at && *at && *at != ']') {
    at++;
    if (strncmp(at, over, name) == 0 && at[name] == '=') {
      char *rest;
      *size = strtod(at + name + 1, &rest);
      *start = (size_t)(at - id);
      *end = (size_t)(rest - id);
      return *size > 0 && (*rest == ',' || *rest == ']');
    }
    at = strpbrk(at, ",]");
  }
  return false;
}

/* The id without the size: "sig/ed25519[message=32]". NULL where it has none, or no memory. */
static char *series_of(const char *id, const char *over) {
  size_t start, end;
  double size;
  if (!find_size(id, over, &start, &end, &size))
    return NULL;
  if (id[end] == ',')
    end++;
  else if (id[start - 1] == ',')
    start--;
  const bool nothing_else = id[start - 1] == '[' && id[end] == ']';
  if (nothing_else)
    start--, end++;
  char *series = malloc(strlen(id) + 1);
  if (series) {
    memcpy(series, id, start);
    strcpy(series + start, id + end);
  }
  return series;
}

static enum pm_status add_series(struct pm_crossovers *c, char *series, struct pm_error *error) {
  for (size_t i = 0; i < c->series_count; i++)
    if (strcmp(c->series[i], series) == 0) {
      free(series);
      return PM_OK;
    }
  char **grown = realloc(c->series, (c->series_count + 1) * sizeof *grown);
  if (!grown) {
    free(series);
    return pm_fail(error, PM_FAILED, "no memory");
  }
  c->series = grown;
  c->series[c->series_count++] = series;
  return PM_OK;
}

static enum pm_status find_series(struct pm_crossovers *c, struct pm_error *error) {
  enum pm_status status = PM_OK;
  for (size_t i = 0; status == PM_OK && i < c->observation->work_count; i++) {
    char *series = series_of(c->observation->works[i].id, c->over);
    if (series)
      status = add_series(c, series, error);
  }
  return status;
}

static bool is_of_series(const struct pm_crossovers *c, const struct pm_observed_work *work,
                         const char *series) {
  char *own = series_of(work->id, c->over);
  bool same = own && strcmp(own, series) == 0;
  free(own);
  return same;
}

/* --- one crossover ------------------------------------------------------------------------------ */

static int by_size(const void *a, const void *b) {
  const struct pm_crossover_point *x = a, *y = b;
  return (x->size > y->size) - (x->size < y->size);
}

static bool is_case_of_row(const struct pm_observed_case *observed,
                           const struct pm_crossover_row *row) {
  return strcmp(observed->implementation, row->implementation) == 0 &&
         strcmp(observed->device, row->device) == 0 &&
         strcmp(observed->boundary, row->boundary) == 0;
}

size_t pm_crossover_points(const struct pm_crossovers *c, const struct pm_crossover_row *row,
                           enum pm_cores cores, struct pm_crossover_point *points) {
  const struct pm_observation *o = c->observation;
  size_t count = 0, start, end;
  for (size_t i = 0; i < o->case_count; i++) {
    const struct pm_observed_case *observed = &o->cases[i];
    if (!observed->trustworthy || !is_case_of_row(observed, row) ||
        !is_of_series(c, observed->work, row->series))
      continue;
    const struct pm_cpu_best best = pm_cpu_best(o, observed->work, observed->device);
    const struct pm_observed_case *cpu = cores == PM_ONE_CORE ? best.one_core : best.all_cores;
    struct pm_crossover_point point = {.cpu = cpu};
    if (!cpu || !(observed->statistics.median_ns > 0) ||
        !find_size(observed->work->id, c->over, &start, &end, &point.size))
      continue;
    point.speedup = cpu->statistics.median_ns / observed->statistics.median_ns;
    points[count++] = point;
  }
  qsort(points, count, sizeof *points, by_size);
  return count;
}

/* Where the line through two points crosses 1, in logarithms of both. */
static double interpolate(const struct pm_crossover_point *below,
                          const struct pm_crossover_point *above) {
  const double low = log(below->speedup), high = log(above->speedup);
  const double share = high > low ? -low / (high - low) : 1;
  return exp(log(below->size) + share * (log(above->size) - log(below->size)));
}

static struct pm_crossover crossover_of(const struct pm_crossover_point *points, size_t count) {
  struct pm_crossover r = {
      .below = NAN, .from = NAN, .estimate = NAN, .largest = NAN, .speedup = NAN};
  if (!count)
    return r;
  const struct pm_crossover_point *last = &points[count - 1];
  r.largest = last->size;
  r.speedup = last->speedup;
  r.cpu = last->cpu;
  size_t first = count;
  while (first > 0 && points[first - 1].speedup > 1)
    first--;
  r.state = first == count ? PM_CROSSOVER_NEVER
            : first == 0   ? PM_CROSSOVER_ALWAYS
                           : PM_CROSSOVER_BETWEEN;
  if (first < count)
    r.from = points[first].size;
  if (r.state == PM_CROSSOVER_BETWEEN) {
    r.below = points[first - 1].size;
    r.estimate = interpolate(&points[first - 1], &points[first]);
  }
  return r;
}

/* --- rows ---------------------------------------------------------------------------------------- */

static bool is_contender(const struct pm_observation *o, const struct pm_observed_case *observed,
                         const char *device) {
  if (device)
    return pm_device_id_same(observed->device, o->host_name, device, o->host_name);
  return observed->hardware && strcmp(observed->hardware->kind, "gpu") == 0;
}

static bool has_row(const struct pm_crossovers *c, const struct pm_crossover_row *row) {
  for (size_t i = 0; i < c->row_count; i++) {
    const struct pm_crossover_row *other = &c->rows[i];
    if (other->series == row->series && strcmp(other->implementation, row->implementation) == 0 &&
        strcmp(other->device, row->device) == 0 && strcmp(other->boundary, row->boundary) == 0)
      return true;
  }
  return false;
}

/* The rows of one series, empty. A cold case is the first use, whatever the size. */
static void list_rows(struct pm_crossovers *c, const char *series, const char *device) {
  for (size_t i = 0; i < c->observation->case_count; i++) {
    const struct pm_observed_case *observed = &c->observation->cases[i];
    const struct pm_crossover_row row = {.series = series,
                                         .implementation = observed->implementation,
                                         .device = observed->device,
                                         .boundary = observed->boundary};
    if (is_contender(c->observation, observed, device) && strcmp(observed->boundary, "cold") != 0 &&
        is_of_series(c, observed->work, series) && !has_row(c, &row))
      c->rows[c->row_count++] = row;
  }
}

static enum pm_status fill_rows(struct pm_crossovers *c, const char *device,
                                struct pm_error *error) {
  const size_t cases = c->observation->case_count;
  struct pm_crossover_point *points = calloc(cases + 1, sizeof *points);
  c->rows = calloc(cases + 1, sizeof *c->rows);
  if (!points || !c->rows) {
    free(points);
    return pm_fail(error, PM_FAILED, "no memory");
  }
  for (size_t s = 0; s < c->series_count; s++)
    list_rows(c, c->series[s], device);
  for (size_t i = 0; i < c->row_count; i++)
    for (int cores = 0; cores < PM_CORES_COUNT; cores++) {
      size_t count = pm_crossover_points(c, &c->rows[i], cores, points);
      c->rows[i].versus[cores] = crossover_of(points, count);
    }
  free(points);
  return PM_OK;
}

enum pm_status pm_crossovers_find(const struct pm_observation *observation, const char *over,
                                  const char *device, struct pm_crossovers *crossovers,
                                  struct pm_error *error) {
  *crossovers = (struct pm_crossovers){.observation = observation, .over = over};
  enum pm_status status = find_series(crossovers, error);
  if (status == PM_OK && !crossovers->series_count)
    status = pm_fail(error, PM_NOT_COMPARABLE,
                     "%s: no work has a parameter '%s'; name another with --over",
                     observation->file, over);
  if (status == PM_OK)
    status = fill_rows(crossovers, device, error);
  if (status == PM_OK && !crossovers->row_count)
    status = device ? pm_fail(error, PM_NOT_COMPARABLE,
                              "%s: nothing was measured over '%s' on a device %s",
                              observation->file, over, device)
                    : pm_fail(error, PM_NOT_COMPARABLE,
                              "%s: nothing was measured over '%s' on a GPU; --device names "
                              "another device",
                              observation->file, over);
  if (status != PM_OK)
    pm_crossovers_free(crossovers);
  return status;
}

void pm_crossovers_free(struct pm_crossovers *crossovers) {
  for (size_t i = 0; i < crossovers->series_count; i++)
    free(crossovers->series[i]);
  free(crossovers->series);
  free(crossovers->rows);
  *crossovers = (struct pm_crossovers){0};
}
