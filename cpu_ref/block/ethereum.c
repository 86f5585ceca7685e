#include "cpu_ref/block/ethereum.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "cpu_ref/hash/hash.h"

enum { SIGNATURE_ITEMS = 3, ITEMS_MAX = 14, NUMBER_BYTES = 32, RECORD_BYTES = 65 };

/* How many items of a transaction of each type are signed; v (or the parity), r and s follow:
 * Yellow Paper, section 4.3; EIP-2930; EIP-1559; EIP-4844; EIP-7702. */
static const unsigned signed_items[] = {6, 8, 9, 11, 10};
enum { TYPES = sizeof signed_items / sizeof *signed_items };

struct bytes {
  const uint8_t *at;
  size_t count;
};

/* An item as it is encoded, and its contents (Yellow Paper, appendix B). */
struct item {
  struct bytes whole, contents;
};

/* Takes the first item off `rest`. */
static bool read_item(struct bytes *rest, struct item *item) {
  if (!rest->count)
    return false;
  uint8_t first = *rest->at;
  uint8_t base = first < 0xc0 ? 0x80 : 0xc0;
  size_t head = first < 0x80 ? 0 : 1, count = first < 0x80 ? 1 : first - base;
  if (head && count > 55) {
    head += count - 55;
    count = 0;
    for (size_t i = 1; i < head; i++) {
      if (i >= rest->count || count >> 32)
        return false;
      count = 256 * count + rest->at[i];
    }
  }
  if (head > rest->count || count > rest->count - head)
    return false;
  item->whole = (struct bytes){rest->at, head + count};
  item->contents = (struct bytes){rest->at + head, count};
  *rest = (struct bytes){rest->at + head + count, rest->count - head - count};
  return true;
}

static uint64_t number_of(struct bytes bytes) {
  uint64_t number = 0;
  for (size_t i = 0; i < bytes.count; i++)
    number = number << 8 | bytes.at[i];
  return number;
}

static void append(uint8_t *text, size_t *used, const void *bytes, size_t count) {
  memcpy(text + *used, bytes, count);
  *used += count;
}

/* A number as an item; one below 128 is its own encoding, and zero is the empty string. */
static void append_number(uint8_t *text, size_t *used, uint64_t number) {
  uint8_t digits[8];
  size_t count = 0;
  for (int shift = 56; shift >= 0; shift -= 8)
    if (count || number >> shift)
      digits[count++] = (uint8_t)(number >> shift);
  if (number == 0 || number >= 0x80)
    text[(*used)++] = (uint8_t)(0x80 + count);
  append(text, used, digits, count);
}

static void append_list(uint8_t *text, size_t *used, const uint8_t *contents, size_t count) {
  if (count < 56) {
    text[(*used)++] = (uint8_t)(0xc0 + count);
  } else {
    unsigned width = 1;
    while (count >> 8 * width)
      width++;
    text[(*used)++] = (uint8_t)(0xf7 + width);
    while (width--)
      text[(*used)++] = (uint8_t)(count >> 8 * width);
  }
  append(text, used, contents, count);
}

struct transaction {
  unsigned type;
  struct item items[ITEMS_MAX];
  unsigned signed_count;
};

static bool read_transaction(struct bytes raw, struct transaction *t) {
  struct item list;
  unsigned count = 0;
  t->type = raw.count && *raw.at < 0xc0 ? *raw.at : 0;
  if (t->type) {
    raw.at++;
    raw.count--;
  }
  if (t->type >= TYPES || !read_item(&raw, &list) || raw.count)
    return false;
  t->signed_count = signed_items[t->type];
  while (list.contents.count && count < ITEMS_MAX)
    if (!read_item(&list.contents, &t->items[count++]))
      return false;
  return !list.contents.count && count == t->signed_count + SIGNATURE_ITEMS;
}

/* The item of the signature: 0 for v, 1 for r, 2 for s. */
static struct bytes signature_item(const struct transaction *t, unsigned index) {
  return t->items[t->signed_count + index].contents;
}

/* EIP-155: v is 35 + 2 × chain id + parity, and (chain id, 0, 0) is signed too. */
static bool is_protected(const struct transaction *t) {
  return !t->type && number_of(signature_item(t, 0)) >= 35;
}

/* The Keccak-256 of what was signed, which is never longer than the transaction. */
static bool signing_hash(struct bytes raw, const struct transaction *t,
                         uint8_t hash[REF_DIGEST_BYTES]) {
  uint8_t *contents = malloc(raw.count), *text = malloc(raw.count);
  size_t contents_bytes = 0, text_bytes = 0;
  bool ok = contents && text;
  if (ok) {
    for (unsigned i = 0; i < t->signed_count; i++)
      append(contents, &contents_bytes, t->items[i].whole.at, t->items[i].whole.count);
    if (is_protected(t)) {
      append_number(contents, &contents_bytes, (number_of(signature_item(t, 0)) - 35) / 2);
      append_number(contents, &contents_bytes, 0);
      append_number(contents, &contents_bytes, 0);
    }
    if (t->type)
      text[text_bytes++] = (uint8_t)t->type;
    append_list(text, &text_bytes, contents, contents_bytes);
    ref_keccak256(text, text_bytes, hash);
  }
  free(contents);
  free(text);
  return ok;
}

/* r ‖ s ‖ v as ecrecover takes it. */
static bool signature_record(const struct transaction *t, uint8_t record[RECORD_BYTES]) {
  uint64_t v = number_of(signature_item(t, 0));
  memset(record, 0, RECORD_BYTES);
  for (unsigned i = 0; i < 2; i++) {
    struct bytes number = signature_item(t, 1 + i);
    if (number.count > NUMBER_BYTES)
      return false;
    memcpy(record + NUMBER_BYTES * (i + 1) - number.count, number.at, number.count);
  }
  if (is_protected(t))
    v = 27 + (v - 35) % 2;
  else if (t->type)
    v += 27;
  record[RECORD_BYTES - 1] = (uint8_t)v;
  return v == 27 || v == 28;
}

enum ref_status ref_ethereum_sender(const uint8_t *transaction, size_t size,
                                    uint8_t sender[REF_ADDRESS_BYTES]) {
  const struct bytes raw = {transaction, size};
  uint8_t hash[REF_DIGEST_BYTES], record[RECORD_BYTES];
  struct transaction t;
  if (!read_transaction(raw, &t) || !signature_record(&t, record))
    return REF_UNREADABLE;
  if (!signing_hash(raw, &t, hash))
    return REF_NO_MEMORY;
  const struct ref_signature signature = {.message = hash,
                                          .message_bytes = sizeof hash,
                                          .signature = record,
                                          .policy = REF_ECRECOVER_TRANSACTION};
  ref_ecrecover.recover(&signature, sender);
  return REF_OK;
}
