#include "host/base/parallel.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

enum { THREADS_MAX = 64, WORTH_A_THREAD = 8 };

struct share {
  size_t count;
  void (*step)(void *context, size_t i);
  void *context;
  atomic_size_t next;
};

static void *work(void *argument) {
  struct share *share = argument;
  for (;;) {
    size_t i = atomic_fetch_add(&share->next, 1);
    if (i >= share->count)
      return NULL;
    share->step(share->context, i);
  }
}

void pm_parallel(size_t count, void (*step)(void *context, size_t i), void *context) {
  struct share share = {.count = count, .step = step, .context = context};
  pthread_t threads[THREADS_MAX];
  size_t started = 0, cores = (size_t)sysconf(_SC_NPROCESSORS_ONLN), most = count / WORTH_A_THREAD;
  size_t wanted = cores < most ? cores : most;
  while (started + 1 < wanted && started < THREADS_MAX &&
         pthread_create(&threads[started], NULL, work, &share) == 0)
    started++;
  work(&share);
  for (size_t i = 0; i < started; i++)
    pthread_join(threads[i], NULL);
}
