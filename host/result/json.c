#include "host/result/json.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "host/base/utf8.h"

struct pm_json pm_json_start(FILE *stream) {
  return (struct pm_json){.stream = stream};
}

static void put_character(FILE *stream, const unsigned char *s, size_t length) {
  if (length == 0)
    fputs("\\ufffd", stream);
  else if (s[0] == '"' || s[0] == '\\')
    fprintf(stream, "\\%c", s[0]);
  else if (s[0] == '\n')
    fputs("\\n", stream);
  else if (s[0] == '\t')
    fputs("\\t", stream);
  else if (s[0] < 0x20 || s[0] == 0x7f)
    fprintf(stream, "\\u%04x", s[0]);
  else
    fwrite(s, 1, length, stream);
}

static void put_string(FILE *stream, const char *text) {
  const unsigned char *s = (const unsigned char *)text;
  putc('"', stream);
  while (*s) {
    size_t length = pm_utf8_length((const char *)s);
    put_character(stream, s, length);
    s += length ? length : 1;
  }
  putc('"', stream);
}

/* The shortest decimal that reads back as the same double. Doubles hold integers below 2^53
 * exactly, and times of a host clock are such. */
static void put_number(FILE *stream, double value) {
  if (!isfinite(value)) {
    fputs("null", stream);
  } else if (fabs(value) < 9007199254740992.0 && value == (double)(int64_t)value) {
    fprintf(stream, "%" PRId64, (int64_t)value);
  } else {
    char text[32];
    for (int digits = 15; digits <= 17; digits++) {
      snprintf(text, sizeof text, "%.*g", digits, value);
      if (strtod(text, NULL) == value)
        break;
    }
    fputs(text, stream);
  }
}

static void new_line(struct pm_json *json) {
  fprintf(json->stream, "\n%*s", 2 * (int)json->depth, "");
}

/* What stands before a value: comma, line, indentation, key. */
static void lead_in(struct pm_json *json, const char *key) {
  if (json->more)
    putc(',', json->stream);
  if (json->depth)
    new_line(json);
  if (key) {
    put_string(json->stream, key);
    fputs(": ", json->stream);
  }
  json->more = true;
}

static void open_with(struct pm_json *json, const char *key, char bracket) {
  lead_in(json, key);
  putc(bracket, json->stream);
  json->depth++;
  json->more = false;
}

static void close_with(struct pm_json *json, char bracket) {
  json->depth--;
  if (json->more)
    new_line(json);
  putc(bracket, json->stream);
  json->more = true;
}

void pm_json_object(struct pm_json *json, const char *key) { open_with(json, key, '{'); }
void pm_json_end_object(struct pm_json *json) { close_with(json, '}'); }
void pm_json_array(struct pm_json *json, const char *key) { open_with(json, key, '['); }
void pm_json_end_array(struct pm_json *json) { close_with(json, ']'); }

void pm_json_null(struct pm_json *json, const char *key) {
  lead_in(json, key);
  fputs("null", json->stream);
}

void pm_json_bool(struct pm_json *json, const char *key, bool value) {
  lead_in(json, key);
  fputs(value ? "true" : "false", json->stream);
}

void pm_json_number(struct pm_json *json, const char *key, double value) {
  lead_in(json, key);
  put_number(json->stream, value);
}

void pm_json_u64(struct pm_json *json, const char *key, uint64_t value) {
  lead_in(json, key);
  fprintf(json->stream, "%" PRIu64, value);
}

void pm_json_string(struct pm_json *json, const char *key, const char *value) {
  lead_in(json, key);
  if (value)
    put_string(json->stream, value);
  else
    fputs("null", json->stream);
}

void pm_json_known(struct pm_json *json, const char *key, const char *value) {
  pm_json_string(json, key, value && *value ? value : NULL);
}

void pm_json_numbers(struct pm_json *json, const char *key, const double *values, size_t count) {
  lead_in(json, key);
  putc('[', json->stream);
  for (size_t i = 0; i < count; i++) {
    if (i)
      fputs(", ", json->stream);
    put_number(json->stream, values[i]);
  }
  putc(']', json->stream);
}

void pm_json_text(struct pm_json *json, const char *key, const char *text) {
  lead_in(json, key);
  fputs(text, json->stream);
}

static bool only_numbers(const cJSON *array) {
  const cJSON *element;
  cJSON_ArrayForEach(element, array) {
    if (!cJSON_IsNumber(element))
      return false;
  }
  return true;
}

static void number_array(struct pm_json *json, const char *key, const cJSON *array) {
  lead_in(json, key);
  putc('[', json->stream);
  const cJSON *element;
  cJSON_ArrayForEach(element, array) {
    if (element != array->child)
      fputs(", ", json->stream);
    put_number(json->stream, element->valuedouble);
  }
  putc(']', json->stream);
}

void pm_json_tree(struct pm_json *json, const char *key, const cJSON *tree) {
  const cJSON *element;
  if (cJSON_IsObject(tree)) {
    pm_json_object(json, key);
    cJSON_ArrayForEach(element, tree) pm_json_tree(json, element->string, element);
    pm_json_end_object(json);
  } else if (cJSON_IsArray(tree) && only_numbers(tree)) {
    number_array(json, key, tree);
  } else if (cJSON_IsArray(tree)) {
    pm_json_array(json, key);
    cJSON_ArrayForEach(element, tree) pm_json_tree(json, NULL, element);
    pm_json_end_array(json);
  } else if (cJSON_IsString(tree)) {
    pm_json_string(json, key, tree->valuestring);
  } else if (cJSON_IsNumber(tree)) {
    pm_json_number(json, key, tree->valuedouble);
  } else if (cJSON_IsBool(tree)) {
    pm_json_bool(json, key, cJSON_IsTrue(tree));
  } else {
    pm_json_null(json, key);
  }
}
