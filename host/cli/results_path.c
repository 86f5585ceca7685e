#include "host/cli/results_path.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "host/base/file.h"

/* Makes `path` a file that was not there; false with errno where it cannot. */
static bool claim(const char *path) {
  int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  return descriptor >= 0 && close(descriptor) == 0;
}

enum pm_status pm_results_path(char *path, size_t size, struct pm_error *error) {
  char host[128] = "unknown", folder[200], stamp[32];
  gethostname(host, sizeof host - 1);
  snprintf(folder, sizeof folder, "results/%s", host);
  enum pm_status status = pm_folder_make(folder, error);
  time_t now = time(NULL);
  struct tm utc;
  strftime(stamp, sizeof stamp, "%Y-%m-%dT%H%M%SZ", gmtime_r(&now, &utc));
  snprintf(path, size, "%s/%s.json", folder, stamp);
  for (unsigned n = 2; status == PM_OK && !claim(path); n++) {
    if (errno != EEXIST)
      return pm_fail(error, PM_IO, "%s cannot be written: %s; name another with --json", path,
                     strerror(errno));
    snprintf(path, size, "%s/%s-%u.json", folder, stamp, n);
  }
  return status;
}
