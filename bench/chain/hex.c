#include "bench/chain/hex.h"

static int digit_value(char c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  if (c >= 'a' && c <= 'f')
    return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

size_t hex_decode(const char *text, size_t digits, uint8_t *bytes) {
  for (size_t i = 0; i < digits; i += 2) {
    int high = digit_value(text[i]), low = digit_value(text[i + 1]);
    if (high < 0 || low < 0)
      return high < 0 ? i : i + 1;
    bytes[i / 2] = (uint8_t)(high << 4 | low);
  }
  return digits;
}

size_t hex_digits(const char *text, size_t count) {
  size_t i = 0;
  while (i < count && digit_value(text[i]) >= 0)
    i++;
  return i;
}
