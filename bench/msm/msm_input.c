#include "bench/msm/msm_input.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "bench/elements.h"
#include "bench/msm/msm_oracle.h"
#include "host/base/random.h"

/* Streams of the seed. */
enum { STREAM_MULTIPLES, STREAM_SCALARS, STREAM_SKEW };

void msm_input_free(struct msm_input *input) {
  if (!input)
    return;
  free(input->points);
  free(input->scalars);
  free(input);
}

/* Of 16 scalars 8 are 0, 4 are 1, 3 are below 2^16 and one is left as it is, in no order. */
static void skew(uint8_t *scalars, uint64_t count, uint64_t seed) {
  for (uint64_t i = 0; i < count; i++) {
    uint8_t *const scalar = scalars + i * MSM_SCALAR_BYTES;
    const unsigned kind = pm_random_word(seed, STREAM_SKEW, i) % 16;
    if (kind == 15)
      continue;
    const unsigned kept = kind < 12 ? 0 : 2;
    memset(scalar + kept, 0, MSM_SCALAR_BYTES - kept);
    if (kind >= 8 && kind < 12)
      scalar[0] = 1;
  }
}

struct making {
  const struct msm_cpu *code;
  const uint8_t *multiples;
  uint8_t *points;
};

static bool make_share(void *context, uint64_t first, uint64_t last, unsigned worker) {
  (void)worker;
  const struct making *m = context;
  return m->code->multiples(m->multiples, first, last, m->points);
}

static const struct msm_cpu *best_code(const struct msm_curve *curve) {
  const struct msm_cpu *adx = curve->batch[LANE_ISA_ADX];
  return adx && lane_isa_supported(LANE_ISA_ADX) ? adx : curve->portable;
}

static bool fill(struct msm_input *input, enum msm_scalars kind, uint64_t seed,
                 struct pm_pool *pool) {
  const struct msm_curve *curve = input->curve;
  const uint64_t count = input->count;
  uint8_t *const multiples = elements_random(curve->order, count, seed, STREAM_MULTIPLES, pool);
  input->scalars = elements_random(curve->order, count, seed, STREAM_SCALARS, pool);
  input->points = malloc(count * msm_point_bytes(curve));
  struct making making = {best_code(curve), multiples, input->points};
  bool made = multiples && input->scalars && input->points;
  if (made && kind == MSM_SCALARS_SKEWED)
    skew(input->scalars, count, seed);
  made = made && pm_pool_run(pool, count, 1024, make_share, &making);
  if (made) {
    const struct ref_curve *oracle = msm_oracle(curve);
    const struct ref_point sum = ref_msm_of_multiples(oracle, multiples, input->scalars, count);
    ref_point_write(oracle, &sum, input->expected);
  }
  free(multiples);
  return made;
}

enum pm_status msm_input_make(const struct msm_curve *curve, uint64_t count,
                              enum msm_scalars scalars, uint64_t seed, struct pm_pool *pool,
                              struct msm_input **input, struct pm_error *error) {
  *input = calloc(1, sizeof **input);
  if (*input) {
    (*input)->curve = curve;
    (*input)->count = count;
    if (fill(*input, scalars, seed, pool))
      return PM_OK;
    msm_input_free(*input);
    *input = NULL;
  }
  return pm_fail(error, PM_FAILED, "no memory for %" PRIu64 " points", count);
}
