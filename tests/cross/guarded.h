/* Input bytes beside pages that cannot be accessed: a read outside them is a crash. */
#ifndef PROOFMARK_TESTS_CROSS_GUARDED_H
#define PROOFMARK_TESTS_CROSS_GUARDED_H

#include <stddef.h>
#include <stdint.h>

enum edge { EDGE_FIRST, EDGE_LAST };

struct guarded {
  uint8_t *map;
  size_t map_bytes;
  uint8_t *bytes;
};

/* `count` random bytes. The first lies at the beginning of the accessible pages or, with EDGE_LAST,
 * the last lies `skew` bytes before their end. */
struct guarded guarded_random(size_t count, enum edge edge, size_t skew, uint64_t stream);
void guarded_free(const struct guarded *g);

/* Says what the system lacks, and ends the program. */
_Noreturn void fatal(const char *what);

#endif
