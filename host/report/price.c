#include "host/report/price.h"

#include <fnmatch.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "host/report/input.h"

static const char *text_in(const cJSON *object, const char *key) {
  return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, key));
}

static enum pm_status no_memory(const char *path, struct pm_error *error) {
  return pm_fail(error, PM_FAILED, "no memory to read %s", path);
}

static enum pm_status read_machine(struct pm_price_list *list, const cJSON *from,
                                   struct pm_error *error) {
  const char *match = text_in(from, "match"), *what = text_in(from, "what");
  const cJSON *per_hour = cJSON_GetObjectItemCaseSensitive(from, "per_hour");
  const size_t i = list->machine_count;
  if (!match || !*match)
    return pm_fail(error, PM_USAGE,
                   "%s: machines[%zu] has no text `match`, the name of a host or a device",
                   list->file, i);
  if (!cJSON_IsNumber(per_hour) || !isfinite(per_hour->valuedouble) ||
      !(per_hour->valuedouble >= 0))
    return pm_fail(error, PM_USAGE, "%s: machines[%zu] has no number `per_hour` of 0 or more",
                   list->file, i);
  struct pm_price *to = &list->machines[list->machine_count++];
  *to = (struct pm_price){strdup(match), strdup(what ? what : ""), per_hour->valuedouble};
  return to->match && to->what ? PM_OK : no_memory(list->file, error);
}

static enum pm_status read_list(struct pm_price_list *list, const cJSON *root,
                                struct pm_error *error) {
  const char *currency = text_in(root, "currency"), *date = text_in(root, "date");
  const cJSON *machines = cJSON_GetObjectItemCaseSensitive(root, "machines"), *machine;
  if (!currency || !*currency)
    return pm_fail(error, PM_USAGE, "%s: has no text `currency` (\"EUR\")", list->file);
  if (!date || !*date)
    return pm_fail(error, PM_USAGE, "%s: has no text `date`, the day of its prices", list->file);
  if (!cJSON_IsArray(machines))
    return pm_fail(error, PM_USAGE, "%s: has no array `machines`", list->file);
  list->currency = strdup(currency);
  list->date = strdup(date);
  list->machines = calloc((size_t)cJSON_GetArraySize(machines) + 1, sizeof *list->machines);
  if (!list->currency || !list->date || !list->machines)
    return no_memory(list->file, error);
  enum pm_status status = PM_OK;
  cJSON_ArrayForEach(machine, machines) {
    status = read_machine(list, machine, error);
    if (status != PM_OK)
      break;
  }
  return status;
}

enum pm_status pm_price_list_read(const char *path, struct pm_price_list **list,
                                  struct pm_error *error) {
  cJSON *root = NULL;
  enum pm_status status = pm_input_read(path, &root, error);
  if (status != PM_OK)
    return status;
  struct pm_price_list *made = calloc(1, sizeof *made);
  if (made)
    made->file = strdup(path);
  status = made && made->file ? read_list(made, root, error) : no_memory(path, error);
  cJSON_Delete(root);
  if (status == PM_OK)
    *list = made;
  else
    pm_price_list_free(made);
  return status;
}

void pm_price_list_free(struct pm_price_list *list) {
  if (!list)
    return;
  for (size_t i = 0; i < list->machine_count; i++) {
    free(list->machines[i].match);
    free(list->machines[i].what);
  }
  free(list->machines);
  free(list->currency);
  free(list->date);
  free(list->file);
  free(list);
}

const struct pm_price *pm_price_find(const struct pm_price_list *list, const char *host,
                                     const char *device) {
  for (size_t i = 0; list && i < list->machine_count; i++) {
    const char *match = list->machines[i].match;
    if ((host && fnmatch(match, host, 0) == 0) || (device && fnmatch(match, device, 0) == 0))
      return &list->machines[i];
  }
  return NULL;
}
