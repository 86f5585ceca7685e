#include "tests/support/faults.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct fault {
  bool flip; /* else unwritten */
  size_t name_bytes;
  const char *name; /* of the implementation meant; not terminated */
  size_t index;
};

/* KIND:IMPLEMENTATION[:INDEX]; false where there is none. A fault that cannot be read ends the
 * program: a test must not pass because nothing was planted. */
static bool read_fault(const char *text, struct fault *fault) {
  static const char flip[] = "flip:", unwritten[] = "unwritten:";
  if (!text)
    return false;
  fault->flip = strncmp(text, flip, sizeof flip - 1) == 0;
  if (!fault->flip && strncmp(text, unwritten, sizeof unwritten - 1) != 0) {
    fprintf(stderr, "PROOFMARK_FAULT is flip:… or unwritten:…, not '%s'\n", text);
    abort();
  }
  fault->name = text + (fault->flip ? sizeof flip : sizeof unwritten) - 1;
  fault->name_bytes = strcspn(fault->name, ":");
  const char *index = fault->name + fault->name_bytes;
  fault->index = *index ? strtoull(index + 1, NULL, 10) : 0;
  return true;
}

static bool is_meant(const struct fault *fault, const char *name) {
  return strlen(name) == fault->name_bytes && memcmp(name, fault->name, fault->name_bytes) == 0;
}

void planted_fault(const struct pm_problem *problem, const struct pm_implementation *implementation,
                   uint8_t poison, uint8_t *output) {
  struct fault fault;
  if (!read_fault(getenv("PROOFMARK_FAULT"), &fault) || !is_meant(&fault, implementation->name))
    return;
  size_t item = problem->output_item_bytes;
  if (fault.index >= problem->output_bytes / item)
    return;
  if (fault.flip)
    output[fault.index * item] ^= 1;
  else
    memset(output + fault.index * item, poison, item);
}

/* Before main, so that the faulty program's main is the program's own. */
__attribute__((constructor)) static void plant(void) { pm_fault_register(planted_fault); }
