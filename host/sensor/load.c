/* What the processors were busy with, of /proc/stat, and what this process holds, of /proc/self/statm
 * (proc(5)). */
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "host/sensor/sensor_sources.h"

/* The columns of a processor's line, in ticks. `guest` is a part of `user` and left out. */
enum column { USER, NICE, SYSTEM, IDLE, IOWAIT, IRQ, SOFTIRQ, STEAL, COLUMN_COUNT };

static bool read_line(const char *line, unsigned *processor, double ticks[COLUMN_COUNT]) {
  int used = 0;
  if (sscanf(line, "cpu%u %n", processor, &used) != 1 || !used)
    return false;
  const char *at = line + used;
  for (int i = 0; i < COLUMN_COUNT; i++) {
    char *end;
    ticks[i] = strtod(at, &end);
    if (end == at) /* old kernels have fewer columns */
      ticks[i] = 0;
    at = end;
  }
  return true;
}

void pm_load_read(const char *root, const struct processors *processors, double *busy_s,
                  double *steal_s) {
  *busy_s = *steal_s = NAN;
  FILE *file = pm_sensor_open(root, "/proc/stat");
  if (!file)
    return;
  const double tick_s = 1.0 / (double)sysconf(_SC_CLK_TCK);
  char *line = NULL;
  size_t room = 0, known = 0;
  double busy = 0, steal = 0, ticks[COLUMN_COUNT];
  while (getline(&line, &room, file) > 0 && line[0] == 'c') {
    unsigned processor;
    if (!read_line(line, &processor, ticks) || !pm_processors_hold(processors, processor))
      continue;
    busy += ticks[USER] + ticks[NICE] + ticks[SYSTEM] + ticks[IRQ] + ticks[SOFTIRQ];
    steal += ticks[STEAL];
    known++;
  }
  free(line);
  fclose(file);
  if (!known)
    return;
  *busy_s = busy * tick_s;
  *steal_s = steal * tick_s;
}

double pm_resident_bytes(const char *root) {
  FILE *file = pm_sensor_open(root, "/proc/self/statm");
  double pages = NAN;
  if (file && fscanf(file, "%*s %lf", &pages) != 1)
    pages = NAN;
  if (file)
    fclose(file);
  return pages * (double)sysconf(_SC_PAGESIZE);
}
