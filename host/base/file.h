/* Files read and written whole. Paths are taken as given; messages name the path, the system's
 * reason and what to do about it. */
#ifndef PROOFMARK_HOST_BASE_FILE_H
#define PROOFMARK_HOST_BASE_FILE_H

#include <stddef.h>

#include "host/base/status.h"

/* Reads all of `path` into `*bytes`, which gets a NUL after its `*count` bytes and is freed with
 * free(). PM_IO where it is missing, a folder, unreadable or longer than `limit_bytes`. */
enum pm_status pm_file_read(const char *path, size_t limit_bytes, char **bytes, size_t *count,
                            struct pm_error *error);

/* Puts `count` bytes at `path` so that a reader, or a crash, finds either the old file or the whole
 * new one: a temporary file in the same folder, fsync, rename (POSIX.1-2017, rename()). A link is
 * followed. What is no regular file (a pipe, /dev/null) is written directly. On failure (PM_IO) the
 * temporary file is gone and the old file is as it was. The folder must exist. */
enum pm_status pm_file_write(const char *path, const void *bytes, size_t count,
                             struct pm_error *error);

/* The same for bytes that lie in several places, one part after another. */
struct pm_part {
  const void *bytes;
  size_t count;
};
enum pm_status pm_file_write_parts(const char *path, const struct pm_part *parts, size_t part_count,
                                   struct pm_error *error);

/* Appends in one write(2) to a file opened with O_APPEND, which is made if need be: what several
 * processes append stands whole, one after another (POSIX.1-2017, write()). PM_IO where it
 * cannot. */
enum pm_status pm_file_append(const char *path, const void *bytes, size_t count,
                              struct pm_error *error);

/* Makes a folder and the folders above it; one that exists is no error. */
enum pm_status pm_folder_make(const char *path, struct pm_error *error);

#endif
