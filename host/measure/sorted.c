#include "host/measure/sorted.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* The bits of a double (IEEE 754) as a number of the same order: of negative ones all are turned over, of the
 * others the sign. */
static uint64_t to_key(double value) {
  uint64_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits ^ (bits >> 63 ? UINT64_MAX : UINT64_C(1) << 63);
}

static double from_key(uint64_t key) {
  uint64_t bits = key ^ (key >> 63 ? UINT64_C(1) << 63 : UINT64_MAX);
  double value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

enum { DIGIT_BITS = 8, DIGITS = 64 / DIGIT_BITS, RADIX = 1 << DIGIT_BITS };

static unsigned digit_of(uint64_t key, unsigned digit) {
  return key >> (digit * DIGIT_BITS) & (RADIX - 1);
}

/* One digit's pass; `counts` becomes the places. */
static void distribute(const uint64_t *from, uint64_t *to, size_t n, unsigned digit,
                       size_t counts[RADIX]) {
  size_t place = 0;
  for (unsigned d = 0; d < RADIX; d++) {
    size_t count = counts[d];
    counts[d] = place;
    place += count;
  }
  for (size_t i = 0; i < n; i++)
    to[counts[digit_of(from[i], digit)]++] = from[i];
}

/* By digits from the lowest up (Knuth, The Art of Computer Programming 3, section 5.2.5, algorithm R), without
 * those that all keys share: times of one case share their highest, whole ones their lowest. A large file has
 * tens of millions of samples, which comparisons take ten times as long to sort. False without memory. */
static bool sort_by_digits(double *values, size_t n) {
  uint64_t *keys = malloc(2 * n * sizeof *keys), *other = keys + n;
  size_t counts[DIGITS][RADIX] = {{0}};
  if (!keys)
    return false;
  for (size_t i = 0; i < n; i++) {
    keys[i] = to_key(values[i]);
    for (unsigned digit = 0; digit < DIGITS; digit++)
      counts[digit][digit_of(keys[i], digit)]++;
  }
  uint64_t *from = keys;
  for (unsigned digit = 0; digit < DIGITS; digit++) {
    if (counts[digit][digit_of(from[0], digit)] == n)
      continue;
    distribute(from, other, n, digit, counts[digit]);
    uint64_t *filled = other;
    other = from;
    from = filled;
  }
  for (size_t i = 0; i < n; i++)
    values[i] = from_key(from[i]);
  free(keys);
  return true;
}

static void insert_one_by_one(double *values, size_t n) {
  for (size_t i = 1; i < n; i++) {
    double value = values[i];
    size_t place = i;
    for (; place > 0 && values[place - 1] > value; place--)
      values[place] = values[place - 1];
    values[place] = value;
  }
}

void pm_sort_doubles(double *values, size_t n) {
  enum { FEW = 32, MANY = 256 };
  if (n <= FEW)
    insert_one_by_one(values, n);
  else if (n < MANY || !sort_by_digits(values, n))
    qsort(values, n, sizeof *values, ascending);
}

double *pm_sorted_copy(const double *values, size_t n) {
  double *copy = n ? malloc(n * sizeof *copy) : NULL;
  if (!copy)
    return NULL;
  memcpy(copy, values, n * sizeof *copy);
  pm_sort_doubles(copy, n);
  return copy;
}

double pm_sorted_median(const double *sorted, size_t n) {
  return n % 2 ? sorted[n / 2] : 0.5 * (sorted[n / 2 - 1] + sorted[n / 2]);
}
