#include "host/base/memory.h"

#include <inttypes.h>
#include <stdio.h>

uint64_t pm_memory_available_bytes(void) {
  FILE *file = fopen("/proc/meminfo", "r");
  if (!file)
    return UINT64_MAX;
  uint64_t kibibytes = UINT64_MAX / 1024;
  char line[128];
  while (fgets(line, sizeof line, file))
    if (sscanf(line, "MemAvailable: %" SCNu64 " kB", &kibibytes) == 1)
      break;
  fclose(file);
  return kibibytes * 1024;
}
