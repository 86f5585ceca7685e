/* A folder of a test's own that stands for a machine's "/": made-up /proc and /sys trees. */
#ifndef PROOFMARK_TESTS_SUPPORT_MADE_UP_ROOT_H
#define PROOFMARK_TESTS_SUPPORT_MADE_UP_ROOT_H

/* cmocka's setup and teardown: a new empty folder, and its removal with all that is in it. */
int make_root(void **state);
int remove_root(void **state);

/* Its path, without a slash at the end. */
const char *made_up_root(void);

/* Puts `text` at `path` ("/proc/stat") under the root, making the folders above it. */
void put(const char *path, const char *text);

#endif
