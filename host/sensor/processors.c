#include <stdlib.h>
#include <string.h>

#include "host/sensor/sensor_sources.h"

/* As many as Linux can be built for on x86 (CONFIG_NR_CPUS): no list is longer. */
enum { PROCESSORS_MAX = 8192 };

static const char list_name[] = "Cpus_allowed_list:";

/* "0-3,8" becomes numbers; what comes after something else than that is left out. */
static struct processors parse_list(const char *text) {
  struct processors list = {malloc(PROCESSORS_MAX * sizeof *list.numbers), 0};
  while (list.numbers) {
    char *end;
    unsigned long first = strtoul(text, &end, 10), last = first;
    if (end == text)
      break;
    if (*end == '-')
      last = strtoul(end + 1, &end, 10);
    for (; first <= last && list.count < PROCESSORS_MAX; first++)
      list.numbers[list.count++] = (unsigned)first;
    if (*end != ',')
      break;
    text = end + 1;
  }
  return list;
}

struct processors pm_processors_allowed(const char *root) {
  struct processors list = {NULL, 0};
  FILE *file = pm_sensor_open(root, "/proc/thread-self/status");
  char *line = NULL;
  size_t room = 0;
  while (file && !list.numbers && getline(&line, &room, file) > 0)
    if (strncmp(line, list_name, sizeof list_name - 1) == 0)
      list = parse_list(line + sizeof list_name - 1);
  free(line);
  if (file)
    fclose(file);
  return list;
}

static int by_number(const void *a, const void *b) {
  const unsigned x = *(const unsigned *)a, y = *(const unsigned *)b;
  return (x > y) - (x < y);
}

struct processors pm_processors_of(const unsigned *numbers, size_t count) {
  struct processors list = {count ? malloc(count * sizeof *numbers) : NULL, 0};
  if (!list.numbers)
    return list;
  memcpy(list.numbers, numbers, count * sizeof *numbers);
  qsort(list.numbers, count, sizeof *numbers, by_number);
  list.count = count;
  return list;
}

bool pm_processors_hold(const struct processors *list, unsigned number) {
  return list->count &&
         bsearch(&number, list->numbers, list->count, sizeof number, by_number) != NULL;
}

void pm_processors_free(struct processors *list) {
  free(list->numbers);
  *list = (struct processors){NULL, 0};
}
