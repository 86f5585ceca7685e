#define _GNU_SOURCE /* pipe2 */
#include "host/cli/independent.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host/base/console.h"
#include "host/base/file.h"
#include "host/cli/command.h"
#include "host/cli/interrupt.h"
#include "host/cli/progress.h"
#include "host/cli/results_path.h"
#include "host/laws/law.h"
#include "host/measure/timer.h"
#include "host/result/csv.h"
#include "host/result/independent.h"
#include "host/result/table.h"

struct child {
  pid_t pid;
  int ready, go; /* our ends of its pipes; -1: closed, it has ended */
  char results[288], words[288];
  int exit_status;
};

struct parent {
  const struct pm_run_options *options;
  const struct pm_sections *sections;
  const volatile sig_atomic_t *interrupted;
  struct child children[PM_INDEPENDENT_RUNS_MAX];
  size_t count;
  char folder[256]; /* of the children's files */
  char path[512];   /* of the results; "" for standard output */
  bool told;        /* the children know that they are to end */
  struct pm_progress progress;
};

/* --- starting a run ---------------------------------------------------------------------- */

/* The command line as it was given, behind an option that makes it one of several. */
static char **arguments_of(const struct parent *parent, char *turn) {
  char *const *given = parent->options->argv;
  size_t count = 0;
  while (given[count])
    count++;
  char **arguments = calloc(count + 3, sizeof *arguments);
  if (!arguments)
    return NULL;
  arguments[0] = (char *)"proofmark";
  arguments[1] = (char *)"run";
  arguments[2] = turn;
  memcpy(arguments + 3, given + 1, (count - 1) * sizeof *given);
  return arguments;
}

/* In the child. A process group of its own: Ctrl-C reaches the parent, which passes it on once, where a second
 * would end the child without its results. It ends with the parent. */
static void become_run(const struct parent *parent, const struct child *child, int ready, int go) {
  char turn[352];
  snprintf(turn, sizeof turn, "--turn=%d:%d:%s", ready, go, child->results);
  char **arguments = arguments_of(parent, turn);
  int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
  int words = open(child->words, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  fcntl(ready, F_SETFD, 0);
  fcntl(go, F_SETFD, 0);
  if (arguments && dup2(nothing, STDIN_FILENO) >= 0 && dup2(nothing, STDOUT_FILENO) >= 0 &&
      dup2(words, STDERR_FILENO) >= 0)
    execv("/proc/self/exe", arguments);
  _exit(PM_FAILED);
}

static enum pm_status start(struct parent *parent, size_t index, struct pm_error *error) {
  struct child *child = &parent->children[index];
  int ready[2] = {-1, -1}, go[2] = {-1, -1};
  *child = (struct child){.ready = -1, .go = -1};
  snprintf(child->results, sizeof child->results, "%s/%zu.json", parent->folder, index + 1);
  snprintf(child->words, sizeof child->words, "%s/%zu.words", parent->folder, index + 1);
  bool piped = pipe2(ready, O_CLOEXEC) == 0 && pipe2(go, O_CLOEXEC) == 0;
  fflush(NULL); /* nothing buffered is to be written twice */
  child->pid = piped ? fork() : -1;
  if (child->pid == 0)
    become_run(parent, child, ready[1], go[0]);
  int reason = errno;
  close(ready[1]);
  close(go[0]);
  child->ready = ready[0];
  child->go = go[1];
  if (child->pid < 0)
    return pm_fail(error, PM_FAILED, "a process for run %zu could not be started: %s", index + 1,
                   strerror(reason));
  return PM_OK;
}

/* --- turns ------------------------------------------------------------------------------- */

static void has_ended(struct child *child) {
  close(child->ready);
  close(child->go);
  child->ready = child->go = -1;
}

/* Once; from then on none waits for a turn. */
static void tell_to_end(struct parent *parent) {
  for (size_t i = 0; i < parent->count && !parent->told; i++) {
    struct child *child = &parent->children[i];
    if (child->ready < 0)
      continue;
    kill(child->pid, SIGTERM);
    close(child->go);
    child->go = -1;
  }
  parent->told = true;
}

/* Until the child is idle, or has ended. */
static void await(struct parent *parent, struct child *child) {
  char byte;
  for (;;) {
    if (*parent->interrupted)
      tell_to_end(parent);
    ssize_t got = read(child->ready, &byte, 1);
    if (got == 1)
      return;
    if (got == 0 || errno != EINTR) {
      has_ended(child);
      return;
    }
  }
}

static void give_turn(struct parent *parent, struct child *child) {
  if (child->go >= 0)
    (void)!write(child->go, "g", 1);
  await(parent, child);
  pm_progress_advance(&parent->progress, 1);
}

static bool any_alive(const struct parent *parent) {
  for (size_t i = 0; i < parent->count; i++)
    if (parent->children[i].ready >= 0)
      return true;
  return false;
}

/* A B, B A, A B, ...: what drifts from one work to the next touches all runs alike. */
static void take_turns(struct parent *parent) {
  for (size_t i = 0; i < parent->count; i++)
    await(parent, &parent->children[i]);
  for (unsigned round = 0; any_alive(parent); round++)
    for (size_t i = 0; i < parent->count; i++) {
      size_t next = round % 2 ? parent->count - 1 - i : i;
      char step[32];
      snprintf(step, sizeof step, "run %zu", next + 1);
      pm_progress_show(&parent->progress, step);
      if (parent->children[next].ready >= 0)
        give_turn(parent, &parent->children[next]);
    }
  for (size_t i = 0; i < parent->count; i++) {
    int status = 0;
    while (waitpid(parent->children[i].pid, &status, 0) < 0 && errno == EINTR)
      ;
    parent->children[i].exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : PM_FAILED;
  }
}

/* --- outcomes ---------------------------------------------------------------------------- */

/* Of several runs the gravest counts. */
static int gravest(const struct parent *parent) {
  static const int grave[] = {PM_WRONG_OUTPUT, PM_INTERRUPTED, PM_FAILED,       PM_IO,
                              PM_USAGE,        PM_UNAVAILABLE, PM_UNTRUSTWORTHY};
  for (size_t g = 0; g < sizeof grave / sizeof *grave; g++)
    for (size_t i = 0; i < parent->count; i++)
      if (parent->children[i].exit_status == grave[g])
        return grave[g];
  return PM_OK;
}

/* What the first run with that exit status said last. */
static void repeat_words(const struct parent *parent, int exit_status) {
  for (size_t i = 0; i < parent->count; i++) {
    char *text;
    size_t count;
    if (parent->children[i].exit_status != exit_status ||
        pm_file_read(parent->children[i].words, 1 << 20, &text, &count, NULL) != PM_OK)
      continue;
    while (count && text[count - 1] == '\n')
      text[--count] = '\0';
    const char *last = strrchr(text, '\n');
    fprintf(stderr, "run %zu: %s\n", i + 1, last ? last + 1 : text);
    free(text);
    return;
  }
}

static size_t read_runs(const struct parent *parent, struct pm_observation *runs[]) {
  size_t found = 0;
  for (size_t i = 0; i < parent->count; i++)
    if (pm_observation_read(parent->children[i].results, &runs[found], NULL) == PM_OK)
      found++;
  return found;
}

/* The laws are held against the runs together: a case has all their repetitions. */
static enum pm_status judge(const struct pm_run_options *o, struct pm_result *result,
                            struct pm_observation **judged, struct pm_judgements *judgements,
                            struct pm_error *error) {
  const struct pm_law_limits limits = {.max_noise = o->max_noise, .max_cv = o->max_cv};
  pm_result_set_timer(result, pm_timer_measure());
  enum pm_status status = pm_result_observe(result, judged, error);
  if (status == PM_OK)
    status = pm_laws_judge(*judged, &limits, judgements, error);
  if (status == PM_OK)
    pm_laws_file(judgements, o->strict, result);
  return status;
}

static enum pm_status print(const struct parent *parent, const struct pm_observation *observation,
                            const struct pm_independent *independent,
                            const struct pm_judgements *judgements, struct pm_error *error) {
  const char *csv_path = parent->options->csv_path;
  bool colour = pm_console_colour(stdout);
  if (pm_is_stdout(csv_path)) {
    pm_csv_print(observation, stdout);
    return PM_OK;
  }
  pm_table_print(observation, colour, stdout);
  pm_laws_print_broken(judgements, colour, stdout);
  pm_independent_print(independent, colour, stdout);
  return csv_path ? pm_csv_save(observation, csv_path, error) : PM_OK;
}

static enum pm_status show(const struct parent *parent, struct pm_result *result,
                           const struct pm_independent *independent,
                           const struct pm_judgements *judgements, struct pm_error *error) {
  if (!*parent->path)
    return pm_result_write(result, stdout, error);
  struct pm_observation *observation = NULL;
  enum pm_status status = pm_result_save(result, parent->path, error);
  if (status == PM_OK)
    status = pm_result_observe(result, &observation, error);
  if (status != PM_OK)
    return status;
  status = print(parent, observation, independent, judgements, error);
  pm_observation_free(observation);
  fprintf(stderr, "results: %s\n", parent->path);
  return status;
}

static enum pm_status judge_and_show(const struct parent *parent, struct pm_result *result,
                                     const struct pm_independent *independent,
                                     struct pm_error *error) {
  struct pm_observation *judged = NULL;
  struct pm_judgements judgements = {0};
  enum pm_status status = judge(parent->options, result, &judged, &judgements, error);
  if (status == PM_OK) {
    status = show(parent, result, independent, &judgements, error);
    pm_judgements_free(&judgements);
  }
  pm_observation_free(judged);
  return status;
}

static enum pm_status join_and_show(const struct parent *parent, enum pm_status *verdict,
                                    struct pm_error *error) {
  struct pm_observation *runs[PM_INDEPENDENT_RUNS_MAX];
  struct pm_independent independent = {0};
  struct pm_result *result = NULL;
  size_t count = read_runs(parent, runs);
  enum pm_status status = PM_OK;
  if (count && !pm_independent_compute(runs, count, &independent))
    status = pm_fail(error, PM_FAILED, "no memory for the runs' figures");
  if (count && status == PM_OK)
    status =
        pm_independent_join(runs, count, &independent, parent->sections, parent->options->argv,
                            parent->options->max_noise, *parent->interrupted != 0, &result, error);
  if (result) {
    status = judge_and_show(parent, result, &independent, error);
    *verdict = pm_result_verdict(result, NULL);
  } else if (*parent->path && !parent->options->json_path) {
    remove(parent->path); /* claimed, and nothing came of it */
  }
  pm_result_free(result);
  pm_independent_free(&independent);
  for (size_t i = 0; i < count; i++)
    pm_observation_free(runs[i]);
  return status;
}

/* --- all of it --------------------------------------------------------------------------- */

static enum pm_status count_turns(const struct pm_run_options *options,
                                  const struct pm_registry *registry, size_t *turns,
                                  struct pm_error *error) {
  enum pm_status status = pm_selection_check(&options->selection, registry, error);
  *turns = 0;
  for (size_t i = 0; status == PM_OK && i < registry->count; i++) {
    uint64_t(*points)[PM_PARAMETERS_MAX] = NULL;
    size_t count = 0;
    if (!pm_selects_work(&options->selection, registry->works[i]))
      continue;
    status = pm_selection_points(&options->selection, registry->works[i], &points, &count, error);
    *turns += count * options->independent;
    free(points);
  }
  return status;
}

/* Found out now rather than after the runs: the file can be written. */
static enum pm_status check_writable(const char *path, struct pm_error *error) {
  bool there = access(path, F_OK) == 0;
  FILE *file = fopen(path, "a");
  if (!file)
    return pm_fail(error, PM_IO, "%s cannot be written: %s; name another with --json", path,
                   strerror(errno));
  fclose(file);
  if (!there)
    unlink(path);
  return PM_OK;
}

static enum pm_status prepare(struct parent *parent, struct pm_error *error) {
  const char *json = parent->options->json_path, *folder = getenv("TMPDIR");
  enum pm_status status = PM_OK;
  if (parent->options->resume)
    return pm_fail(error, PM_USAGE, "--resume does not go with --independent; start a new file");
  if (!json)
    status = pm_results_path(parent->path, sizeof parent->path, error);
  else if (!pm_is_stdout(json))
    status = check_writable(json, error);
  if (status != PM_OK)
    return status;
  if (json && !pm_is_stdout(json))
    snprintf(parent->path, sizeof parent->path, "%s", json);
  snprintf(parent->folder, sizeof parent->folder, "%s/proofmark-XXXXXX",
           folder && *folder && strlen(folder) < 224 ? folder : "/tmp");
  if (!mkdtemp(parent->folder))
    return pm_fail(error, PM_IO, "no folder for the runs' files could be made at %s: %s",
                   parent->folder, strerror(errno));
  return PM_OK;
}

static void clean_up(const struct parent *parent) {
  for (size_t i = 0; i < parent->count; i++) {
    unlink(parent->children[i].results);
    unlink(parent->children[i].words);
  }
  rmdir(parent->folder);
}

static enum pm_status run_all(struct parent *parent, size_t turns, struct pm_error *error) {
  enum pm_status status = PM_OK;
  for (size_t i = 0; status == PM_OK && i < parent->options->independent; i++) {
    status = start(parent, i, error);
    parent->count += status == PM_OK;
  }
  pm_progress_start(&parent->progress, turns, "turns", 0);
  if (status != PM_OK)
    tell_to_end(parent);
  take_turns(parent);
  pm_progress_end(&parent->progress);
  return status;
}

int pm_run_independent(const struct pm_run_options *options, const struct pm_program *program) {
  struct parent parent = {
      .options = options, .sections = &program->sections, .interrupted = pm_interrupt_watch()};
  struct pm_error error;
  enum pm_status verdict = PM_OK;
  size_t turns = 0;
  signal(SIGPIPE, SIG_IGN); /* a run that has ended takes no turn */
  enum pm_status status = count_turns(options, &program->works, &turns, &error);
  if (status == PM_OK)
    status = prepare(&parent, &error);
  if (status != PM_OK)
    return pm_print_error(&error);
  status = run_all(&parent, turns, &error);
  int exit_status = gravest(&parent);
  if (status == PM_OK)
    status = join_and_show(&parent, &verdict, &error);
  if (status == PM_OK && exit_status != PM_OK && exit_status != PM_UNTRUSTWORTHY)
    repeat_words(&parent, exit_status);
  clean_up(&parent);
  if (status != PM_OK)
    return pm_print_error(&error);
  /* What is not to be trusted in one run may be in all of them together, and the other way round. */
  if (exit_status != PM_OK && exit_status != PM_UNTRUSTWORTHY)
    return exit_status;
  return options->strict && verdict == PM_UNTRUSTWORTHY ? PM_UNTRUSTWORTHY : PM_OK;
}
