/* host/result/markup and host/base/utf8: foreign text in XML and Markdown. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "host/base/utf8.h"
#include "host/result/markup.h"

static void assert_printed(void print(const char *, FILE *), const char *text,
                           const char *expected) {
  char *printed;
  size_t bytes;
  FILE *stream = open_memstream(&printed, &bytes);
  print(text, stream);
  fclose(stream);
  assert_string_equal(printed, expected);
  free(printed);
}

#define UNKNOWN "\xef\xbf\xbd"

static void xml(void **state) {
  (void)state;
  assert_printed(pm_xml_print, "", "");
  assert_printed(pm_xml_print, "plain µs 漢 \xf0\x9f\x99\x82", "plain µs 漢 \xf0\x9f\x99\x82");
  assert_printed(pm_xml_print, "<a b='c' d=\"e\">&amp;]]></a>",
                 "&lt;a b=&apos;c&apos; d=&quot;e&quot;&gt;&amp;amp;]]&gt;&lt;/a&gt;");
  assert_printed(pm_xml_print, "a\tb\nc\rd", "a&#9;b&#10;c&#13;d");
  assert_printed(pm_xml_print, "\x01\x1b[31m\x7f", UNKNOWN UNKNOWN "[31m\x7f");
  /* U+FFFE and U+FFFF, but not U+FFFD; U+FEFF is a character. */
  assert_printed(pm_xml_print, "\xef\xbf\xbe\xef\xbf\xbf\xef\xbf\xbd\xef\xbb\xbf",
                 UNKNOWN UNKNOWN UNKNOWN "\xef\xbb\xbf");
  /* A lone continuation, an overlong '/', a surrogate, a cut character. */
  assert_printed(pm_xml_print, "\x80\xc0\xaf\xed\xa0\x80z\xe6\xbc",
                 UNKNOWN UNKNOWN UNKNOWN UNKNOWN UNKNOWN UNKNOWN "z" UNKNOWN UNKNOWN);
}

static void markdown(void **state) {
  (void)state;
  assert_printed(pm_markdown_print, "a|b", "a\\|b");
  assert_printed(pm_markdown_print, "<img src=x onerror=alert(1)>",
                 "&lt;img src=x onerror=alert\\(1\\)&gt;");
  assert_printed(pm_markdown_print, "[a](http://b) `c` *d* _e_ ~f~ # g",
                 "\\[a\\]\\(http://b\\) \\`c\\` \\*d\\* \\_e\\_ \\~f\\~ \\# g");
  assert_printed(pm_markdown_print, "one\ntwo\r\n| three |\t\x1b",
                 "one two  \\| three \\| " UNKNOWN);
  assert_printed(pm_markdown_print, "a\\|b \xff µ", "a\\\\\\|b " UNKNOWN " µ");
}

static void lengths_of_characters(void **state) {
  (void)state;
  assert_int_equal(pm_utf8_length("a"), 1);
  assert_int_equal(pm_utf8_length("µ"), 2);
  assert_int_equal(pm_utf8_length("漢"), 3);
  assert_int_equal(pm_utf8_length("\xf4\x8f\xbf\xbf"), 4);
  assert_int_equal(pm_utf8_length("\xf4\x90\x80\x80"), 0); /* beyond U+10FFFF */
  assert_int_equal(pm_utf8_length("\xe6\xbc"), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(xml),
      cmocka_unit_test(markdown),
      cmocka_unit_test(lengths_of_characters),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
