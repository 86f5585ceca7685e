#include "host/cli/turn.h"

#include <unistd.h>

void pm_turn_wait(const struct pm_turn *turn) {
  char byte = 'r';
  if (write(turn->ready, &byte, 1) == 1)
    (void)!read(turn->go, &byte, 1);
}
