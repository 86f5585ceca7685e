/* Text in columns, each as wide as its widest cell, for terminals and plain files. UTF-8, one
 * column a character. Control characters, which a results file from elsewhere may hold, print as
 * '?'. */
#ifndef PROOFMARK_HOST_RESULT_GRID_H
#define PROOFMARK_HOST_RESULT_GRID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct pm_grid;

enum pm_style { PM_STYLE_PLAIN, PM_STYLE_HEAD, PM_STYLE_GOOD, PM_STYLE_BAD, PM_STYLE_DIM };

/* One column per letter of `alignment`: 'l' or 'r'. NULL where memory ran out, which the functions
 * below take and do nothing. */
struct pm_grid *pm_grid_new(const char *alignment);
void pm_grid_free(struct pm_grid *grid);

/* The next cell, row by row; `text` is copied. */
void pm_grid_cell(struct pm_grid *grid, enum pm_style style, const char *text);
void pm_grid_format(struct pm_grid *grid, enum pm_style style, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Prints all rows, each behind `indent` spaces; styles show only where `colour`. */
void pm_grid_print(const struct pm_grid *grid, unsigned indent, bool colour, FILE *stream);

/* Text without its control characters. */
void pm_print_clean(const char *text, FILE *stream);

/* A line in a style. */
void pm_print_styled(enum pm_style style, bool colour, const char *text, FILE *stream);

#endif
