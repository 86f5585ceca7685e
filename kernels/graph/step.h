/* The core of a step (kernels/graph/graph.h). */
#ifndef PROOFMARK_KERNELS_GRAPH_STEP_H
#define PROOFMARK_KERNELS_GRAPH_STEP_H

#include "kernels/lane/lane.h"

LANE_FN w32 graph_begin(w32 first, w32 second, w32 key) {
  return w32_add(first, w32_rotr(second, 7)) + key;
}

LANE_FN w32 graph_round(w32 x, w32 key) {
  return w32_add(w32_xor3(w32_rotr(x, 2), w32_rotr(x, 13), w32_rotr(x, 22)), key);
}

#endif
