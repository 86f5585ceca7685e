/* Taking turns with other processes on one machine: a run that is one of several (independent.h)
 * goes from work to work only when it is told to, so that none measures while another does. */
#ifndef PROOFMARK_HOST_CLI_TURN_H
#define PROOFMARK_HOST_CLI_TURN_H

#include <stdbool.h>

/* The two pipes to the process that hands out the turns. */
struct pm_turn {
  int ready; /* a byte is written: this process is idle and waits */
  int go;    /* a byte is read: it is this process's turn, until it is ready again or ends */
};

/* Waits for the next turn; returns early on a signal, and where the other end is gone. */
void pm_turn_wait(const struct pm_turn *turn);

#endif
