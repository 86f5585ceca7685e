/* Recursive length prefix (RLP), read strictly: every item has one encoding and only that is taken.
 *
 * Ethereum Yellow Paper, appendix B. An item is a string of bytes or a list of items; its head says
 * which and how many bytes of contents follow.
 */
#ifndef PROOFMARK_BENCH_CHAIN_RLP_H
#define PROOFMARK_BENCH_CHAIN_RLP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The longest head: its first byte and eight of length. */
enum { RLP_HEAD_BYTES_MAX = 9 };

/* An item's contents are bytes[offset] up to bytes[offset + count]. */
struct rlp_item {
  bool list;
  size_t offset, count;
};

/* A place in a sequence of items that ends at `end`: a whole input, or the contents of a list. */
struct rlp_cursor {
  const uint8_t *bytes;
  size_t at, end;
  const char *damage; /* after a failure: what is wrong at `at` */
};

/* Steps over the next item. False, with `damage`, where none is left, where it goes past the end,
 * or where it is not in its one encoding: a byte below 0x80 with a head, a length in the long form
 * where the short one does, zeros before a length. A list's own items are not looked at. */
bool rlp_next(struct rlp_cursor *cursor, struct rlp_item *item);

/* The items of a list that was read from `cursor`. */
struct rlp_cursor rlp_enter(const struct rlp_cursor *cursor, const struct rlp_item *list);

/* Writes the head of a list with `count` bytes of contents; returns its length. */
size_t rlp_encode_list_head(size_t count, uint8_t head[RLP_HEAD_BYTES_MAX]);

/* Writes a number as a string without zeros in front; returns the item's length. */
size_t rlp_encode_number(uint64_t number, uint8_t item[RLP_HEAD_BYTES_MAX]);

#endif
