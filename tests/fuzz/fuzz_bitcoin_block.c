/* libFuzzer target (https://llvm.org/docs/LibFuzzer.html): any bytes as a Bitcoin block. What the
 * parser accepts, packed and hashed, must be what the oracle makes of the same bytes. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bench/block/bitcoin_batch.h"
#include "cpu_ref/block/bitcoin.h"
#include "cpu_ref/hash/hash.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check(int holds) {
  if (!holds)
    abort();
}

static void check_hashes(const uint8_t *bytes, const uint64_t *offsets, const uint8_t *packed,
                         const struct bitcoin_block *block, size_t size) {
  uint8_t *expected = NULL, hash[REF_DIGEST_BYTES];
  uint64_t count = 0;
  check(ref_bitcoin_block(bytes, size, &expected, &count) == REF_OK);
  check(count == block->count);
  for (uint64_t i = 0; i <= count; i++) {
    ref_sha256d(packed + offsets[i], offsets[i + 1] - offsets[i], hash);
    uint64_t item = i < count ? i : count + 1; /* the header's stands after the root */
    check(memcmp(hash, expected + REF_DIGEST_BYTES * item, sizeof hash) == 0);
  }
  free(expected);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  struct bitcoin_block block = {0};
  struct pm_error error = {0};
  enum pm_status status = bitcoin_block_parse(bytes, size, &block, &error);
  if (status == PM_OK) {
    uint64_t messages = bitcoin_batch_count(&block);
    uint64_t *offsets = malloc((messages + 1) * sizeof *offsets);
    uint8_t *packed = malloc(size);
    check(offsets && packed);
    bitcoin_batch_offsets(&block, offsets);
    check(offsets[messages] <= size);
    bitcoin_batch_gather(bytes, &block, offsets, 0, messages, packed);
    check_hashes(bytes, offsets, packed, &block, size);
    free(offsets);
    free(packed);
  } else {
    check(status == PM_USAGE && block.damage <= size && *error.text);
    uint8_t *expected = NULL;
    uint64_t count;
    (void)ref_bitcoin_block(bytes, size, &expected, &count);
    free(expected);
  }
  bitcoin_block_free(&block);
  return 0;
}
