/* Published tests, decided by an implementation of a sig/ work. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/sig/cpu_verifier.h"
#include "bench/sig/sig_op.h"
#include "bench/sig/sig_work.h"
#include "bench/sig/vectors.h"

/* Where a batch is decided: one of the two is there. */
struct decider {
  const struct sig_scheme *scheme;
  const struct cpu_verifier *verifier;
  struct pm_pool *pool;
  struct engine_slot *device;
};

/* Before an output is computed it is filled with this, so that one that nobody wrote is found. */
enum { POISON = 0xa5 };

static enum pm_status decide_on_cpu(const struct decider *d, const struct sig_batch *batch,
                                    uint8_t *output, struct pm_error *error) {
  char reason[256] = "";
  const struct cpu_verifier *verifier = d->verifier;
  if (verifier->takes_policy &&
      !verifier->takes_policy(verifier, d->scheme, batch->policy, reason, sizeof reason))
    return pm_fail(error, PM_UNAVAILABLE, "%s", reason);
  return cpu_verifier_run(verifier, d->scheme, d->pool, batch, output, error);
}

static enum pm_status decide_on_device(const struct decider *d, const struct sig_batch *batch,
                                       uint8_t *output, struct pm_error *error) {
  const struct sig_shape shape = sig_shape_of(batch);
  const struct op_batch b = sig_op_batch(batch, &shape, output);
  enum pm_status status = engine_slot_plan(d->device, &shape, error);
  if (status == PM_OK)
    status = engine_fill(d->device, POISON, error);
  if (status == PM_OK)
    status = engine_upload(d->device, b.in, error);
  if (status == PM_OK)
    status = engine_launch(d->device, b.in, b.out, error);
  if (status == PM_OK)
    status = engine_download(d->device, b.out, error);
  const enum pm_status finished =
      pm_queue_finish(engine_slot_queue(d->device), status == PM_OK ? error : NULL);
  return status == PM_OK ? finished : status;
}

static void note_failure(struct pm_vector_counts *counts, const struct vector_test *test,
                         const char *got, const char *wanted) {
  if (counts->failed++)
    return;
  bool commented = *test->comment != '\0';
  snprintf(counts->first_failure, sizeof counts->first_failure,
           "test %" PRIu64 "%s%.120s%s: %s, %s", test->id, commented ? " (" : "", test->comment,
           commented ? ")" : "", got, wanted);
}

static void count_verdict(struct pm_vector_counts *counts, const struct vector_test *test,
                          bool accepted) {
  if (vector_agrees(test, accepted))
    counts->passed++;
  else
    note_failure(counts, test, accepted ? "accepted" : "refused",
                 accepted ? "and the file says invalid" : "and the file says valid");
}

static void count_address(struct pm_vector_counts *counts, const struct vector_test *test,
                          const uint8_t *got, const uint8_t *wanted) {
  if (memcmp(got, wanted, SIG_ADDRESS_BYTES) == 0)
    counts->passed++;
  else
    note_failure(counts, test, "recovered an address", "which is not the file's");
}

static void count_batch(struct pm_vector_counts *counts, const struct vector_batch *published,
                        const uint8_t *output) {
  for (uint64_t i = 0; i < published->batch.count; i++)
    if (published->addresses)
      count_address(counts, &published->tests[i], output + i * SIG_ADDRESS_BYTES,
                    published->addresses + i * SIG_ADDRESS_BYTES);
    else
      count_verdict(counts, &published->tests[i], output[i / 8] >> i % 8 & 1);
}

static void count_skipped(struct pm_vector_counts *counts, uint64_t tests, const char *reason) {
  if (!counts->skipped && tests)
    snprintf(counts->skip_reason, sizeof counts->skip_reason, "%.255s", reason);
  counts->skipped += tests;
}

static enum pm_status check_batch(const struct decider *d, const struct vector_batch *published,
                                  unsigned policy, struct pm_vector_counts *counts,
                                  struct pm_error *error) {
  struct sig_batch batch = published->batch;
  batch.policy = policy;
  uint64_t output_bytes = sig_output_bytes(d->scheme, batch.count);
  uint8_t *output = malloc(output_bytes);
  if (!output)
    return pm_fail(error, PM_FAILED, "no memory");
  memset(output, POISON, output_bytes);
  enum pm_status status = (d->device ? decide_on_device : decide_on_cpu)(d, &batch, output, error);
  if (status == PM_OK)
    count_batch(counts, published, output);
  free(output);
  if (status != PM_UNAVAILABLE)
    return status;
  count_skipped(counts, batch.count, error->text);
  return PM_OK;
}

/* What no record can have was refused without the implementation. */
static enum pm_status check_set(const struct sig_maker *maker, const struct decider *d,
                                const struct vector_set *set, unsigned policy,
                                struct pm_vector_counts *counts, struct pm_error *error) {
  enum pm_status status = PM_OK;
  for (size_t i = 0; status == PM_OK && i < set->batch_count; i++) {
    const struct vector_batch *published = &set->batches[i];
    unsigned asked = maker->vectors_policy ? maker->vectors_policy(published) : policy;
    const char *unfit = maker->vectors_unfit ? maker->vectors_unfit(asked) : NULL;
    if (unfit)
      count_skipped(counts, published->batch.count, unfit);
    else
      status = check_batch(d, published, asked, counts, error);
  }
  bool decided = !set->batch_count || counts->passed || counts->failed;
  for (size_t i = 0; decided && i < set->refused_count; i++)
    count_verdict(counts, &set->refused[i], false);
  if (set->test_count)
    count_skipped(counts, set->skipped, set->skip_reason);
  else
    snprintf(counts->skip_reason, sizeof counts->skip_reason, "%zu tests%s%s", set->skipped,
             set->skipped ? "; " : "", set->skip_reason);
  return status;
}

/* The first batch opens the engine; memory for larger ones is made as they come. */
static enum pm_status open_device(const struct pm_work *work, const struct vector_set *set,
                                  struct pm_device *device, struct engine **engine,
                                  struct engine_slot **slot, struct pm_error *error) {
  const struct engine_source source = {sig_op.plan, work, sig_op.shape_bytes};
  const struct sig_shape shape = sig_shape_of(&set->batches[0].batch);
  enum pm_status status = engine_open(device, &source, &shape, engine, error);
  if (status == PM_OK)
    status = engine_slot_open(*engine, pm_device_queue(device), (struct engine_memory){true, true},
                              slot, error);
  return status;
}

static enum pm_status decide_set(const struct pm_work *work, const uint64_t *values,
                                 const struct pm_implementation *implementation,
                                 const struct vector_set *set, struct pm_pool *pool,
                                 struct pm_device *device, struct pm_vector_counts *counts,
                                 struct pm_error *error) {
  const struct sig_maker *maker = work->family;
  struct decider decider = {
      .scheme = maker->scheme, .verifier = implementation->variant, .pool = pool};
  struct engine *engine = NULL;
  enum pm_status status = PM_OK;
  if (device && set->batch_count)
    status = open_device(work, set, device, &engine, &decider.device, error);
  if (status == PM_OK)
    status = check_set(maker, &decider, set, sig_work_policy(work, values), counts, error);
  engine_slot_close(decider.device);
  engine_close(engine);
  return status;
}

enum pm_status sig_work_check_vectors(const struct pm_work *work, const uint64_t *values,
                                      const struct pm_implementation *implementation,
                                      const char *path, struct pm_pool *pool,
                                      struct pm_device *device, struct pm_vector_counts *counts,
                                      struct pm_error *error) {
  const struct sig_maker *maker = work->family;
  struct vector_set set;
  enum pm_status status = vectors_read(path, maker->scheme, &set, error);
  if (status != PM_OK)
    return status;
  status = decide_set(work, values, implementation, &set, pool, device, counts, error);
  vectors_free(&set);
  return status;
}
