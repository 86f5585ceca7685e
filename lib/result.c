#include <stdio.h>
#include <string.h>

#include "lib/library.h"

static enum proofmark_status status_outside(enum pm_status status) {
  switch (status) {
  case PM_OK:
    return PROOFMARK_OK;
  case PM_USAGE:
    return PROOFMARK_INVALID_ARGUMENT;
  case PM_UNAVAILABLE:
    return PROOFMARK_UNAVAILABLE;
  case PM_NO_MEMORY:
    return PROOFMARK_NO_MEMORY;
  default:
    return PROOFMARK_FAILED;
  }
}

enum proofmark_status lib_end(enum pm_status status, const struct pm_error *inside,
                              struct proofmark_error *error) {
  const enum proofmark_status outside = status_outside(status);
  if (outside != PROOFMARK_OK && error) {
    error->status = outside;
    const size_t bytes = strnlen(inside->text, sizeof error->message - 1);
    memcpy(error->message, inside->text, bytes);
    error->message[bytes] = '\0';
  }
  return outside;
}

enum pm_status lib_take_struct(const char *name, const void *given, void *known, size_t bytes,
                               struct pm_error *error) {
  enum { STRUCT_BYTES_MAX = 4096 }; /* a `size` beyond it was never set */
  size_t size;
  if (!given)
    return pm_fail(error, PM_USAGE, "the %s is NULL", name);
  memcpy(&size, given, sizeof size);
  if (size < sizeof size || size > STRUCT_BYTES_MAX)
    return pm_fail(error, PM_USAGE, "the member `size` of the %s has to be the size of the struct",
                   name);
  memset(known, 0, bytes);
  memcpy(known, given, size < bytes ? size : bytes);
  for (size_t i = bytes; i < size; i++)
    if (((const unsigned char *)given)[i])
      return pm_fail(error, PM_USAGE,
                     "the %s has members that libproofmark %d.%d.%d does not know; a newer one is "
                     "needed",
                     name, PROOFMARK_VERSION_MAJOR, PROOFMARK_VERSION_MINOR,
                     PROOFMARK_VERSION_PATCH);
  return PM_OK;
}

uint32_t proofmark_version(void) { return PROOFMARK_VERSION; }
