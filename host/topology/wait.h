/* How the threads of a pool wait for each other: by looking for a while, then asleep on a word.
 * Shared by the files of host/topology, by nobody else. Define _GNU_SOURCE before the first include
 * (syscall). */
#ifndef PROOFMARK_HOST_TOPOLOGY_WAIT_H
#define PROOFMARK_HOST_TOPOLOGY_WAIT_H

#include <limits.h>
#include <linux/futex.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* How long a worker looks for the next run before it sleeps: about what a wake-up costs, so that it
 * never costs more than twice the best (the rule of competitive spinning). */
#define PM_SPIN_NS 20000

/* Two cache lines: x86-64 prefetches lines in pairs. */
#define PM_APART _Alignas(128)

/* Sleeps until woken if *word is `expected` still; may also return for no reason (futex(2)). */
static inline void pm_futex_wait(atomic_uint *word, unsigned expected) {
  syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, expected, NULL, NULL, 0);
}

static inline void pm_futex_wake(atomic_uint *word, int count) {
  syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, count, NULL, NULL, 0);
}

static inline int64_t pm_wait_clock_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static inline void pm_relax(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

/* Looks for *word to be other than `unwanted` for so long. The processor is offered in between:
 * with as many workers as processors the one that is waited for needs one of them. */
bool pm_spin_while(atomic_uint *word, unsigned unwanted, int64_t at_most_ns);

#endif
