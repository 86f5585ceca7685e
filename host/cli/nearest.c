#include "host/cli/nearest.h"

#include <stdint.h>
#include <string.h>

enum { LETTERS_MAX = 63 };

static size_t least(size_t a, size_t b) { return a < b ? a : b; }

size_t pm_word_distance(const char *a, const char *b) {
  const size_t n = strlen(a), m = strlen(b);
  size_t d[LETTERS_MAX + 1][LETTERS_MAX + 1]; /* of the first i letters of a and the first j of b */
  if (n > LETTERS_MAX || m > LETTERS_MAX)
    return SIZE_MAX;
  for (size_t i = 0; i <= n; i++)
    for (size_t j = 0; j <= m; j++) {
      if (!i || !j) {
        d[i][j] = i + j;
        continue;
      }
      d[i][j] =
          least(d[i - 1][j - 1] + (a[i - 1] != b[j - 1]), least(d[i - 1][j], d[i][j - 1]) + 1);
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        d[i][j] = least(d[i][j], d[i - 2][j - 2] + 1);
    }
  return d[n][m];
}
