/* The terminal, and the name that stands for standard output. */
#ifndef PROOFMARK_HOST_BASE_CONSOLE_H
#define PROOFMARK_HOST_BASE_CONSOLE_H

#include <stdbool.h>
#include <stdio.h>

/* Whether a path stands for standard output: "-"; NULL does not. */
bool pm_is_stdout(const char *path);

bool pm_console_is_terminal(FILE *stream);

/* Whether to colour what goes to the stream: it is a terminal, and NO_COLOR is not set, or empty
 * (https://no-color.org). */
bool pm_console_colour(FILE *stream);

/* Columns of the stream's terminal; 80 where it is none, or does not say, or says less than 20. */
int pm_console_columns(FILE *stream);

#endif
