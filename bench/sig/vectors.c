#include "bench/sig/vectors.h"

#include <stdlib.h>
#include <string.h>

#include "bench/chain/json.h"
#include "bench/sig/vectors_internal.h"
#include "host/base/file.h"

/* The largest file of Wycheproof has 16 MB. */
enum { FILE_BYTES_MAX = 64 << 20 };

static enum pm_status read_json(const char *text, size_t size, struct vector_rows *rows,
                                struct pm_error *error) {
  cJSON *root;
  enum pm_status status = json_parse(text, size, &root, error);
  if (status == PM_OK)
    status = cJSON_IsArray(root) ? vectors_precompile(root, rows, error)
                                 : vectors_wycheproof(root, rows, error);
  cJSON_Delete(root);
  return status;
}

/* What some editors put before a text in UTF-8 (RFC 3629, section 6). cJSON steps over it too. */
static const char *after_byte_order_mark(const char *text) {
  static const char mark[] = "\xef\xbb\xbf";
  return strncmp(text, mark, sizeof mark - 1) == 0 ? text + sizeof mark - 1 : text;
}

static enum pm_status read_lines(const char *text, const char *end, struct vector_rows *rows,
                                 struct pm_error *error) {
  const char *nul = memchr(text, '\0', (size_t)(end - text));
  if (nul)
    return pm_fail(error, PM_USAGE, "no test vectors: a NUL %zu bytes before the end",
                   (size_t)(end - nul));
  return vectors_bip340(text, rows, error);
}

enum pm_status vectors_parse(const char *text, size_t size, const struct sig_scheme *scheme,
                             struct vector_set *set, struct pm_error *error) {
  *set = (struct vector_set){0};
  struct vector_rows rows = {.scheme = scheme};
  const char *begin = after_byte_order_mark(text);
  char first = begin[strspn(begin, " \t\r\n")];
  enum pm_status status = first == '{' || first == '['
                              ? read_json(text, size, &rows, error)
                              : read_lines(begin, text + size, &rows, error);
  if (status == PM_OK)
    return vector_rows_finish(&rows, set, error);
  vector_rows_free(&rows);
  return status;
}

enum pm_status vectors_read(const char *path, const struct sig_scheme *scheme,
                            struct vector_set *set, struct pm_error *error) {
  *set = (struct vector_set){0};
  char *text;
  size_t size;
  enum pm_status status = pm_file_read(path, FILE_BYTES_MAX, &text, &size, error);
  if (status != PM_OK)
    return status;
  struct pm_error damage;
  status = vectors_parse(text, size, scheme, set, &damage);
  free(text);
  return status == PM_OK ? PM_OK : pm_fail(error, status, "%s: %s", path, damage.text);
}
