/* The lanes of every hash algorithm against its reference, as a program that needs nothing but the
 * C library, so that it can be built for another processor and run in an emulator.
 *
 * It takes every algorithm of algorithms.def and every instruction set that the algorithm has code
 * for and the processor can run. Messages end, or begin, at a page that cannot be accessed, so that
 * a read outside them is a crash; digests lie at an odd address among poison that has to stay.
 *
 * Each mismatch is a line on stdout. Exits 0 if there was none and every algorithm was checked in
 * lanes, else 1.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/hash/hash_oracle.h"
#include "host/base/random.h"
#include "tests/cross/guarded.h"

static const struct hash_algorithm *const algorithms[] = {
#define HASH(name) &hash_##name,
#include "kernels/hash/algorithms.def"
#undef HASH
};
enum { ALGORITHM_COUNT = sizeof algorithms / sizeof *algorithms };

/* What is judged, and how it fared. */
struct subject {
  const struct hash_algorithm *algorithm;
  const char *name; /* "reference", or the instruction set's */
  hash_batch_fn *batch;
  uint64_t batches, messages, mismatches;
};

/* ---- one batch ---- */

static void print_digest(const char *label, const uint8_t digest[HASH_DIGEST_BYTES]) {
  printf(" %s ", label);
  for (int i = 0; i < HASH_DIGEST_BYTES; i++)
    printf("%02x", digest[i]);
}

static void mismatch(struct subject *s, const char *check, const uint8_t *expected,
                     const uint8_t *got) {
  s->mismatches++;
  printf("%s %s: %s:", s->algorithm->name, s->name, check);
  if (expected) {
    print_digest("expected", expected);
    print_digest("got", got);
  }
  putchar('\n');
}

/* Slot 0 and the last are poison around the digests. */
static void compare_slots(struct subject *s, const char *check, const struct hash_messages *m,
                          const uint8_t *expected, const uint8_t *got) {
  for (uint64_t slot = 0; slot < m->count + 2; slot++) {
    const uint8_t *e = expected + slot * HASH_DIGEST_BYTES, *g = got + slot * HASH_DIGEST_BYTES;
    if (memcmp(e, g, HASH_DIGEST_BYTES) == 0)
      continue;
    char where[160];
    if (slot == 0 || slot > m->count)
      snprintf(where, sizeof where, "%s, %s the digests", check, slot ? "after" : "before");
    else
      snprintf(where, sizeof where, "%s, message %" PRIu64 " of %" PRIu64 ", %" PRIu64 " bytes",
               check, slot - 1, m->count, hash_message_length(m, slot - 1));
    mismatch(s, where, e, g);
  }
}

/* Messages first to last - 1 of a batch: their digests, and nothing else, have to be written. */
static void check_share(struct subject *s, const char *check, const struct hash_messages *m,
                        uint64_t first, uint64_t last) {
  const size_t slots_bytes = (m->count + 2) * HASH_DIGEST_BYTES;
  uint8_t *const expected = malloc(2 * slots_bytes + 1);
  if (!expected)
    fatal("digests");
  uint8_t *const got = expected + slots_bytes + 1; /* an odd address */
  memset(expected, 0xa5, 2 * slots_bytes + 1);
  for (uint64_t i = first; i < last; i++)
    hash_oracle(s->algorithm)(m->bytes + hash_message_start(m, i), hash_message_length(m, i),
                              expected + HASH_DIGEST_BYTES * (i + 1));
  if (s->batch(m, first, last, got + HASH_DIGEST_BYTES))
    compare_slots(s, check, m, expected, got);
  else
    mismatch(s, check, NULL, NULL);
  s->batches++;
  s->messages += last - first;
  free(expected);
}

static void check_uniform(struct subject *s, const char *check, uint64_t length, uint64_t count,
                          size_t skew) {
  const struct guarded g = guarded_random(length * count, EDGE_LAST, skew, length);
  const struct hash_messages m = {.bytes = g.bytes, .length = length, .count = count};
  check_share(s, check, &m, 0, count);
  guarded_free(&g);
}

/* ---- the checks ---- */

static uint8_t hex_byte(const char *hex) {
  const char digits[3] = {hex[0], hex[1], 0};
  return (uint8_t)strtoul(digits, NULL, 16);
}

/* Here the reference is judged too, as a batch of one. */
static bool one_by_reference(const struct hash_algorithm *algorithm, const struct hash_messages *m,
                             uint8_t *digest) {
  hash_oracle(algorithm)(m->bytes, m->length, digest);
  return true;
}

static void check_known_answers(struct subject *s) {
  for (const struct hash_known_answer *k = s->algorithm->known_answers; k->message; k++) {
    const size_t length = strlen(k->message), total = length * k->repeat;
    const struct guarded g = guarded_random(total, EDGE_LAST, 0, 0);
    uint8_t expected[HASH_DIGEST_BYTES], got[HASH_DIGEST_BYTES] = {0};
    for (size_t i = 0; i < total; i++)
      g.bytes[i] = (uint8_t)k->message[i % length];
    for (int i = 0; i < HASH_DIGEST_BYTES; i++)
      expected[i] = hex_byte(k->digest_hex + 2 * i);
    const struct hash_messages m = {.bytes = g.bytes, .length = total, .count = 1};
    const bool done = s->batch ? s->batch(&m, 0, 1, got) : one_by_reference(s->algorithm, &m, got);
    if (!done || memcmp(expected, got, HASH_DIGEST_BYTES))
      mismatch(s, k->source, expected, got);
    s->batches++, s->messages++;
    guarded_free(&g);
  }
}

/* The lengths at which a block, a padding or a tree changes, as in tests/unit/test_hash.c. */
static void check_special_lengths(struct subject *s) {
  static const uint64_t lengths[] = {0,   1,   31,  32,   55,   56,   63,   64,   65,   111,
                                     112, 119, 120, 127,  128,  129,  135,  136,  137,  191,
                                     271, 272, 273, 1023, 1024, 1025, 2048, 2049, 4096, 16385};
  for (size_t k = 0; k < sizeof lengths / sizeof *lengths; k++)
    check_uniform(s, "special length", lengths[k], lengths[k] > 4096 ? 5 : 37, 0);
  for (uint64_t length = (1 << 20) - 1; length <= (1 << 20) + 1; length++)
    check_uniform(s, "special length", length, 3, 0);
}

static void check_batch_sizes(struct subject *s) {
  static const uint64_t lengths[] = {32, 64, 65, 200};
  for (uint64_t count = 1; count <= 40; count++)
    for (size_t k = 0; k < sizeof lengths / sizeof *lengths; k++)
      check_uniform(s, "batch size", lengths[k], count, 0);
}

/* Where a batch lies. At these lengths all messages of a batch share the skew. */
static void check_alignments(struct subject *s) {
  static const uint64_t lengths[] = {32, 64, 128, 1024};
  for (size_t skew = 1; skew < 16; skew++)
    for (size_t k = 0; k < sizeof lengths / sizeof *lengths; k++)
      check_uniform(s, "alignment", lengths[k], 9, skew);
}

enum { RAGGED_MOST = 80 };

/* Random lengths, mostly short, some empty, a few long. The offsets do not begin at 0. */
static uint64_t ragged_offsets(uint64_t offsets[RAGGED_MOST + 1], uint64_t round) {
  const uint64_t count = 1 + pm_random_word(3, round, 0) % RAGGED_MOST;
  offsets[0] = round;
  for (uint64_t i = 0; i < count; i++) {
    const uint64_t r = pm_random_word(5, round, i);
    const uint64_t limit = r % 16 == 0 ? 20000 : r % 5 == 0 ? 1500 : 200;
    offsets[i + 1] = offsets[i] + (r >> 8) % limit;
  }
  return count;
}

static void check_ragged(struct subject *s) {
  for (uint64_t round = 0; round < 40; round++) {
    uint64_t offsets[RAGGED_MOST + 1];
    const uint64_t count = ragged_offsets(offsets, round);
    const enum edge edge = round % 2 ? EDGE_FIRST : EDGE_LAST;
    const struct guarded g = guarded_random(offsets[count] - offsets[0], edge, 0, round);
    const struct hash_messages m = {
        .bytes = g.bytes - offsets[0], .offsets = offsets, .count = count};
    check_share(s, "ragged", &m, 0, count);
    check_share(s, "ragged, a share", &m, count / 3, count - count / 4);
    guarded_free(&g);
  }
}

static void check_shares(struct subject *s) {
  enum { COUNT = 21 };
  static const uint64_t lengths[] = {32, 64, 100};
  for (size_t k = 0; k < sizeof lengths / sizeof *lengths; k++) {
    const struct guarded g = guarded_random(COUNT * lengths[k], EDGE_LAST, 0, k);
    const struct hash_messages m = {.bytes = g.bytes, .length = lengths[k], .count = COUNT};
    for (uint64_t first = 0; first < COUNT; first += 3)
      for (uint64_t last = first; last <= COUNT; last++)
        check_share(s, "a share", &m, first, last);
    guarded_free(&g);
  }
}

/* ---- the subjects ---- */

static bool report(const struct subject *s) {
  printf("%s %s: %" PRIu64 " messages in %" PRIu64 " batches, %" PRIu64 " mismatches\n",
         s->algorithm->name, s->name, s->messages, s->batches, s->mismatches);
  return s->mismatches == 0;
}

static bool check_reference(const struct hash_algorithm *algorithm) {
  struct subject s = {.algorithm = algorithm, .name = "reference"};
  check_known_answers(&s);
  return report(&s);
}

static bool check_lanes(const struct hash_algorithm *algorithm, enum lane_isa isa) {
  struct subject s = {
      .algorithm = algorithm, .name = lane_isa_name(isa), .batch = algorithm->batch[isa]};
  check_known_answers(&s);
  check_special_lengths(&s);
  check_batch_sizes(&s);
  check_alignments(&s);
  check_ragged(&s);
  check_shares(&s);
  return report(&s);
}

static bool check_algorithm(const struct hash_algorithm *algorithm) {
  bool right = check_reference(algorithm);
  unsigned checked = 0;
  for (enum lane_isa isa = 0; isa < LANE_ISA_COUNT; isa++) {
    if (!algorithm->batch[isa])
      continue;
    if (lane_isa_supported(isa)) {
      right = check_lanes(algorithm, isa) && right;
      checked++;
    } else {
      printf("%s %s: not on this processor\n", algorithm->name, lane_isa_name(isa));
    }
  }
  if (!checked)
    printf("%s: no lanes to check\n", algorithm->name);
  return right && checked;
}

int main(void) {
  setvbuf(stdout, NULL, _IOLBF, 0); /* a crash loses no line */
  bool right = true;
  for (int a = 0; a < ALGORITHM_COUNT; a++)
    right = check_algorithm(algorithms[a]) && right;
  return right ? EXIT_SUCCESS : EXIT_FAILURE;
}
