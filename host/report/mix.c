#include "host/report/mix.h"

#include <fnmatch.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "host/report/input.h"

static enum pm_status no_memory(const char *path, struct pm_error *error) {
  return pm_fail(error, PM_FAILED, "no memory to read %s", path);
}

static enum pm_status read_weight(struct pm_mix *mix, const cJSON *from, struct pm_error *error) {
  if (!cJSON_IsNumber(from) || !isfinite(from->valuedouble) || !(from->valuedouble > 0))
    return pm_fail(error, PM_USAGE, "%s: the weight of \"%.200s\" is no number above 0", mix->file,
                   from->string);
  for (size_t i = 0; i < mix->weight_count; i++)
    if (strcmp(mix->weights[i].works, from->string) == 0)
      return pm_fail(error, PM_USAGE, "%s: \"%.200s\" has two weights", mix->file, from->string);
  struct pm_mix_weight *to = &mix->weights[mix->weight_count];
  *to = (struct pm_mix_weight){strdup(from->string), from->valuedouble};
  if (!to->works)
    return no_memory(mix->file, error);
  mix->weight_count++;
  return PM_OK;
}

static enum pm_status read_mix(struct pm_mix *mix, const cJSON *root, struct pm_error *error) {
  const char *name = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(root, "name"));
  const cJSON *weights = cJSON_GetObjectItemCaseSensitive(root, "weights"), *weight;
  if (!name || !*name)
    return pm_fail(error, PM_USAGE, "%s: has no text `name`", mix->file);
  if (!cJSON_IsObject(weights) || !weights->child)
    return pm_fail(error, PM_USAGE,
                   "%s: has no object `weights` of works and numbers ({\"sig/*\": 2})", mix->file);
  mix->name = strdup(name);
  mix->weights = calloc((size_t)cJSON_GetArraySize(weights), sizeof *mix->weights);
  if (!mix->name || !mix->weights)
    return no_memory(mix->file, error);
  enum pm_status status = PM_OK;
  cJSON_ArrayForEach(weight, weights) {
    status = read_weight(mix, weight, error);
    if (status != PM_OK)
      break;
  }
  return status;
}

enum pm_status pm_mix_read(const char *path, struct pm_mix **mix, struct pm_error *error) {
  cJSON *root = NULL;
  enum pm_status status = pm_input_read(path, &root, error);
  if (status != PM_OK)
    return status;
  struct pm_mix *made = calloc(1, sizeof *made);
  if (made)
    made->file = strdup(path);
  status = made && made->file ? read_mix(made, root, error) : no_memory(path, error);
  cJSON_Delete(root);
  if (status == PM_OK)
    *mix = made;
  else
    pm_mix_free(made);
  return status;
}

void pm_mix_free(struct pm_mix *mix) {
  if (!mix)
    return;
  for (size_t i = 0; i < mix->weight_count; i++)
    free(mix->weights[i].works);
  free(mix->weights);
  free(mix->name);
  free(mix->file);
  free(mix);
}

const struct pm_mix_weight *pm_mix_find(const struct pm_mix *mix,
                                        const struct pm_observed_work *work) {
  for (size_t i = 0; i < mix->weight_count; i++)
    if (strcmp(mix->weights[i].works, work->id) == 0)
      return &mix->weights[i];
  for (size_t i = 0; i < mix->weight_count; i++)
    if (fnmatch(mix->weights[i].works, work->name, 0) == 0)
      return &mix->weights[i];
  return NULL;
}
