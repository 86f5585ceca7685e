#include "cpu_ref/block/bitcoin.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "cpu_ref/hash/merkle.h"

enum { HEADER_BYTES = 80, ITEM_BYTES = 32 };

/* Reading from `in`; what is copied goes to `out`, which is as large as the block. */
struct copier {
  const uint8_t *in, *end;
  uint8_t *out;
  bool cut_off;
};

static void drop(struct copier *c, uint64_t bytes) {
  c->cut_off |= bytes > (uint64_t)(c->end - c->in);
  if (!c->cut_off)
    c->in += bytes;
}

static void copy(struct copier *c, uint64_t bytes) {
  const uint8_t *from = c->in;
  drop(c, bytes);
  if (c->cut_off)
    return;
  memcpy(c->out, from, bytes);
  c->out += bytes;
}

/* The bytes of a CompactSize after its first, and its value where it starts at `p`. */
static unsigned size_width(uint8_t first) {
  return first < 253 ? 0 : first == 253 ? 2 : first == 254 ? 4 : 8;
}

static uint64_t size_value(const uint8_t *p) {
  uint64_t value = 0;
  for (unsigned i = size_width(*p); i > 0; i--)
    value = value << 8 | p[i];
  return *p < 253 ? *p : value;
}

static uint64_t next_size(struct copier *c, void (*step)(struct copier *, uint64_t)) {
  const uint8_t *p = c->in;
  c->cut_off |= p == c->end;
  if (c->cut_off)
    return 0;
  step(c, 1 + size_width(*p));
  return c->cut_off ? 0 : size_value(p);
}

/* Copies one transaction without marker, flag and witnesses. */
static void copy_stripped(struct copier *c) {
  copy(c, 4);
  bool segwit = c->in < c->end && *c->in == 0;
  if (segwit)
    drop(c, 2);
  uint64_t inputs = next_size(c, copy);
  for (uint64_t i = 0; i < inputs && !c->cut_off; i++) {
    copy(c, 36);
    copy(c, next_size(c, copy));
    copy(c, 4);
  }
  uint64_t outputs = next_size(c, copy);
  for (uint64_t i = 0; i < outputs && !c->cut_off; i++) {
    copy(c, 8);
    copy(c, next_size(c, copy));
  }
  for (uint64_t i = 0; segwit && i < inputs && !c->cut_off; i++)
    for (uint64_t items = next_size(c, drop); items > 0 && !c->cut_off; items--)
      drop(c, next_size(c, drop));
  copy(c, 4);
}

/* `c` stands at the first transaction. False where the block is cut off. */
static bool hash_transactions(struct copier *c, uint64_t count, uint8_t *ids) {
  uint8_t *stripped = c->out;
  for (uint64_t i = 0; i < count; i++) {
    c->out = stripped;
    copy_stripped(c);
    if (c->cut_off)
      return false;
    ref_sha256d(stripped, (uint64_t)(c->out - stripped), ids + ITEM_BYTES * i);
  }
  return true;
}

enum ref_status ref_bitcoin_block(const uint8_t *bytes, size_t size, uint8_t **output,
                                  uint64_t *count) {
  struct copier c = {.in = bytes, .end = bytes + size};
  *output = NULL;
  drop(&c, HEADER_BYTES);
  *count = next_size(&c, drop);
  if (!*count || *count > size)
    return REF_UNREADABLE;
  uint8_t *stripped = malloc(size), *hashes = malloc((*count + 2) * ITEM_BYTES);
  enum ref_status status = stripped && hashes ? REF_OK : REF_NO_MEMORY;
  c.out = stripped;
  if (status == REF_OK && !hash_transactions(&c, *count, hashes))
    status = REF_UNREADABLE;
  free(stripped);
  if (status != REF_OK) {
    free(hashes);
    return status;
  }
  ref_merkle_root(ref_sha256d, true, hashes, *count, hashes + ITEM_BYTES * *count);
  ref_sha256d(bytes, HEADER_BYTES, hashes + ITEM_BYTES * (*count + 1));
  *output = hashes;
  return REF_OK;
}
