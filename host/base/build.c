#include "host/base/build.h"

#include "proofmark_build_info.h"

const struct pm_build pm_this_build = {.version = PM_BUILD_VERSION,
                                       .commit = PM_BUILD_COMMIT,
                                       .dirty = PM_BUILD_DIRTY,
                                       .type = PM_BUILD_TYPE,
                                       .compiler = PM_BUILD_COMPILER,
                                       .flags = PM_BUILD_FLAGS,
                                       .kernels_digest = PM_BUILD_KERNELS_DIGEST};
