#include "host/cli/interrupt.h"

#include <string.h>

static volatile sig_atomic_t interrupted;

static void on_signal(int number) {
  interrupted = 1;
  signal(number, SIG_DFL);
}

const volatile sig_atomic_t *pm_interrupt_watch(void) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = on_signal;
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
  return &interrupted;
}
