#include "host/result/section.h"

#include <stdlib.h>
#include <string.h>

#include "host/result/schema.h"
#include "host/result/json_members.h"

const struct pm_section *pm_section_by_name(const struct pm_sections *sections, const char *name) {
  for (size_t i = 0; sections && i < sections->count; i++)
    if (strcmp(sections->items[i]->name, name) == 0)
      return sections->items[i];
  return NULL;
}

/* `independent` is of the cases that stand beside it, and of those alone: it does not outlive them. */
bool pm_is_section(const char *member) {
  static const char *const own[] = {
      "schema", "run_id", "verdict", "argv",  "resumed", "merged",   "seed",  "build",      "host",
      "timer",  "laws",   "devices", "works", "skipped", "failures", "cases", "independent"};
  for (size_t i = 0; i < sizeof own / sizeof *own; i++)
    if (strcmp(member, own[i]) == 0)
      return false;
  return true;
}

/* The schemas of the members of `proofmark`. */
static cJSON *members_of(const cJSON *schema) {
  return member(member(member(schema, "properties"), "proofmark"), "properties");
}

/* --- registering ------------------------------------------------------------------------- */

/* `own` are the members that the schema has without sections. */
static enum pm_status check_section(const struct pm_sections *sections, size_t index,
                                    const cJSON *own, struct pm_error *error) {
  const struct pm_section *section = sections->items[index];
  const char *name = section->name;
  if (!*name || name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_")])
    return pm_fail(error, PM_FAILED,
                   "section '%s': its name is not of lower-case letters, digits and '_'", name);
  if (member(own, name))
    return pm_fail(error, PM_FAILED, "section '%s': results files have such a member anyway", name);
  if (pm_section_by_name(sections, name) != section)
    return pm_fail(error, PM_FAILED, "section '%s' is registered twice", name);
  cJSON *schema = section->schema ? cJSON_Parse(section->schema) : NULL;
  const bool usable = cJSON_IsObject(schema) && !member(schema, "$id");
  cJSON_Delete(schema);
  if (!usable || !section->write)
    return pm_fail(error, PM_FAILED, "section '%s' has no usable %s", name,
                   usable ? "write" : "schema");
  return PM_OK;
}

enum pm_status pm_sections_check(const struct pm_sections *sections, struct pm_error *error) {
  if (!sections->count)
    return PM_OK;
  cJSON *schema = cJSON_Parse(pm_schema_text);
  const cJSON *own = members_of(schema);
  enum pm_status status = schema ? PM_OK : pm_fail(error, PM_FAILED, "no memory for the schema");
  for (size_t i = 0; status == PM_OK && i < sections->count; i++)
    status = check_section(sections, i, own, error);
  cJSON_Delete(schema);
  return status;
}

/* --- several of one name ----------------------------------------------------------------- */

static bool all_alike(const cJSON *values) {
  const cJSON *first = values->child, *item;
  cJSON_ArrayForEach(item, values) {
    if (!cJSON_Compare(first, item, true))
      return false;
  }
  return true;
}

cJSON *pm_sections_join(const struct pm_sections *sections, const char *name, const cJSON *values) {
  const struct pm_section *section = pm_section_by_name(sections, name);
  if (all_alike(values))
    return cJSON_Duplicate(values->child, true);
  return section && section->combine ? section->combine(values) : NULL;
}

/* --- the schema -------------------------------------------------------------------------- */

static bool add_reference(cJSON *properties, const char *name) {
  char path[256];
  snprintf(path, sizeof path, "#/definitions/section_%.200s", name);
  return cJSON_AddStringToObject(cJSON_AddObjectToObject(properties, name), "$ref", path) != NULL;
}

/* As a definition, and where it may stand: at the top and with the parts of a merged file. */
static bool add_schema(cJSON *schema, const struct pm_section *section) {
  char definition[256];
  cJSON *proofmark = members_of(schema);
  cJSON *part = member(member(member(proofmark, "merged"), "items"), "properties");
  cJSON *own = cJSON_Parse(section->schema);
  snprintf(definition, sizeof definition, "section_%.200s", section->name);
  if (!cJSON_AddItemToObject(member(schema, "definitions"), definition, own)) {
    cJSON_Delete(own);
    return false;
  }
  return add_reference(proofmark, section->name) &&
         add_reference(member(member(part, "sections"), "properties"), section->name);
}

enum pm_status pm_schema_print(const struct pm_sections *sections, FILE *stream,
                               struct pm_error *error) {
  if (!sections || !sections->count) {
    fwrite(pm_schema_text, 1, (size_t)(pm_schema_text_end - pm_schema_text), stream);
    return PM_OK;
  }
  cJSON *schema = cJSON_Parse(pm_schema_text);
  bool complete = schema != NULL;
  for (size_t i = 0; complete && i < sections->count; i++)
    complete = add_schema(schema, sections->items[i]);
  if (complete) {
    struct pm_json json = pm_json_start(stream);
    pm_json_tree(&json, NULL, schema);
    putc('\n', stream);
  }
  cJSON_Delete(schema);
  return complete ? PM_OK : pm_fail(error, PM_FAILED, "no memory for the schema");
}
