/* Sumcheck on the CPU, over round.h; indices one after another are lanes. The including file
 * defines SUMCHECK_CPU, the sumcheck_cpu's name. Its *_value.h provides for the CPU
 *
 *   VALUE_LANES, VALUE_BYTES                elements of a value, bytes of an element
 *   value_read(bytes, count), value_write   the first `count` elements of the lanes; others are 0
 *   value_set(bytes)                        an element in every lane
 *   value_write_first(bytes, a)             the element of lane 0
 *   value_sum_of_lanes(a)                   in every lane
 *
 * Binding a variable and the sums of the next round are one pass over the tables. The elements of
 * the bound tables take the places of those that they are made of, from the second binding on.
 */
#include <stdlib.h>
#include <string.h>

#include "kernels/sumcheck/round.h"
#include "kernels/sumcheck/sumcheck.h"

/* Indices of a piece. Rounds of no more are one piece together. */
enum { SUMCHECK_LOG_PIECE = VALUE_LANES > 1 ? 11 : 8, SUMCHECK_SUMS_BYTES = 4 * VALUE_BYTES };

struct sumcheck_plan {
  unsigned log_size;
  unsigned stages; /* rounds with stages of their own; one more stage does the rest */
  uint8_t *tables; /* 2^(log_size - 1) elements each, bound */
  uint8_t *parts;  /* sums of the pieces of all rounds */
  const uint8_t *in;
  uint8_t *out;
};

/* Indices that a round sums over, and the pieces they are. */
static uint64_t sumcheck_indices(const struct sumcheck_plan *plan, unsigned round) {
  return UINT64_C(1) << (plan->log_size - 1 - round);
}
static uint64_t sumcheck_round_pieces(const struct sumcheck_plan *plan, unsigned round) {
  return round < plan->stages ? sumcheck_indices(plan, round) >> SUMCHECK_LOG_PIECE : 1;
}
/* Where the round's parts are: those of the rounds before are fewer than twice the pieces of round
 * 0. */
static uint8_t *sumcheck_parts(const struct sumcheck_plan *plan, unsigned round) {
  uint64_t before = 0;
  for (unsigned i = 0; i < round; i++)
    before += sumcheck_round_pieces(plan, i);
  return plan->parts + before * SUMCHECK_SUMS_BYTES;
}

static struct sumcheck_plan *sumcheck_plan(const struct sumcheck_problem *problem) {
  struct sumcheck_plan *const plan = calloc(1, sizeof *plan);
  if (!plan)
    return NULL;
  const unsigned log_size = problem->log_size;
  plan->log_size = log_size;
  plan->stages = log_size > SUMCHECK_LOG_PIECE + 1 ? log_size - 1 - SUMCHECK_LOG_PIECE : 0;
  const uint64_t parts = 2 * sumcheck_round_pieces(plan, 0) + log_size;
  plan->tables = malloc(((size_t)SUMCHECK_TABLES * VALUE_BYTES << log_size) / 2);
  plan->parts = malloc(parts * SUMCHECK_SUMS_BYTES);
  if (plan->tables && plan->parts)
    return plan;
  free(plan->tables), free(plan->parts), free(plan);
  return NULL;
}

static void sumcheck_plan_free(struct sumcheck_plan *plan) {
  if (plan)
    free(plan->tables), free(plan->parts);
  free(plan);
}

static void sumcheck_set(struct sumcheck_plan *plan, const uint8_t *in, uint8_t *out) {
  plan->in = in, plan->out = out;
}

static value_factor sumcheck_challenge(const struct sumcheck_plan *plan, unsigned round) {
  const size_t before = ((size_t)SUMCHECK_TABLES << plan->log_size) + round;
  return value_factor_of(value_set(plan->in + before * VALUE_BYTES));
}

/* Table t with the variables before round `round` bound, except the last of them. */
static const uint8_t *sumcheck_table(const struct sumcheck_plan *plan, unsigned round, int t) {
  const uint8_t *const tables = round <= 1 ? plan->in : plan->tables;
  return tables + ((size_t)t * VALUE_BYTES << (plan->log_size - (round > 1)));
}
static uint8_t *sumcheck_bound(const struct sumcheck_plan *plan, int t) {
  return plan->tables + ((size_t)t * VALUE_BYTES << plan->log_size) / 2;
}

static struct sumcheck_sums sumcheck_read_sums(const uint8_t *bytes) {
  struct sumcheck_sums s;
  for (int i = 0; i < 3; i++)
    s.at[i] = value_set(bytes + i * VALUE_BYTES);
  s.leading = value_set(bytes + 3 * VALUE_BYTES);
  return s;
}
static void sumcheck_write_sums(uint8_t *bytes, struct sumcheck_sums s) {
  for (int i = 0; i < 3; i++)
    value_write_first(bytes + i * VALUE_BYTES, value_sum_of_lanes(s.at[i]));
  value_write_first(bytes + 3 * VALUE_BYTES, value_sum_of_lanes(s.leading));
}

/* Indices i up to i + count of the first round. */
LANE_FN struct sumcheck_sums sumcheck_first(const struct sumcheck_plan *plan, uint64_t i,
                                            size_t count) {
  const uint64_t half = sumcheck_indices(plan, 0);
  value low[SUMCHECK_TABLES], high[SUMCHECK_TABLES];
  LANE_UNROLL
  for (int t = 0; t < SUMCHECK_TABLES; t++) {
    const uint8_t *const table = sumcheck_table(plan, 0, t) + i * VALUE_BYTES;
    low[t] = value_read(table, count);
    high[t] = value_read(table + half * VALUE_BYTES, count);
  }
  return sumcheck_term(low, high);
}

/* Of a later round, whose tables are bound to the challenge of the one before on the way. */
LANE_FN struct sumcheck_sums sumcheck_later(const struct sumcheck_plan *plan, unsigned round,
                                            uint64_t i, size_t count, value_factor challenge) {
  const uint64_t half = sumcheck_indices(plan, round) * VALUE_BYTES;
  value low[SUMCHECK_TABLES], high[SUMCHECK_TABLES];
  LANE_UNROLL
  for (int t = 0; t < SUMCHECK_TABLES; t++) {
    const uint8_t *const from = sumcheck_table(plan, round, t) + i * VALUE_BYTES;
    uint8_t *const to = sumcheck_bound(plan, t) + i * VALUE_BYTES;
    low[t] = sumcheck_bind(value_read(from, count), value_read(from + 2 * half, count), challenge);
    high[t] = sumcheck_bind(value_read(from + half, count), value_read(from + 3 * half, count),
                            challenge);
    value_write(to, low[t], count);
    value_write(to + half, high[t], count);
  }
  return sumcheck_term(low, high);
}

/* A share of a round: indices first up to last. */
static struct sumcheck_sums sumcheck_first_round(const struct sumcheck_plan *plan, uint64_t first,
                                                 uint64_t last) {
  struct sumcheck_sums sums = sumcheck_no_sums();
  uint64_t i = first;
  for (; i + VALUE_LANES <= last; i += VALUE_LANES)
    sums = sumcheck_add(sums, sumcheck_first(plan, i, VALUE_LANES));
  if (i < last)
    sums = sumcheck_add(sums, sumcheck_first(plan, i, last - i));
  return sums;
}
static struct sumcheck_sums sumcheck_later_round(const struct sumcheck_plan *plan, unsigned round,
                                                 uint64_t first, uint64_t last) {
  struct sumcheck_sums sums = sumcheck_no_sums();
  const value_factor challenge = sumcheck_challenge(plan, round - 1);
  uint64_t i = first;
  for (; i + VALUE_LANES <= last; i += VALUE_LANES)
    sums = sumcheck_add(sums, sumcheck_later(plan, round, i, VALUE_LANES, challenge));
  if (i < last)
    sums = sumcheck_add(sums, sumcheck_later(plan, round, i, last - i, challenge));
  return sums;
}

static void sumcheck_piece(const struct sumcheck_plan *plan, unsigned round, uint64_t piece) {
  const uint64_t indices = sumcheck_indices(plan, round) / sumcheck_round_pieces(plan, round);
  const uint64_t first = piece * indices, last = first + indices;
  sumcheck_write_sums(sumcheck_parts(plan, round) + piece * SUMCHECK_SUMS_BYTES,
                      round == 0 ? sumcheck_first_round(plan, first, last)
                                 : sumcheck_later_round(plan, round, first, last));
}

static void sumcheck_write_round(const struct sumcheck_plan *plan, unsigned round) {
  const uint8_t *const parts = sumcheck_parts(plan, round);
  struct sumcheck_sums sums = sumcheck_no_sums();
  for (uint64_t i = 0; i < sumcheck_round_pieces(plan, round); i++)
    sums = sumcheck_add(sums, sumcheck_read_sums(parts + i * SUMCHECK_SUMS_BYTES));
  value values[SUMCHECK_VALUES];
  sumcheck_values(values, sums);
  uint8_t *const out = plan->out + (size_t)round * SUMCHECK_VALUES * VALUE_BYTES;
  for (int i = 0; i < SUMCHECK_VALUES; i++)
    value_write_first(out + i * VALUE_BYTES, values[i]);
}

/* The rounds without a stage, what all rounds give, and the tables' last binding. */
static void sumcheck_tail(const struct sumcheck_plan *plan) {
  const unsigned rounds = plan->log_size;
  for (unsigned round = plan->stages; round < rounds; round++)
    sumcheck_piece(plan, round, 0);
  for (unsigned round = 0; round < rounds; round++)
    sumcheck_write_round(plan, round);
  uint8_t *const out = plan->out + (size_t)rounds * SUMCHECK_VALUES * VALUE_BYTES;
  for (int t = 0; t < SUMCHECK_TABLES; t++) {
    const uint8_t *const table = sumcheck_table(plan, rounds, t);
    const value at_challenges = sumcheck_bind(value_set(table), value_set(table + VALUE_BYTES),
                                              sumcheck_challenge(plan, rounds - 1));
    value_write_first(out + t * VALUE_BYTES, value_canonical(at_challenges));
  }
}

static uint64_t sumcheck_pieces(const void *task, unsigned stage) {
  return sumcheck_round_pieces(task, stage);
}

static void sumcheck_run(void *task, unsigned stage, uint64_t first, uint64_t last) {
  const struct sumcheck_plan *const plan = task;
  for (uint64_t piece = first; piece < last; piece++) {
    if (stage < plan->stages)
      sumcheck_piece(plan, stage, piece);
    else
      sumcheck_tail(plan);
  }
}

static struct stages sumcheck_stages(const struct sumcheck_plan *plan) {
  return (struct stages){plan->stages + 1, sumcheck_pieces, sumcheck_run};
}

extern const struct sumcheck_cpu SUMCHECK_CPU[1];
const struct sumcheck_cpu SUMCHECK_CPU[1] = {
    {sumcheck_plan, sumcheck_plan_free, sumcheck_set, sumcheck_stages}};
