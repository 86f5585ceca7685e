/* How functions fail: a status, which is also the program's exit status, and a message a user can
 * act on. A function that can fail takes a `struct pm_error *`, fills it through pm_fail and
 * returns the status; PM_OK leaves it untouched. */
#ifndef PROOFMARK_HOST_BASE_STATUS_H
#define PROOFMARK_HOST_BASE_STATUS_H

enum pm_status {
  PM_OK = 0,
  PM_GATE_FAILED = 1,    /* a gate failed */
  PM_USAGE = 2,          /* the command line, a parameter or an input file is wrong */
  PM_WRONG_OUTPUT = 3,   /* an implementation computed something else than the oracle */
  PM_UNAVAILABLE = 4,    /* a backend or device that was asked for is not there, or nothing ran */
  PM_UNTRUSTWORTHY = 5,  /* too noisy, throttled, or faster than the hardware allows */
  PM_NOT_COMPARABLE = 6, /* the works differ */
  PM_IO = 7,             /* a file could not be read or written */
  PM_FAILED = 8,         /* the machine failed: no memory, a driver call, a thread */
  PM_NO_MEMORY = 9,      /* inside the program only: a device's memory does not hold the case */
  PM_INTERRUPTED = 130   /* Ctrl-C or SIGTERM; what was finished is in the file */
};

struct pm_error {
  enum pm_status status;
  char text[1024]; /* one line, no newline */
};

/* Fills *error (which may be NULL) and returns `status`. */
enum pm_status pm_fail(struct pm_error *error, enum pm_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
