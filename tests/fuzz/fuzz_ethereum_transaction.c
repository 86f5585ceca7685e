/* libFuzzer target (https://llvm.org/docs/LibFuzzer.html): any bytes as a signed Ethereum
 * transaction. What was signed, with the signature put to it, must give the same bytes again: so
 * there is one transaction for a sender's signature, not several that are read alike. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bench/chain/ethereum_transaction.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check(int holds) {
  if (!holds)
    abort();
}

/* The RLP of a number of 32 bytes, big-endian; returns its length. */
static size_t encode_word(const uint8_t word[32], uint8_t *item) {
  size_t zeros = 0;
  while (zeros < 32 && !word[zeros])
    zeros++;
  size_t count = 32 - zeros;
  if (count == 1 && word[31] < 0x80) {
    *item = word[31];
    return 1;
  }
  *item = (uint8_t)(0x80 + count);
  memcpy(item + 1, word + zeros, count);
  return 1 + count;
}

/* v of EIP-155 from the chain id, which is the first item of the tail. */
static uint64_t protected_v(const struct ethereum_transaction *transaction, uint64_t parity) {
  struct rlp_cursor tail = {.bytes = transaction->tail, .end = transaction->tail_bytes};
  struct rlp_item item;
  uint64_t chain_id = 0;
  check(rlp_next(&tail, &item));
  for (size_t i = 0; i < item.count; i++)
    chain_id = chain_id << 8 | transaction->tail[item.offset + i];
  check(rlp_next(&tail, &item) && !item.count && rlp_next(&tail, &item) && !item.count);
  check(tail.at == tail.end);
  return 35 + 2 * chain_id + parity;
}

static size_t encode_signature(const struct ethereum_transaction *transaction, uint8_t *items) {
  uint64_t parity = transaction->signature[64] - 27u, v = parity;
  check(parity <= 1);
  if (!transaction->type)
    v = transaction->replay_protected ? protected_v(transaction, parity) : 27 + parity;
  size_t count = rlp_encode_number(v, items);
  count += encode_word(transaction->signature, items + count);
  return count + encode_word(transaction->signature + 32, items + count);
}

static void check_again(const uint8_t *bytes, size_t size,
                        const struct ethereum_transaction *transaction) {
  uint8_t items[3 * 33], head[ETHEREUM_PREIMAGE_HEAD_MAX];
  size_t head_bytes = 0, item_bytes = encode_signature(transaction, items);
  if (transaction->type)
    head[head_bytes++] = (uint8_t)transaction->type;
  head_bytes += rlp_encode_list_head(transaction->body_bytes + item_bytes, head + head_bytes);
  check(head_bytes == transaction->body_offset);
  check(head_bytes + transaction->body_bytes + item_bytes == size);
  check(memcmp(bytes, head, head_bytes) == 0);
  check(memcmp(bytes + size - item_bytes, items, item_bytes) == 0);
}

/* One item, which is a list, and in it the body and the tail. */
static void check_preimage(const uint8_t *bytes, size_t size,
                           const struct ethereum_transaction *transaction) {
  size_t count = ethereum_preimage_bytes(transaction);
  check(count <= size);
  uint8_t *preimage = malloc(count);
  check(preimage != NULL);
  ethereum_preimage_gather(bytes, transaction, preimage);
  struct rlp_cursor all = {.bytes = preimage, .at = transaction->type ? 1 : 0, .end = count};
  struct rlp_item list;
  check(rlp_next(&all, &list) && list.list && all.at == all.end);
  check(list.count == transaction->body_bytes + transaction->tail_bytes);
  check(memcmp(preimage + list.offset, bytes + transaction->body_offset, transaction->body_bytes) ==
        0);
  free(preimage);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  struct ethereum_transaction transaction;
  struct pm_error error = {0};
  enum pm_status status = ethereum_transaction_decode(bytes, size, &transaction, &error);
  if (status == PM_OK) {
    check_preimage(bytes, size, &transaction);
    check_again(bytes, size, &transaction);
  } else {
    check(status == PM_USAGE && strncmp(error.text, "offset ", 7) == 0);
  }
  return 0;
}
