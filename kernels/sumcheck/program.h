/* sumcheck.round_kernel, reduce_kernel and tail_kernel over one of the *_value.h. */
#include "kernels/lane/gpu.h"
#include "kernels/sumcheck/gpu_sizes.h"
#include "kernels/sumcheck/round.h"

/* As in sumcheck.h, which a GPU's compiler does not see. */

/* An element of an array of them. */
LANE_FN value sumcheck_load(const GPU_GLOBAL uint32_t *elements, uint64_t i) {
  return value_load(elements + i * VALUE_WORDS);
}
LANE_FN void sumcheck_store(GPU_GLOBAL uint32_t *elements, uint64_t i, value a) {
  value_store(elements + i * VALUE_WORDS, a);
}

/* Element i of table t in an array of three tables. */
LANE_FN value sumcheck_load_from(const GPU_GLOBAL uint32_t *tables, uint32_t log_size, int t,
                                 uint64_t i) {
  return sumcheck_load(tables, ((uint64_t)t << log_size) + i);
}
LANE_FN void sumcheck_store_to(GPU_GLOBAL uint32_t *tables, uint32_t log_size, int t, uint64_t i,
                               value a) {
  sumcheck_store(tables, ((uint64_t)t << log_size) + i, a);
}

LANE_FN value_factor sumcheck_challenge(const GPU_GLOBAL uint32_t *in, uint32_t log_size,
                                        uint32_t round) {
  return value_factor_of(sumcheck_load(in, ((uint64_t)3 << log_size) + round));
}

/* Element i of table t for round `round`, bound to the challenge before; `size` elements are
 * left. */
LANE_FN value sumcheck_bound(const GPU_GLOBAL uint32_t *in, const GPU_GLOBAL uint32_t *tables,
                             uint32_t log_size, uint32_t round, int t, uint64_t i, uint64_t size,
                             value_factor challenge) {
  const GPU_GLOBAL uint32_t *from = round == 1 ? in : tables;
  const uint32_t log_table = round == 1 ? log_size : log_size - 1;
  return sumcheck_bind(sumcheck_load_from(from, log_table, t, i),
                       sumcheck_load_from(from, log_table, t, i + size), challenge);
}

LANE_FN uint32_t sumcheck_log_groups(uint32_t log_size, uint32_t round) {
  const uint32_t log_groups = log_size - 1 - round - SUMCHECK_GPU_LOG_GROUP;
  return log_groups < SUMCHECK_GPU_LOG_GROUPS_MAX ? log_groups : SUMCHECK_GPU_LOG_GROUPS_MAX;
}

/* The sums of all work-items of the group, in work-item 0. `space` has room for one of each. */
LANE_FN struct sumcheck_sums sumcheck_reduce_group(struct sumcheck_sums sums,
                                                   GPU_LOCAL struct sumcheck_sums *space) {
  const uint32_t id = gpu_local_id();
  space[id] = sums;
  gpu_barrier();
  for (uint32_t apart = SUMCHECK_GPU_GROUP / 2; apart > 0; apart /= 2) {
    if (id < apart) {
      const struct sumcheck_sums other = space[id + apart];
      sums = sumcheck_add(sums, other);
      space[id] = sums;
    }
    gpu_barrier();
  }
  return sums;
}

LANE_FN struct sumcheck_sums sumcheck_load_sums(const GPU_GLOBAL uint32_t *parts, uint64_t i) {
  struct sumcheck_sums s;
  LANE_UNROLL
  for (int k = 0; k < 3; k++)
    s.at[k] = sumcheck_load(parts, 4 * i + (uint64_t)k);
  s.leading = sumcheck_load(parts, 4 * i + 3);
  return s;
}
LANE_FN void sumcheck_store_sums(GPU_GLOBAL uint32_t *parts, uint64_t i, struct sumcheck_sums s) {
  LANE_UNROLL
  for (int k = 0; k < 3; k++)
    sumcheck_store(parts, 4 * i + (uint64_t)k, s.at[k]);
  sumcheck_store(parts, 4 * i + 3, s.leading);
}
LANE_FN void sumcheck_store_round(GPU_GLOBAL uint32_t *out, uint32_t round,
                                  struct sumcheck_sums sums) {
  value values[4];
  sumcheck_values(values, sums);
  LANE_UNROLL
  for (int i = 0; i < 4; i++)
    sumcheck_store(out, 4 * (uint64_t)round + (uint64_t)i, values[i]);
}

/* In the first round the tables' values where the variable is 0 and 1; in a later one the same
 * after binding, and into `tables`. */
LANE_FN void sumcheck_take(const GPU_GLOBAL uint32_t *in, GPU_GLOBAL uint32_t *tables,
                           uint32_t log_size, uint32_t round, uint64_t i, value_factor challenge,
                           value low[3], value high[3]) {
  const uint64_t apart = (uint64_t)1 << (log_size - 1 - round);
  LANE_UNROLL
  for (int t = 0; t < 3; t++) {
    if (round == 0) {
      low[t] = sumcheck_load_from(in, log_size, t, i);
      high[t] = sumcheck_load_from(in, log_size, t, i + apart);
    } else {
      low[t] = sumcheck_bound(in, tables, log_size, round, t, i, 2 * apart, challenge);
      high[t] = sumcheck_bound(in, tables, log_size, round, t, i + apart, 2 * apart, challenge);
      sumcheck_store_to(tables, log_size - 1, t, i, low[t]);
      sumcheck_store_to(tables, log_size - 1, t, i + apart, high[t]);
    }
  }
}

/* `tables` is read and written, each place by one work-item. */
GPU_KERNEL(SUMCHECK_GPU_GROUP)
sumcheck_round(const GPU_GLOBAL uint32_t *GPU_RESTRICT in, GPU_GLOBAL uint32_t *tables,
               uint32_t log_size, uint32_t round, GPU_GLOBAL uint32_t *GPU_RESTRICT parts) {
  GPU_LOCAL_ARRAY struct sumcheck_sums space[SUMCHECK_GPU_GROUP];
  const uint32_t log_items = sumcheck_log_groups(log_size, round) + SUMCHECK_GPU_LOG_GROUP;
  const value_factor challenge = sumcheck_challenge(in, log_size, round == 0 ? 0 : round - 1);
  struct sumcheck_sums sums = sumcheck_no_sums();
  for (uint64_t i = gpu_global_id(); i >> (log_size - 1 - round) == 0;
       i += (uint64_t)1 << log_items) {
    value low[3], high[3];
    sumcheck_take(in, tables, log_size, round, i, challenge, low, high);
    sums = sumcheck_add(sums, sumcheck_term(low, high));
  }
  sums = sumcheck_reduce_group(sums, space);
  if (gpu_local_id() == 0)
    sumcheck_store_sums(parts, ((uint64_t)round << SUMCHECK_GPU_LOG_GROUPS_MAX) + gpu_group_id(),
                        sums);
}

/* A group per round. */
GPU_KERNEL(SUMCHECK_GPU_GROUP)
sumcheck_reduce(const GPU_GLOBAL uint32_t *GPU_RESTRICT parts, uint32_t log_size,
                GPU_GLOBAL uint32_t *GPU_RESTRICT out) {
  GPU_LOCAL_ARRAY struct sumcheck_sums space[SUMCHECK_GPU_GROUP];
  const uint32_t round = (uint32_t)gpu_group_id();
  const uint32_t groups = 1u << sumcheck_log_groups(log_size, round);
  struct sumcheck_sums sums = sumcheck_no_sums();
  for (uint32_t i = gpu_local_id(); i < groups; i += SUMCHECK_GPU_GROUP)
    sums = sumcheck_add(
        sums, sumcheck_load_sums(parts, ((uint64_t)round << SUMCHECK_GPU_LOG_GROUPS_MAX) + i));
  sums = sumcheck_reduce_group(sums, space);
  if (gpu_local_id() == 0)
    sumcheck_store_round(out, round, sums);
}

/* A round on tables of `size` elements in local memory, and their binding. */
LANE_FN void sumcheck_local_round(GPU_LOCAL value *tables, GPU_LOCAL struct sumcheck_sums *space,
                                  uint32_t size, uint32_t round, value_factor challenge,
                                  GPU_GLOBAL uint32_t *out) {
  const uint32_t i = gpu_local_id(), apart = size / 2;
  struct sumcheck_sums sums = sumcheck_no_sums();
  value low[3], high[3];
  if (i < apart) {
    LANE_UNROLL
    for (int t = 0; t < 3; t++) {
      low[t] = tables[(t << SUMCHECK_GPU_LOG_TAIL) + i];
      high[t] = tables[(t << SUMCHECK_GPU_LOG_TAIL) + i + apart];
    }
    sums = sumcheck_term(low, high);
    LANE_UNROLL
    for (int t = 0; t < 3; t++)
      tables[(t << SUMCHECK_GPU_LOG_TAIL) + i] = sumcheck_bind(low[t], high[t], challenge);
  }
  sums = sumcheck_reduce_group(sums, space); /* whose barriers order the tables, too */
  if (i == 0)
    sumcheck_store_round(out, round, sums);
}

/* One group. */
GPU_KERNEL(SUMCHECK_GPU_GROUP)
sumcheck_tail(const GPU_GLOBAL uint32_t *GPU_RESTRICT in,
              const GPU_GLOBAL uint32_t *GPU_RESTRICT tables, uint32_t log_size,
              GPU_GLOBAL uint32_t *GPU_RESTRICT out) {
  GPU_LOCAL_ARRAY struct sumcheck_sums space[SUMCHECK_GPU_GROUP];
  GPU_LOCAL_ARRAY value left[3 << SUMCHECK_GPU_LOG_TAIL];
  const uint32_t i = gpu_local_id();
  uint32_t round = 0, size = 1u << log_size;
  for (; size > 1u << SUMCHECK_GPU_LOG_TAIL; size /= 2)
    round++;
  const value_factor last = sumcheck_challenge(in, log_size, round == 0 ? 0 : round - 1);
  for (int t = 0; t < 3 && i < size; t++)
    left[(t << SUMCHECK_GPU_LOG_TAIL) + i] =
        round == 0 ? sumcheck_load_from(in, log_size, t, i)
                   : sumcheck_bound(in, tables, log_size, round, t, i, size, last);
  gpu_barrier();
  for (; size > 1; size /= 2, round++)
    sumcheck_local_round(left, space, size, round, sumcheck_challenge(in, log_size, round), out);
  if (i < 3)
    sumcheck_store(out, 4 * (uint64_t)log_size + i,
                   value_canonical(left[i << SUMCHECK_GPU_LOG_TAIL]));
}
