#include "bench/chain/rlp.h"

/* First bytes: below STRING a byte that is itself the string; from STRING on a string and from LIST
 * on a list, whose length of at most SHORT_MAX is added to the base; beyond that the length of the
 * length is. */
enum { STRING = 0x80, LIST = 0xc0, SHORT_MAX = 55 };

static bool damaged(struct rlp_cursor *cursor, const char *damage) {
  cursor->damage = damage;
  return false;
}

/* A length of `width` bytes, big-endian, at `offset`. */
static bool read_length(struct rlp_cursor *cursor, size_t offset, size_t width, size_t *length) {
  if (width > cursor->end - offset)
    return damaged(cursor, "its length goes past the end");
  if (!cursor->bytes[offset])
    return damaged(cursor, "its length begins with a zero");
  *length = 0;
  for (size_t i = 0; i < width; i++)
    *length = *length << 8 | cursor->bytes[offset + i];
  return *length > SHORT_MAX || damaged(cursor, "its length is in the long form without need");
}

bool rlp_next(struct rlp_cursor *cursor, struct rlp_item *item) {
  if (cursor->at == cursor->end)
    return damaged(cursor, "it is missing");
  uint8_t first = cursor->bytes[cursor->at];
  *item = (struct rlp_item){first >= LIST, cursor->at, 1};
  if (first >= STRING) {
    item->offset++;
    item->count = first - (item->list ? LIST : STRING);
    if (item->count > SHORT_MAX) {
      size_t width = item->count - SHORT_MAX;
      if (!read_length(cursor, item->offset, width, &item->count))
        return false;
      item->offset += width;
    }
  }
  if (item->count > cursor->end - item->offset)
    return damaged(cursor, "it goes past the end");
  if (first == STRING + 1 && cursor->bytes[item->offset] < STRING)
    return damaged(cursor, "a byte below 0x80 has a head, which it does not need");
  cursor->at = item->offset + item->count;
  return true;
}

struct rlp_cursor rlp_enter(const struct rlp_cursor *cursor, const struct rlp_item *list) {
  return (struct rlp_cursor){cursor->bytes, list->offset, list->offset + list->count, NULL};
}

static size_t significant_bytes(uint64_t number) {
  size_t width = 0;
  while (width < sizeof number && number >> 8 * width)
    width++;
  return width;
}

static void write_big_endian(uint64_t number, size_t width, uint8_t *bytes) {
  for (size_t i = 0; i < width; i++)
    bytes[i] = (uint8_t)(number >> 8 * (width - 1 - i));
}

size_t rlp_encode_list_head(size_t count, uint8_t head[RLP_HEAD_BYTES_MAX]) {
  size_t width = count > SHORT_MAX ? significant_bytes(count) : 0;
  head[0] = (uint8_t)(LIST + (width ? SHORT_MAX + width : count));
  write_big_endian(count, width, head + 1);
  return 1 + width;
}

size_t rlp_encode_number(uint64_t number, uint8_t item[RLP_HEAD_BYTES_MAX]) {
  size_t width = significant_bytes(number);
  if (width == 1 && number < STRING) {
    item[0] = (uint8_t)number;
    return 1;
  }
  item[0] = (uint8_t)(STRING + width);
  write_big_endian(number, width, item + 1);
  return 1 + width;
}
