#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include "tests/cross/guarded.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "host/base/random.h"

void fatal(const char *what) {
  perror(what);
  abort();
}

struct guarded guarded_random(size_t count, enum edge edge, size_t skew, uint64_t stream) {
  const size_t page = (size_t)sysconf(_SC_PAGESIZE);
  const size_t inner = (count + skew + page - 1) / page * page;
  struct guarded g = {.map_bytes = inner + 2 * page};
  g.map = mmap(NULL, g.map_bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (g.map == MAP_FAILED || (inner && mprotect(g.map + page, inner, PROT_READ | PROT_WRITE)))
    fatal("guard pages");
  g.bytes = g.map + page + (edge == EDGE_FIRST ? 0 : inner - skew - count);
  pm_random_bytes(7, stream, 0, g.bytes, count);
  return g;
}

void guarded_free(const struct guarded *g) { munmap(g->map, g->map_bytes); }
