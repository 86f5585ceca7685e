#include "bench/stage_pool.h"

struct stage {
  const struct stages *stages;
  void *task;
  unsigned number;
};

static bool run_share(void *context, uint64_t first, uint64_t last, unsigned worker) {
  (void)worker;
  const struct stage *s = context;
  s->stages->run(s->task, s->number, first, last);
  return true;
}

void stage_pool_run(struct pm_pool *pool, const struct stages *stages, void *task) {
  enum { SHARES_EACH = 4 }; /* of a thread: few, and none waits long for another */
  const uint64_t threads = pm_pool_threads(pool);
  const uint64_t shares = threads == 1 ? 1 : threads * SHARES_EACH;
  for (unsigned i = 0; i < stages->count; i++) {
    const uint64_t pieces = stages->pieces(task, i);
    struct stage stage = {stages, task, i};
    pm_pool_run(pool, pieces, (pieces + shares - 1) / shares, run_share, &stage);
  }
}
