#include "host/topology/topology_parts.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A decimal number; no sign, no blank, within an int as hwloc's indices are. */
static bool take_number(const char **cursor, unsigned *number) {
  unsigned long value = 0;
  if (!isdigit((unsigned char)**cursor))
    return false;
  for (; isdigit((unsigned char)**cursor); ++*cursor) {
    value = value * 10 + (unsigned long)(**cursor - '0');
    if (value >= 1ul << 24)
      return false;
  }
  *number = (unsigned)value;
  return true;
}

static bool take(const char **cursor, char expected) {
  if (**cursor != expected)
    return false;
  ++*cursor;
  return true;
}

enum pm_list_step pm_list_next(const char **cursor, struct pm_range *range) {
  if (!**cursor)
    return PM_LIST_END;
  if (!take_number(cursor, &range->first))
    return PM_LIST_MALFORMED;
  range->last = range->first;
  range->stride = 1;
  if (take(cursor, '-') && !take_number(cursor, &range->last))
    return PM_LIST_MALFORMED;
  if (take(cursor, ':') && !take_number(cursor, &range->stride))
    return PM_LIST_MALFORMED;
  if (range->last < range->first || range->stride == 0)
    return PM_LIST_MALFORMED;
  if (take(cursor, ','))
    return **cursor ? PM_LIST_RANGE : PM_LIST_MALFORMED;
  return **cursor ? PM_LIST_MALFORMED : PM_LIST_RANGE;
}

/* How many of the numbers, from the first, are one arithmetic progression that rises. */
static size_t run_length(const unsigned *numbers, size_t count) {
  size_t length = 1;
  while (length < count && numbers[length] > numbers[length - 1] &&
         numbers[length] - numbers[length - 1] == numbers[1] - numbers[0])
    length++;
  return length;
}

bool pm_list_print(const unsigned *numbers, size_t count, char *text, size_t size) {
  size_t used = 0;
  text[0] = '\0';
  for (size_t i = 0; i < count;) {
    size_t run = run_length(numbers + i, count - i);
    unsigned first = numbers[i], last = numbers[i + run - 1];
    unsigned stride = run > 1 ? numbers[i + 1] - first : 1;
    char range[48];
    if (run > 1 && stride == 1) {
      snprintf(range, sizeof range, "%u-%u", first, last);
    } else if (run > 2) {
      snprintf(range, sizeof range, "%u-%u:%u", first, last, stride);
    } else {
      snprintf(range, sizeof range, "%u", first);
      run = 1;
    }
    int more = snprintf(text + used, size - used, "%s%s", i ? "," : "", range);
    if ((size_t)more >= size - used) {
      text[0] = '\0';
      return false;
    }
    used += (size_t)more;
    i += run;
  }
  return true;
}

bool pm_list_print_set(hwloc_const_bitmap_t set, char *text, size_t size) {
  int count = hwloc_bitmap_weight(set);
  unsigned *numbers = count > 0 ? malloc((size_t)count * sizeof *numbers) : NULL;
  text[0] = '\0';
  if (!numbers)
    return false;
  size_t filled = 0;
  for (int i = hwloc_bitmap_first(set); i >= 0; i = hwloc_bitmap_next(set, i))
    numbers[filled++] = (unsigned)i;
  bool fits = pm_list_print(numbers, filled, text, size);
  free(numbers);
  return fits;
}

hwloc_bitmap_t pm_list_to_set(const char *list) {
  hwloc_bitmap_t set = hwloc_bitmap_alloc();
  struct pm_range range;
  enum pm_list_step step = PM_LIST_END;
  while (set && (step = pm_list_next(&list, &range)) == PM_LIST_RANGE)
    for (unsigned i = range.first; i <= range.last; i += range.stride)
      hwloc_bitmap_set(set, i);
  if (step == PM_LIST_MALFORMED) {
    hwloc_bitmap_free(set);
    return NULL;
  }
  return set;
}
