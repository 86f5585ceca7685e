/* Published test vectors of signature schemes, read from a file into batches as they are verified.
 *
 * Formats, told apart by how the file begins:
 *   JSON of Wycheproof (github.com/C2SP/wycheproof, schemas/): test groups of the types
 *     EcdsaVerify, EcdsaBitcoinVerify, EcdsaP1363Verify, EddsaVerify and MlDsaVerify, of the first
 *     version with its `key` too; messages of ECDSA are hashed here, by OpenSSL
 *   CSV of BIP 340 (test-vectors.csv)
 *   JSON of go-ethereum's precompile tests (core/vm/testdata/precompiles/ecRecover.json)
 *
 * What cannot be in a record of fixed size (a signature of another length or in broken DER, a
 * context of more than 255 bytes) is refused before anything is computed. Such a test is kept,
 * apart from the batches, with the reason: it agrees with the file where that does not call it
 * valid.
 */
#ifndef PROOFMARK_BENCH_SIG_VECTORS_H
#define PROOFMARK_BENCH_SIG_VECTORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "host/base/status.h"
#include "kernels/sig/sig.h"

enum vector_verdict { VECTOR_INVALID, VECTOR_VALID, VECTOR_ACCEPTABLE };

struct vector_test {
  uint64_t order; /* its place among the file's tests, from 0, those of other schemes included */
  uint64_t id;    /* tcId, or the row's index */
  const char *comment; /* "" where there is none, also the next */
  const char *flags;   /* "BerEncodedSignature, InvalidEncoding" */
  enum vector_verdict expected;
  const char *refusal; /* NULL in a batch */
};

/* Tests that agree in the lengths, the context and the rule for s, in the file's order. */
struct vector_batch {
  struct sig_batch batch; /* policy 0; 64 readable bytes after the last record of each array */
  bool low_s;             /* ECDSA: s above half the group's order is invalid, as in Bitcoin */
  const struct vector_test *tests; /* batch.count */
  const uint8_t *addresses; /* NULL but for ecrecover: SIG_ADDRESS_BYTES each, as its output */
};

struct vector_set {
  struct vector_batch *batches;
  size_t batch_count;
  struct vector_test *tests; /* those of the batches, then the refused */
  size_t test_count;
  const struct vector_test *refused;
  size_t refused_count;
  size_t skipped;        /* tests of another scheme, which are in none of the above */
  char skip_reason[160]; /* of the first of them; it says where others have another */
  uint8_t *bytes;        /* what comments, flags, refusals and contexts point into */
};

/* Reads the tests of `scheme` from the file at `path`. An error names the file and the place in it,
 * all counted from 0 but lines: PM_IO where it cannot be read, PM_USAGE for what is none of the
 * formats, at an offset, or has a damaged test:
 *   x.json: group 3, test 7 (tcId 42): sig, character 5: 'g' is no hex digit
 * A file without a single test of the scheme is no error: see `skipped`. On success the set is to
 * be freed. */
enum pm_status vectors_read(const char *path, const struct sig_scheme *scheme,
                            struct vector_set *set, struct pm_error *error);

/* The same for `size` characters in memory, after which there must be a NUL; the error has no file
 * name. */
enum pm_status vectors_parse(const char *text, size_t size, const struct sig_scheme *scheme,
                             struct vector_set *set, struct pm_error *error);

void vectors_free(struct vector_set *set);

/* Whether a verdict agrees with the file's. What is acceptable may be accepted or not. */
static inline bool vector_agrees(const struct vector_test *test, bool accepted) {
  return test->expected == VECTOR_ACCEPTABLE || (test->expected == VECTOR_VALID) == accepted;
}

#endif
