/* A computation on the CPU that takes more than one pass over its data: stages one after the other,
 * each of pieces that may run at the same time, in any order and on any thread. Who runs it brings
 * the threads; between two stages all of them meet. */
#ifndef PROOFMARK_KERNELS_LANE_STAGES_H
#define PROOFMARK_KERNELS_LANE_STAGES_H

#include <stdint.h>

struct stages {
  unsigned count;
  uint64_t (*pieces)(const void *task, unsigned stage);
  void (*run)(void *task, unsigned stage, uint64_t first_piece, uint64_t last_piece);
};

#endif
