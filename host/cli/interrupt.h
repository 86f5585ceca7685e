/* Ctrl-C and SIGTERM: the first asks the run to end with what it has, the second ends the program.
 */
#ifndef PROOFMARK_HOST_CLI_INTERRUPT_H
#define PROOFMARK_HOST_CLI_INTERRUPT_H

#include <signal.h>

/* Installs the handlers; the flag is set by the first signal. A signal handler forces it to be
 * global. */
const volatile sig_atomic_t *pm_interrupt_watch(void);

#endif
