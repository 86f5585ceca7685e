/* The entry kernels of a Poseidon2 instance (poseidon2.h describes their arguments), after core.h:
 * a work-item takes a state. States and rows are arrays in global memory, aligned to 16 bytes. */
#ifndef PROOFMARK_KERNELS_POSEIDON2_STATES_GPU_H
#define PROOFMARK_KERNELS_POSEIDON2_STATES_GPU_H

#include "kernels/lane/gpu.h"
#include "kernels/poseidon2/gpu_sizes.h"

/* Elements in 16 bytes; those of large fields are moved one by one, which takes 16 bytes at a
 * time. */
#define POSEIDON2_VECTOR (FE_WORDS < 4 ? 4 / FE_WORDS : 1)

/* POSEIDON2_VECTOR elements that are aligned to 16 bytes. */
LANE_FN void poseidon2_load_vector(const GPU_GLOBAL uint32_t *words, fe x[POSEIDON2_VECTOR]) {
#if FE_WORDS < 4
  const uint4 v = *(const GPU_GLOBAL uint4 *)words;
#endif
#if FE_WORDS == 1
  x[0] = v.x, x[1] = v.y, x[2] = v.z, x[3] = v.w;
#elif FE_WORDS == 2
  x[0] = (w64)v.y << 32 | v.x, x[1] = (w64)v.w << 32 | v.z;
#else
  x[0] = fe_load(words);
#endif
}

LANE_FN void poseidon2_store_vector(GPU_GLOBAL uint32_t *words, const fe x[POSEIDON2_VECTOR]) {
#if FE_WORDS < 4
  uint4 v;
#if FE_WORDS == 1
  v.x = x[0], v.y = x[1], v.z = x[2], v.w = x[3];
#else
  v.x = (w32)x[0], v.y = (w32)(x[0] >> 32), v.z = (w32)x[1], v.w = (w32)(x[1] >> 32);
#endif
  *(GPU_GLOBAL uint4 *)words = v;
#else
  fe_store(words, x[0]);
#endif
}

/* `count` elements from aligned memory into the field's form, and back. */
LANE_FN void poseidon2_load(const GPU_GLOBAL uint32_t *words, fe *x, int count) {
  LANE_UNROLL
  for (int i = 0; i < count; i += POSEIDON2_VECTOR)
    poseidon2_load_vector(words + i * FE_WORDS, x + i);
  LANE_UNROLL
  for (int i = 0; i < count; i++)
    x[i] = fe_enter(x[i]);
}

LANE_FN void poseidon2_store(GPU_GLOBAL uint32_t *words, fe *x, int count) {
  LANE_UNROLL
  for (int i = 0; i < count; i++)
    x[i] = fe_leave(x[i]);
  LANE_UNROLL
  for (int i = 0; i < count; i += POSEIDON2_VECTOR)
    poseidon2_store_vector(words + i * FE_WORDS, x + i);
}

GPU_KERNEL(POSEIDON2_GPU_GROUP)
poseidon2_permute_states(const GPU_GLOBAL uint32_t *in, uint64_t count, GPU_GLOBAL uint32_t *out) {
  const uint64_t item = gpu_global_id();
  if (item >= count)
    return;
  fe x[1][POSEIDON2_WIDTH];
  poseidon2_load(in + item * POSEIDON2_WIDTH * FE_WORDS, x[0], POSEIDON2_WIDTH);
  poseidon2_permute(x);
  poseidon2_store(out + item * POSEIDON2_WIDTH * FE_WORDS, x[0], POSEIDON2_WIDTH);
}

#endif
