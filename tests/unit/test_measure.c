#define _GNU_SOURCE 1 /* sched_getaffinity */
/* host/measure: fake works on the CPU, right, wrong and failing ones, through Google Benchmark. */
#include <math.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "host/base/digest.h"
#include "host/measure/iteration.h"
#include "host/measure/measure.h"
#include "host/measure/plan.h"
#include "host/measure/shim.h"
#include "tests/support/faults.h"

enum { ITEMS = 20, ITEM_BYTES = 32, OUTPUT_BYTES = ITEMS * ITEM_BYTES };

/* How a fake computes. */
enum behaviour {
  RIGHT,
  WRONG,      /* one bit of items 7 and 9 */
  WRONG_LATE, /* the same, but from the call `turn` on */
  SKIPS_ITEM, /* never writes item 5 */
  ONLY_ONCE,  /* writes its output on its first call and never again */
  FAILS_LATE, /* reports a failure in the call `turn` */
  SLOW,       /* takes a millisecond */
  INTERRUPTS  /* raises the flag in the call `turn`, as a signal handler would */
};

static volatile sig_atomic_t interrupted;

struct fake {
  enum behaviour behaviour;
  unsigned turn, calls;
  struct pm_problem problem;
  struct pm_implementation implementation;
  struct pm_runner runner;
  struct pm_case timed;
  uint8_t expected[OUTPUT_BYTES];
};

static void sleep_ms(long milliseconds) {
  struct timespec pause = {.tv_nsec = milliseconds * 1000000};
  nanosleep(&pause, NULL);
}

static void write_wrong(uint8_t *output, const uint8_t *expected) {
  memcpy(output, expected, OUTPUT_BYTES);
  output[7 * ITEM_BYTES + 3] ^= 0x10;
  output[9 * ITEM_BYTES] ^= 0x01;
}

static void write_all_but_item_5(uint8_t *output, const uint8_t *expected) {
  const size_t start = 5 * ITEM_BYTES, end = 6 * ITEM_BYTES;
  memcpy(output, expected, start);
  memcpy(output + end, expected + end, OUTPUT_BYTES - end);
}

static enum pm_status compute(void *self, uint8_t *output, struct pm_error *error) {
  struct fake *fake = self;
  unsigned call = ++fake->calls;
  switch (fake->behaviour) {
  case WRONG:
    write_wrong(output, fake->expected);
    return PM_OK;
  case SKIPS_ITEM:
    write_all_but_item_5(output, fake->expected);
    return PM_OK;
  case ONLY_ONCE:
    if (call > 1)
      return PM_OK;
    break;
  case WRONG_LATE:
    if (call >= fake->turn) {
      write_wrong(output, fake->expected);
      return PM_OK;
    }
    break;
  case FAILS_LATE:
    if (call == fake->turn)
      return pm_fail(error, PM_FAILED, "the fake gave up");
    break;
  case INTERRUPTS:
    if (call == fake->turn)
      interrupted = 1;
    break;
  case SLOW:
    sleep_ms(1);
    break;
  case RIGHT:
    break;
  }
  memcpy(output, fake->expected, OUTPUT_BYTES);
  return PM_OK;
}

/* In place: the parts point at each other. */
static void make_fake(struct fake *fake, const char *name, enum behaviour behaviour,
                      unsigned turn) {
  memset(fake, 0, sizeof *fake);
  fake->behaviour = behaviour;
  fake->turn = turn;
  for (size_t i = 0; i < OUTPUT_BYTES; i++)
    fake->expected[i] = (uint8_t)(i * 37 + i / ITEM_BYTES);
  fake->problem = (struct pm_problem){.expected = fake->expected,
                                      .output_bytes = OUTPUT_BYTES,
                                      .output_item_bytes = ITEM_BYTES,
                                      .items = ITEMS};
  fake->implementation = (struct pm_implementation){.name = "cpu/fake"};
  fake->runner = (struct pm_runner){.self = fake, .compute = compute};
  fake->timed = (struct pm_case){.problem = &fake->problem,
                                 .implementation = &fake->implementation,
                                 .runner = &fake->runner,
                                 .boundary = PM_BOUNDARY_RESIDENT};
  snprintf(fake->timed.name, sizeof fake->timed.name,
           "fake/%s[items=20,size=32]/cpu/auto:1/resident", name);
}

static struct pm_measure_options options_of(double min_time_s, unsigned repetitions) {
  return (struct pm_measure_options){
      .min_time_s = min_time_s, .repetitions = repetitions, .seed = 1, .interrupted = &interrupted};
}

static enum pm_status measure_one(struct fake *fake, double min_time_s, unsigned repetitions,
                                  struct pm_measurement *outcome) {
  struct pm_measure_options options = options_of(min_time_s, repetitions);
  struct pm_error error = {0};
  return pm_measure(&fake->timed, 1, &options, outcome, &error);
}

/* What must hold of every case that was measured. */
static void assert_measured(const struct pm_measurement *outcome, unsigned repetitions) {
  assert_int_equal(outcome->status, PM_OK);
  assert_string_equal(outcome->failure, "");
  assert_int_equal(outcome->repetition_count, repetitions);
  assert_true(outcome->discarded >= 1);
  size_t first = 0;
  for (unsigned r = 0; r < repetitions; r++) {
    const struct pm_repetition *repetition = &outcome->repetitions[r];
    double sum = 0;
    for (size_t i = 0; i < repetition->iterations; i++)
      sum += outcome->samples_ns[first + i];
    double mean = sum / (double)repetition->iterations;
    assert_true(fabs(repetition->mean_ns - mean) <= 1e-6 * mean);
    assert_true(repetition->cpu_ns >= 0);
    first += repetition->iterations;
  }
  assert_int_equal(outcome->sample_count, first);
}

static void assert_void(const struct pm_measurement *outcome, enum pm_status status) {
  assert_int_equal(outcome->status, status);
  assert_string_not_equal(outcome->failure, "");
  assert_int_equal(outcome->repetition_count, 0);
  assert_int_equal(outcome->sample_count, 0);
  assert_null(outcome->samples_ns);
}

static void a_right_one_is_measured(void **state) {
  (void)state;
  struct fake fake;
  struct pm_measurement outcome;
  make_fake(&fake, "right", RIGHT, 0);
  assert_int_equal(measure_one(&fake, 0.001, 3, &outcome), PM_OK);
  assert_measured(&outcome, 3);
  assert_int_equal(fake.calls, outcome.sample_count + outcome.discarded);
  struct pm_span span = {fake.expected, OUTPUT_BYTES};
  char digest[65];
  pm_digest(&span, 1, digest);
  assert_string_equal(outcome.output_digest, digest);
  pm_measurement_free(&outcome);
  assert_null(outcome.samples_ns);
}

static void sensors_are_read_around_repetitions(void **state) {
  (void)state;
  struct fake fake;
  struct pm_measurement outcome;
  struct pm_sensor_set *sensors = pm_sensor_set_open("", NULL, 0);
  make_fake(&fake, "watched", SLOW, 0);
  struct pm_measure_options options = options_of(0.02, 3);
  options.sensors = sensors;
  assert_int_equal(pm_measure(&fake.timed, 1, &options, &outcome, NULL), PM_OK);
  double timed_ns = 0;
  for (size_t i = 0; i < outcome.sample_count; i++)
    timed_ns += outcome.samples_ns[i];
  assert_int_equal(outcome.conditions.repetitions, 3);
  assert_true(fabs(outcome.conditions.timed_s - timed_ns * 1e-9) < 1e-9);
  assert_true(outcome.conditions.wall_s >= outcome.conditions.timed_s);
  assert_true(outcome.conditions.own_cpu_s >= 0);
  assert_true(outcome.warm_up_count >= 2 && outcome.warm_up_count <= PM_WARM_UP_MAX);
  for (size_t i = 0; i < outcome.warm_up_count; i++)
    assert_true(outcome.warm_up_ns[i] >= 1e6);
  pm_measurement_free(&outcome);
  pm_sensor_set_close(sensors);
}

static void a_slow_one_runs_for_min_time(void **state) {
  (void)state;
  struct fake fake;
  struct pm_measurement outcome;
  make_fake(&fake, "slow", SLOW, 0);
  assert_int_equal(measure_one(&fake, 0.02, 2, &outcome), PM_OK);
  assert_measured(&outcome, 2);
  for (size_t i = 0; i < outcome.sample_count; i++)
    assert_true(outcome.samples_ns[i] >= 1e6);
  /* The sleep can only be longer in the warm-up than in the repetitions on a machine that is busy
   * with something else; then the planned count ends them, and the outcome says so. */
  double shortest = INFINITY;
  for (unsigned r = 0; r < 2; r++)
    shortest =
        fmin(shortest, outcome.repetitions[r].mean_ns * (double)outcome.repetitions[r].iterations);
  assert_string_equal(outcome.stop_reason, shortest >= 0.02e9 ? "min_time" : "max_iterations");
  pm_measurement_free(&outcome);
}

static void no_min_time_is_one_iteration(void **state) {
  (void)state;
  struct fake fake;
  struct pm_measurement outcome;
  make_fake(&fake, "single", RIGHT, 0);
  assert_int_equal(measure_one(&fake, 0, 4, &outcome), PM_OK);
  assert_measured(&outcome, 4);
  assert_int_equal(outcome.sample_count, 4);
  pm_measurement_free(&outcome);
}

static void assert_items_7_and_9(const struct pm_mismatch *mismatch) {
  assert_int_equal(mismatch->index, 7);
  assert_int_equal(mismatch->count, 2);
  assert_int_equal(strlen(mismatch->expected), 2 * ITEM_BYTES);
  assert_memory_equal(mismatch->expected, mismatch->got, 6);
  assert_memory_not_equal(mismatch->expected + 6, mismatch->got + 6, 2);
  assert_string_equal(mismatch->expected + 8, mismatch->got + 8);
}

static void a_wrong_output_voids_the_case(void **state) {
  (void)state;
  struct fake fake;
  struct pm_measurement outcome;
  make_fake(&fake, "wrong", WRONG, 0);
  assert_int_equal(measure_one(&fake, 0.001, 3, &outcome), PM_OK);
  assert_void(&outcome, PM_WRONG_OUTPUT);
  assert_string_equal(outcome.stop_reason, "failed");
  assert_items_7_and_9(&outcome.mismatch);
  assert_non_null(strstr(outcome.failure, "item 7"));
  assert_int_equal(fake.calls, 1);
}

static void one_late_wrong_output_voids_the_case(void **state) {
  (void)state;
  struct fake fake;
  struct pm_measurement outcome;
  make_fake(&fake, "late", WRONG_LATE, 35);
  assert_int_equal(measure_one(&fake, 0, 40, &outcome), PM_OK);
  assert_void(&outcome, PM_WRONG_OUTPUT);
  assert_items_7_and_9(&outcome.mismatch);
  assert_int_equal(fake.calls, 35);
}

static void an_unwritten_item_keeps_the_poison(void **state) {
  (void)state;
  struct fake fake;
  struct pm_measurement outcome;
  make_fake(&fake, "unwritten", SKIPS_ITEM, 0);
  assert_int_equal(measure_one(&fake, 0.001, 1, &outcome), PM_OK);
  assert_void(&outcome, PM_WRONG_OUTPUT);
  assert_int_equal(outcome.mismatch.index, 5);
  assert_int_equal(outcome.mismatch.count, 1);
  for (size_t i = 2; i < 2 * ITEM_BYTES; i++)
    assert_int_equal(outcome.mismatch.got[i], outcome.mismatch.got[i % 2]);
}

static void an_old_output_does_not_pass_again(void **state) {
  (void)state;
  struct fake fake;
  struct pm_measurement outcome;
  make_fake(&fake, "once", ONLY_ONCE, 0);
  assert_int_equal(measure_one(&fake, 0.001, 1, &outcome), PM_OK);
  assert_void(&outcome, PM_WRONG_OUTPUT);
  assert_int_equal(outcome.mismatch.count, ITEMS);
  assert_int_equal(fake.calls, 2);
}

/* An output of one-byte items, 0 to 253: only 254 and 255 are poison there. */
/* A runner of two steps, of which the first works once: the second finds what it left. */
struct two_steps {
  bool first_once, poisoned;
  unsigned calls;
  uint8_t between[OUTPUT_BYTES];
  const uint8_t *expected;
};

static enum pm_status compute_in_two_steps(void *self, uint8_t *output, struct pm_error *error) {
  (void)error;
  struct two_steps *two = self;
  if (two->calls++ == 0 || !two->first_once)
    memcpy(two->between, two->expected, OUTPUT_BYTES);
  memcpy(output, two->between, OUTPUT_BYTES);
  return PM_OK;
}

static enum pm_status poison_between(void *self, uint8_t byte, struct pm_error *error) {
  (void)error;
  struct two_steps *two = self;
  memset(two->between, byte, OUTPUT_BYTES);
  two->poisoned = true;
  return PM_OK;
}

static void what_steps_hand_on_is_poisoned(void **state) {
  (void)state;
  for (int once = 0; once < 2; once++) {
    struct fake fake;
    make_fake(&fake, "two steps", RIGHT, 0);
    struct two_steps two = {.first_once = once, .expected = fake.expected};
    fake.runner =
        (struct pm_runner){.self = &two, .compute = compute_in_two_steps, .poison = poison_between};
    struct pm_measurement outcome;
    measure_one(&fake, 0.001, 1, &outcome);
    assert_true(two.poisoned);
    assert_int_equal(outcome.status, once ? PM_WRONG_OUTPUT : PM_OK);
    pm_measurement_free(&outcome);
  }
}

static void poison_never_looks_right(void **state) {
  (void)state;
  struct fake fake;
  uint8_t expected[254];
  make_fake(&fake, "bytes", ONLY_ONCE, 0);
  fake.calls = 1;
  for (unsigned i = 0; i < sizeof expected; i++)
    expected[i] = (uint8_t)i;
  fake.problem.expected = expected;
  fake.problem.output_bytes = sizeof expected;
  fake.problem.output_item_bytes = 1;
  struct pm_iterator iterator;
  assert_int_equal(pm_iterator_open(&iterator, &fake.timed, NULL), PM_OK);
  uint8_t last = 0;
  for (unsigned i = 0; i < 100; i++) {
    double elapsed_ns;
    struct pm_mismatch mismatch;
    assert_int_equal(pm_iterator_run(&iterator, PM_BOUNDARY_RESIDENT, &elapsed_ns, &mismatch, NULL),
                     PM_WRONG_OUTPUT);
    assert_int_equal(mismatch.count, sizeof expected);
    assert_int_not_equal(iterator.output[0], last);
    last = iterator.output[0];
  }
  pm_iterator_close(&iterator);
}

struct whereabouts {
  const struct pm_topology *topology;
  unsigned pu, calls, settled;
};

static struct whereabouts whereabouts;

/* Notes whether the clock found this thread at its place, and leaves it. */
static enum pm_status note_and_leave(void *self, uint8_t *output, struct pm_error *error) {
  (void)error;
  cpu_set_t here;
  assert_int_equal(sched_getaffinity(0, sizeof here, &here), 0);
  whereabouts.calls++;
  whereabouts.settled += CPU_COUNT(&here) == 1 && CPU_ISSET(whereabouts.pu, &here);
  assert_int_equal(pm_topology_bind_caller(whereabouts.topology, NULL, NULL), PM_OK);
  memcpy(output, ((struct fake *)self)->expected, OUTPUT_BYTES);
  return PM_OK;
}

/* A pool's threads are woken, and the caller is brought to its place, before the clock starts: by an
 * untimed run of the pool in each iteration. */
static void the_pool_is_ready_when_the_clock_starts(void **state) {
  (void)state;
  struct pm_topology *topology;
  struct pm_binding binding;
  struct pm_measurement outcome;
  struct fake fake;
  assert_int_equal(pm_topology_load(NULL, &topology, NULL), PM_OK);
  assert_int_equal(pm_binding_parse(topology, "auto", 1, NULL, &binding, NULL), PM_OK);
  make_fake(&fake, "settled", RIGHT, 0);
  assert_int_equal(pm_pool_open(topology, &binding, &fake.timed.pool, NULL), PM_OK);
  fake.runner.compute = note_and_leave;
  whereabouts = (struct whereabouts){.topology = topology, .pu = binding.pus[0]};
  assert_int_equal(measure_one(&fake, 0.002, 1, &outcome), PM_OK);
  assert_true(whereabouts.calls > 3);
  assert_int_equal(whereabouts.settled, whereabouts.calls);
  pm_measurement_free(&outcome);
  pm_pool_close(fake.timed.pool);
  pm_binding_free(&binding);
  pm_topology_free(topology);
}

/* Its time is that of a machine where something else comes and goes: 1 ms or 3 ms, in turns longer
 * than a repetition. */
static enum pm_status come_and_go(void *self, uint8_t *output, struct pm_error *error) {
  (void)error;
  struct fake *fake = self;
  sleep_ms(++fake->calls / 12 % 2 ? 1 : 3);
  memcpy(output, fake->expected, OUTPUT_BYTES);
  return PM_OK;
}

static void a_noisy_case_is_not_trusted(void **state) {
  (void)state;
  struct fake fake;
  struct pm_measurement outcome;
  struct pm_measure_options options = options_of(0.02, 6);
  make_fake(&fake, "noisy", RIGHT, 0);
  fake.runner.compute = come_and_go;
  options.max_noise = 0.25;
  assert_int_equal(pm_measure(&fake.timed, 1, &options, &outcome, NULL), PM_OK);
  assert_int_equal(outcome.status, PM_UNTRUSTWORTHY);
  assert_non_null(strstr(outcome.failure, "too noisy"));
  assert_int_equal(outcome.repetition_count, 6);
  assert_true(outcome.sample_count >= 6 && outcome.samples_ns);
  assert_int_equal(strlen(outcome.output_digest), 64);
  pm_measurement_free(&outcome);
}

static void a_failure_does_not_stop_the_others(void **state) {
  (void)state;
  static struct fake fakes[4];
  make_fake(&fakes[0], "a", RIGHT, 0);
  make_fake(&fakes[1], "b", FAILS_LATE, 6);
  make_fake(&fakes[2], "c", WRONG, 0);
  make_fake(&fakes[3], "d", SLOW, 0);
  struct pm_case cases[4];
  for (unsigned i = 0; i < 4; i++)
    cases[i] = fakes[i].timed;
  struct pm_measurement outcomes[4];
  struct pm_measure_options options = options_of(0.002, 5);
  assert_int_equal(pm_measure(cases, 4, &options, outcomes, NULL), PM_OK);
  assert_measured(&outcomes[0], 5);
  assert_void(&outcomes[1], PM_FAILED);
  assert_non_null(strstr(outcomes[1].failure, "the fake gave up"));
  assert_int_equal(fakes[1].calls, 6);
  assert_void(&outcomes[2], PM_WRONG_OUTPUT);
  assert_measured(&outcomes[3], 5);
  for (unsigned i = 0; i < 4; i++)
    pm_measurement_free(&outcomes[i]);
}

enum { ORDER_CASES = 3, ORDER_REPETITIONS = 8, ORDER_LOG = ORDER_CASES * (ORDER_REPETITIONS + 1) };

struct order_log {
  const struct pm_case *cases;
  size_t entries[ORDER_LOG];
  size_t count;
};

static void log_case(void *context, const struct pm_case *current) {
  struct order_log *log = context;
  assert_true(log->count < ORDER_LOG);
  log->entries[log->count++] = (size_t)(current - log->cases);
}

static void run_logged(uint64_t seed, struct order_log *log) {
  static struct fake fakes[ORDER_CASES];
  struct pm_case cases[ORDER_CASES];
  for (unsigned i = 0; i < ORDER_CASES; i++) {
    char name[2] = {(char)('a' + i), 0};
    make_fake(&fakes[i], name, RIGHT, 0);
    cases[i] = fakes[i].timed;
  }
  *log = (struct order_log){.cases = cases};
  struct pm_measurement outcomes[ORDER_CASES];
  struct pm_measure_options options = options_of(0, ORDER_REPETITIONS);
  options.seed = seed;
  options.progress = log_case;
  options.progress_context = log;
  assert_int_equal(pm_measure(cases, ORDER_CASES, &options, outcomes, NULL), PM_OK);
  for (unsigned i = 0; i < ORDER_CASES; i++) {
    assert_measured(&outcomes[i], ORDER_REPETITIONS);
    pm_measurement_free(&outcomes[i]);
  }
  assert_int_equal(log->count, ORDER_LOG);
}

static void repetitions_run_in_random_blocks(void **state) {
  (void)state;
  struct order_log log, again, other;
  run_logged(11, &log);
  for (unsigned i = 0; i < ORDER_CASES; i++) /* the warm-ups */
    assert_int_equal(log.entries[i], i);
  bool orders_differ = false;
  for (unsigned b = 1; b <= ORDER_REPETITIONS; b++) {
    const size_t *block = &log.entries[b * ORDER_CASES];
    unsigned seen = 0;
    for (unsigned i = 0; i < ORDER_CASES; i++)
      seen |= 1u << block[i];
    assert_int_equal(seen, (1u << ORDER_CASES) - 1);
    orders_differ =
        orders_differ || memcmp(block, &log.entries[ORDER_CASES], ORDER_CASES * sizeof *block) != 0;
  }
  assert_true(orders_differ);
  run_logged(11, &again); /* a second group in one process, the same seed */
  assert_memory_equal(log.entries, again.entries, sizeof log.entries);
  run_logged(12, &other);
  assert_memory_not_equal(log.entries, other.entries, sizeof log.entries);
}

static void blocks_are_fair(void **state) {
  (void)state;
  enum { COUNT = 4, BLOCKS = 24000 };
  size_t *order = malloc(COUNT * BLOCKS * sizeof *order);
  unsigned at[COUNT][COUNT] = {{0}};
  assert_non_null(order);
  pm_plan_order(order, COUNT, BLOCKS, 3);
  for (size_t i = 0; i < COUNT * BLOCKS; i++)
    at[i % COUNT][order[i]]++;
  for (unsigned i = 0; i < COUNT * COUNT; i++) /* 6000 expected, 5 standard deviations of 67 */
    assert_in_range(at[i / COUNT][i % COUNT], 5665, 6335);
  free(order);
}

static void an_interrupt_keeps_what_is_complete(void **state) {
  (void)state;
  static struct fake fakes[2];
  make_fake(&fakes[0], "patient", RIGHT, 0);
  make_fake(&fakes[1], "interrupting", INTERRUPTS, 6);
  struct pm_case cases[2] = {fakes[0].timed, fakes[1].timed};
  struct pm_measurement outcomes[2];
  struct pm_measure_options options = options_of(0, 10);
  interrupted = 0;
  assert_int_equal(pm_measure(cases, 2, &options, outcomes, NULL), PM_INTERRUPTED);
  assert_int_equal(fakes[1].calls, 6);
  assert_true(fakes[0].calls < 12);
  for (unsigned i = 0; i < 2; i++) {
    assert_void(&outcomes[i], PM_INTERRUPTED);
    assert_string_equal(outcomes[i].stop_reason, "interrupted");
  }
  /* Raised in its very last iteration, so that the case is complete all the same. */
  interrupted = 0;
  make_fake(&fakes[1], "finishing", INTERRUPTS, 2 + 10);
  struct pm_measurement outcome;
  assert_int_equal(pm_measure(&fakes[1].timed, 1, &options, &outcome, NULL), PM_INTERRUPTED);
  assert_measured(&outcome, 10);
  pm_measurement_free(&outcome);
  /* Raised before anything runs. */
  make_fake(&fakes[0], "never", RIGHT, 0);
  assert_int_equal(pm_measure(&fakes[0].timed, 1, &options, &outcome, NULL), PM_INTERRUPTED);
  assert_void(&outcome, PM_INTERRUPTED);
  assert_int_equal(fakes[0].calls, 0);
  interrupted = 0;
}

static void wrong_uses_are_refused(void **state) {
  (void)state;
  struct fake fake;
  struct pm_measurement outcome;
  struct pm_error error = {0};
  make_fake(&fake, "kernel", RIGHT, 0);
  fake.timed.boundary = PM_BOUNDARY_KERNEL;
  assert_int_equal(measure_one(&fake, 0, 1, &outcome), PM_OK);
  assert_void(&outcome, PM_USAGE);
  assert_non_null(strstr(outcome.failure, "boundary kernel"));
  struct pm_measure_options options = options_of(0, 0);
  assert_int_equal(pm_measure(&fake.timed, 1, &options, &outcome, &error), PM_USAGE);
  pm_measurement_free(&outcome);
  options.repetitions = 1;
  assert_int_equal(pm_measure(NULL, 0, &options, NULL, &error), PM_OK);
}

static void verify_checks_once(void **state) {
  (void)state;
  struct fake fake;
  struct pm_mismatch mismatch;
  struct pm_error error = {0};
  char right[65], wrong[65];
  make_fake(&fake, "verify", RIGHT, 0);
  assert_int_equal(pm_verify_case(&fake.timed, &mismatch, right, &error), PM_OK);
  assert_int_equal(fake.calls, 1);
  assert_int_equal(strlen(right), 64);
  make_fake(&fake, "verify", WRONG, 0);
  assert_int_equal(pm_verify_case(&fake.timed, &mismatch, wrong, &error), PM_WRONG_OUTPUT);
  assert_items_7_and_9(&mismatch);
  assert_string_not_equal(right, wrong);
  make_fake(&fake, "verify", FAILS_LATE, 1);
  assert_int_equal(pm_verify_case(&fake.timed, &mismatch, wrong, &error), PM_FAILED);
  assert_string_equal(error.text, "the fake gave up");
  assert_string_equal(wrong, "");
}

static void mismatch_shows_64_bytes_at_most(void **state) {
  (void)state;
  uint8_t expected[150] = {0}, output[150] = {0};
  struct pm_problem problem = {
      .expected = expected, .output_bytes = sizeof expected, .output_item_bytes = 100};
  struct pm_mismatch mismatch;
  assert_true(pm_check_output(&problem, output, &mismatch));
  output[149] = 1; /* in an item that is cut short */
  output[99] = 1;
  assert_false(pm_check_output(&problem, output, &mismatch));
  assert_int_equal(mismatch.index, 0);
  assert_int_equal(mismatch.count, 2);
  assert_int_equal(strlen(mismatch.got), 128);
  output[99] = 0;
  assert_false(pm_check_output(&problem, output, &mismatch));
  assert_int_equal(mismatch.index, 1);
  assert_int_equal(strlen(mismatch.got), 100);
  assert_string_equal(mismatch.got + 98, "01");
}

static void iterations_are_planned(void **state) {
  (void)state;
  const struct pm_iteration_cost balanced = {1e6, 1.5e6}, checked = {1e3, 1e6}, tiny = {10, 20},
                                 huge = {9e9, 9e9}, none = {0, 0};
  assert_int_equal(pm_plan_iterations(balanced, 0.1, 3), 121);   /* 1.2 × 100, and one */
  assert_int_equal(pm_plan_iterations(checked, 0.1, 3), 400);    /* 4 × 0.1 s on the wall */
  assert_int_equal(pm_plan_iterations(tiny, 0.5, 8), 65536 / 8); /* samples kept */
  assert_int_equal(pm_plan_iterations(huge, 0.5, 3), 1);
  assert_int_equal(pm_plan_iterations(none, 0, 3), 1);
  assert_int_equal(pm_plan_iterations(none, 1, 1000000), 1);
}

static void boundaries_have_names(void **state) {
  (void)state;
  assert_string_equal(pm_boundary_name(PM_BOUNDARY_KERNEL), "kernel");
  assert_string_equal(pm_boundary_name(PM_BOUNDARY_RESIDENT), "resident");
  assert_string_equal(pm_boundary_name(PM_BOUNDARY_E2E), "e2e");
  assert_string_equal(pm_boundary_name(PM_BOUNDARY_COLD), "cold");
}

/* Standard output is for data; Google Benchmark must not write to it, nor to standard error. */
static void nothing_is_printed(void **state) {
  (void)state;
  struct fake fake;
  struct pm_measurement outcome;
  make_fake(&fake, "silent", WRONG_LATE, 5);
  FILE *file = tmpfile();
  assert_non_null(file);
  fflush(NULL);
  int out = dup(STDOUT_FILENO), err = dup(STDERR_FILENO);
  dup2(fileno(file), STDOUT_FILENO);
  dup2(fileno(file), STDERR_FILENO);
  enum pm_status status = measure_one(&fake, 0, 8, &outcome);
  fflush(NULL);
  dup2(out, STDOUT_FILENO);
  dup2(err, STDERR_FILENO);
  close(out);
  close(err);
  long printed = lseek(fileno(file), 0, SEEK_CUR);
  fclose(file);
  assert_int_equal(status, PM_OK);
  assert_void(&outcome, PM_WRONG_OUTPUT);
  assert_int_equal(printed, 0);
}

static void a_planted_fault_is_found(void **state) {
  (void)state;
  struct fake fake;
  struct pm_mismatch mismatch;
  char digest[65];
  make_fake(&fake, "fault", RIGHT, 0);
  static const char *const damaging[] = {"flip:cpu/fake:3", "unwritten:cpu/fake:3"};
  static const char *const harmless[] = {"flip:cpu/fake2:3", "flip:cpu/fak:3", "flip:cpu/fake:20"};
  for (size_t i = 0; i < sizeof damaging / sizeof *damaging; i++) {
    setenv("PROOFMARK_FAULT", damaging[i], 1);
    assert_int_equal(pm_verify_case(&fake.timed, &mismatch, digest, NULL), PM_WRONG_OUTPUT);
    assert_int_equal(mismatch.index, 3);
  }
  for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++) {
    setenv("PROOFMARK_FAULT", harmless[i], 1);
    assert_int_equal(pm_verify_case(&fake.timed, &mismatch, digest, NULL), PM_OK);
  }
  unsetenv("PROOFMARK_FAULT");
}

/* As in the released program. */
static void without_a_registered_fault_nothing_is_damaged(void **state) {
  (void)state;
  struct fake fake;
  struct pm_mismatch mismatch;
  char digest[65];
  make_fake(&fake, "fault", RIGHT, 0);
  setenv("PROOFMARK_FAULT", "flip:cpu/fake:3", 1);
  pm_fault_register(NULL);
  assert_int_equal(pm_verify_case(&fake.timed, &mismatch, digest, NULL), PM_OK);
  pm_fault_register(planted_fault);
  unsetenv("PROOFMARK_FAULT");
}

static void the_library_may_tell_its_version(void **state) {
  (void)state;
  const char *version = pm_benchmark_library_version();
  assert_true(version == NULL || version[0] != '\0');
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(nothing_is_printed), /* first, while Google Benchmark has yet to start */
      cmocka_unit_test(a_right_one_is_measured),
      cmocka_unit_test(sensors_are_read_around_repetitions),
      cmocka_unit_test(a_slow_one_runs_for_min_time),
      cmocka_unit_test(no_min_time_is_one_iteration),
      cmocka_unit_test(a_wrong_output_voids_the_case),
      cmocka_unit_test(one_late_wrong_output_voids_the_case),
      cmocka_unit_test(an_unwritten_item_keeps_the_poison),
      cmocka_unit_test(an_old_output_does_not_pass_again),
      cmocka_unit_test(what_steps_hand_on_is_poisoned),
      cmocka_unit_test(poison_never_looks_right),
      cmocka_unit_test(the_pool_is_ready_when_the_clock_starts),
      cmocka_unit_test(a_noisy_case_is_not_trusted),
      cmocka_unit_test(a_failure_does_not_stop_the_others),
      cmocka_unit_test(repetitions_run_in_random_blocks),
      cmocka_unit_test(blocks_are_fair),
      cmocka_unit_test(an_interrupt_keeps_what_is_complete),
      cmocka_unit_test(wrong_uses_are_refused),
      cmocka_unit_test(verify_checks_once),
      cmocka_unit_test(mismatch_shows_64_bytes_at_most),
      cmocka_unit_test(iterations_are_planned),
      cmocka_unit_test(boundaries_have_names),
      cmocka_unit_test(a_planted_fault_is_found),
      cmocka_unit_test(without_a_registered_fault_nothing_is_damaged),
      cmocka_unit_test(the_library_may_tell_its_version),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
