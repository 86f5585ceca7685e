#include "bench/chain/json.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Where a NUL is, by itself or escaped. */
static const char *find_nul(const char *text, size_t size) {
  const char *raw = memchr(text, '\0', size);
  return raw ? raw : strstr(text, "\\u0000");
}

/* The value that is one too many, or NULL: each but an array's first has a comma before it. Commas
 * in strings count too; texts that are meant have few. */
static const char *find_excess(const char *text) {
  size_t values = 0;
  while ((text = strpbrk(text, ",[{"))) {
    if (++values > JSON_VALUES_MAX)
      return text;
    text++;
  }
  return NULL;
}

static int compare_names(const void *left, const void *right) {
  return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* A name that two members of an object have, or NULL. */
static const char *find_twin(const cJSON *object, bool *no_memory) {
  size_t count = (size_t)cJSON_GetArraySize(object), i = 0;
  const char **names = malloc((count + 1) * sizeof *names), *twin = NULL;
  const cJSON *member;
  if (!names) {
    *no_memory = true;
    return NULL;
  }
  cJSON_ArrayForEach(member, object) names[i++] = member->string;
  qsort(names, count, sizeof *names, compare_names);
  for (i = 1; !twin && i < count; i++)
    if (strcmp(names[i - 1], names[i]) == 0)
      twin = names[i];
  free(names);
  return twin;
}

/* The same for all objects in a value, which is nested as deep as cJSON takes it. */
static const char *find_any_twin(const cJSON *value, bool *no_memory) {
  const char *twin = cJSON_IsObject(value) ? find_twin(value, no_memory) : NULL;
  for (const cJSON *child = value->child; child && !twin && !*no_memory; child = child->next)
    if (child->child)
      twin = find_any_twin(child, no_memory);
  return twin;
}

static enum pm_status check_names(const cJSON *root, struct pm_error *error) {
  bool no_memory = false;
  const char *twin = find_any_twin(root, &no_memory);
  if (no_memory)
    return pm_fail(error, PM_FAILED, "no memory for the names in a JSON object");
  if (twin)
    return pm_fail(error, PM_USAGE, "an object has the name `%.80s` twice", twin);
  return PM_OK;
}

enum pm_status json_parse(const char *text, size_t size, cJSON **root, struct pm_error *error) {
  const char *end = NULL, *nul = find_nul(text, size);
  *root = NULL;
  if (nul)
    return pm_fail(error, PM_USAGE, "no JSON: a NUL at offset %zu", (size_t)(nul - text));
  const char *excess = find_excess(text);
  if (excess)
    return pm_fail(error, PM_USAGE, "more than %d JSON values: the next at offset %zu",
                   JSON_VALUES_MAX, (size_t)(excess - text));
  cJSON *parsed = cJSON_ParseWithLengthOpts(text, size + 1, &end, false);
  if (parsed)
    end += strspn(end, " \t\r\n");
  enum pm_status status = PM_OK;
  if (!parsed || end != text + size) {
    size_t offset = end ? (size_t)(end - text) : 0;
    status = pm_fail(error, PM_USAGE, "no JSON: it goes wrong at offset %zu",
                     offset < size ? offset : size);
  }
  if (status == PM_OK)
    status = check_names(parsed, error);
  if (status == PM_OK)
    *root = parsed;
  else
    cJSON_Delete(parsed);
  return status;
}
