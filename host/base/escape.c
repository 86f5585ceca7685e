#include "host/base/escape.h"

#include <stdbool.h>
#include <string.h>

#include "host/base/utf8.h"

#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */

/* Characters that turn the direction of what follows, and so could reverse words that are not the file's
 * (Unicode Standard Annex 9, 2): U+061C, U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069. */
static bool turns_direction(const unsigned char *u, size_t length) {
  if (length == 2)
    return u[0] == 0xd8 && u[1] == 0x9c;
  if (length != 3 || u[0] != 0xe2)
    return false;
  return (u[1] == 0x80 && (u[2] == 0x8e || u[2] == 0x8f || (u[2] >= 0xaa && u[2] <= 0xae))) ||
         (u[1] == 0x81 && u[2] >= 0xa6 && u[2] <= 0xa9);
}

/* A character that is neither markup nor plain: NULL where `s` may be written as it is. Control
 * characters from U+0080 to U+009F are C2 80 to C2 9F; U+FFFE and U+FFFF, which XML 1.0 cannot hold however
 * they are written (section 2.2), EF BF BE and EF BF BF. */
static const char *instead(const char *s, size_t length) {
  const unsigned char *u = (const unsigned char *)s;
  if (length == 0)
    return REPLACEMENT;
  if (length == 1 && (u[0] == '\n' || u[0] == '\t' || u[0] == '\r'))
    return " ";
  if ((length == 1 && (u[0] < 0x20 || u[0] == 0x7f)) ||
      (length == 2 && u[0] == 0xc2 && u[1] < 0xa0) ||
      (length == 3 && u[0] == 0xef && u[1] == 0xbf && u[2] >= 0xbe) || turns_direction(u, length))
    return REPLACEMENT;
  return NULL;
}

/* Writes what stands for `c` and says so; false where it may be written as it is. */
typedef bool put_escaped(char c, FILE *stream);

static bool put_entity(char c, FILE *stream) {
  static const char marks[] = "&<>\"'";
  static const char *const entities[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"};
  const char *mark = c ? strchr(marks, c) : NULL;
  if (mark)
    fputs(entities[mark - marks], stream);
  return mark;
}

/* Characters that a Markdown reader may take for markup anywhere in a line take a backslash (CommonMark
 * 0.30, 2.4); HTML's are written as entities. */
static bool put_backslashed(char c, FILE *stream) {
  if (!c || !strchr("\\`*_[]|~$", c))
    return put_entity(c, stream);
  putc('\\', stream);
  putc(c, stream);
  return true;
}

static void put(const char *s, put_escaped *escape, FILE *stream) {
  while (*s) {
    size_t length = pm_utf8_length(s);
    const char *other = instead(s, length);
    if (other)
      fputs(other, stream);
    else if (length != 1 || !escape(*s, stream))
      fwrite(s, 1, length, stream);
    s += length ? length : 1;
  }
}

void pm_put_html(const char *text, FILE *stream) { put(text, put_entity, stream); }

void pm_put_markdown(const char *text, FILE *stream) { put(text, put_backslashed, stream); }

void pm_put_script_json(const char *json, size_t count, FILE *stream) {
  for (size_t i = 0; i < count; i++) {
    const char c = json[i];
    const bool separator = i + 2 < count && memcmp(json + i, "\xe2\x80", 2) == 0 &&
                           (json[i + 2] == '\xa8' || json[i + 2] == '\xa9');
    if (c == '<' || c == '>' || c == '&') {
      fprintf(stream, "\\u%04x", (unsigned)c);
    } else if (separator) {
      fputs(json[i + 2] == '\xa8' ? "\\u2028" : "\\u2029", stream);
      i += 2;
    } else {
      putc(c, stream);
    }
  }
}
