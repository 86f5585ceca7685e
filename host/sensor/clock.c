/* The processors' clocks: cpufreq's scaling_cur_freq (kHz; kernel documentation, admin-guide/pm/cpufreq),
 * else "cpu MHz" of /proc/cpuinfo. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "host/sensor/sensor_sources.h"

/* Each takes a file to read, and reading must stay short on machines of hundreds. */
enum { SAMPLED_MAX = 32 };

static double cpufreq_khz(const char *root, unsigned processor) {
  return pm_sensor_number(root, "/sys/devices/system/cpu/cpu%u/cpufreq/scaling_cur_freq",
                          processor);
}

static double mean_of_cpufreq(const char *root, const struct processors *processors) {
  const size_t n = processors->count, sampled = n < SAMPLED_MAX ? n : SAMPLED_MAX;
  double sum_khz = 0;
  size_t known = 0;
  for (size_t i = 0; i < sampled; i++) {
    const double khz = cpufreq_khz(root, processors->numbers[i * n / sampled]);
    if (khz > 0) {
      sum_khz += khz;
      known++;
    }
  }
  return known ? sum_khz / (double)known / 1000 : NAN;
}

/* The value of a line "name<tabs>: value"; NULL where it is another line. */
static const char *value_of(const char *line, const char *name) {
  const size_t length = strlen(name);
  if (strncmp(line, name, length) != 0)
    return NULL;
  const char *after = line + length + strspn(line + length, " \t");
  return *after == ':' ? after + 1 : NULL;
}

static double mean_of_cpuinfo(const char *root, const struct processors *processors) {
  FILE *file = pm_sensor_open(root, "/proc/cpuinfo");
  if (!file)
    return NAN;
  char *line = NULL;
  size_t room = 0, known = 0;
  double sum_mhz = 0;
  unsigned processor = 0;
  while (getline(&line, &room, file) > 0) {
    const char *number = value_of(line, "processor"), *mhz = value_of(line, "cpu MHz");
    if (number)
      processor = (unsigned)strtoul(number, NULL, 10);
    const double clock = mhz ? strtod(mhz, NULL) : 0;
    if (clock > 0 && pm_processors_hold(processors, processor)) {
      sum_mhz += clock;
      known++;
    }
  }
  free(line);
  fclose(file);
  return known ? sum_mhz / (double)known : NAN;
}

double pm_clock_mhz(enum clock_source source, const char *root,
                    const struct processors *processors) {
  switch (source) {
  case CLOCK_CPUFREQ:
    return mean_of_cpufreq(root, processors);
  case CLOCK_CPUINFO:
    return mean_of_cpuinfo(root, processors);
  default:
    return NAN;
  }
}

enum clock_source pm_clock_source_find(const char *root, const struct processors *processors) {
  if (mean_of_cpufreq(root, processors) > 0)
    return CLOCK_CPUFREQ;
  return mean_of_cpuinfo(root, processors) > 0 ? CLOCK_CPUINFO : CLOCK_NONE;
}
