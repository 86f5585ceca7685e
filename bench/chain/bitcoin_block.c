#include "bench/chain/bitcoin_block.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The fewest bytes each can have, which bounds how many there can be in what is left. */
enum {
  OUTPOINT_BYTES = 36,
  SEQUENCE_BYTES = 4,
  VALUE_BYTES = 8,
  VERSION_BYTES = 4,
  LOCK_TIME_BYTES = 4,
  INPUT_BYTES_MIN = OUTPOINT_BYTES + 1 + SEQUENCE_BYTES,
  OUTPUT_BYTES_MIN = VALUE_BYTES + 1,
  WITNESS_ITEM_BYTES_MIN = 1,
  TRANSACTION_BYTES_MIN =
      VERSION_BYTES + 1 + INPUT_BYTES_MIN + 1 + OUTPUT_BYTES_MIN + LOCK_TIME_BYTES
};

/* A place in the block, and what is being read there, for a message. */
struct cursor {
  const uint8_t *bytes;
  size_t at, size;
  uint64_t transaction, transactions; /* transactions 0: before the first */
  const char *list;                   /* "input"; NULL: in none */
  uint64_t index;
  struct pm_error *error;
};

/* Writes where the cursor is: "transaction 17 of 2500, input 3: ". */
static void name_place(const struct cursor *c, char *text, size_t size) {
  *text = '\0';
  if (!c->transactions)
    return;
  int used =
      snprintf(text, size, "transaction %" PRIu64 " of %" PRIu64, c->transaction, c->transactions);
  if (c->list)
    used += snprintf(text + used, size - (size_t)used, ", %s %" PRIu64, c->list, c->index);
  snprintf(text + used, size - (size_t)used, ": ");
}

__attribute__((format(printf, 2, 3), cold)) static bool fail(const struct cursor *c,
                                                             const char *format, ...) {
  char place[128], what[256];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(what, sizeof what, format, arguments);
  va_end(arguments);
  name_place(c, place, sizeof place);
  pm_fail(c->error, PM_USAGE, "offset %zu: %s%s", c->at, place, what);
  return false;
}

static size_t left(const struct cursor *c) { return c->size - c->at; }

/* Steps over `count` bytes of a `what`. */
static inline bool skip(struct cursor *c, uint64_t count, const char *what) {
  if (count > left(c))
    return fail(c, "%s of %" PRIu64 " bytes goes past the end (%zu bytes are left)", what, count,
                left(c));
  c->at += count;
  return true;
}

/* A CompactSize that starts with 0xfd, 0xfe or 0xff: 2, 4 or 8 bytes follow, little-endian. */
static bool read_long_size(struct cursor *c, const char *what, uint64_t *value) {
  static const uint64_t least[] = {0xfd, UINT64_C(1) << 16, UINT64_C(1) << 32};
  unsigned form = c->bytes[c->at] - 0xfdu, width = 2u << form;
  if (left(c) - 1 < width)
    return fail(c, "the %u-byte CompactSize of %s goes past the end", width, what);
  *value = 0;
  for (unsigned i = 0; i < width; i++)
    *value |= (uint64_t)c->bytes[c->at + 1 + i] << 8 * i;
  if (*value < least[form])
    return fail(c, "the CompactSize of %s has %u bytes for %" PRIu64 ", more than it needs", what,
                width, *value);
  c->at += 1 + width;
  return true;
}

static inline bool read_size(struct cursor *c, const char *what, uint64_t *value) {
  if (!left(c))
    return fail(c, "%s is missing: the block ends here", what);
  *value = c->bytes[c->at];
  if (*value >= 0xfd)
    return read_long_size(c, what, value);
  c->at++;
  return true;
}

/* The number of elements of a list, each of at least `least_bytes` bytes. */
static inline bool read_count(struct cursor *c, const char *what, size_t least_bytes,
                              uint64_t *count) {
  size_t start = c->at;
  if (!read_size(c, what, count))
    return false;
  if (*count <= left(c) / least_bytes)
    return true;
  size_t there = left(c);
  c->at = start;
  return fail(c, "%s is %" PRIu64 ", of at least %zu bytes each, and %zu bytes are left", what,
              *count, least_bytes, there);
}

/* A size and as many bytes. */
static inline bool skip_sized(struct cursor *c, const char *size_name, const char *what) {
  uint64_t bytes;
  return read_size(c, size_name, &bytes) && skip(c, bytes, what);
}

static bool skip_script(struct cursor *c) {
  return skip_sized(c, "the length of a script", "a script");
}

static bool skip_inputs(struct cursor *c, uint64_t *count) {
  if (!read_count(c, "the number of inputs", INPUT_BYTES_MIN, count))
    return false;
  if (!*count)
    return fail(c, "a transaction without inputs");
  c->list = "input";
  for (c->index = 0; c->index < *count; c->index++)
    if (!skip(c, OUTPOINT_BYTES, "an outpoint") || !skip_script(c) ||
        !skip(c, SEQUENCE_BYTES, "a sequence number"))
      return false;
  c->list = NULL;
  return true;
}

static bool skip_outputs(struct cursor *c) {
  uint64_t count;
  if (!read_count(c, "the number of outputs", OUTPUT_BYTES_MIN, &count))
    return false;
  if (!count)
    return fail(c, "a transaction without outputs");
  c->list = "output";
  for (c->index = 0; c->index < count; c->index++)
    if (!skip(c, VALUE_BYTES, "a value") || !skip_script(c))
      return false;
  c->list = NULL;
  return true;
}

/* One stack of witness items for each input. A transaction whose stacks are all empty has to be
 * serialized without them. */
static bool skip_witnesses(struct cursor *c, uint64_t inputs) {
  uint64_t all_items = 0;
  c->list = "witness of input";
  for (c->index = 0; c->index < inputs; c->index++) {
    uint64_t items;
    if (!read_count(c, "the number of witness items", WITNESS_ITEM_BYTES_MIN, &items))
      return false;
    all_items += items;
    for (uint64_t i = 0; i < items; i++)
      if (!skip_sized(c, "the length of a witness item", "a witness item"))
        return false;
  }
  c->list = NULL;
  return all_items || fail(c, "the segwit flag is set and no input has a witness");
}

/* BIP 144: where the number of inputs is expected, the marker 0 and the flag 1. */
static bool skip_marker(struct cursor *c, bool *segwit) {
  *segwit = left(c) && c->bytes[c->at] == 0;
  if (!*segwit)
    return true;
  c->at++;
  if (!left(c))
    return fail(c, "the segwit flag is missing: the block ends here");
  if (c->bytes[c->at] != 1)
    return fail(c, "after a segwit marker, or for want of inputs, a flag of %u where 1 is expected",
                c->bytes[c->at]);
  c->at++;
  return true;
}

static bool parse_transaction(struct cursor *c, struct bitcoin_transaction *transaction) {
  size_t start = c->at;
  bool segwit;
  uint64_t inputs;
  if (!skip(c, VERSION_BYTES, "a version") || !skip_marker(c, &segwit))
    return false;
  size_t body = c->at;
  if (!skip_inputs(c, &inputs) || !skip_outputs(c))
    return false;
  size_t body_end = c->at;
  if (segwit && !skip_witnesses(c, inputs))
    return false;
  size_t lock_time = c->at;
  if (!skip(c, LOCK_TIME_BYTES, "a lock time"))
    return false;
  if (segwit)
    *transaction = (struct bitcoin_transaction){
        {{start, VERSION_BYTES}, {body, body_end - body}, {lock_time, LOCK_TIME_BYTES}}, 3};
  else
    *transaction = (struct bitcoin_transaction){{{start, c->at - start}}, 1};
  return true;
}

static bool reserve(const struct cursor *c, struct bitcoin_block *block) {
  if (block->count <= block->capacity)
    return true;
  void *grown = realloc(block->transactions, block->count * sizeof *block->transactions);
  if (!grown) {
    pm_fail(c->error, PM_FAILED, "no memory for %" PRIu64 " transactions", block->count);
    return false;
  }
  block->transactions = grown;
  block->capacity = block->count;
  return true;
}

static bool parse_block(struct cursor *c, struct bitcoin_block *block) {
  if (!skip(c, BITCOIN_HEADER_BYTES, "a block header") ||
      !read_count(c, "the number of transactions", TRANSACTION_BYTES_MIN, &block->count))
    return false;
  if (!block->count)
    return fail(c, "a block without transactions");
  if (!reserve(c, block))
    return false;
  c->transactions = block->count;
  for (; c->transaction < block->count; c->transaction++)
    if (!parse_transaction(c, &block->transactions[c->transaction]))
      return false;
  c->transactions = 0;
  return !left(c) || fail(c, "%zu bytes follow the last transaction", left(c));
}

enum pm_status bitcoin_block_parse(const uint8_t *bytes, size_t size, struct bitcoin_block *block,
                                   struct pm_error *error) {
  struct pm_error ignored;
  struct cursor c = {.bytes = bytes, .size = size, .error = error ? error : &ignored};
  if (parse_block(&c, block))
    return PM_OK;
  block->count = 0;
  block->damage = c.at;
  return c.error->status;
}

void bitcoin_block_free(struct bitcoin_block *block) {
  free(block->transactions);
  *block = (struct bitcoin_block){0};
}
