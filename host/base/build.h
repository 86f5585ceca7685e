/* How an executable was built. */
#ifndef PROOFMARK_HOST_BASE_BUILD_H
#define PROOFMARK_HOST_BASE_BUILD_H

#include <stdbool.h>

/* A text that is NULL or "" is not known. */
struct pm_build {
  const char *version; /* of the program; results files do not have it */
  const char *commit;  /* hex; where unknown, `dirty` is not known either */
  bool dirty;
  const char *type; /* "Release" */
  const char *compiler;
  const char *flags;
  const char *kernels_digest; /* of all kernel sources: other kernels make other results */
};

/* This executable. */
extern const struct pm_build pm_this_build;

#endif
