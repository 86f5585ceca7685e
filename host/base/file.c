#include "host/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What a user can do about an errno. */
static const char *advice(int reason) {
  switch (reason) {
  case ENOSPC:
  case EDQUOT:
  case EFBIG:
    return "free some space or choose another folder";
  case EACCES:
  case EPERM:
  case EROFS:
    return "choose a place you have the rights to";
  case ENOENT:
    return "check the name; the folder must exist";
  case ENOTDIR:
    return "a part of the path is a file, not a folder";
  case EISDIR:
    return "name a file in it";
  case ENAMETOOLONG:
    return "choose a shorter name";
  default:
    return "try again or choose another place";
  }
}

static enum pm_status io_failed(struct pm_error *error, const char *verb, const char *path,
                                int reason) {
  return pm_fail(error, PM_IO, "cannot %s %s: %s; %s", verb, path, strerror(reason),
                 advice(reason));
}

/* Reads to the end, growing as it goes: a pipe or a file in /proc has no size to ask for. */
static enum pm_status read_all(int file, const char *path, size_t limit, char **bytes,
                               size_t *count, struct pm_error *error) {
  size_t room = 1 << 16, used = 0;
  char *buffer = malloc(room);
  for (;;) {
    if (!buffer)
      return pm_fail(error, PM_FAILED, "no memory to read %s", path);
    ssize_t got = read(file, buffer + used, room - used - 1);
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0) {
      int reason = errno;
      free(buffer);
      return io_failed(error, "read", path, reason);
    }
    used += (size_t)got;
    if (used > limit) {
      free(buffer);
      return pm_fail(error, PM_IO, "cannot read %s: it is longer than the limit of %zu bytes", path,
                     limit);
    }
    if (got == 0)
      break;
    if (room - used < room / 4) {
      room *= 2;
      char *larger = realloc(buffer, room);
      if (!larger)
        free(buffer);
      buffer = larger;
    }
  }
  buffer[used] = '\0';
  *bytes = buffer;
  *count = used;
  return PM_OK;
}

enum pm_status pm_file_read(const char *path, size_t limit_bytes, char **bytes, size_t *count,
                            struct pm_error *error) {
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0)
    return io_failed(error, "read", path, errno);
  struct stat about;
  enum pm_status status;
  if (fstat(file, &about) != 0)
    status = io_failed(error, "read", path, errno);
  else if (S_ISDIR(about.st_mode))
    status = io_failed(error, "read", path, EISDIR);
  else
    status = read_all(file, path, limit_bytes, bytes, count, error);
  close(file);
  return status;
}

struct parts {
  const struct pm_part *items;
  size_t count;
};

/* 0 or the errno. */
static int write_part(int file, struct pm_part part) {
  const char *bytes = part.bytes;
  size_t count = part.count;
  while (count) {
    ssize_t put = write(file, bytes, count);
    if (put < 0 && errno == EINTR)
      continue;
    if (put < 0)
      return errno;
    bytes += put;
    count -= (size_t)put;
  }
  return 0;
}

/* Some file systems and all pipes know no fsync and say EINVAL; that is no failure. */
static int sync_file(int file) {
  return fsync(file) == 0 || errno == EINVAL || errno == ENOTSUP ? 0 : errno;
}

/* Writes, syncs and closes; 0 or the first errno. */
static int fill_and_close(int file, const struct parts *parts) {
  int reason = 0;
  for (size_t i = 0; i < parts->count && !reason; i++)
    reason = write_part(file, parts->items[i]);
  if (!reason)
    reason = sync_file(file);
  if (close(file) != 0 && !reason)
    reason = errno;
  return reason;
}

static size_t folder_length(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? (size_t)(slash - path) + 1 : 0;
}

/* A new file in the folder of `path`, its name in `name`. The name does not depend on path's own,
 * which may be as long as names can be. Not mkstemp: the mode is to follow the umask. */
static int open_temporary(const char *path, mode_t mode, char name[PATH_MAX]) {
  for (unsigned attempt = 0; attempt < 1000; attempt++) {
    int length = snprintf(name, PATH_MAX, "%.*s.proofmark-%ld-%u.tmp", (int)folder_length(path),
                          path, (long)getpid(), attempt);
    if (length >= PATH_MAX) {
      errno = ENAMETOOLONG;
      return -1;
    }
    int file = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (file >= 0 || errno != EEXIST)
      return file;
  }
  return -1;
}

/* Makes the rename itself last; not possible everywhere, hence no error. */
static void sync_folder(const char *path) {
  char folder[PATH_MAX];
  int length = snprintf(folder, sizeof folder, "%.*s", (int)folder_length(path), path);
  if (length >= PATH_MAX)
    return;
  int file = open(length ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0)
    return;
  fsync(file);
  close(file);
}

static int replace(const char *path, mode_t mode, const struct parts *parts) {
  char temporary[PATH_MAX];
  int file = open_temporary(path, mode, temporary);
  if (file < 0)
    return errno;
  int reason = fill_and_close(file, parts);
  if (!reason && rename(temporary, path) != 0)
    reason = errno;
  if (reason)
    unlink(temporary);
  else
    sync_folder(path);
  return reason;
}

enum pm_status pm_file_write_parts(const char *path, const struct pm_part *items, size_t item_count,
                                   struct pm_error *error) {
  const struct parts parts = {items, item_count};
  char target[PATH_MAX];
  struct stat about;
  bool exists = stat(path, &about) == 0;
  int reason = 0;
  if (exists && S_ISDIR(about.st_mode)) {
    reason = EISDIR;
  } else if (exists && !S_ISREG(about.st_mode)) {
    int file = open(path, O_WRONLY | O_CLOEXEC);
    reason = file < 0 ? errno : fill_and_close(file, &parts);
  } else {
    /* Without this, a rename over a link would leave the file behind it as it was. */
    const char *real = exists ? realpath(path, target) : path;
    mode_t mode = exists ? about.st_mode & 0777 : 0666;
    reason = real ? replace(real, mode, &parts) : errno;
  }
  return reason ? io_failed(error, "write", path, reason) : PM_OK;
}

enum pm_status pm_file_write(const char *path, const void *bytes, size_t count,
                             struct pm_error *error) {
  return pm_file_write_parts(path, &(struct pm_part){bytes, count}, 1, error);
}

enum pm_status pm_file_append(const char *path, const void *bytes, size_t count,
                              struct pm_error *error) {
  int file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (file < 0)
    return io_failed(error, "write", path, errno);
  int reason = write_part(file, (struct pm_part){bytes, count});
  if (close(file) != 0 && !reason)
    reason = errno;
  return reason ? io_failed(error, "write", path, reason) : PM_OK;
}

static bool is_folder(const char *path) {
  struct stat about;
  return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

enum pm_status pm_folder_make(const char *path, struct pm_error *error) {
  char part[PATH_MAX];
  if (snprintf(part, sizeof part, "%s", path) >= PATH_MAX)
    return io_failed(error, "make folder", path, ENAMETOOLONG);
  size_t length = strlen(part);
  for (size_t i = 1; i <= length; i++) {
    if (part[i] != '/' && part[i] != '\0')
      continue;
    part[i] = '\0';
    int reason = mkdir(part, 0777) == 0 ? 0 : errno; /* is_folder sets its own */
    if (reason && !is_folder(part))
      return io_failed(error, "make folder", path, reason == EEXIST ? ENOTDIR : reason);
    if (i < length)
      part[i] = '/';
  }
  return PM_OK;
}
