/* Operations allocate nothing once they are open: batches of changing sizes with every allocation of the
 * project's own code counted, and those of its shared libraries left out (the test is linked with the
 * allocating functions wrapped). Works whose tables depend on the shape make them once for each. */
#include <stdatomic.h>

#include "bench/sig/sig_op.h"
#include "tests/unit/op_samples.h"

enum { BATCHES = 100 };

/* Counting ------------------------------------------------------------------------------------ */

static atomic_bool counting;
static atomic_uint allocations;

static void count(void) {
  if (atomic_load(&counting))
    atomic_fetch_add(&allocations, 1);
}

/* The linker's names (ld's --wrap). */
void *__real_malloc(size_t bytes);
void *__real_calloc(size_t number, size_t bytes);
void *__real_realloc(void *memory, size_t bytes);
void *__real_aligned_alloc(size_t alignment, size_t bytes);
void *__wrap_malloc(size_t bytes);
void *__wrap_calloc(size_t number, size_t bytes);
void *__wrap_realloc(void *memory, size_t bytes);
void *__wrap_aligned_alloc(size_t alignment, size_t bytes);

void *__wrap_malloc(size_t bytes) {
  count();
  return __real_malloc(bytes);
}
void *__wrap_calloc(size_t number, size_t bytes) {
  count();
  return __real_calloc(number, bytes);
}
void *__wrap_realloc(void *memory, size_t bytes) {
  count();
  return __real_realloc(memory, bytes);
}
void *__wrap_aligned_alloc(size_t alignment, size_t bytes) {
  count();
  return __real_aligned_alloc(alignment, bytes);
}

/* Allocations of so many batches, three at a time in flight, the samples in turn. */
enum { IN_HAND = 3 };

static unsigned allocations_of(struct op *op, const struct sample *samples, unsigned sample_count,
                               unsigned batches, uint8_t *const rooms[IN_HAND]) {
  struct op_ticket tickets[IN_HAND] = {0};
  struct pm_error error;
  enum pm_status status = PM_OK;
  bool right = true;
  atomic_store(&allocations, 0);
  for (unsigned i = 0; i < batches + IN_HAND && status == PM_OK; i++) {
    const unsigned hand = i % IN_HAND;
    if (i >= IN_HAND) {
      atomic_store(&counting, true);
      status = op_wait(&tickets[hand], &error);
      atomic_store(&counting, false);
      right = right && !*sample_judged(&samples[(i - IN_HAND) % sample_count], rooms[hand]);
    }
    if (i >= batches || status != PM_OK)
      continue;
    const struct op_batch batch = sample_batch(&samples[i % sample_count], rooms[hand]);
    atomic_store(&counting, true);
    status = op_submit(op, &batch, &tickets[hand], &error);
    atomic_store(&counting, false);
  }
  ok(status, &error);
  assert_true(right);
  return atomic_load(&allocations);
}

/* What counts is there to be counted. */
static void allocations_are_counted(void **state) {
  (void)state;
  struct op *op;
  struct pm_error error;
  const struct hash_shape one = {.count = 1, .length = 8, .bytes = 8};
  const struct op_request request = {
      .work = work_named("hash/sha256"), .pool = machine_pool, .capacity = &one};
  atomic_store(&allocations, 0);
  atomic_store(&counting, true);
  const enum pm_status status = op_open(&request, &op, &error);
  atomic_store(&counting, false);
  ok(status, &error);
  assert_true(atomic_load(&allocations) >= 3);
  op_close(op);
}

/* Operations ---------------------------------------------------------------------------------- */

static struct pm_device *opencl; /* NULL: there is none */

static int open_all(void **state) {
  if (machine_open(state) != 0)
    return -1;
  opencl = device_of(PM_API_OPENCL, 0);
  return 0;
}

static int close_all(void **state) {
  pm_device_close(opencl);
  return machine_close(state);
}

/* The samples once through, which may allocate so much for each, and then nothing. */
static void check_request(const struct op_request *request, const struct sample *samples,
                          unsigned sample_count, bool first_may) {
  uint8_t *rooms[IN_HAND];
  for (unsigned i = 0; i < IN_HAND; i++)
    assert_non_null(rooms[i] = malloc(samples_room(samples, sample_count)));
  struct op *op = opened(request);
  /* Each of the slots of a device sees each shape. */
  const unsigned first = allocations_of(op, samples, sample_count, IN_HAND * sample_count, rooms);
  if (first && !first_may)
    fail_msg("%s on %s allocated %u times in its first batches", request->work->name,
             op_implementation(op), first);
  const unsigned then = allocations_of(op, samples, sample_count, BATCHES, rooms);
  if (then)
    fail_msg("%s on %s allocated %u times", request->work->name, op_implementation(op), then);
  op_close(op);
  for (unsigned i = 0; i < IN_HAND; i++)
    free(rooms[i]);
}

/* On the pool by the project's own code, and on the device. */
static void check_work(const struct pm_work *work, const struct sample *samples,
                       unsigned sample_count, const void *capacity, bool first_may) {
  struct op_request request = {.work = work, .pool = machine_pool, .capacity = capacity};
  check_request(&request, samples, sample_count, first_may);
  if (!opencl)
    return;
  request = (struct op_request){
      .work = work, .device = opencl, .capacity = capacity, .in_flight = IN_HAND};
  check_request(&request, samples, sample_count, first_may);
}

static void hashes(void **state) {
  (void)state;
  static const char *const names[] = {"hash/sha256", "hash/keccak256", "hash/blake2b_256"};
  for (size_t w = 0; w < sizeof names / sizeof *names; w++) {
    const struct pm_work *work = work_named(names[w]);
    struct sample samples[] = {
        hash_sample(work->family, 100, 64, false), hash_sample(work->family, 7, 30, false),
        hash_sample(work->family, 40, 200, true),  hash_sample(work->family, 1, 0, false),
        hash_sample(work->family, 99, 100, true),
    };
    enum { COUNT = sizeof samples / sizeof *samples };
    const struct hash_shape most = {.count = 100, .length = 10000, .ragged = 1, .bytes = 10000};
    check_work(work, samples, COUNT, &most, false);
    samples_free(samples, COUNT);
  }
}

/* Long messages of one length have a tree of their own, for which a device's slot makes room at the first. */
static void hashed_as_trees(void **state) {
  (void)state;
  const struct pm_work *work = work_named("hash/blake3");
  struct sample samples[] = {hash_sample(work->family, 50, 64, false),
                             hash_sample(work->family, 2, 3000, false),
                             hash_sample(work->family, 9, 500, true)};
  enum { COUNT = sizeof samples / sizeof *samples };
  const struct hash_shape most = {.count = 50, .length = 6000, .ragged = 1, .bytes = 6000};
  check_work(work, samples, COUNT, &most, true);
  samples_free(samples, COUNT);
}

static void trees(void **state) {
  (void)state;
  const struct pm_work *work = work_named("merkle/sha256");
  struct sample samples[] = {
      merkle_sample(work->family, 600, 1 << 3),
      merkle_sample(work->family, 1, 0),
      merkle_sample(work->family, 33, 0),
      merkle_sample(work->family, 513, 0),
      merkle_sample(work->family, 300, 1 << 3 | 1 << 1),
  };
  enum { COUNT = sizeof samples / sizeof *samples };
  const struct merkle_shape most = {.leaves = 600, .levels = 1 << 3 | 1 << 1};
  check_work(work, samples, COUNT, &most, false);
  samples_free(samples, COUNT);
}

/* ML-DSA is left out: its lanes take scratch memory for each share of a batch. */
static void signatures(void **state) {
  (void)state;
  static const struct {
    const char *work;
    uint64_t values[PM_PARAMETERS_MAX];
  } schemes[] = {{"sig/ed25519", {1, 40, 30}}, {"sig/ecrecover", {1, 30}}};
  static const uint64_t counts[] = {1, 5, 8, 17};
  enum { COUNT = sizeof counts / sizeof *counts };
  for (size_t s = 0; s < sizeof schemes / sizeof *schemes; s++) {
    const struct pm_work *work = work_named(schemes[s].work);
    struct sample samples[COUNT];
    for (unsigned i = 0; i < COUNT; i++) {
      uint64_t values[PM_PARAMETERS_MAX];
      memcpy(values, schemes[s].values, sizeof values);
      values[0] = counts[i];
      samples[i] = sample_of(work, values);
    }
    check_work(work, samples, COUNT, samples[COUNT - 1].shape, false);
    samples_free(samples, COUNT);
  }
}

static void poseidon2(void **state) {
  (void)state;
  const struct pm_work *work = work_named("merkle/poseidon2_koalabear");
  struct sample samples[] = {poseidon2_tree_sample(work->family, 5, 16, 0),
                             poseidon2_tree_sample(work->family, 0, 1, 0),
                             poseidon2_tree_sample(work->family, 3, 9, 1 << 1),
                             poseidon2_tree_sample(work->family, 4, 30, 0)};
  enum { COUNT = sizeof samples / sizeof *samples };
  const struct poseidon2_tree_shape most = {.log_leaves = 5, .elements = 16, .levels = 1 << 1};
  check_work(work, samples, COUNT, &most, false);
  samples_free(samples, COUNT);
}

/* Tables are made with the first batch of a shape, and once. */
static void check_tables(const char *name, const uint64_t values[][PM_PARAMETERS_MAX],
                         unsigned sample_count) {
  const struct pm_work *work = work_named(name);
  struct sample samples[8];
  for (unsigned i = 0; i < sample_count; i++)
    samples[i] = sample_of(work, values[i]);
  check_work(work, samples, sample_count, samples[0].shape, true);
  samples_free(samples, sample_count);
}

static void tables_are_made_once_for_a_shape(void **state) {
  (void)state;
  static const uint64_t transforms[][PM_PARAMETERS_MAX] = {
      {9, 4, 1, 0}, {8, 4, 0, 1}, {3, 40, 1, 0}, {0, 1, 0, 0}, {11, 1, 0, 0}};
  static const uint64_t extensions[][PM_PARAMETERS_MAX] = {
      {7, 4, 1, 2}, {8, 1, 0, 1}, {3, 20, 1, 0}};
  static const uint64_t folds[][PM_PARAMETERS_MAX] = {{9, 0}, {8, 1}, {7, 2}, {1, 0}};
  static const uint64_t sums[][PM_PARAMETERS_MAX] = {{9}, {1}, {4}};
  static const uint64_t quotients[][PM_PARAMETERS_MAX] = {{5, 16, 1}, {4, 8, 2}, {1, 16, 0}};
  check_tables("ntt/koalabear", transforms, 5);
  check_tables("lde/goldilocks", extensions, 3);
  check_tables("fri/fold_koalabear", folds, 4);
  check_tables("sumcheck/koalabear", sums, 3);
  check_tables("poly/quotient_koalabear", quotients, 3);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(allocations_are_counted),
      cmocka_unit_test(hashes),
      cmocka_unit_test(hashed_as_trees),
      cmocka_unit_test(trees),
      cmocka_unit_test(signatures),
      cmocka_unit_test(poseidon2),
      cmocka_unit_test(tables_are_made_once_for_a_shape),
  };
  return cmocka_run_group_tests_name("memory of operations", tests, open_all, close_all);
}
