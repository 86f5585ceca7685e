/* Documents as text for a terminal. */
#include <string.h>

#include "host/report/form.h"

static void heading(struct pm_document *d, int level, const char *anchor, const char *text) {
  (void)level, (void)anchor;
  pm_print_styled(PM_STYLE_HEAD, d->colour, text, d->stream);
  putc('\n', d->stream);
}

static void paragraph(struct pm_document *d, enum pm_style style, const char *text) {
  pm_print_styled(style, d->colour, text, d->stream);
  fputs("\n\n", d->stream);
}

static void open_list(struct pm_document *d) { (void)d; }

static void item(struct pm_document *d, enum pm_style style, const char *text) {
  fputs("  ", d->stream);
  pm_print_styled(style, d->colour, text, d->stream);
  putc('\n', d->stream);
}

static void close_list(struct pm_document *d) { putc('\n', d->stream); }

static void fold(struct pm_document *d, const char *summary) {
  pm_print_styled(PM_STYLE_HEAD, d->colour, summary, d->stream);
  putc('\n', d->stream);
}

static void end_fold(struct pm_document *d) { (void)d; }

enum { COLUMNS_MAX = 32 };

static void open_table(struct pm_document *d, const char *label) {
  (void)label;
  char alignment[COLUMNS_MAX + 1] = "";
  for (size_t i = 0; i < d->column_count && i < COLUMNS_MAX; i++)
    alignment[i] = d->columns[i].figure ? 'r' : 'l';
  d->grid = pm_grid_new(alignment);
  for (size_t i = 0; i < strlen(alignment); i++)
    pm_grid_cell(d->grid, PM_STYLE_HEAD, d->columns[i].title);
}

static void open_row(struct pm_document *d, enum pm_style style, const char *key) {
  (void)key;
  d->row_style = style;
}

static void cell(struct pm_document *d, const struct pm_cell *cell) {
  pm_grid_cell(d->grid, d->row_style, cell->text);
}

static void close_row(struct pm_document *d) { (void)d; }

static void close_table(struct pm_document *d) {
  if (d->grid)
    pm_grid_print(d->grid, 2, d->colour, d->stream);
  pm_grid_free(d->grid);
  d->grid = NULL;
  putc('\n', d->stream);
}

const struct pm_form pm_form_text = {heading,    paragraph, open_list, item,
                                     close_list, fold,      end_fold,  open_table,
                                     open_row,   cell,      close_row, close_table};
