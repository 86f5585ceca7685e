/* A step on the CPU's vectors. Compiled once per instruction set. */
#include "kernels/graph/graph.h"
#include "kernels/graph/step.h"

/* A round waits for the one before, so that several vectors are worked on in turn: with eight an
 * instruction finds its operands ready. */
enum { VECTORS = 8, BLOCK = VECTORS * LANE32_COUNT };

static void run_block(const uint32_t *first, const uint32_t *second, uint32_t key, uint32_t rounds,
                      uint32_t *out) {
  const w32 keys = w32_set(key);
  w32 x[VECTORS], a[VECTORS], b[VECTORS];
  memcpy(a, first, sizeof a);
  memcpy(b, second, sizeof b);
  LANE_UNROLL
  for (int v = 0; v < VECTORS; v++)
    x[v] = graph_begin(a[v], b[v], keys);
  for (uint32_t round = 0; round < rounds; round++) {
    LANE_UNROLL
    for (int v = 0; v < VECTORS; v++)
      x[v] = graph_round(x[v], keys);
  }
  memcpy(out, x, sizeof x);
}

graph_step_fn LANE_NAME(graph_step);
void LANE_NAME(graph_step)(const uint32_t *first, const uint32_t *second, uint32_t key,
                           uint32_t rounds, uint64_t words, uint32_t *out) {
  uint64_t i = 0;
  for (; i + BLOCK <= words; i += BLOCK)
    run_block(first + i, second + i, key, rounds, out + i);
  const uint64_t left = words - i;
  if (!left)
    return;
  uint32_t a[BLOCK] = {0}, b[BLOCK] = {0}, x[BLOCK];
  memcpy(a, first + i, left * sizeof *a);
  memcpy(b, second + i, left * sizeof *b);
  run_block(a, b, key, rounds, x);
  memcpy(out + i, x, left * sizeof *x);
}
