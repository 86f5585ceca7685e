#include "host/result/samples.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* --- numbers ----------------------------------------------------------------------------- */

static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

static const char *skip_blanks(const char *at) {
  while (is_blank(*at))
    at++;
  return at;
}

/* A number as it is written: mantissa × 10^exponent, where the mantissa did not overflow. */
struct decimal {
  uint64_t mantissa;
  int exponent;
  unsigned digits; /* of the mantissa, from the first that is not 0 on */
  bool negative;
};

static const char *read_digits(const char *at, struct decimal *d) {
  for (; is_digit(*at); at++) {
    d->mantissa = 10 * d->mantissa + (uint64_t)(*at - '0');
    d->digits += d->mantissa != 0;
  }
  return at;
}

static const char *read_exponent(const char *at, struct decimal *d) {
  bool negative = *at == '-';
  int value = 0;
  if (*at == '+' || *at == '-')
    at++;
  if (!is_digit(*at))
    return NULL;
  for (; is_digit(*at); at++)
    value = value < 100000 ? 10 * value + (*at - '0') : value;
  d->exponent += negative ? -value : value;
  return at;
}

/* RFC 8259, section 6. NULL where there is no number. */
static const char *read_decimal(const char *at, struct decimal *d) {
  *d = (struct decimal){.negative = *at == '-'};
  at += d->negative;
  if (!is_digit(*at) || (*at == '0' && is_digit(at[1])))
    return NULL;
  at = read_digits(at, d);
  if (*at == '.') {
    const char *fraction = at + 1;
    at = read_digits(fraction, d);
    if (at == fraction)
      return NULL;
    d->exponent -= at - fraction < 100000 ? (int)(at - fraction) : 100000;
  }
  return *at == 'e' || *at == 'E' ? read_exponent(at + 1, d) : at;
}

/* A mantissa below 2^53 and a power of ten up to 10^22 are doubles, and so their product or quotient is the
 * double nearest to the number (Clinger, How to read floating point numbers accurately, PLDI 1990, section 4).
 * 15 digits are below 2^53. */
static double value_of(const struct decimal *d, const char *text) {
  static const double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                  1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                  1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
  if (d->digits > 15 || d->exponent < -22 || d->exponent > 22)
    return strtod(text, NULL);
  double value = (double)d->mantissa;
  value = d->exponent < 0 ? value / powers[-d->exponent] : value * powers[d->exponent];
  return d->negative ? -value : value;
}

/* --- arrays of numbers ------------------------------------------------------------------- */

struct values {
  double *items;
  size_t count, room;
};

static bool push(struct values *values, double value) {
  if (values->count == values->room) {
    size_t room = values->room ? 2 * values->room : 1024;
    double *items = realloc(values->items, room * sizeof *items);
    if (!items)
      return false;
    values->items = items;
    values->room = room;
  }
  values->items[values->count++] = value;
  return true;
}

/* From after the bracket to after its counterpart; NULL where it is no plain array of times, or without
 * memory: the tree will say which. */
static const char *read_times(const char *at, struct values *values) {
  for (;;) {
    struct decimal decimal;
    const char *number = skip_blanks(at);
    at = read_decimal(number, &decimal);
    if (!at)
      return NULL;
    double value = value_of(&decimal, number);
    if (!(value >= 0 && isfinite(value)) || !push(values, value))
      return NULL;
    at = skip_blanks(at);
    if (*at == ']')
      return at + 1;
    if (*at++ != ',')
      return NULL;
  }
}

/* Blanks keep the places of what follows, line ends the numbers of the lines. */
static void blank_out(char *from, const char *to) {
  static const char word[] = "null";
  for (size_t i = 0; from < to; from++, i++)
    if (i < sizeof word - 1)
      *from = word[i];
    else if (*from != '\n')
      *from = ' ';
}

/* --- the way to them --------------------------------------------------------------------- */

/* The path is that of the containers document {proofmark: {cases: [ { . They are counted as they open; what
 * lies beside the path is only counted too. */
enum level { OUTSIDE, DOCUMENT, PROOFMARK, CASES, A_CASE };

struct scan {
  char *at;
  struct pm_lifted *lifted;
  size_t depth, on_path; /* open containers; those of them on the path, from the outermost */
  const char *key;       /* the last key of the innermost container, if that is on the path */
  size_t key_bytes;
  bool proofmark_seen, cases_seen, samples_seen; /* of equal keys the first counts */
  size_t room;
};

static bool key_is(const struct scan *scan, const char *name) {
  return scan->key && scan->key_bytes == strlen(name) &&
         memcmp(scan->key, name, scan->key_bytes) == 0;
}

/* To after the closing quote; a key is noted. */
static void pass_string(struct scan *scan) {
  const char *start = ++scan->at;
  while (*scan->at && *scan->at != '"')
    scan->at += *scan->at == '\\' && scan->at[1] ? 2 : 1;
  size_t bytes = (size_t)(scan->at - start);
  scan->at += *scan->at == '"';
  if (scan->depth == scan->on_path && *skip_blanks(scan->at) == ':') {
    scan->key = start;
    scan->key_bytes = bytes;
  }
}

/* Whether the value at hand, of the key at hand, is the path's next step. */
static bool is_step(struct scan *scan) {
  bool *seen = NULL;
  switch (scan->depth == scan->on_path ? (enum level)scan->on_path : A_CASE) {
  case OUTSIDE:
    return *scan->at == '{';
  case DOCUMENT:
    seen = key_is(scan, "proofmark") ? &scan->proofmark_seen : NULL;
    break;
  case PROOFMARK:
    seen = key_is(scan, "cases") ? &scan->cases_seen : NULL;
    break;
  case CASES:
    return *scan->at == '{';
  default:
    return false;
  }
  bool first = seen && !*seen;
  if (seen)
    *seen = true;
  return first && *scan->at == (scan->on_path == PROOFMARK ? '[' : '{');
}

static void open_container(struct scan *scan) {
  if (is_step(scan)) {
    scan->on_path++;
    scan->samples_seen = false;
  }
  scan->depth++;
  scan->key = NULL;
  scan->at++;
}

static void close_container(struct scan *scan) {
  scan->depth -= scan->depth > 0;
  if (scan->on_path > scan->depth)
    scan->on_path = scan->depth;
  scan->key = NULL;
  scan->at++;
}

static bool make_room(struct scan *scan) {
  struct pm_lifted *lifted = scan->lifted;
  if (lifted->count < scan->room)
    return true;
  size_t room = scan->room ? 2 * scan->room : 64;
  struct pm_lifted_case *cases = realloc(lifted->cases, room * sizeof *cases);
  if (!cases)
    return false;
  memset(cases + scan->room, 0, (room - scan->room) * sizeof *cases);
  lifted->cases = cases;
  scan->room = room;
  return true;
}

/* At the value of samples_ns in the case lifted->count; stays there where it is left to the tree. */
static void lift(struct scan *scan) {
  struct values values = {0};
  const char *end = *scan->at == '[' ? read_times(scan->at + 1, &values) : NULL;
  scan->key = NULL;
  if (!end || end - scan->at < 4) {
    free(values.items);
    return;
  }
  double *fitting = realloc(values.items, values.count * sizeof *fitting);
  scan->lifted->cases[scan->lifted->count] =
      (struct pm_lifted_case){fitting ? fitting : values.items, values.count};
  blank_out(scan->at, end);
  scan->at += end - scan->at;
}

static void pass_colon(struct scan *scan) {
  scan->at++;
  if (scan->depth != A_CASE || scan->on_path != A_CASE || scan->samples_seen ||
      !key_is(scan, "samples_ns"))
    return;
  if (scan->lifted->cases[scan->lifted->count].samples_ns)
    return; /* two objects without a comma between them are no JSON */
  scan->samples_seen = true;
  scan->at += skip_blanks(scan->at) - scan->at;
  lift(scan);
}

static bool pass_comma(struct scan *scan) {
  scan->at++;
  if (scan->depth != scan->on_path)
    return true;
  scan->key = NULL;
  if (scan->on_path != CASES)
    return true;
  scan->lifted->count++;
  return make_room(scan);
}

bool pm_samples_lift(char *text, size_t count, struct pm_lifted *lifted) {
  struct scan scan = {.at = text, .lifted = lifted};
  *lifted = (struct pm_lifted){0};
  bool room = make_room(&scan);
  while (room && scan.at < text + count) {
    switch (*scan.at) {
    case '"':
      pass_string(&scan);
      break;
    case '{':
    case '[':
      open_container(&scan);
      break;
    case '}':
    case ']':
      close_container(&scan);
      break;
    case ':':
      pass_colon(&scan);
      break;
    case ',':
      room = pass_comma(&scan);
      break;
    case '\0':
      scan.at = text + count; /* nothing behind it is read */
      break;
    default:
      scan.at++;
    }
  }
  lifted->count += room;
  return room;
}

void pm_lifted_free(struct pm_lifted *lifted) {
  for (size_t i = 0; i < lifted->count; i++)
    free(lifted->cases[i].samples_ns);
  free(lifted->cases);
  *lifted = (struct pm_lifted){0};
}
