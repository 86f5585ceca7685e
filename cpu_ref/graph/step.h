/* A step of a graph, in plain words: the oracle. */
#ifndef PROOFMARK_CPU_REF_GRAPH_STEP_H
#define PROOFMARK_CPU_REF_GRAPH_STEP_H

#include <stdint.h>

/* Word by word, from x = first[i] + (second[i] rotated right by 7) + key, so many rounds of x =
 * Sigma(x) + key, where Sigma is Sigma0{256} of SHA-256 (FIPS 180-4, section 4.1.2). `first` and
 * `second` may be one array; `out` is another. */
void ref_graph_step(const uint32_t *first, const uint32_t *second, uint32_t key, uint32_t rounds,
                    uint64_t words, uint32_t *out);

#endif
