/* What documents look like in each form, and that no text gets out of its place. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "host/base/escape.h"
#include "host/report/document.h"

typedef void put_text(const char *text, FILE *stream);

static void expect(put_text *put, const char *text, const char *expected) {
  char *got;
  size_t count;
  FILE *stream = open_memstream(&got, &count);
  put(text, stream);
  fclose(stream);
  assert_string_equal(got, expected);
  free(got);
}

static void html_is_escaped(void **state) {
  (void)state;
  expect(pm_put_html, "a<b>&\"'c", "a&lt;b&gt;&amp;&quot;&#39;c");
  expect(pm_put_html, "µ – ✓", "µ – ✓");
  expect(pm_put_html, "a\nb\tc\rd", "a b c d");
  /* A control character, one of Latin-1's, a byte that is no UTF-8, a surrogate, an overlong '<'. */
  expect(pm_put_html, "\x1b|\xc2\x9b|\xff|\xed\xa0\x80|\xc0\xbc",
         "\ufffd|\ufffd|\ufffd|\ufffd\ufffd\ufffd|\ufffd\ufffd");
  /* What turns the direction of the words around it. */
  expect(pm_put_html, "\u202e\u2066\u200f\u061c\u2010", "\ufffd\ufffd\ufffd\ufffd\u2010");
  expect(pm_put_html, "cut \xe2\x80", "cut \ufffd\ufffd");
  /* U+FFFE and U+FFFF are no characters of XML; U+FEFF and U+FFFD are. */
  expect(pm_put_html, "\xef\xbf\xbe|\xef\xbf\xbf|\xef\xbb\xbf|\xef\xbf\xbd",
         "\ufffd|\ufffd|\xef\xbb\xbf|\ufffd");
}

static void markdown_is_escaped(void **state) {
  (void)state;
  expect(pm_put_markdown, "a|b", "a\\|b");
  expect(pm_put_markdown, "<img src=x>&`*_[l](u)~$\\",
         "&lt;img src=x&gt;&amp;\\`\\*\\_\\[l\\](u)\\~\\$\\\\");
  expect(pm_put_markdown, "a\nb", "a b");
}

static void put_json(const char *text, FILE *stream) {
  pm_put_script_json(text, strlen(text), stream);
}

static void json_cannot_end_its_script(void **state) {
  (void)state;
  expect(put_json, "{\"a\": \"</script><!--&\"}",
         "{\"a\": \"\\u003c/script\\u003e\\u003c!--\\u0026\"}");
  expect(put_json, "[\"\u2028\u2029\u2027\"]", "[\"\\u2028\\u2029\u2027\"]");
}

/* --- documents --------------------------------------------------------------------------- */

static const struct pm_column columns[] = {
    {"name|", NULL}, {"median", "median_ns"}, {"CI", "ci_ns"}};

static void write(struct pm_document *d) {
  pm_document_heading(d, 2, "top", "A <b>");
  pm_document_item(d, PM_STYLE_BAD, "one & two");
  pm_document_item(d, PM_STYLE_PLAIN, "three");
  pm_document_paragraph(d, PM_STYLE_DIM, "text");
  pm_document_table(d, "label \"x\"", columns, 3);
  pm_document_row(d, PM_STYLE_DIM, "k\"ey");
  pm_document_cell(d, "a|b");
  pm_document_figure(d, 0.1, "100 ms");
  pm_document_interval(d, 0.05, 1e300, "±9%");
  pm_document_row(d, PM_STYLE_PLAIN, NULL);
  pm_document_cell(d, "c");
  pm_document_figure(d, NAN, "–");
  pm_document_interval(d, NAN, NAN, "–");
  pm_document_end_table(d);
  pm_document_fold(d, "<more>");
  pm_document_end_fold(d);
  pm_document_end(d);
}

static char *rendered(struct pm_document (*form)(FILE *)) {
  char *text;
  size_t count;
  FILE *stream = open_memstream(&text, &count);
  struct pm_document d = form(stream);
  write(&d);
  fclose(stream);
  return text;
}

static void a_document_as_html(void **state) {
  (void)state;
  char *text = rendered(pm_document_html);
  assert_string_equal(
      text, "<h2 id=\"top\">A &lt;b&gt;</h2>\n"
            "<ul>\n<li class=\"bad\">one &amp; two</li>\n<li>three</li>\n</ul>\n"
            "<p class=\"dim\">text</p>\n"
            "<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"label "
            "&quot;x&quot;\"><table>"
            "<thead><tr><th scope=\"col\">name|</th><th scope=\"col\" class=\"figure\">median</th>"
            "<th scope=\"col\" class=\"figure\">CI</th></tr></thead><tbody>\n"
            "<tr class=\"dim\" data-key=\"k&quot;ey\"><th scope=\"row\">a|b</th>"
            "<td class=\"figure\" data-figure=\"median_ns\" data-value=\"0.1\">100 ms</td>"
            "<td class=\"figure\" data-figure=\"ci_ns\" data-low=\"0.05\" "
            "data-high=\"1e+300\">±9%</td></tr>\n"
            "<tr><th scope=\"row\">c</th><td class=\"figure\" data-figure=\"median_ns\">–</td>"
            "<td class=\"figure\" data-figure=\"ci_ns\">–</td></tr>\n"
            "</tbody></table></div>\n"
            "<details><summary>&lt;more&gt;</summary>\n</details>\n");
  free(text);
}

static void a_document_as_markdown(void **state) {
  (void)state;
  char *text = rendered(pm_document_markdown);
  assert_string_equal(text, "## A &lt;b&gt;\n\n"
                            "- **one &amp; two**\n- three\n\n"
                            "text\n\n"
                            "| name\\| | median | CI |\n|---|---:|---:|\n"
                            "| a\\|b | 100 ms | ±9% |\n| c | – | – |\n\n"
                            "<details><summary>&lt;more&gt;</summary>\n\n</details>\n\n");
  free(text);
}

static struct pm_document plain(FILE *stream) { return pm_document_text(stream, false); }

static void a_document_as_text(void **state) {
  (void)state;
  char *text = rendered(plain);
  assert_string_equal(text, "A <b>\n"
                            "  one & two\n  three\n\n"
                            "text\n\n"
                            "  name|  median   CI\n"
                            "  a|b    100 ms  ±9%\n"
                            "  c           –    –\n\n"
                            "<more>\n");
  free(text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(html_is_escaped),
      cmocka_unit_test(markdown_is_escaped),
      cmocka_unit_test(json_cannot_end_its_script),
      cmocka_unit_test(a_document_as_html),
      cmocka_unit_test(a_document_as_markdown),
      cmocka_unit_test(a_document_as_text),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
