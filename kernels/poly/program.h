/* quotient.powers_kernel and quotient_kernel over an element.h of 32-bit words. */
#include "kernels/lane/gpu.h"
#include "kernels/poly/constraint.h"
#include "kernels/poly/gpu_sizes.h"
#include "kernels/poly/place.h"

/* As in quotient.h, which a GPU's compiler does not see. */
#define QUOTIENT_PROGRAM_LOG_LOW 10

/* The powers of alpha, which all points take, and the constants' sum. */
GPU_KERNEL(QUOTIENT_GPU_GROUP)
quotient_powers(const GPU_GLOBAL uint32_t *GPU_RESTRICT in, uint32_t log_points, uint32_t columns,
                GPU_GLOBAL uint32_t *GPU_RESTRICT powers) {
  GPU_LOCAL_ARRAY struct fx space[QUOTIENT_GPU_GROUP];
  const uint32_t id = gpu_local_id();
  const GPU_GLOBAL uint32_t *alpha = in + ((uint64_t)columns << log_points);
  struct fx power = fx_power(fx_enter(fx_load(alpha)), id), constants = fx_zero();
  const struct fx step = fx_power(fx_enter(fx_load(alpha)), QUOTIENT_GPU_GROUP);
  for (uint32_t j = id; j < columns; j += QUOTIENT_GPU_GROUP, power = fx_mul(power, step)) {
    fx_store(powers + (uint64_t)j * FX_DEGREE, power);
    constants = quotient_add_constant(constants, power, j);
  }
  space[id] = constants;
  gpu_barrier();
  if (id != 0)
    return;
  for (uint32_t i = 1; i < QUOTIENT_GPU_GROUP; i++) {
    const struct fx other = space[i];
    constants = fx_add(constants, other);
  }
  fx_store(powers + (uint64_t)columns * FX_DEGREE, constants);
}

/* (x - w_N^-1) / (x^N - 1). */
LANE_FN fe quotient_factor(const GPU_GLOBAL uint32_t *table, uint64_t i, uint32_t log_size,
                           uint32_t log_blowup) {
  const uint32_t log_low =
      log_size < QUOTIENT_PROGRAM_LOG_LOW ? log_size : QUOTIENT_PROGRAM_LOG_LOW;
  const uint32_t log_high = log_size + log_blowup - log_low;
  const GPU_GLOBAL uint32_t *high = table + ((uint64_t)1 << log_low) + (i >> log_low);
  const fe x = fe_mul(fe_load(table + (i & ((1u << log_low) - 1))), fe_load(high));
  return fe_sub(x, fe_load(high + ((uint64_t)1 << log_high)));
}

/* Four columns of a row. */
LANE_FN void quotient_load(fe numbers[4], const GPU_GLOBAL uint32_t *row, uint32_t column) {
  const uint4 v = *(const GPU_GLOBAL uint4 *)(row + column);
  numbers[0] = v.x, numbers[1] = v.y, numbers[2] = v.z, numbers[3] = v.w;
}
LANE_FN void quotient_load_cells(struct quotient_cell *cells, const GPU_GLOBAL uint32_t *row,
                                 uint32_t column) {
  fe numbers[QUOTIENT_BLOCK];
  quotient_load(numbers, row, column);
  LANE_UNROLL
  for (int j = 0; j < QUOTIENT_BLOCK; j++)
    cells[j] = quotient_cell(numbers[j]);
}

LANE_FN struct fx quotient_sum(const GPU_GLOBAL uint32_t *row, const GPU_GLOBAL uint32_t *next_row,
                               const GPU_GLOBAL uint32_t *powers, uint32_t columns) {
  struct quotient_cell cells[2 * QUOTIENT_BLOCK];
  struct fx sum = fx_zero();
  quotient_load_cells(cells, row, 0);
  for (uint32_t column = 0; column < columns; column += QUOTIENT_BLOCK) {
    fe next[QUOTIENT_BLOCK], values[QUOTIENT_BLOCK];
    struct fx block[QUOTIENT_BLOCK];
    const uint32_t after = column + QUOTIENT_BLOCK;
    quotient_load(next, next_row, column);
    quotient_load_cells(cells + QUOTIENT_BLOCK, row, after < columns ? after : 0);
    LANE_UNROLL
    for (int j = 0; j < QUOTIENT_BLOCK; j++) {
      values[j] = quotient_constraint(next[j], cells[j], cells[j + 1], cells[j + 2]);
      block[j] = fx_load(powers + (column + (uint32_t)j) * FX_DEGREE);
    }
    sum = quotient_combine(sum, values, block);
    LANE_UNROLL
    for (int j = 0; j < QUOTIENT_BLOCK; j++)
      cells[j] = cells[j + QUOTIENT_BLOCK];
  }
  return sum;
}

GPU_KERNEL(QUOTIENT_GPU_GROUP)
quotient_values(const GPU_GLOBAL uint32_t *GPU_RESTRICT in,
                const GPU_GLOBAL uint32_t *GPU_RESTRICT table,
                const GPU_GLOBAL uint32_t *GPU_RESTRICT powers, uint32_t log_size,
                uint32_t log_blowup, uint32_t columns, GPU_GLOBAL uint32_t *GPU_RESTRICT out) {
  const uint64_t i = gpu_global_id();
  if (i >> (log_size + log_blowup) != 0)
    return;
  const uint64_t next = quotient_next(i, log_size);
  const struct fx sum = fx_sub(quotient_sum(in + i * columns, in + next * columns, powers, columns),
                               fx_load(powers + (uint64_t)columns * FX_DEGREE));
  fx_store(out + i * FX_DEGREE, fx_scale(sum, quotient_factor(table, i, log_size, log_blowup)));
}
