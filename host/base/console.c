#include "host/base/console.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { COLUMNS_UNKNOWN = 80, COLUMNS_LEAST = 20 };

bool pm_is_stdout(const char *path) { return path && strcmp(path, "-") == 0; }

bool pm_console_is_terminal(FILE *stream) { return isatty(fileno(stream)); }

bool pm_console_colour(FILE *stream) {
  const char *no_colour = getenv("NO_COLOR");
  return !(no_colour && *no_colour) && pm_console_is_terminal(stream);
}

int pm_console_columns(FILE *stream) {
  struct winsize size;
  return ioctl(fileno(stream), TIOCGWINSZ, &size) == 0 && size.ws_col >= COLUMNS_LEAST
             ? size.ws_col
             : COLUMNS_UNKNOWN;
}
