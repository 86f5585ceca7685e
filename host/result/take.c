/* Entries of other results files that go into a result as they are. */
#include "host/result/json_members.h"
#include "host/result/result_parts.h"
#include "host/result/section.h"

void pm_take_device(struct pm_result *result, const cJSON *device) {
  const char *id = text_or_empty(device, "id");
  if (pm_names_hold(&result->devices, id))
    return;
  pm_json_tree(pm_section_of(result, DEVICES), NULL, device);
  pm_names_add(result, &result->devices, id);
}

void pm_take_work(struct pm_result *result, const cJSON *work) {
  const char *id = text_or_empty(work, "id");
  if (!pm_find_work(result, id) && pm_file_work(result, id, text_or_empty(work, "input_digest")))
    pm_json_tree(pm_section_of(result, WORKS), NULL, work);
}

void pm_take_skip(struct pm_result *result, const cJSON *skip) {
  pm_json_tree(pm_section_of(result, SKIPPED), NULL, skip);
  result->skipped++;
}

void pm_gather_section(cJSON *gathered, const char *name, const cJSON *value) {
  cJSON *values = member(gathered, name);
  if (!values)
    values = cJSON_AddArrayToObject(gathered, name);
  cJSON_AddItemReferenceToArray(values, (cJSON *)value);
}

void pm_gather_sections(cJSON *gathered, const cJSON *object) {
  const cJSON *item;
  cJSON_ArrayForEach(item, object) {
    if (pm_is_section(item->string))
      pm_gather_section(gathered, item->string, item);
  }
}
