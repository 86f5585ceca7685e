#define _GNU_SOURCE 1 /* mkdtemp, nftw */

#include "tests/support/made_up_root.h"

#include <ftw.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "host/base/file.h"

static char root[PATH_MAX];

const char *made_up_root(void) { return root; }

int make_root(void **state) {
  (void)state;
  const char *folder = getenv("TMPDIR");
  snprintf(root, sizeof root, "%s/proofmark-test-XXXXXX", folder ? folder : "/tmp");
  return mkdtemp(root) ? 0 : -1;
}

static int remove_entry(const char *path, const struct stat *about, int type, struct FTW *walk) {
  (void)about;
  (void)type;
  (void)walk;
  return remove(path);
}

int remove_root(void **state) {
  (void)state;
  return nftw(root, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

void put(const char *path, const char *text) {
  char full[PATH_MAX + 256], folder[PATH_MAX + 256];
  struct pm_error error = {0};
  snprintf(full, sizeof full, "%s%s", root, path);
  snprintf(folder, sizeof folder, "%.*s", (int)(strrchr(full, '/') - full), full);
  if (pm_folder_make(folder, &error) != PM_OK ||
      pm_file_write(full, text, strlen(text), &error) != PM_OK)
    fail_msg("%s", error.text);
}
