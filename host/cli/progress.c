#include "host/cli/progress.h"

#include <math.h>
#include <stdio.h>
#include <time.h>

#include "host/base/console.h"

static double now_s(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void duration_text(double seconds, char *text, size_t size) {
  if (seconds < 90)
    snprintf(text, size, "%.0f s", ceil(seconds));
  else
    snprintf(text, size, "%.0f min", ceil(seconds / 60));
}

void pm_progress_start(struct pm_progress *progress, size_t total, const char *steps,
                       double step_s) {
  *progress = (struct pm_progress){
      .terminal = pm_console_is_terminal(stderr), .total = total, .started_s = now_s()};
  double expected_s = step_s * (double)total;
  if (expected_s <= 2)
    return;
  char text[32];
  duration_text(expected_s, text, sizeof text);
  fprintf(stderr, "%zu %s, about %s\n", total, steps, text);
}

/* The time that is left, from the pace so far. */
static void remaining_text(const struct pm_progress *progress, char *text, size_t size) {
  double elapsed = progress->shown_s - progress->started_s;
  *text = '\0';
  if (!progress->done || elapsed < 2)
    return;
  char left[32];
  duration_text(elapsed / (double)progress->done * (double)(progress->total - progress->done), left,
                sizeof left);
  snprintf(text, size, ", %s left", left);
}

void pm_progress_show(struct pm_progress *progress, const char *step) {
  double now = now_s();
  if (!progress->terminal || now - progress->shown_s < 0.1)
    return;
  progress->shown_s = now;
  char left[48], line[512];
  remaining_text(progress, left, sizeof left);
  int length =
      snprintf(line, sizeof line, "[%zu/%zu%s] %s", progress->done, progress->total, left, step);
  int room = pm_console_columns(stderr) - 1;
  fprintf(stderr, "\r\033[K%.*s", length < room ? length : room, line);
  fflush(stderr);
}

void pm_progress_advance(struct pm_progress *progress, size_t steps) {
  progress->done += steps;
  if (progress->done > progress->total)
    progress->total = progress->done;
}

void pm_progress_end(struct pm_progress *progress) {
  if (progress->terminal)
    fputs("\r\033[K", stderr);
}
