/* A document of headings, paragraphs, lists and tables, written once and rendered three ways: as
 * HTML, as GitHub Flavored Markdown, and as text for a terminal.
 *
 * Whatever is written is escaped for where it goes. Errors of the stream are the stream's; a table
 * in text for which memory ran out is left out.
 */
#ifndef PROOFMARK_HOST_REPORT_DOCUMENT_H
#define PROOFMARK_HOST_REPORT_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "host/result/grid.h"

struct pm_form; /* one of the three renderings */

struct pm_column {
  const char *title;
  const char *figure; /* "median_ns": its cells are figures, set to the right; NULL: text */
};

struct pm_document {
  FILE *stream;
  const struct pm_form *form;
  bool colour;
  /* The table that is open. */
  const struct pm_column *columns;
  size_t column_count, column; /* the next cell's */
  enum pm_style row_style;
  struct pm_grid *grid; /* in text */
  bool list;            /* a list is open */
};

struct pm_document pm_document_html(FILE *stream);
struct pm_document pm_document_markdown(FILE *stream);
struct pm_document pm_document_text(FILE *stream, bool colour);

/* `level` is 1 to 4. `anchor` names the place in HTML and holds letters, digits and hyphens; or
 * NULL. */
void pm_document_heading(struct pm_document *d, int level, const char *anchor, const char *text);
void pm_document_paragraph(struct pm_document *d, enum pm_style style, const char *text);
/* Items that follow each other make a list. */
void pm_document_item(struct pm_document *d, enum pm_style style, const char *text);
/* What is folded away in HTML until it is asked for. */
void pm_document_fold(struct pm_document *d, const char *summary);
void pm_document_end_fold(struct pm_document *d);

/* Tables. `label` says what is in it to those who do not see it. The columns must outlive the
 * table. */
void pm_document_table(struct pm_document *d, const char *label, const struct pm_column *columns,
                       size_t column_count);
/* `key` identifies the row in HTML (`data-key`), `style` is that of all its cells. */
void pm_document_row(struct pm_document *d, enum pm_style style, const char *key);
void pm_document_cell(struct pm_document *d, const char *text);
/* A figure as people read it; HTML holds the whole value too (`data-value`). */
void pm_document_figure(struct pm_document *d, double value, const char *text);
/* The same of an interval (`data-low`, `data-high`). */
void pm_document_interval(struct pm_document *d, double low, double high, const char *text);
void pm_document_end_table(struct pm_document *d);

/* Closes what is open. */
void pm_document_end(struct pm_document *d);

#endif
