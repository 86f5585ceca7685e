/* Sorting numbers, and the middle of sorted ones. */
#ifndef PROOFMARK_HOST_MEASURE_SORTED_H
#define PROOFMARK_HOST_MEASURE_SORTED_H

#include <stddef.h>

/* Ascending, in place. None may be NAN. */
void pm_sort_doubles(double *values, size_t n);

/* A sorted copy, freed with free(); NULL for n = 0 or without memory. */
double *pm_sorted_copy(const double *values, size_t n);

/* n >= 1. The middle value, or the mean of the two in the middle. */
double pm_sorted_median(const double *sorted, size_t n);

#endif
