#include "host/measure/sorted.h"

#include <stdlib.h>
#include <string.h>

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

void pm_sort_doubles(double *values, size_t n) { qsort(values, n, sizeof *values, ascending); }

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
