/* The entry kernels of the trees over a Poseidon2 instance (poseidon2.h describes the trees), after
 * states_gpu.h. The including file defines POSEIDON2_DIGEST, and POSEIDON2_RATE where the instance
 * is a tree's sponge, POSEIDON2_COMPRESSION where it compresses. */
#ifndef PROOFMARK_KERNELS_POSEIDON2_TREE_GPU_H
#define PROOFMARK_KERNELS_POSEIDON2_TREE_GPU_H

#if defined(POSEIDON2_RATE)

/* Overwrites the state's first elements with up to POSEIDON2_RATE ones. */
LANE_FN void poseidon2_absorb(fe x[POSEIDON2_WIDTH], const GPU_GLOBAL uint32_t *words,
                              uint64_t elements, bool aligned) {
  if (aligned && elements >= POSEIDON2_RATE) {
    poseidon2_load(words, x, POSEIDON2_RATE);
    return;
  }
  LANE_UNROLL
  for (int i = 0; i < POSEIDON2_RATE; i++)
    if ((uint64_t)i < elements)
      x[i] = fe_enter(fe_load(words + i * FE_WORDS));
}

GPU_KERNEL(POSEIDON2_GPU_GROUP)
poseidon2_leaves(const GPU_GLOBAL uint32_t *GPU_RESTRICT rows, uint64_t elements, uint64_t count,
                 GPU_GLOBAL uint32_t *GPU_RESTRICT digests) {
  const uint64_t item = gpu_global_id();
  if (item >= count)
    return;
  const GPU_GLOBAL uint32_t *const row = rows + item * elements * FE_WORDS;
  const bool aligned = elements % POSEIDON2_VECTOR == 0;
  fe x[1][POSEIDON2_WIDTH];
  LANE_UNROLL
  for (int i = 0; i < POSEIDON2_WIDTH; i++)
    x[0][i] = fe_zero();
  POSEIDON2_ROLLED
  for (uint64_t done = 0; done < elements; done += POSEIDON2_RATE) {
    poseidon2_absorb(x[0], row + done * FE_WORDS, elements - done, aligned);
    poseidon2_permute(x);
  }
  poseidon2_store(digests + item * POSEIDON2_DIGEST * FE_WORDS, x[0], POSEIDON2_DIGEST);
}

#endif

#if defined(POSEIDON2_COMPRESSION)

GPU_KERNEL(POSEIDON2_GPU_GROUP)
poseidon2_compress(const GPU_GLOBAL uint32_t *GPU_RESTRICT in, uint64_t count,
                   GPU_GLOBAL uint32_t *GPU_RESTRICT out) {
  const uint64_t item = gpu_global_id();
  if (item >= count)
    return;
  fe x[1][POSEIDON2_WIDTH];
  poseidon2_load(in + item * 2 * POSEIDON2_DIGEST * FE_WORDS, x[0], 2 * POSEIDON2_DIGEST);
  LANE_UNROLL
  for (int i = 2 * POSEIDON2_DIGEST; i < POSEIDON2_WIDTH; i++)
    x[0][i] = fe_zero();
  poseidon2_permute(x);
  poseidon2_store(out + item * POSEIDON2_DIGEST * FE_WORDS, x[0], POSEIDON2_DIGEST);
}

#endif

#endif
