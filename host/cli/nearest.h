/* How far words are from each other, to say what a mistyped one may have meant. */
#ifndef PROOFMARK_HOST_CLI_NEAREST_H
#define PROOFMARK_HOST_CLI_NEAREST_H

#include <stddef.h>

/* How many letters must be put in, left out, changed or swapped with their neighbour to make one
 * word of the other, no place twice (Damerau, A technique for computer detection and correction of
 * spelling errors, 1964). SIZE_MAX where one has more than 63 letters. */
size_t pm_word_distance(const char *a, const char *b);

#endif
