/* The page: page.html with its parts put in. */
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "host/base/build.h"
#include "host/base/escape.h"
#include "host/report/page_data.h"
#include "host/report/page_files.h"
#include "host/report/report.h"
#include "host/report/report_parts.h"

struct page {
  const struct pm_report_input *input;
  FILE *stream;
  struct pm_error *error;
  enum pm_status status;
};

bool pm_report_has_pictures(void) { return &pm_page_chart_end[0] > &pm_page_chart[0]; }

/* --- the policy -------------------------------------------------------------------------- */

/* The digest by which a policy names an inline script or style (Content Security Policy Level 3, 2.3.1,
 * hash-source): base64 of 32 bytes is 44 characters. */
static void put_hash(struct page *page, const char *text, const char *end) {
  unsigned char digest[EVP_MAX_MD_SIZE], base64[64] = "";
  unsigned count = 0;
  if (!EVP_Digest(text, (size_t)(end - text), digest, &count, EVP_sha256(), NULL))
    page->status = pm_fail(page->error, PM_FAILED, "SHA-256 failed");
  else
    EVP_EncodeBlock(base64, digest, (int)count);
  fprintf(page->stream, " 'sha256-%s'", base64);
}

/* Nothing is loaded, and nothing runs but the page's own scripts, whatever a results file may hold. */
static void put_policy(struct page *page) {
  fputs("default-src 'none'; base-uri 'none'; form-action 'none'; style-src", page->stream);
  put_hash(page, pm_page_css, pm_page_css_end);
  fputs("; script-src", page->stream);
  put_hash(page, pm_page_chart, pm_page_chart_end);
  put_hash(page, pm_page_js, pm_page_js_end);
}

/* --- the parts --------------------------------------------------------------------------- */

static void put_file(struct page *page, const char *text, const char *end) {
  fwrite(text, 1, (size_t)(end - text), page->stream);
}

static void put_title(struct page *page) {
  fputs("proofmark: ", page->stream);
  for (size_t m = 0; m < page->input->count && m < 4; m++) {
    fputs(m ? ", " : "", page->stream);
    pm_put_html(page->input->scorecard->machines[m].label, page->stream);
  }
}

static void put_style(struct page *page) { put_file(page, pm_page_css, pm_page_css_end); }
static void put_script(struct page *page) { put_file(page, pm_page_js, pm_page_js_end); }
static void put_chart(struct page *page) { put_file(page, pm_page_chart, pm_page_chart_end); }

static void put_summary(struct page *page) {
  struct pm_document d = pm_document_html(page->stream);
  pm_report_write_summary(page->input, &d);
}

static void put_details(struct page *page) {
  struct pm_document d = pm_document_html(page->stream);
  pm_report_write_details(page->input, &d);
}

static void put_no_pictures(struct page *page) {
  if (pm_report_has_pictures())
    fputs(
        "<noscript><p>The pictures need JavaScript. All figures are in the tables.</p></noscript>",
        page->stream);
  else
    fputs("<p>The pictures are left out: this proofmark was built without Chart.js. Install the "
          "package libjs-chart.js and build it again. All figures are in the tables.</p>",
          page->stream);
}

static void put_program(struct page *page) {
  fprintf(page->stream, "proofmark %s", pm_this_build.version);
}

static void put_data(struct page *page) {
  char *json = NULL;
  size_t count = 0;
  FILE *memory = open_memstream(&json, &count);
  if (!memory) {
    page->status = pm_fail(page->error, PM_FAILED, "no memory for the report");
    return;
  }
  enum pm_status status = pm_page_data_print(page->input, memory, page->error);
  if (fclose(memory) != 0 && status == PM_OK)
    status = pm_fail(page->error, PM_FAILED, "no memory for the report");
  if (status == PM_OK)
    pm_put_script_json(json, count, page->stream);
  else
    page->status = status;
  free(json);
}

/* --- putting it together ----------------------------------------------------------------- */

static const struct {
  const char *name;
  void (*put)(struct page *page);
} parts[] = {
    {"@policy@", put_policy},   {"@title@", put_title},     {"@style@", put_style},
    {"@summary@", put_summary}, {"@details@", put_details}, {"@no_pictures@", put_no_pictures},
    {"@data@", put_data},       {"@chart@", put_chart},     {"@script@", put_script},
    {"@program@", put_program},
};

/* The part that the text begins with; returns how long its name is, 0 where it is none. */
static size_t put_part(struct page *page, const char *text) {
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
    if (strncmp(text, parts[i].name, strlen(parts[i].name)) == 0) {
      parts[i].put(page);
      return strlen(parts[i].name);
    }
  return 0;
}

enum pm_status pm_report_print_html(const struct pm_report_input *input, FILE *stream,
                                    struct pm_error *error) {
  struct page page = {.input = input, .stream = stream, .error = error};
  const char *text = pm_page_html;
  while (text < pm_page_html_end && page.status == PM_OK) {
    const size_t plain = strcspn(text, "@");
    fwrite(text, 1, plain, stream);
    text += plain;
    const size_t length = *text ? put_part(&page, text) : 0;
    if (*text && !length)
      putc(*text, stream);
    text += length ? length : 1;
  }
  return page.status;
}
