#include "bench/block/bitcoin_input.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/block/bitcoin_batch.h"
#include "bench/chain/hex.h"
#include "cpu_ref/block/bitcoin.h"
#include "host/base/file.h"

/* The most that Bitcoin's serialization can hold: MAX_SIZE of Bitcoin Core's src/serialize.h. */
enum { BLOCK_BYTES_MAX = 0x02000000 };

/* A raw header is never all hex digits: the hash of the block before ends in zero bytes. */
static bool is_hex_text(const char *text, size_t count) {
  return count >= BITCOIN_HEADER_BYTES &&
         hex_digits(text, BITCOIN_HEADER_BYTES) == BITCOIN_HEADER_BYTES;
}

/* Hex text, as `bitcoin-cli getblock HASH 0` prints it, decoded in place. */
static enum pm_status decode_hex(const char *path, struct bitcoin_input *input,
                                 struct pm_error *error) {
  char *text = (char *)input->bytes;
  size_t digits = input->size;
  while (digits && strchr(" \t\r\n", text[digits - 1]))
    digits--;
  size_t good = hex_digits(text, digits);
  if (good < digits)
    return pm_fail(error, PM_USAGE, "%s: character %zu of the hex text is no hex digit", path,
                   good);
  if (digits % 2)
    return pm_fail(error, PM_USAGE, "%s: the hex text has an odd number of digits, %zu", path,
                   digits);
  hex_decode(text, digits, input->bytes);
  input->size = digits / 2;
  return PM_OK;
}

static enum pm_status read_bytes(const char *path, struct bitcoin_input *input,
                                 struct pm_error *error) {
  char *bytes;
  enum pm_status status =
      pm_file_read(path, 2 * (size_t)BLOCK_BYTES_MAX + 2, &bytes, &input->size, error);
  if (status != PM_OK)
    return status;
  input->bytes = (uint8_t *)bytes;
  if (is_hex_text(bytes, input->size))
    status = decode_hex(path, input, error);
  if (status == PM_OK && input->size > BLOCK_BYTES_MAX)
    status = pm_fail(error, PM_USAGE, "%s: %zu bytes are more than a block can have, %d", path,
                     input->size, BLOCK_BYTES_MAX);
  return status;
}

/* A hash as Bitcoin shows it: its bytes in reverse. */
static void show_hash(const uint8_t hash[HASH_DIGEST_BYTES], char text[2 * HASH_DIGEST_BYTES + 1]) {
  for (int i = 0; i < HASH_DIGEST_BYTES; i++)
    snprintf(text + 2 * i, 3, "%02x", hash[HASH_DIGEST_BYTES - 1 - i]);
}

static enum pm_status check_root(const char *path, const struct bitcoin_input *input,
                                 struct pm_error *error) {
  const uint8_t *stated = input->bytes + BITCOIN_HEADER_ROOT_OFFSET;
  const uint8_t *computed = input->expected + HASH_DIGEST_BYTES * input->count;
  if (memcmp(stated, computed, HASH_DIGEST_BYTES) == 0)
    return PM_OK;
  char stated_hex[2 * HASH_DIGEST_BYTES + 1], computed_hex[2 * HASH_DIGEST_BYTES + 1];
  show_hash(stated, stated_hex);
  show_hash(computed, computed_hex);
  return pm_fail(
      error, PM_USAGE,
      "%s: the header states the Merkle root %s, and that of its transactions is %s: the "
      "file was changed",
      path, stated_hex, computed_hex);
}

static enum pm_status expect(const char *path, struct bitcoin_input *input,
                             struct pm_error *error) {
  switch (ref_bitcoin_block(input->bytes, input->size, &input->expected, &input->count)) {
  case REF_OK:
    return check_root(path, input, error);
  case REF_NO_MEMORY:
    return pm_fail(error, PM_FAILED, "there is no memory for a block's hashes");
  default:
    return pm_fail(error, PM_USAGE, "%s: the oracle cannot read the block", path);
  }
}

static enum pm_status pack(struct bitcoin_input *input, const struct bitcoin_block *block,
                           struct pm_error *error) {
  uint64_t messages = bitcoin_batch_count(block);
  input->packed_bytes = malloc(input->size);
  input->packed_offsets = malloc((messages + 1) * sizeof *input->packed_offsets);
  if (!input->packed_bytes || !input->packed_offsets)
    return pm_fail(error, PM_FAILED, "no memory for a block of %zu bytes", input->size);
  bitcoin_batch_offsets(block, input->packed_offsets);
  bitcoin_batch_gather(input->bytes, block, input->packed_offsets, 0, messages,
                       input->packed_bytes);
  input->packed = (struct hash_messages){
      .bytes = input->packed_bytes, .offsets = input->packed_offsets, .count = messages};
  return PM_OK;
}

enum pm_status bitcoin_input_read(const char *path, struct bitcoin_input *input,
                                  struct pm_error *error) {
  *input = (struct bitcoin_input){0};
  enum pm_status status = read_bytes(path, input, error);
  if (status != PM_OK)
    return status;
  struct bitcoin_block block = {0};
  struct pm_error damage;
  status = bitcoin_block_parse(input->bytes, input->size, &block, &damage);
  if (status != PM_OK)
    pm_fail(error, status, "%s: %s", path, damage.text);
  if (status == PM_OK)
    status = expect(path, input, error);
  if (status == PM_OK)
    status = pack(input, &block, error);
  bitcoin_block_free(&block);
  return status;
}

void bitcoin_input_free(struct bitcoin_input *input) {
  free(input->bytes);
  free(input->expected);
  free(input->packed_bytes);
  free(input->packed_offsets);
  *input = (struct bitcoin_input){0};
}
