#include "host/result/markup.h"

#include <stdbool.h>
#include <string.h>

#include "host/base/utf8.h"

static const char replacement[] = "\xef\xbf\xbd"; /* U+FFFD */

/* U+FFFE and U+FFFF. */
static bool is_noncharacter(const char *s, size_t length) {
  return length == 3 && memcmp(s, "\xef\xbf", 2) == 0 && (unsigned char)s[2] >= 0xbe;
}

static const char *xml_entity(char c) {
  switch (c) {
  case '&':
    return "&amp;";
  case '<':
    return "&lt;";
  case '>':
    return "&gt;";
  case '"':
    return "&quot;";
  case '\'':
    return "&apos;";
  case '\t': /* as references: an attribute's plain ones would become blanks (section 3.3.3) */
    return "&#9;";
  case '\n':
    return "&#10;";
  case '\r':
    return "&#13;";
  default:
    return NULL;
  }
}

void pm_xml_print(const char *text, FILE *stream) {
  while (*text) {
    size_t length = pm_utf8_length(text);
    const char *entity = xml_entity(*text);
    if (entity)
      fputs(entity, stream);
    else if (!length || (unsigned char)*text < 0x20 || is_noncharacter(text, length))
      fputs(replacement, stream);
    else
      fwrite(text, 1, length, stream);
    text += length ? length : 1;
  }
}

void pm_markdown_print(const char *text, FILE *stream) {
  while (*text) {
    size_t length = pm_utf8_length(text);
    char c = *text;
    if (c == '\n' || c == '\r' || c == '\t')
      putc(' ', stream);
    else if (!length || (unsigned char)c < 0x20 || c == 0x7f)
      fputs(replacement, stream);
    else if (c == '&' || c == '<' || c == '>')
      fputs(xml_entity(c), stream);
    else if (strchr("\\`*_{}[]()#+!|~@$", c))
      fprintf(stream, "\\%c", c);
    else
      fwrite(text, 1, length, stream);
    text += length ? length : 1;
  }
}
