#include "host/measure/check.h"

#include <stdio.h>
#include <string.h>

enum { SHOWN_BYTES = 64 };

static void to_hex(const uint8_t *bytes, size_t count, char hex[2 * SHOWN_BYTES + 1]) {
  hex[0] = '\0';
  for (size_t i = 0; i < count && i < SHOWN_BYTES; i++)
    snprintf(hex + 2 * i, 3, "%02x", bytes[i]);
}

static void note_item(const struct pm_problem *problem, const uint8_t *output, size_t offset,
                      size_t bytes, struct pm_mismatch *mismatch) {
  mismatch->index = offset / problem->output_item_bytes;
  to_hex(problem->expected + offset, bytes, mismatch->expected);
  to_hex(output + offset, bytes, mismatch->got);
}

static void count_differences(const struct pm_problem *problem, const uint8_t *output,
                              struct pm_mismatch *mismatch) {
  size_t item = problem->output_item_bytes;
  for (size_t offset = 0; offset < problem->output_bytes; offset += item) {
    size_t left = problem->output_bytes - offset;
    size_t bytes = item < left ? item : left;
    if (memcmp(output + offset, problem->expected + offset, bytes) == 0)
      continue;
    if (mismatch->count++ == 0)
      note_item(problem, output, offset, bytes, mismatch);
  }
}

bool pm_check_output(const struct pm_problem *problem, const uint8_t *output,
                     struct pm_mismatch *mismatch) {
  if (memcmp(output, problem->expected, problem->output_bytes) == 0)
    return true;
  memset(mismatch, 0, sizeof *mismatch);
  count_differences(problem, output, mismatch);
  return false;
}
