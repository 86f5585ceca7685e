#include "host/base/device_id.h"

#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

const char *pm_device_id_local(const char *id) {
  const char *slash = strrchr(id, '/');
  return slash ? slash + 1 : id;
}

size_t pm_device_id_node_length(const char *id) {
  const char *local = pm_device_id_local(id);
  return local == id ? 0 : (size_t)(local - id) - 1;
}

bool pm_device_id_is_cpu(const char *id) { return strcmp(pm_device_id_local(id), "cpu") == 0; }

bool pm_device_id_same_node(const char *a, const char *b) {
  const size_t length = pm_device_id_node_length(a);
  return length == pm_device_id_node_length(b) && strncmp(a, b, length) == 0;
}

static bool is_of_node(const char *id, const char *node) {
  const size_t length = pm_device_id_node_length(id);
  return node && strlen(node) == length && strncmp(id, node, length) == 0;
}

bool pm_device_id_same(const char *a, const char *node_a, const char *b, const char *node_b) {
  const bool named_a = pm_device_id_node_length(a) > 0, named_b = pm_device_id_node_length(b) > 0;
  if (named_a == named_b)
    return strcmp(a, b) == 0;
  return strcmp(pm_device_id_local(a), pm_device_id_local(b)) == 0 &&
         (named_a ? is_of_node(a, node_b) : is_of_node(b, node_a));
}

bool pm_device_id_matches(const char *pattern, const char *id, const char *node) {
  char whole[320];
  if (!strchr(pattern, '/'))
    return fnmatch(pattern, id, 0) == 0;
  const int length = snprintf(whole, sizeof whole, "%s/%s", node, id);
  return length < (int)sizeof whole && fnmatch(pattern, whole, 0) == 0;
}
