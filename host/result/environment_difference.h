/* How the environments of two observations differ, in words: all that a result depends on besides
 * the works, be it the machine, the system, the program or the command line. */
#ifndef PROOFMARK_HOST_RESULT_ENVIRONMENT_DIFFERENCE_H
#define PROOFMARK_HOST_RESULT_ENVIRONMENT_DIFFERENCE_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "host/result/json.h"

struct pm_environment_difference {
  char *what;             /* "kernel", "library libcrypto.so.3", "cuda:0 driver" */
  char *base, *contender; /* values as people read them; NULL: that side does not record it */
  unsigned place;         /* in the order of the items */
};

struct pm_environment_differences {
  struct pm_environment_difference *items; /* machine, devices, program, command line, libraries */
  size_t count;
  bool complete; /* false: memory ran out on the way */
};

/* Of two documents (pm_observation.root). Of the load whole processors count. To be freed. */
struct pm_environment_differences pm_environment_compare(const cJSON *base, const cJSON *contender);
void pm_environment_differences_free(struct pm_environment_differences *differences);

/* One line: "the same", or "the same but for: kernel A and B; ...; not recorded in base: ...". Long
 * values and long lists are cut, which it says. Control characters print as '?'. */
void pm_environment_print(const struct pm_environment_differences *differences, FILE *stream);

/* An array of {what, base, contender}, null for what a side does not record. */
void pm_environment_print_json(const struct pm_environment_differences *differences,
                               struct pm_json *json, const char *key);

#endif
