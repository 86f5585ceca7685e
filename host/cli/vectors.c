#include "host/cli/vectors.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/cli/command.h"
#include "host/cli/interrupt.h"
#include "host/cli/walk.h"

struct check {
  const char *path;
  struct pm_walk walk; /* for its session and attendance */
  uint64_t passed, failed, skipped;
  char skip_reason[256];      /* of the last implementation that was */
  char test_skip_reason[256]; /* of the last tests that were */
  bool foreign;               /* the file has nothing for the work at hand */
  char foreign_reason[256];   /* of the first such work */
};

static void note_skip(struct check *c, const struct pm_work *work,
                      const struct pm_implementation *implementation, const char *place,
                      const char *reason) {
  const struct pm_selection *selection = c->walk.selection;
  bool named = pm_names_implementation(selection, implementation);
  snprintf(c->skip_reason, sizeof c->skip_reason, "%.255s", reason);
  if (named)
    pm_attendance_missed(&c->walk.attendance, implementation->name, reason);
  if (selection->verbose || named)
    printf("skipped %s/%s%s%s: %s\n", work->name, implementation->name, *place ? " " : "", place,
           reason);
}

/* The file has nothing for the work, whatever the implementation. */
static void note_foreign_file(struct check *c, const struct pm_work *work, const char *reason) {
  c->foreign = true;
  if (!*c->foreign_reason)
    snprintf(c->foreign_reason, sizeof c->foreign_reason, "%s", reason);
  if (c->walk.selection->verbose || pm_names_work(c->walk.selection, work))
    printf("skipped %s: %s\n", work->name, reason);
}

static void print_counts(const struct pm_work *work, const struct pm_implementation *implementation,
                         const char *place, const struct pm_vector_counts *counts) {
  printf("%s %s/%s %s: %" PRIu64 " passed, %" PRIu64 " failed, %" PRIu64 " skipped%s%s\n",
         counts->failed ? "WRONG  " : "ok     ", work->name, implementation->name, place,
         counts->passed, counts->failed, counts->skipped, *counts->skip_reason ? "; " : "",
         counts->skip_reason);
  if (counts->failed)
    printf("        the first: %s\n", counts->first_failure);
}

static enum pm_status check_place(struct check *c, const struct pm_work *work,
                                  const uint64_t *values,
                                  const struct pm_implementation *implementation, const char *place,
                                  struct pm_pool *pool, struct pm_device *device,
                                  struct pm_error *error) {
  struct pm_vector_counts counts = {0};
  enum pm_status status =
      work->check_vectors(work, values, implementation, c->path, pool, device, &counts, error);
  if (status == PM_UNAVAILABLE || status == PM_NO_MEMORY) {
    note_skip(c, work, implementation, place, error->text);
    return PM_OK;
  }
  if (status != PM_OK)
    return status;
  if (!counts.passed && !counts.failed && !counts.skipped) {
    note_foreign_file(c, work, counts.skip_reason);
    return PM_OK;
  }
  c->passed += counts.passed;
  c->failed += counts.failed;
  c->skipped += counts.skipped;
  if (counts.skipped)
    snprintf(c->test_skip_reason, sizeof c->test_skip_reason, "%s", counts.skip_reason);
  if (!counts.passed && !counts.failed) {
    note_skip(c, work, implementation, place, counts.skip_reason);
    return PM_OK;
  }
  pm_attendance_ran(&c->walk.attendance, implementation->name);
  print_counts(work, implementation, place, &counts);
  return PM_OK;
}

static enum pm_status check_pools(struct check *c, const struct pm_work *work,
                                  const uint64_t *values,
                                  const struct pm_implementation *implementation,
                                  struct pm_error *error) {
  struct pm_session *session = &c->walk.session;
  enum pm_status status = PM_OK;
  for (size_t p = 0; status == PM_OK && !c->foreign && p < session->pool_count; p++) {
    struct pm_pool *pool = session->pools[p];
    char place[128];
    snprintf(place, sizeof place, "%s:%u", pm_pool_binding(pool)->text, pm_pool_threads(pool));
    status = check_place(c, work, values, implementation, place, pool, NULL, error);
  }
  return status;
}

static enum pm_status check_devices(struct check *c, const struct pm_work *work,
                                    const uint64_t *values,
                                    const struct pm_implementation *implementation,
                                    struct pm_error *error) {
  struct pm_session *session = &c->walk.session;
  enum pm_status status = PM_OK;
  bool found = false;
  for (size_t d = 0; status == PM_OK && !c->foreign && d < session->device_count; d++) {
    const struct pm_device_info *info = &session->devices[d].info;
    struct pm_device *device;
    if (info->api != implementation->api)
      continue;
    found = true;
    status = pm_session_device(session, d, &device, error);
    if (status == PM_OK)
      status = check_place(c, work, values, implementation, info->id, NULL, device, error);
  }
  const char *unavailable = pm_api_unavailable(implementation->api);
  if (!found)
    note_skip(c, work, implementation, "",
              unavailable ? unavailable : "it has no device here that was selected");
  return status;
}

static enum pm_status check_implementation(struct check *c, const struct pm_work *work,
                                           const uint64_t *values,
                                           const struct pm_implementation *implementation,
                                           struct pm_error *error) {
  char reason[256] = "";
  if (!pm_selects_implementation(c->walk.selection, implementation))
    return PM_OK;
  if (!implementation->available(implementation, work, reason, sizeof reason)) {
    if (*reason)
      note_skip(c, work, implementation, "", reason);
    return PM_OK;
  }
  if (implementation->on_device)
    return check_devices(c, work, values, implementation, error);
  if (pm_selects_device(c->walk.selection, "cpu"))
    return check_pools(c, work, values, implementation, error);
  return PM_OK;
}

/* The parameter sets of -p, or the work's default. */
static enum pm_status points_of(const struct check *c, const struct pm_work *work,
                                uint64_t (**points)[PM_PARAMETERS_MAX], size_t *count,
                                struct pm_error *error) {
  if (c->walk.selection->sweep_count)
    return pm_selection_points(c->walk.selection, work, points, count, error);
  *count = 1;
  *points = calloc(1, sizeof **points);
  if (!*points)
    return pm_fail(error, PM_FAILED, "no memory");
  memcpy(*points, work->points[0].values, sizeof **points);
  return PM_OK;
}

static enum pm_status check_work(struct check *c, const struct pm_work *work,
                                 struct pm_error *error) {
  uint64_t(*points)[PM_PARAMETERS_MAX] = NULL;
  size_t count = 0;
  c->foreign = false;
  enum pm_status status = points_of(c, work, &points, &count, error);
  for (size_t k = 0; status == PM_OK && k < count; k++)
    for (size_t i = 0; status == PM_OK && i < work->implementation_count; i++)
      if (!*c->walk.interrupted && !c->foreign)
        status = check_implementation(c, work, points[k], &work->implementations[i], error);
  free(points);
  return status;
}

static enum pm_status check_all(struct check *c, struct pm_error *error) {
  const struct pm_registry *registry = c->walk.registry;
  enum pm_status status = pm_walk_open(&c->walk, error);
  for (size_t i = 0; status == PM_OK && i < registry->count; i++) {
    const struct pm_work *work = registry->works[i];
    if (!pm_selects_work(c->walk.selection, work))
      continue;
    if (work->check_vectors)
      status = check_work(c, work, error);
    else if (pm_names_work(c->walk.selection, work))
      status = pm_fail(error, PM_USAGE, "%s takes no --vectors", work->name);
  }
  return status;
}

static int exit_status_of(const struct check *c, enum pm_status status, struct pm_error *error) {
  if (c->failed)
    return PM_WRONG_OUTPUT;
  if (status == PM_OK && *c->walk.interrupted)
    return PM_INTERRUPTED;
  if (status == PM_OK)
    status = pm_attendance_check(&c->walk.attendance, error);
  const char *reason = *c->test_skip_reason ? c->test_skip_reason
                       : *c->foreign_reason ? c->foreign_reason
                                            : c->skip_reason;
  if (status == PM_OK && !c->passed)
    status = pm_fail(error, PM_UNAVAILABLE, "%s: no test was decided%s%s", c->path,
                     *reason ? "; skipped: " : "", reason);
  return status == PM_OK ? PM_OK : pm_print_error(error);
}

/* Of all works, implementations, pools and devices together. */
static void print_sum(const struct check *c) {
  bool skipped = c->skipped > 0;
  fprintf(stderr, "%" PRIu64 " passed, %" PRIu64 " failed, %" PRIu64 " skipped%s%s\n", c->passed,
          c->failed, c->skipped, skipped ? "; " : "", skipped ? c->test_skip_reason : "");
}

int pm_verify_vectors(const struct pm_selection *selection, const struct pm_registry *registry,
                      const char *path) {
  struct check c = {
      .path = path,
      .walk = {.registry = registry, .selection = selection, .interrupted = pm_interrupt_watch()}};
  struct pm_error error;
  enum pm_status status = check_all(&c, &error);
  if (c.passed || c.failed)
    print_sum(&c);
  int exit_status = exit_status_of(&c, status, &error);
  pm_walk_close(&c.walk);
  return exit_status;
}
