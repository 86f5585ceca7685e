/* Documents as GitHub Flavored Markdown (version 0.29, 4.10 Tables). */
#include "host/base/escape.h"
#include "host/report/form.h"

static void heading(struct pm_document *d, int level, const char *anchor, const char *text) {
  (void)anchor;
  fprintf(d->stream, "%.*s ", level, "####");
  pm_put_markdown(text, d->stream);
  fputs("\n\n", d->stream);
}

static void put_styled(struct pm_document *d, enum pm_style style, const char *text) {
  const char *around = style == PM_STYLE_BAD ? "**" : "";
  fputs(around, d->stream);
  pm_put_markdown(text, d->stream);
  fputs(around, d->stream);
}

static void paragraph(struct pm_document *d, enum pm_style style, const char *text) {
  put_styled(d, style, text);
  fputs("\n\n", d->stream);
}

static void open_list(struct pm_document *d) { (void)d; }

static void item(struct pm_document *d, enum pm_style style, const char *text) {
  fputs("- ", d->stream);
  put_styled(d, style, text);
  putc('\n', d->stream);
}

static void close_list(struct pm_document *d) { putc('\n', d->stream); }

/* GitHub shows these two elements of HTML. */
static void fold(struct pm_document *d, const char *summary) {
  fputs("<details><summary>", d->stream);
  pm_put_html(summary, d->stream);
  fputs("</summary>\n\n", d->stream);
}

static void end_fold(struct pm_document *d) { fputs("</details>\n\n", d->stream); }

static void open_table(struct pm_document *d, const char *label) {
  (void)label;
  for (size_t i = 0; i < d->column_count; i++) {
    fputs(i ? " | " : "| ", d->stream);
    pm_put_markdown(d->columns[i].title, d->stream);
  }
  fputs(" |\n", d->stream);
  for (size_t i = 0; i < d->column_count; i++)
    fputs(d->columns[i].figure ? "|---:" : "|---", d->stream);
  fputs("|\n", d->stream);
}

static void open_row(struct pm_document *d, enum pm_style style, const char *key) {
  (void)d, (void)style, (void)key;
}

static void cell(struct pm_document *d, const struct pm_cell *cell) {
  fputs(cell->column ? " | " : "| ", d->stream);
  pm_put_markdown(cell->text, d->stream);
}

static void close_row(struct pm_document *d) { fputs(" |\n", d->stream); }

static void close_table(struct pm_document *d) { putc('\n', d->stream); }

const struct pm_form pm_form_markdown = {heading,    paragraph, open_list, item,
                                         close_list, fold,      end_fold,  open_table,
                                         open_row,   cell,      close_row, close_table};
