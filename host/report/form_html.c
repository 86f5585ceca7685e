/* Documents as HTML. Elements carry classes alone: the page's policy allows no style of their own. */
#include <math.h>
#include <string.h>

#include "host/base/escape.h"
#include "host/report/form.h"
#include "host/result/json.h"

static const char *class_of(enum pm_style style) {
  switch (style) {
  case PM_STYLE_GOOD:
    return "good";
  case PM_STYLE_BAD:
    return "bad";
  case PM_STYLE_DIM:
    return "dim";
  default:
    return NULL;
  }
}

static void put_element(struct pm_document *d, const char *name, enum pm_style style,
                        const char *text) {
  const char *class = class_of(style);
  fprintf(d->stream, class ? "<%s class=\"%s\">" : "<%s>", name, class);
  pm_put_html(text, d->stream);
  fprintf(d->stream, "</%s>\n", name);
}

static void heading(struct pm_document *d, int level, const char *anchor, const char *text) {
  fprintf(d->stream, anchor ? "<h%d id=\"%s\">" : "<h%d>", level, anchor);
  pm_put_html(text, d->stream);
  fprintf(d->stream, "</h%d>\n", level);
}

static void paragraph(struct pm_document *d, enum pm_style style, const char *text) {
  put_element(d, "p", style, text);
}

static void open_list(struct pm_document *d) { fputs("<ul>\n", d->stream); }

static void item(struct pm_document *d, enum pm_style style, const char *text) {
  put_element(d, "li", style, text);
}

static void close_list(struct pm_document *d) { fputs("</ul>\n", d->stream); }

static void fold(struct pm_document *d, const char *summary) {
  fputs("<details><summary>", d->stream);
  pm_put_html(summary, d->stream);
  fputs("</summary>\n", d->stream);
}

static void end_fold(struct pm_document *d) { fputs("</details>\n", d->stream); }

/* Wide tables scroll by themselves, by keyboard too. */
static void open_table(struct pm_document *d, const char *label) {
  fputs("<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"", d->stream);
  pm_put_html(label, d->stream);
  fputs("\"><table><thead><tr>", d->stream);
  for (size_t i = 0; i < d->column_count; i++) {
    fprintf(d->stream, "<th scope=\"col\"%s>", d->columns[i].figure ? " class=\"figure\"" : "");
    pm_put_html(d->columns[i].title, d->stream);
    fputs("</th>", d->stream);
  }
  fputs("</tr></thead><tbody>\n", d->stream);
}

static void open_row(struct pm_document *d, enum pm_style style, const char *key) {
  const char *class = class_of(style);
  fprintf(d->stream, class ? "<tr class=\"%s\"" : "<tr", class);
  if (key) {
    fputs(" data-key=\"", d->stream);
    pm_put_html(key, d->stream);
    putc('"', d->stream);
  }
  putc('>', d->stream);
}

static void put_value(struct pm_document *d, const char *attribute, double value) {
  if (!isfinite(value))
    return;
  struct pm_json json = pm_json_start(d->stream);
  fprintf(d->stream, " data-%s=\"", attribute);
  pm_json_number(&json, NULL, value);
  putc('"', d->stream);
}

/* Short text stays on its line, whatever the width; long text wraps. */
enum { LONG_TEXT = 40 };

static void cell(struct pm_document *d, const struct pm_cell *cell) {
  const char *figure = d->columns[cell->column].figure;
  const char *element = cell->column ? "td" : "th";
  fprintf(d->stream, cell->column ? "<td" : "<th scope=\"row\"");
  if (figure) {
    fprintf(d->stream, " class=\"figure\" data-figure=\"%s\"", figure);
    put_value(d, "value", cell->value);
    put_value(d, "low", cell->low);
    put_value(d, "high", cell->high);
  } else if (strlen(cell->text) > LONG_TEXT) {
    fputs(" class=\"long\"", d->stream);
  }
  putc('>', d->stream);
  pm_put_html(cell->text, d->stream);
  fprintf(d->stream, "</%s>", element);
}

static void close_row(struct pm_document *d) { fputs("</tr>\n", d->stream); }

static void close_table(struct pm_document *d) { fputs("</tbody></table></div>\n", d->stream); }

const struct pm_form pm_form_html = {heading,    paragraph, open_list, item,
                                     close_list, fold,      end_fold,  open_table,
                                     open_row,   cell,      close_row, close_table};
