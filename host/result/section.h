/* Sections of a results file: members of `proofmark` that a part of the program brings with it, as
 * a soak its windows or an executor its stages. A file has any number of them; each has a name, a
 * JSON Schema and, where it knows how, a way to make one of several. What is done with them is the
 * same for all, known to this program or not:
 *   readers   leave alone what they do not know; pm_observed_section (read.h) finds one
 *   resume    takes every section over as it is; a command that sets it again replaces it
 *   merge     keeps of each part its sections, as they are, in the part's entry of merged[], member
 *             `sections`; at the top stands what pm_sections_join makes of them, or none
 *   run --independent   at the top stands what pm_sections_join makes of the runs', or the first
 *             run's
 * docs/results.md says the same to those who read files. */
#ifndef PROOFMARK_HOST_RESULT_SECTION_H
#define PROOFMARK_HOST_RESULT_SECTION_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "host/base/status.h"
#include "host/result/json.h"

struct pm_section {
  /* Of the member: lower-case letters, digits and '_'; none that every file has anyway. */
  const char *name;
  /* JSON Schema (draft-07) of the value, as text, without `$id`. It becomes a definition of the
   * whole schema: it may refer to the others, "#/definitions/case", and to its own as
   * "#/definitions/section_NAME/definitions/...". */
  const char *schema;
  /* Writes the value, with key NULL. `data` is what pm_result_set_section was given. */
  void (*write)(const void *data, struct pm_json *json);
  /* One value of several that are not alike: `values` is an array of them, in the order of files or
   * runs. The caller frees it; NULL where they do not go together. No function: they never do. */
  cJSON *(*combine)(const cJSON *values);
};

struct pm_sections {
  const struct pm_section *const *items;
  size_t count;
};

/* NULL where there is none, or no sections. */
const struct pm_section *pm_section_by_name(const struct pm_sections *sections, const char *name);

/* Whether a member of `proofmark` is a section, known or not, and none of what every file may
 * have. */
bool pm_is_section(const char *member);

/* Whether the sections can be registered together: names, schemas that are JSON objects. PM_FAILED
 * names the first that cannot. */
enum pm_status pm_sections_check(const struct pm_sections *sections, struct pm_error *error);

/* The one that stands for several (an array, not empty): any of them where they are alike, else
 * what the section's `combine` makes of them. The caller frees it; NULL: none does. `sections` may
 * be NULL. */
cJSON *pm_sections_join(const struct pm_sections *sections, const char *name, const cJSON *values);

/* Prints the JSON Schema of results files with that of the sections in it. Without sections it is
 * results/schema/proofmark-1.schema.json, byte for byte. */
enum pm_status pm_schema_print(const struct pm_sections *sections, FILE *stream,
                               struct pm_error *error);

#endif
