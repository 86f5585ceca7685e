/* Seeded input bytes. Byte i of a stream depends on seed, stream and i only, so threads can fill
 * parts of one array in any order. The generator is SplitMix64 in counter form (Steele, Lea, Flood:
 * Fast splittable pseudorandom number generators, OOPSLA 2014): good inputs, not secrets. */
#ifndef PROOFMARK_HOST_BASE_RANDOM_H
#define PROOFMARK_HOST_BASE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

/* The 64-bit word number `index` of the stream. */
uint64_t pm_random_word(uint64_t seed, uint64_t stream, uint64_t index);

/* Bytes `offset` up to offset + count of the stream, words little-endian. */
void pm_random_bytes(uint64_t seed, uint64_t stream, uint64_t offset, uint8_t *bytes, size_t count);

/* A random word as a number in 0 .. bound - 1, by multiplication and shift; the bias of bound /
 * 2^64 is nothing here (Lemire, Fast random integer generation in an interval, 2019). */
size_t pm_random_below(uint64_t word, size_t bound);

#endif
