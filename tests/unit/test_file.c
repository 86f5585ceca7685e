/* host/base/file: what is read is whole, and a write that fails leaves nothing behind. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host/base/file.h"

static const char folder[] = "test_out/file";

static const char *in_folder(const char *name) {
  static char path[256];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  return path;
}

static size_t entries(void) {
  size_t count = 0;
  DIR *open = opendir(folder);
  assert_non_null(open);
  while (readdir(open))
    count++;
  closedir(open);
  return count - 2; /* . and .. */
}

static void assert_holds(const char *path, const char *expected) {
  char *text;
  size_t count;
  struct pm_error error;
  assert_int_equal(pm_file_read(path, 1 << 20, &text, &count, &error), PM_OK);
  assert_int_equal(count, strlen(expected));
  assert_string_equal(text, expected);
  free(text);
}

static void put(const char *name, const char *text) {
  struct pm_error error;
  assert_int_equal(pm_file_write(in_folder(name), text, strlen(text), &error), PM_OK);
}

static int start(void **state) {
  (void)state;
  if (system("rm -rf test_out/file") != 0)
    return -1;
  return pm_folder_make(folder, NULL);
}

static void appending_leaves_what_is_there(void **state) {
  (void)state;
  struct pm_error error;
  assert_int_equal(pm_file_append(in_folder("log"), "one\n", 4, &error), PM_OK);
  assert_int_equal(pm_file_append(in_folder("log"), "two\n", 4, &error), PM_OK);
  assert_int_equal(pm_file_append(in_folder("log"), "", 0, &error), PM_OK);
  assert_holds(in_folder("log"), "one\ntwo\n");
  unlink(in_folder("log"));
  assert_int_equal(pm_file_append(in_folder("nowhere/log"), "x", 1, &error), PM_IO);
  assert_non_null(strstr(error.text, "nowhere/log"));
  assert_int_equal(pm_file_append(folder, "x", 1, &error), PM_IO);
}

static void makes_folders_with_parents(void **state) {
  (void)state;
  struct pm_error error;
  assert_int_equal(pm_folder_make("test_out/file/a/b//c/", &error), PM_OK);
  assert_int_equal(pm_folder_make("test_out/file/a/b/c", &error), PM_OK);
  struct stat about;
  assert_int_equal(stat("test_out/file/a/b/c", &about), 0);
  assert_true(S_ISDIR(about.st_mode));
}

static void a_file_in_the_way_of_a_folder_is_named(void **state) {
  (void)state;
  struct pm_error error;
  put("plain", "x");
  assert_int_equal(pm_folder_make("test_out/file/plain/below", &error), PM_IO);
  assert_non_null(strstr(error.text, "test_out/file/plain/below"));
  assert_int_equal(pm_folder_make("test_out/file/plain", &error), PM_IO);
  assert_non_null(strstr(error.text, "not a folder"));
}

static void reads_back_what_was_written(void **state) {
  (void)state;
  put("one", "first");
  assert_holds(in_folder("one"), "first");
  put("one", "");
  assert_holds(in_folder("one"), "");
  put("one", "second, longer");
  assert_holds(in_folder("one"), "second, longer");
  assert_int_equal(entries(), 1);
}

static void reads_large_files_and_pipes(void **state) {
  (void)state;
  size_t bytes = 3000017;
  char *text = malloc(bytes), *back;
  memset(text, 'x', bytes);
  struct pm_error error;
  size_t count;
  assert_int_equal(pm_file_write(in_folder("large"), text, bytes, &error), PM_OK);
  assert_int_equal(pm_file_read(in_folder("large"), bytes, &back, &count, &error), PM_OK);
  assert_int_equal(count, bytes);
  assert_memory_equal(back, text, bytes);
  free(back);
  assert_int_equal(pm_file_read(in_folder("large"), bytes - 1, &back, &count, &error), PM_IO);
  assert_non_null(strstr(error.text, "3000016"));
  assert_int_equal(pm_file_read("/proc/self/status", bytes, &back, &count, &error), PM_OK);
  assert_true(count > 0);
  free(back);
  free(text);
}

static void reading_what_is_not_there_says_so(void **state) {
  (void)state;
  char *text;
  size_t count;
  struct pm_error error;
  assert_int_equal(pm_file_read(in_folder("none"), 10, &text, &count, &error), PM_IO);
  assert_non_null(strstr(error.text, "none"));
  assert_non_null(strstr(error.text, "No such file"));
  assert_int_equal(pm_file_read(folder, 10, &text, &count, &error), PM_IO);
  assert_non_null(strstr(error.text, "Is a directory"));
}

static void writing_to_an_impossible_place_says_so(void **state) {
  (void)state;
  struct pm_error error;
  assert_int_equal(pm_file_write("test_out/file/none/x", "x", 1, &error), PM_IO);
  assert_non_null(strstr(error.text, "folder must exist"));
  assert_int_equal(pm_file_write(folder, "x", 1, &error), PM_IO);
  assert_non_null(strstr(error.text, "Is a directory"));
  char name[400] = "test_out/file/";
  memset(name + strlen(name), 'n', 300);
  assert_int_equal(pm_file_write(name, "x", 1, &error), PM_IO);
  assert_non_null(strstr(error.text, "shorter"));
  assert_int_equal(entries(), 0);
}

static void the_longest_name_can_be_written(void **state) {
  (void)state;
  char name[256] = {0};
  memset(name, 'n', 240);
  put(name, "x");
  assert_holds(in_folder(name), "x");
}

/* A file-size limit stands for the full disk: both fail in write(). In a child, for the limit. */
static void a_full_disk_leaves_the_old_file(void **state) {
  (void)state;
  put("kept", "old");
  pid_t child = fork();
  if (child == 0) {
    struct pm_error error;
    static char large[100000];
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){4096, 4096});
    enum pm_status status = pm_file_write(in_folder("kept"), large, sizeof large, &error);
    _exit(status == PM_IO && strstr(error.text, "free some space") ? 0 : 1);
  }
  int exit_status = -1;
  assert_int_equal(waitpid(child, &exit_status, 0), child);
  assert_int_equal(exit_status, 0);
  assert_holds(in_folder("kept"), "old");
  assert_int_equal(entries(), 1);
}

static void devices_are_written_to_and_not_replaced(void **state) {
  (void)state;
  struct pm_error error;
  struct stat about;
  assert_int_equal(pm_file_write("/dev/null", "x", 1, &error), PM_OK);
  assert_int_equal(stat("/dev/null", &about), 0);
  assert_true(S_ISCHR(about.st_mode));
  assert_int_equal(pm_file_write("/dev/full", "x", 1, &error), PM_IO);
  assert_non_null(strstr(error.text, "No space left"));
}

static void a_link_is_followed(void **state) {
  (void)state;
  put("target", "old");
  assert_int_equal(symlink("target", in_folder("link")), 0);
  put("link", "new");
  assert_holds(in_folder("target"), "new");
  struct stat about;
  assert_int_equal(lstat(in_folder("link"), &about), 0);
  assert_true(S_ISLNK(about.st_mode));
}

static void the_mode_of_an_old_file_stays(void **state) {
  (void)state;
  put("mode", "x");
  assert_int_equal(chmod(in_folder("mode"), 0600), 0);
  put("mode", "y");
  struct stat about;
  assert_int_equal(stat(in_folder("mode"), &about), 0);
  assert_int_equal(about.st_mode & 0777, 0600);
}

/* Root may write anywhere: then there is nothing to see. */
static void a_folder_without_rights_says_so(void **state) {
  (void)state;
  if (geteuid() == 0) {
    print_message("skipped: root may write anywhere\n");
    skip();
  }
  struct pm_error error;
  assert_int_equal(chmod(folder, 0555), 0);
  enum pm_status status = pm_file_write(in_folder("new"), "x", 1, &error);
  assert_int_equal(chmod(folder, 0755), 0);
  assert_int_equal(status, PM_IO);
  assert_non_null(strstr(error.text, "rights"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup(makes_folders_with_parents, start),
      cmocka_unit_test_setup(appending_leaves_what_is_there, start),
      cmocka_unit_test_setup(a_file_in_the_way_of_a_folder_is_named, start),
      cmocka_unit_test_setup(reads_back_what_was_written, start),
      cmocka_unit_test_setup(reads_large_files_and_pipes, start),
      cmocka_unit_test_setup(reading_what_is_not_there_says_so, start),
      cmocka_unit_test_setup(writing_to_an_impossible_place_says_so, start),
      cmocka_unit_test_setup(the_longest_name_can_be_written, start),
      cmocka_unit_test_setup(a_full_disk_leaves_the_old_file, start),
      cmocka_unit_test_setup(devices_are_written_to_and_not_replaced, start),
      cmocka_unit_test_setup(a_link_is_followed, start),
      cmocka_unit_test_setup(the_mode_of_an_old_file_stays, start),
      cmocka_unit_test_setup(a_folder_without_rights_says_so, start),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
