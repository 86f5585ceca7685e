/* The hash of an Ethereum block's header, rebuilt from an execution payload's JSON: the judge of
 * what bench/chain/ethereum_payload reads, since the header's transactions root binds every byte of
 * every transaction.
 *
 * RLP, the Merkle Patricia trie and its hex prefix: Ethereum Yellow Paper, appendices B, C and D.
 * The header's fields: EIP-1559, EIP-4895, EIP-4844, EIP-4788.
 */
#ifndef PROOFMARK_TESTS_UNIT_ETHEREUM_HEADER_H
#define PROOFMARK_TESTS_UNIT_ETHEREUM_HEADER_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bench/chain/hex.h"
#include "cpu_ref/hash/hash.h"

struct rlp {
  uint8_t *bytes;
  size_t size;
};

static void rlp_append(struct rlp *out, const void *bytes, size_t count) {
  if (!count)
    return;
  out->bytes = realloc(out->bytes, out->size + count);
  memcpy(out->bytes + out->size, bytes, count);
  out->size += count;
}

/* The head of a string (base 0x80) or a list (base 0xc0) of `count` bytes. */
static void rlp_head(struct rlp *out, uint8_t base, size_t count) {
  uint8_t head[9], width = 0;
  if (count < 56) {
    head[0] = (uint8_t)(base + count);
  } else {
    while (count >> 8 * width)
      width++;
    head[0] = (uint8_t)(base + 55 + width);
    for (uint8_t i = 0; i < width; i++)
      head[1 + i] = (uint8_t)(count >> 8 * (width - 1 - i));
  }
  rlp_append(out, head, 1u + width);
}

static void rlp_string(struct rlp *out, const uint8_t *bytes, size_t count) {
  if (count != 1 || *bytes >= 0x80)
    rlp_head(out, 0x80, count);
  rlp_append(out, bytes, count);
}

static void rlp_number(struct rlp *out, uint64_t number) {
  uint8_t bytes[8];
  size_t width = 0;
  while (width < 8 && number >> 8 * width)
    width++;
  for (size_t i = 0; i < width; i++)
    bytes[i] = (uint8_t)(number >> 8 * (width - 1 - i));
  rlp_string(out, bytes, width);
}

/* Makes a list of the items in `payload`, which is freed. */
static void rlp_list(struct rlp *out, struct rlp *payload) {
  rlp_head(out, 0xc0, payload->size);
  rlp_append(out, payload->bytes, payload->size);
  free(payload->bytes);
  *payload = (struct rlp){0};
}

/* A value of a trie under the RLP of its index. */
struct trie_item {
  uint8_t nibbles[20];
  size_t nibble_count;
  const uint8_t *value;
  size_t value_bytes;
};

static void trie_key(struct trie_item *item, uint64_t index) {
  struct rlp key = {0};
  rlp_number(&key, index);
  item->nibble_count = 2 * key.size;
  for (size_t i = 0; i < item->nibble_count; i++)
    item->nibbles[i] = key.bytes[i / 2] >> (i % 2 ? 0 : 4) & 15;
  free(key.bytes);
}

static int trie_order(const void *left, const void *right) {
  const struct trie_item *a = left, *b = right;
  return memcmp(a->nibbles, b->nibbles, sizeof a->nibbles);
}

/* The hex prefix encoding of part of a key, as a string. */
static void trie_path(struct rlp *out, const uint8_t *nibbles, size_t count, bool leaf) {
  uint8_t path[12];
  size_t odd = count % 2;
  path[0] = (uint8_t)((leaf ? 0x20 : 0) | (odd ? 0x10 | nibbles[0] : 0));
  for (size_t i = odd; i < count; i += 2)
    path[1 + i / 2] = (uint8_t)(nibbles[i] << 4 | nibbles[i + 1]);
  rlp_string(out, path, 1 + count / 2);
}

static struct rlp trie_node(const struct trie_item *items, size_t count, size_t depth);

/* A child as its parent has it: itself where it is short, else its hash. */
static void trie_reference(struct rlp *out, const struct trie_item *items, size_t count,
                           size_t depth) {
  struct rlp node = trie_node(items, count, depth);
  if (node.size < HASH_DIGEST_BYTES) {
    rlp_append(out, node.bytes, node.size);
  } else {
    uint8_t hash[HASH_DIGEST_BYTES];
    ref_keccak256(node.bytes, node.size, hash);
    rlp_string(out, hash, sizeof hash);
  }
  free(node.bytes);
}

/* No key is another's beginning, so that a branch has no value of its own. */
static void trie_branch(struct rlp *out, const struct trie_item *items, size_t count,
                        size_t depth) {
  for (uint8_t nibble = 0; nibble < 16; nibble++) {
    size_t same = 0;
    while (same < count && items[same].nibbles[depth] == nibble)
      same++;
    if (same)
      trie_reference(out, items, same, depth + 1);
    else
      rlp_string(out, NULL, 0);
    items += same;
    count -= same;
  }
  rlp_string(out, NULL, 0);
}

/* The node of sorted items that agree in the first `depth` nibbles. */
static struct rlp trie_node(const struct trie_item *items, size_t count, size_t depth) {
  struct rlp payload = {0}, node = {0};
  const struct trie_item *last = &items[count - 1];
  size_t common = depth;
  while (count > 1 && items->nibbles[common] == last->nibbles[common])
    common++;
  if (count == 1) {
    trie_path(&payload, items->nibbles + depth, items->nibble_count - depth, true);
    rlp_string(&payload, items->value, items->value_bytes);
  } else if (common > depth) {
    trie_path(&payload, items->nibbles + depth, common - depth, false);
    trie_reference(&payload, items, count, common);
  } else {
    trie_branch(&payload, items, count, depth);
  }
  rlp_list(&node, &payload);
  return node;
}

/* Of values in the order of their indices; `items` are reordered. */
static void trie_root(struct trie_item *items, size_t count, uint8_t root[HASH_DIGEST_BYTES]) {
  for (size_t i = 0; i < count; i++)
    trie_key(&items[i], i);
  qsort(items, count, sizeof *items, trie_order);
  struct rlp node = trie_node(items, count, 0);
  ref_keccak256(node.bytes, node.size, root);
  free(node.bytes);
}

static uint64_t payload_number(const cJSON *object, const char *name) {
  return strtoull(cJSON_GetObjectItemCaseSensitive(object, name)->valuestring, NULL, 10);
}

/* Decodes a member into `bytes`, which has room; returns how many there are. */
static size_t payload_bytes(const cJSON *object, const char *name, uint8_t *bytes) {
  const char *text = cJSON_GetObjectItemCaseSensitive(object, name)->valuestring + 2;
  return hex_decode(text, strlen(text), bytes) / 2;
}

static void rlp_member(struct rlp *out, const cJSON *payload, const char *name) {
  uint8_t bytes[256];
  rlp_string(out, bytes, payload_bytes(payload, name, bytes));
}

static void withdrawals_root(const cJSON *payload, uint8_t root[HASH_DIGEST_BYTES]) {
  const cJSON *list = cJSON_GetObjectItemCaseSensitive(payload, "withdrawals"), *one;
  size_t count = (size_t)cJSON_GetArraySize(list), i = 0;
  struct trie_item *items = calloc(count, sizeof *items);
  struct rlp *values = calloc(count, sizeof *values);
  cJSON_ArrayForEach(one, list) {
    struct rlp fields = {0};
    rlp_number(&fields, payload_number(one, "index"));
    rlp_number(&fields, payload_number(one, "validator_index"));
    rlp_member(&fields, one, "address");
    rlp_number(&fields, payload_number(one, "amount"));
    rlp_list(&values[i], &fields);
    items[i].value = values[i].bytes;
    items[i].value_bytes = values[i].size;
    i++;
  }
  trie_root(items, count, root);
  for (i = 0; i < count; i++)
    free(values[i].bytes);
  free(values);
  free(items);
}

/* The block hash of `payload` (Deneb, names as in the consensus specification) with the
 * transactions root and the parent beacon block's root, which a payload does not hold. */
static void ethereum_block_hash(const cJSON *payload,
                                const uint8_t transactions_root[HASH_DIGEST_BYTES],
                                const uint8_t parent_beacon_root[HASH_DIGEST_BYTES],
                                uint8_t hash[HASH_DIGEST_BYTES]) {
  static const uint8_t no_uncles[] = {0xc0}, nonce[8];
  uint8_t root[HASH_DIGEST_BYTES];
  struct rlp fields = {0}, header = {0};
  rlp_member(&fields, payload, "parent_hash");
  ref_keccak256(no_uncles, sizeof no_uncles, root);
  rlp_string(&fields, root, sizeof root);
  rlp_member(&fields, payload, "fee_recipient");
  rlp_member(&fields, payload, "state_root");
  rlp_string(&fields, transactions_root, HASH_DIGEST_BYTES);
  rlp_member(&fields, payload, "receipts_root");
  rlp_member(&fields, payload, "logs_bloom");
  rlp_number(&fields, 0); /* difficulty */
  rlp_number(&fields, payload_number(payload, "block_number"));
  rlp_number(&fields, payload_number(payload, "gas_limit"));
  rlp_number(&fields, payload_number(payload, "gas_used"));
  rlp_number(&fields, payload_number(payload, "timestamp"));
  rlp_member(&fields, payload, "extra_data");
  rlp_member(&fields, payload, "prev_randao");
  rlp_string(&fields, nonce, sizeof nonce);
  rlp_number(&fields, payload_number(payload, "base_fee_per_gas"));
  withdrawals_root(payload, root);
  rlp_string(&fields, root, sizeof root);
  rlp_number(&fields, payload_number(payload, "blob_gas_used"));
  rlp_number(&fields, payload_number(payload, "excess_blob_gas"));
  rlp_string(&fields, parent_beacon_root, HASH_DIGEST_BYTES);
  rlp_list(&header, &fields);
  ref_keccak256(header.bytes, header.size, hash);
  free(header.bytes);
}

#endif
