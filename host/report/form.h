/* What a rendering of a document has to do (document.h). Lists are opened and closed by
 * document.c. */
#ifndef PROOFMARK_HOST_REPORT_FORM_H
#define PROOFMARK_HOST_REPORT_FORM_H

#include "host/report/document.h"

/* A cell: figures have one value or two. */
struct pm_cell {
  const char *text;
  double value, low, high; /* NAN where it has none */
  size_t column;
};

struct pm_form {
  void (*heading)(struct pm_document *d, int level, const char *anchor, const char *text);
  void (*paragraph)(struct pm_document *d, enum pm_style style, const char *text);
  void (*open_list)(struct pm_document *d);
  void (*item)(struct pm_document *d, enum pm_style style, const char *text);
  void (*close_list)(struct pm_document *d);
  void (*fold)(struct pm_document *d, const char *summary);
  void (*end_fold)(struct pm_document *d);
  void (*open_table)(struct pm_document *d, const char *label);
  void (*open_row)(struct pm_document *d, enum pm_style style, const char *key);
  void (*cell)(struct pm_document *d, const struct pm_cell *cell);
  void (*close_row)(struct pm_document *d);
  void (*close_table)(struct pm_document *d);
};

extern const struct pm_form pm_form_html, pm_form_markdown, pm_form_text;

#endif
