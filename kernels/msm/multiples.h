/* Multiples of the generator: a sum of one multiple for each byte of the scalar, from a table. */
#ifndef PROOFMARK_KERNELS_MSM_MULTIPLES_H
#define PROOFMARK_KERNELS_MSM_MULTIPLES_H

#include "kernels/msm/plan.h"

enum { MSM_BYTE_VALUES = 256 };

typedef struct affine msm_byte_multiples[MSM_BYTE_VALUES];

/* table[i][n] = n · 2^(8 i) · generator */
static void msm_generator_table(msm_byte_multiples table[MSM_SCALAR_BYTES],
                                const struct affine *generator) {
  struct batch batch;
  batch_begin(&batch);
  for (unsigned i = 0; i < MSM_SCALAR_BYTES; i++) {
    struct affine *const row = table[i], *const above = i > 0 ? table[i - 1] : NULL;
    row[0] = affine_infinity(), row[1] = *generator;
    if (above)
      msm_add(&batch, &row[1], &above[MSM_BYTE_VALUES / 2], &above[MSM_BYTE_VALUES / 2]);
    batch_add(&batch);
    for (unsigned power = 1; power < MSM_BYTE_VALUES; power *= 2) {
      if (power > 1)
        msm_add(&batch, &row[power], &row[power / 2], &row[power / 2]);
      batch_add(&batch);
      for (unsigned n = 1; n < power; n++)
        msm_add(&batch, &row[power + n], &row[power], &row[n]);
      batch_add(&batch);
    }
  }
}

/* As msm_cpu.multiples, of at most BATCH_MAX scalars. */
static void msm_multiples_batch(const msm_byte_multiples table[MSM_SCALAR_BYTES],
                                const uint8_t *scalars, uint64_t count, uint8_t *points) {
  struct affine sums[BATCH_MAX];
  struct batch batch;
  batch_begin(&batch);
  for (uint64_t n = 0; n < count; n++)
    sums[n] = affine_infinity();
  for (unsigned i = 0; i < MSM_SCALAR_BYTES; i++) {
    for (uint64_t n = 0; n < count; n++)
      msm_add(&batch, &sums[n], &sums[n], &table[i][scalars[n * MSM_SCALAR_BYTES + i]]);
    batch_add(&batch);
  }
  for (uint64_t n = 0; n < count; n++)
    msm_point_write(points + n * MSM_POINT_BYTES, &sums[n]);
}

static bool msm_multiples_of(const uint8_t *generator, const uint8_t *scalars, uint64_t first,
                             uint64_t last, uint8_t *points) {
  msm_byte_multiples *const table = msm_allocate(MSM_SCALAR_BYTES, sizeof *table);
  if (!table)
    return false;
  const struct affine base = msm_point_read(generator);
  msm_generator_table(table, &base);
  for (; first < last; first += BATCH_MAX)
    msm_multiples_batch((const msm_byte_multiples *)table, scalars + first * MSM_SCALAR_BYTES,
                        last - first < BATCH_MAX ? last - first : BATCH_MAX,
                        points + first * MSM_POINT_BYTES);
  free(table);
  return true;
}

#endif
