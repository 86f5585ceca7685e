/* Arrays of field elements as the input of problems. */
#ifndef PROOFMARK_BENCH_ELEMENTS_H
#define PROOFMARK_BENCH_ELEMENTS_H

#include "host/topology/pool.h"
#include "kernels/field/field.h"

/* `count` random canonical elements of the seed's stream, by the pool; freed with free(). NULL: no
 * memory. */
uint8_t *elements_random(const struct prime_field *field, uint64_t count, uint64_t seed,
                         uint64_t stream, struct pm_pool *pool);

#endif
