/* Operations that take batches of changing sizes from four threads at once: on every implementation of the
 * CPU and on an OpenCL device, every output against the oracle's. */
#include <pthread.h>

#include "bench/sig/sig_op.h"
#include "tests/unit/op_samples.h"

enum { THREADS = 4, IN_HAND = 3, SAMPLES_MAX = 16 };

/* Batches that one operation is given in all. With the argument --all it is MANY for every one. */
static bool all;
#ifdef PROOFMARK_SANITIZED
enum { MANY = 120, SOME = 24, FEW = 8 };
#else
enum { MANY = 1000, SOME = 80, FEW = 12 };
#endif

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

/* What a thread does: it has up to IN_HAND batches submitted before it waits for the oldest of them. */
struct caller {
  struct op *op;
  const struct sample *samples;
  unsigned sample_count, batches, number;
  uint8_t *rooms[IN_HAND];
  char failure[256]; /* "" */
};

struct in_hand {
  struct op_ticket ticket;
  const struct sample *sample; /* NULL: nothing was submitted */
};

static void await(struct caller *c, struct in_hand *hand, const uint8_t *room) {
  struct pm_error error;
  if (!hand->sample || *c->failure)
    return;
  if (op_wait(&hand->ticket, &error) != PM_OK)
    snprintf(c->failure, sizeof c->failure, "waiting: %.200s", error.text);
  else
    snprintf(c->failure, sizeof c->failure, "%s", sample_judged(hand->sample, room));
  hand->sample = NULL;
}

static void submit(struct caller *c, struct in_hand *hand, const struct sample *sample,
                   uint8_t *room) {
  struct pm_error error;
  const struct op_batch batch = sample_batch(sample, room);
  if (op_submit(c->op, &batch, &hand->ticket, &error) == PM_OK)
    hand->sample = sample;
  else
    snprintf(c->failure, sizeof c->failure, "submitting: %.200s", error.text);
}

static void *call(void *context) {
  struct caller *c = context;
  struct in_hand hands[IN_HAND] = {0};
  for (unsigned i = 0; i < c->batches && !*c->failure; i++) {
    const unsigned hand = i % IN_HAND;
    const unsigned sample = (i * 7 + c->number * 3) % c->sample_count;
    await(c, &hands[hand], c->rooms[hand]);
    if (!*c->failure)
      submit(c, &hands[hand], &c->samples[sample], c->rooms[hand]);
  }
  /* The latest first: who waits need not do so in order. */
  for (unsigned i = IN_HAND; i > 0; i--)
    await(c, &hands[i - 1], c->rooms[i - 1]);
  return NULL;
}

static void call_from_threads(struct op *op, const struct sample *samples, unsigned count,
                              unsigned batches) {
  struct caller callers[THREADS];
  pthread_t threads[THREADS];
  const size_t room = samples_room(samples, count);
  for (unsigned t = 0; t < THREADS; t++) {
    callers[t] = (struct caller){.op = op,
                                 .samples = samples,
                                 .sample_count = count,
                                 .batches = (batches + THREADS - 1) / THREADS,
                                 .number = t};
    for (unsigned i = 0; i < IN_HAND; i++)
      assert_non_null(callers[t].rooms[i] = malloc(room));
    assert_int_equal(pthread_create(&threads[t], NULL, call, &callers[t]), 0);
  }
  for (unsigned t = 0; t < THREADS; t++) {
    pthread_join(threads[t], NULL);
    for (unsigned i = 0; i < IN_HAND; i++)
      free(callers[t].rooms[i]);
  }
  for (unsigned t = 0; t < THREADS; t++)
    if (*callers[t].failure)
      fail_msg("%s, thread %u: %s", op_implementation(op), t, callers[t].failure);
}

/* A work, samples of it, and the shape of the largest. */
struct suite {
  const struct pm_work *work;
  const struct sample *samples;
  unsigned count;
  const void *capacity;
  bool slow;  /* its reference and a device, which therefore get few batches */
  bool large; /* its samples: there are fewer batches */
};

/* An implementation need not take every policy of a scheme; it then says why. */
static void call_request(const struct op_request *request, const struct suite *suite,
                         unsigned batches) {
  struct op *op;
  struct pm_error error;
  const enum pm_status status = op_open(request, &op, &error);
  if (status == PM_UNAVAILABLE && request->implementation) {
    assert_true(*error.text);
    return;
  }
  ok(status, &error);
  call_from_threads(op, suite->samples, suite->count, all ? MANY : batches);
  op_close(op);
}

/* The fastest and the device get many batches, the others fewer. */
static void call_everywhere(const struct suite *suite) {
  struct op_request request = {
      .work = suite->work, .pool = machine_pool, .capacity = suite->capacity};
  call_request(&request, suite, suite->large ? SOME : MANY);
  for (size_t i = 0; i < suite->work->implementation_count; i++) {
    const struct pm_implementation *chosen = &suite->work->implementations[i];
    char reason[256];
    if (chosen->on_device || !chosen->available(chosen, suite->work, reason, sizeof reason))
      continue;
    const bool slow = suite->slow && strcmp(chosen->name, "cpu/reference") == 0;
    request.implementation = chosen->name;
    call_request(&request, suite, slow || suite->large ? FEW : SOME);
  }
  if (!opencl)
    return;
  for (unsigned in_flight = suite->slow && !all ? 3 : 1; in_flight <= 3; in_flight += 2) {
    request = (struct op_request){
        .work = suite->work, .device = opencl, .capacity = suite->capacity, .in_flight = in_flight};
    call_request(&request, suite, in_flight == 1 || suite->slow ? FEW : suite->large ? SOME : MANY);
  }
}

/* Works --------------------------------------------------------------------------------------- */

/* Messages of one length and of several, empty ones, those that are hashed as a tree. */
static void hash_batches(void **state) {
  (void)state;
  for (size_t w = 0; w < bench_registry.count; w++) {
    const struct pm_work *work = bench_registry.works[w];
    if (work->operation != &hash_op)
      continue;
    struct sample samples[] = {
        hash_sample(work->family, 1, 64, false),   hash_sample(work->family, 3, 0, false),
        hash_sample(work->family, 33, 64, false),  hash_sample(work->family, 100, 32, false),
        hash_sample(work->family, 2, 3000, false), hash_sample(work->family, 7, 200, false),
        hash_sample(work->family, 1, 500, true),   hash_sample(work->family, 40, 200, true),
        hash_sample(work->family, 65, 90, true),   hash_sample(work->family, 3, 2500, true),
    };
    enum { COUNT = sizeof samples / sizeof *samples };
    const struct hash_shape most = {.count = 100, .length = 8192, .ragged = 1, .bytes = 8192};
    call_everywhere(&(struct suite){work, samples, COUNT, &most, false, false});
    samples_free(samples, COUNT);
  }
}

static void merkle_trees(void **state) {
  (void)state;
  for (size_t w = 0; w < bench_registry.count; w++) {
    const struct pm_work *work = bench_registry.works[w];
    if (work->operation != &merkle_op)
      continue;
    struct sample samples[] = {
        merkle_sample(work->family, 1, 0),        merkle_sample(work->family, 2, 1 << 1),
        merkle_sample(work->family, 3, 3 << 1),   merkle_sample(work->family, 5, 0),
        merkle_sample(work->family, 33, 1 << 5),  merkle_sample(work->family, 64, 1 << 2),
        merkle_sample(work->family, 127, 0),      merkle_sample(work->family, 129, 1 << 8 | 1 << 7),
        merkle_sample(work->family, 600, 5 << 1),
    };
    enum { COUNT = sizeof samples / sizeof *samples };
    const struct merkle_shape most = {.leaves = 600, .levels = 0x1fe};
    call_everywhere(&(struct suite){work, samples, COUNT, &most, false, false});
    samples_free(samples, COUNT);
  }
}

/* Trees of several blocks of the CPU's and several launches of a device's. */
static void large_merkle_trees(void **state) {
  (void)state;
  const struct pm_work *work = work_named("merkle/sha256d");
  struct sample samples[] = {
      merkle_sample(work->family, 4097, 1 << 1 | 1 << 12 | 1 << 13),
      merkle_sample(work->family, 9001, 0),
      merkle_sample(work->family, 8193, 1 << 4 | 1 << 5),
  };
  enum { COUNT = sizeof samples / sizeof *samples };
  const struct merkle_shape most = {.leaves = 9001, .levels = 0x7ffe};
  call_everywhere(&(struct suite){work, samples, COUNT, &most, true, true});
  samples_free(samples, COUNT);
}

/* Signatures: the batch is every scheme's first parameter. */
static void check_scheme(const char *name, const uint64_t *values) {
  static const uint64_t counts[] = {1, 2, 7, 8, 9, 17};
  enum { COUNT = sizeof counts / sizeof *counts };
  const struct pm_work *work = work_named(name);
  struct sample samples[COUNT];
  for (unsigned i = 0; i < COUNT; i++) {
    uint64_t all[PM_PARAMETERS_MAX];
    memcpy(all, values, sizeof all);
    all[0] = counts[i];
    samples[i] = sample_of(work, all);
  }
  call_everywhere(&(struct suite){work, samples, COUNT, samples[COUNT - 1].shape, true, false});
  samples_free(samples, COUNT);
}

static void ed25519(void **state) {
  (void)state;
  check_scheme("sig/ed25519", (const uint64_t[PM_PARAMETERS_MAX]){1, 40, 30});
}

static void ecdsa(void **state) {
  (void)state;
  check_scheme("sig/ecdsa_secp256k1", (const uint64_t[PM_PARAMETERS_MAX]){1, 30});
}

static void ecrecover(void **state) {
  (void)state;
  check_scheme("sig/ecrecover", (const uint64_t[PM_PARAMETERS_MAX]){1, 30});
}

/* With a context string. */
static void ml_dsa(void **state) {
  (void)state;
  check_scheme("sig/ml_dsa_44", (const uint64_t[PM_PARAMETERS_MAX]){1, 32, 30, 0, 5});
}

static void poseidon2_batches(void **state) {
  (void)state;
  static const char *const names[] = {"hash/poseidon2_koalabear_16", "hash/poseidon2_bn254_fr_3"};
  static const uint64_t counts[] = {1, 3, 16, 65, 130};
  enum { NAMES = sizeof names / sizeof *names, COUNT = sizeof counts / sizeof *counts };
  for (unsigned n = 0; n < NAMES; n++) {
    const struct pm_work *work = work_named(names[n]);
    struct sample samples[COUNT];
    for (unsigned i = 0; i < COUNT; i++)
      samples[i] = sample_of(work, &counts[i]);
    call_everywhere(&(struct suite){work, samples, COUNT, samples[COUNT - 1].shape, true, false});
    samples_free(samples, COUNT);
  }
}

static void poseidon2_trees(void **state) {
  (void)state;
  for (size_t w = 0; w < bench_registry.count; w++) {
    const struct pm_work *work = bench_registry.works[w];
    if (work->operation != &poseidon2_tree_op ||
        strcmp(work->name, "merkle/poseidon2_bn254_fr") == 0)
      continue;
    struct sample samples[] = {
        poseidon2_tree_sample(work->family, 0, 1, 0),
        poseidon2_tree_sample(work->family, 0, 9, 1),
        poseidon2_tree_sample(work->family, 3, 8, 1 | 1 << 2),
        poseidon2_tree_sample(work->family, 4, 17, 1 << 4),
        poseidon2_tree_sample(work->family, 6, 5, 0),
    };
    enum { COUNT = sizeof samples / sizeof *samples };
    const struct poseidon2_tree_shape most = {.log_leaves = 6, .elements = 5, .levels = 0x7f};
    call_everywhere(&(struct suite){work, samples, COUNT, &most, true, false});
    samples_free(samples, COUNT);
  }
}

int main(int count, char **arguments) {
  all = count > 1 && strcmp(arguments[1], "--all") == 0;
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(hash_batches),
      cmocka_unit_test(merkle_trees),
      cmocka_unit_test(large_merkle_trees),
      cmocka_unit_test(ed25519),
      cmocka_unit_test(ecdsa),
      cmocka_unit_test(ecrecover),
      cmocka_unit_test(ml_dsa),
      cmocka_unit_test(poseidon2_batches),
      cmocka_unit_test(poseidon2_trees),
  };
  return cmocka_run_group_tests_name("operations from many threads", tests, open_all, close_all);
}
