#include "bench/ntt/ntt_oracle.h"

#include <stdlib.h>
#include <string.h>

#include "kernels/ntt/reference.h"

struct columns {
  const struct prime_field *field;
  const struct ntt_problem *problem;
  const uint8_t *in;
  uint8_t *out;
};

/* Between the places of a column in an array of columns of 2^log_size, and in one by itself. */
static void gather(const struct columns *c, unsigned log_size, uint64_t column, uint8_t *alone) {
  const unsigned bytes = c->field->bytes;
  for (uint64_t i = 0; i < UINT64_C(1) << log_size; i++)
    memcpy(alone + i * bytes, c->in + ntt_reference_place(c->problem, log_size, column, i) * bytes,
           bytes);
}
static void scatter(const struct columns *c, unsigned log_size, uint64_t column,
                    const uint8_t *alone) {
  const unsigned bytes = c->field->bytes;
  for (uint64_t i = 0; i < UINT64_C(1) << log_size; i++)
    memcpy(c->out + ntt_reference_place(c->problem, log_size, column, i) * bytes, alone + i * bytes,
           bytes);
}

static bool run_share(void *context, uint64_t first, uint64_t last, unsigned worker) {
  (void)worker;
  const struct columns *c = context;
  struct ntt_problem alone = *c->problem;
  alone.columns = 1;
  const unsigned log_out = alone.log_size + alone.log_blowup;
  uint8_t *const in = malloc((uint64_t)c->field->bytes << alone.log_size);
  uint8_t *const out = malloc((uint64_t)c->field->bytes << log_out);
  bool done = in && out;
  for (uint64_t column = first; done && column < last; column++) {
    gather(c, alone.log_size, column, in);
    done = ntt_reference(c->field, &alone, in, out);
    scatter(c, log_out, column, out);
  }
  free(in);
  free(out);
  return done;
}

bool ntt_oracle(const struct prime_field *field, const struct ntt_problem *problem,
                const uint8_t *in, struct pm_pool *pool, uint8_t *out) {
  struct columns columns = {field, problem, in, out};
  return pm_pool_run(pool, problem->columns, 1, run_share, &columns);
}
