/* Graphs of steps: what the works graph/... know of a step, and how it is computed.
 *
 * A step takes two arrays of 32-bit words to a third, word by word. With x first[i] + (second[i]
 * rotated right by 7) + key it does so many rounds of
 *
 *   x = Sigma(x) + key
 *
 * where Sigma is Sigma0{256} of SHA-256 (FIPS 180-4, section 4.1.2): x rotated right by 2, by 13
 * and by 22, the exclusive or of the three. A round loses nothing (as a polynomial of three terms
 * Sigma is a unit modulo z^32 + 1 = (z + 1)^32 over GF(2)), so that a word that went in wrong comes
 * out wrong. The number of rounds sets what a step costs, from nothing but its dispatch up.
 *
 * Words lie in memory little-endian, at addresses that are multiples of four.
 */
#ifndef PROOFMARK_KERNELS_GRAPH_GRAPH_H
#define PROOFMARK_KERNELS_GRAPH_GRAPH_H

#include <stdint.h>

#include "kernels/graph/gpu_sizes.h"
#include "kernels/lane/isa.h"
#include "kernels/lane/program.h"

/* Words `first` and `second` may be one array; `out` is another. */
typedef void graph_step_fn(const uint32_t *first, const uint32_t *second, uint32_t key,
                           uint32_t rounds, uint64_t words, uint32_t *out);

struct graph_code {
  graph_step_fn *batch[LANE_ISA_COUNT]; /* lanes; NULL where there is no code for an ISA */
  const struct gpu_program *program;
  /* (first, second, uint32_t key, uint32_t rounds, uint64_t words, out): a work-item for each word,
   * in groups of GRAPH_GPU_GROUP. */
  const char *kernel;
};

extern const struct graph_code graph_code;

/* Operations on a word, of a round and of what comes before the rounds, as lane C writes them. A
 * GPU adds three numbers at once. */
enum {
  GRAPH_ROUND_ADDS = 1,
  GRAPH_ROUND_LOGIC3 = 1,
  GRAPH_ROUND_SHIFTS = 3,
  GRAPH_BEGIN_ADDS = 1,
  GRAPH_BEGIN_SHIFTS = 1
};

#endif
