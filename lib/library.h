/* Shared by the files of lib/, which are the C interface of include/proofmark/proofmark.h on the
 * operations of bench/op/. lib/ is a folder of its own above bench/: nothing of the program
 * includes it, it is linked into libproofmark alone (cmake/Install.cmake), and it includes what it
 * likes of bench/ and host/.
 *
 * Inside, functions fail as everywhere in the project, by enum pm_status and struct pm_error; the
 * public ones end with lib_end. */
#ifndef PROOFMARK_LIB_LIBRARY_H
#define PROOFMARK_LIB_LIBRARY_H

#include "bench/op/op.h"
#include "host/work/work.h"
#include "include/proofmark/proofmark.h"

/* One of the two is there. */
struct proofmark_context {
  struct pm_topology *topology;
  struct pm_pool *pool;
  struct pm_device *device;
};

struct proofmark_operation {
  const struct pm_work *work;
  struct proofmark_work_info info;
  uint64_t key_bytes, policy; /* of signatures */
  struct op *op;
};

/* How a public function ends: what happened inside in the caller's terms. */
enum proofmark_status lib_end(enum pm_status status, const struct pm_error *inside,
                              struct proofmark_error *error);

/* Copies the caller's struct, which begins with its size, to one of `bytes` bytes that this version
 * of the library knows: members that the caller's has not are zero. PM_USAGE where it has more that
 * are not. */
enum pm_status lib_take_struct(const char *name, const void *given, void *known, size_t bytes,
                               struct pm_error *error);

/* PM_USAGE for a name that is no work's, and for NULL. */
enum pm_status lib_find_work(const char *name, const struct pm_work **work, struct pm_error *error);
/* All but `size`. */
void lib_describe_work(const struct pm_work *work, struct proofmark_work_info *info);

#endif
