/* Messages that device*.c and the backends have in common, and texts in the form that they are
 * given out in. */
#include "host/device/backend.h"

#include <stdio.h>
#include <string.h>

enum pm_status pm_fail_host_memory(struct pm_error *error) {
  return pm_fail(error, PM_FAILED, "the host is out of memory");
}

enum pm_status pm_fail_no_memory(struct pm_error *error, const struct pm_device *device,
                                 const char *what, uint64_t wanted, uint64_t there,
                                 const char *there_is) {
  const double gib = 1024.0 * 1024.0 * 1024.0;
  return pm_fail(error, PM_NO_MEMORY,
                 "%s needs %llu bytes (%.2f GiB), %s (%s) has %llu (%.2f GiB), %s", what,
                 (unsigned long long)wanted, (double)wanted / gib, device->info.id,
                 device->info.name, (unsigned long long)there, (double)there / gib, there_is);
}

void pm_uuid_format(const uint8_t uuid[16], char *text, size_t text_bytes) {
  char hex[33];
  for (int i = 0; i < 16; i++)
    snprintf(hex + 2 * i, 3, "%02x", uuid[i]);
  snprintf(text, text_bytes, "%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12, hex + 16,
           hex + 20);
}

void pm_log_flatten(char *log) {
  size_t end = strlen(log);
  while (end > 0 && strchr(" \t\r\n", log[end - 1]))
    log[--end] = '\0';
  size_t start = strspn(log, " \t\r\n");
  memmove(log, log + start, end - start + 1);
  for (char *c = log; *c; c++)
    if (*c == '\n')
      *c = '|';
    else if (*c == '\r' || *c == '\t')
      *c = ' ';
}
