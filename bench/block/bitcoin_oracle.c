#include "bench/block/bitcoin_oracle.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "bench/hash/merkle_tree.h"

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

/* `c` stands at the first transaction. */
static enum pm_status hash_transactions(struct copier *c, uint64_t count, uint8_t *ids,
                                        struct pm_error *error) {
  uint8_t *stripped = c->out;
  for (uint64_t i = 0; i < count; i++) {
    c->out = stripped;
    copy_stripped(c);
    if (c->cut_off)
      return pm_fail(error, PM_USAGE, "the block is cut off");
    hash_sha256d.reference(stripped, (uint64_t)(c->out - stripped), ids + ITEM_BYTES * i);
  }
  return PM_OK;
}

enum pm_status bitcoin_oracle(const uint8_t *bytes, size_t size, uint8_t **output, uint64_t *count,
                              struct pm_error *error) {
  struct copier c = {.in = bytes, .end = bytes + size};
  drop(&c, HEADER_BYTES);
  *count = next_size(&c, drop);
  if (!*count || *count > size)
    return pm_fail(error, PM_USAGE, "no Bitcoin block of %zu bytes", size);
  uint8_t *stripped = malloc(size);
  *output = malloc((*count + 2) * ITEM_BYTES);
  enum pm_status status = PM_OK;
  if (!stripped || !*output)
    status = pm_fail(error, PM_FAILED, "no memory for a block's hashes");
  c.out = stripped;
  if (status == PM_OK)
    status = hash_transactions(&c, *count, *output, error);
  if (status == PM_OK)
    status =
        merkle_root_reference(&hash_sha256d, *output, *count, *output + ITEM_BYTES * *count, error);
  if (status == PM_OK)
    hash_sha256d.reference(bytes, HEADER_BYTES, *output + ITEM_BYTES * (*count + 1));
  free(stripped);
  if (status != PM_OK) {
    free(*output);
    *output = NULL;
  }
  return status;
}
