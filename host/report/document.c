#include "host/report/document.h"

#include <math.h>

#include "host/report/form.h"

struct pm_document pm_document_html(FILE *stream) {
  return (struct pm_document){.stream = stream, .form = &pm_form_html};
}

struct pm_document pm_document_markdown(FILE *stream) {
  return (struct pm_document){.stream = stream, .form = &pm_form_markdown};
}

struct pm_document pm_document_text(FILE *stream, bool colour) {
  return (struct pm_document){.stream = stream, .form = &pm_form_text, .colour = colour};
}

static void close_list(struct pm_document *d) {
  if (d->list)
    d->form->close_list(d);
  d->list = false;
}

void pm_document_heading(struct pm_document *d, int level, const char *anchor, const char *text) {
  close_list(d);
  d->form->heading(d, level, anchor, text);
}

void pm_document_paragraph(struct pm_document *d, enum pm_style style, const char *text) {
  close_list(d);
  d->form->paragraph(d, style, text);
}

void pm_document_item(struct pm_document *d, enum pm_style style, const char *text) {
  if (!d->list)
    d->form->open_list(d);
  d->list = true;
  d->form->item(d, style, text);
}

void pm_document_fold(struct pm_document *d, const char *summary) {
  close_list(d);
  d->form->fold(d, summary);
}

void pm_document_end_fold(struct pm_document *d) {
  close_list(d);
  d->form->end_fold(d);
}

/* --- tables ------------------------------------------------------------------------------ */

void pm_document_table(struct pm_document *d, const char *label, const struct pm_column *columns,
                       size_t column_count) {
  close_list(d);
  d->columns = columns;
  d->column_count = d->column = column_count;
  d->form->open_table(d, label);
}

void pm_document_row(struct pm_document *d, enum pm_style style, const char *key) {
  d->column = 0;
  d->form->open_row(d, style, key);
}

static void add_cell(struct pm_document *d, struct pm_cell cell) {
  if (d->column >= d->column_count)
    return;
  cell.column = d->column++;
  d->form->cell(d, &cell);
  if (d->column == d->column_count)
    d->form->close_row(d);
}

void pm_document_cell(struct pm_document *d, const char *text) {
  add_cell(d, (struct pm_cell){.text = text, .value = NAN, .low = NAN, .high = NAN});
}

void pm_document_figure(struct pm_document *d, double value, const char *text) {
  add_cell(d, (struct pm_cell){.text = text, .value = value, .low = NAN, .high = NAN});
}

void pm_document_interval(struct pm_document *d, double low, double high, const char *text) {
  add_cell(d, (struct pm_cell){.text = text, .value = NAN, .low = low, .high = high});
}

void pm_document_end_table(struct pm_document *d) {
  d->form->close_table(d);
  d->columns = NULL;
  d->column_count = d->column = 0;
}

void pm_document_end(struct pm_document *d) { close_list(d); }
