/* Bytes written as hex digits. */
#ifndef PROOFMARK_BENCH_CHAIN_HEX_H
#define PROOFMARK_BENCH_CHAIN_HEX_H

#include <stddef.h>
#include <stdint.h>

/* Decodes an even number of digits, of either case, into half as many bytes. Returns `digits`, or
 * the index of the first character that is no hex digit; the bytes are then undefined. */
size_t hex_decode(const char *text, size_t digits, uint8_t *bytes);

/* How many of the first `count` characters are hex digits before one that is not. */
size_t hex_digits(const char *text, size_t count);

#endif
