/* Whether a selection means something: every pattern and parameter is held against the registry. */
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

#include "host/cli/selection.h"

/* A list of names for an error: "a, b, c", cut with "…" where it grows too long. */
static void append_name(char *list, size_t size, const char *name) {
  size_t used = strlen(list);
  const char *separator = used ? ", " : "";
  if (used + strlen(separator) + strlen(name) + sizeof " …" > size) {
    if (used < 3 || strcmp(list + used - 3, "…") != 0)
      snprintf(list + used, size - used, " …");
    return;
  }
  snprintf(list + used, size - used, "%s%s", separator, name);
}

static bool lists_name(const char *list, const char *name) {
  size_t length = strlen(name);
  for (const char *at = list; (at = strstr(at, name)); at += length)
    if ((at == list || at[-1] == ' ') && (!at[length] || at[length] == ','))
      return true;
  return false;
}

static enum pm_status check_works(const struct pm_selection *s, const struct pm_registry *registry,
                                  struct pm_error *error) {
  for (size_t p = 0; p < s->works.count; p++) {
    char names[800] = "";
    bool found = false;
    for (size_t i = 0; i < registry->count; i++) {
      append_name(names, sizeof names, registry->works[i]->name);
      if (fnmatch(s->works.text[p], registry->works[i]->name, 0) == 0) {
        found = true;
        if (s->input_path && !registry->works[i]->input_file && !strpbrk(s->works.text[p], "*?["))
          return pm_fail(error, PM_USAGE, "%s takes no --input; it makes its own input",
                         registry->works[i]->name);
      }
    }
    if (!found)
      return pm_fail(error, PM_USAGE, "no work '%s'; there are %s", s->works.text[p], names);
  }
  size_t takers = 0;
  for (size_t i = 0; i < registry->count; i++)
    takers += pm_selects_work(s, registry->works[i]);
  if (!takers)
    return pm_fail(error, PM_USAGE, "none of the selected works takes --input");
  if (s->input_path && takers > 1)
    return pm_fail(error, PM_USAGE,
                   "--input goes with one work; name it, as in `proofmark run block/bitcoin "
                   "--input FILE`");
  return PM_OK;
}

static enum pm_status check_implementations(const struct pm_selection *s,
                                            const struct pm_registry *registry,
                                            struct pm_error *error) {
  for (size_t p = 0; p < s->implementations.count; p++) {
    char names[800] = "";
    bool found = false;
    for (size_t i = 0; i < registry->count; i++) {
      const struct pm_work *work = registry->works[i];
      for (size_t k = 0; pm_selects_work(s, work) && k < work->implementation_count; k++) {
        const char *name = work->implementations[k].name;
        if (!pm_implementation_exists(&work->implementations[k], work))
          continue;
        found |= fnmatch(s->implementations.text[p], name, 0) == 0;
        if (!lists_name(names, name))
          append_name(names, sizeof names, name);
      }
    }
    if (!found)
      return pm_fail(error, PM_USAGE, "no implementation '%s'; the selected works have %s",
                     s->implementations.text[p], names);
  }
  return PM_OK;
}

static enum pm_status check_boundaries(const struct pm_selection *s, struct pm_error *error) {
  for (size_t p = 0; p < s->boundaries.count; p++) {
    bool found = false;
    for (int b = 0; b < PM_BOUNDARY_COUNT; b++)
      found |= fnmatch(s->boundaries.text[p], pm_boundary_name((enum pm_boundary)b), 0) == 0;
    if (!found)
      return pm_fail(error, PM_USAGE,
                     "no boundary '%s'; there are kernel, resident, e2e, sustained and cold",
                     s->boundaries.text[p]);
  }
  return PM_OK;
}

static enum pm_status check_sweeps(const struct pm_selection *s, const struct pm_registry *registry,
                                   struct pm_error *error) {
  for (size_t p = 0; p < s->sweep_count; p++) {
    char names[800] = "";
    bool found = false;
    for (size_t i = 0; i < registry->count; i++) {
      const struct pm_work *work = registry->works[i];
      for (size_t k = 0; pm_selects_work(s, work) && k < work->parameter_count; k++) {
        found |= strcmp(work->parameters[k].name, s->sweeps[p].key) == 0;
        if (!lists_name(names, work->parameters[k].name))
          append_name(names, sizeof names, work->parameters[k].name);
      }
    }
    if (!found)
      return pm_fail(error, PM_USAGE, "no parameter '%s'; the selected works have %s",
                     s->sweeps[p].key, *names ? names : "none");
  }
  return PM_OK;
}

enum pm_status pm_selection_check(const struct pm_selection *selection,
                                  const struct pm_registry *registry, struct pm_error *error) {
  if (selection->error.status != PM_OK) {
    *error = selection->error;
    return error->status;
  }
  enum pm_status status = check_works(selection, registry, error);
  if (status == PM_OK)
    status = check_implementations(selection, registry, error);
  if (status == PM_OK)
    status = check_boundaries(selection, error);
  if (status == PM_OK)
    status = check_sweeps(selection, registry, error);
  return status;
}
