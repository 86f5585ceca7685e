/* The oracle of the works graph/...: the steps one after another, in plain words. */
#ifndef PROOFMARK_KERNELS_GRAPH_REFERENCE_H
#define PROOFMARK_KERNELS_GRAPH_REFERENCE_H

#include <stdint.h>

/* As graph_step_fn says, written from kernels/graph/graph.h. */
void graph_step_reference(const uint32_t *first, const uint32_t *second, uint32_t key,
                          uint32_t rounds, uint64_t words, uint32_t *out);

#endif
