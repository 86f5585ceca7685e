/* proofmark soak: the same works for minutes or days, window by window. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "host/base/build.h"
#include "host/base/clock.h"
#include "host/base/console.h"
#include "host/base/file.h"
#include "host/cli/command.h"
#include "host/cli/interrupt.h"
#include "host/cli/progress.h"
#include "host/cli/results_path.h"
#include "host/cli/soak_cases.h"
#include "host/metrics/server.h"
#include "host/result/environment.h"
#include "host/result/result.h"
#include "host/soak/soak.h"

struct command {
  struct pm_selection selection;
  double minutes, window_s; /* window_s 0: by the length of the run */
  bool strict;
  const char *json_path, *metrics_path, *listen;
  char **argv;
  const volatile sig_atomic_t *interrupted;
  char path[512], started[40];
  struct pm_soak_cases cases;
  struct pm_soak soak;
  struct pm_soak_finding findings[PM_SOAK_LAW_COUNT];
  struct pm_result *result;
  struct pm_sensors *sensors;
  struct pm_metrics_server *server;
  struct pm_progress progress;
  uint64_t start_ns;
};

/* --- a window ---------------------------------------------------------------------------- */

static double seconds_since(uint64_t start_ns) { return (double)(pm_clock_ns() - start_ns) * 1e-9; }

/* What a wrong output leaves behind: the case among the failures, and words. */
static void note_failure(struct command *c, const struct pm_soak_case *soaked,
                         enum pm_status status, const struct pm_mismatch *mismatch,
                         const struct pm_error *error) {
  struct pm_measurement outcome = {.status = status, .stop_reason = "failed"};
  snprintf(outcome.failure, sizeof outcome.failure, "%s", error->text);
  if (status == PM_WRONG_OUTPUT)
    outcome.mismatch = *mismatch;
  const struct pm_binding *binding =
      soaked->soaked->pool ? pm_pool_binding(soaked->soaked->pool) : NULL;
  pm_result_add_case(c->result, soaked->soaked, binding, &outcome, NULL);
  if (status == PM_WRONG_OUTPUT)
    c->soak.wrong = error->text;
}

/* Checked iterations for so long, at least one; PM_INTERRUPTED where the window is not to count. */
static enum pm_status iterate(struct command *c, struct pm_soak_case *soaked, double seconds,
                              struct pm_soak_window *w, struct pm_error *error) {
  struct pm_mismatch mismatch = {0};
  uint64_t start_ns = pm_clock_ns();
  do {
    double elapsed_ns;
    if (*c->interrupted)
      return pm_fail(error, PM_INTERRUPTED, "interrupted");
    enum pm_status status =
        pm_iterator_run(&soaked->iterator, soaked->soaked->boundary, &elapsed_ns, &mismatch, error);
    if (status != PM_OK) {
      if (status != PM_WRONG_OUTPUT && *c->interrupted)
        return pm_fail(error, PM_INTERRUPTED, "interrupted");
      note_failure(c, soaked, status, &mismatch, error);
      return status;
    }
    w->iterations++;
    w->timed_ns += elapsed_ns;
    w->slowest_ns = fmax(w->slowest_ns, elapsed_ns);
    pm_soak_case_sample(soaked, elapsed_ns);
  } while (seconds_since(start_ns) < seconds);
  w->wall_s = seconds_since(start_ns);
  w->items_per_second =
      (double)soaked->soaked->problem->items * (double)w->iterations * 1e9 / w->timed_ns;
  return PM_OK;
}

static enum pm_status run_window(struct command *c, size_t index, struct pm_error *error) {
  struct pm_soak_case *soaked = &c->cases.items[index];
  struct pm_soak_window w = {.index = index};
  struct pm_reading start, end;
  pm_session_settle(&c->cases.session, soaked->soaked);
  pm_soak_case_begin(soaked);
  w.start_s = seconds_since(c->start_ns);
  pm_sensors_read(c->sensors, &start);
  enum pm_status status = iterate(c, soaked, c->window_s, &w, error);
  if (status != PM_OK)
    return status;
  pm_sensors_read(c->sensors, &end);
  pm_soak_window_sense(&w, &start, &end, pm_pool_threads(c->cases.session.input_pool));
  if (!soaked->soaked->device)
    w.gpu_mhz = w.gpu_temperature_c = w.gpu_watts = NAN;
  pm_soak_case_end(soaked);
  return pm_soak_add(&c->soak, &w) ? PM_OK : pm_fail(error, PM_FAILED, "no memory for the windows");
}

/* --- what is written after each ------------------------------------------------------------ */

static enum pm_status expose(struct command *c, struct pm_error *error) {
  if (!c->metrics_path && !c->server)
    return PM_OK;
  char *text = pm_soak_metrics(&c->soak, c->findings);
  if (!text)
    return pm_fail(error, PM_FAILED, "no memory for the metrics");
  enum pm_status status = PM_OK;
  if (c->metrics_path)
    status = pm_file_write(c->metrics_path, text, strlen(text), error);
  if (c->server)
    pm_metrics_server_publish(c->server, text);
  else
    free(text);
  return status;
}

static enum pm_status save(struct command *c, struct pm_error *error) {
  pm_soak_judge(&c->soak, c->findings);
  char *text = pm_soak_json(&c->soak, c->findings);
  if (!text)
    return pm_fail(error, PM_FAILED, "no memory for the results");
  pm_result_set_member(c->result, "soak", text);
  free(text);
  enum pm_status status = *c->path ? pm_result_save(c->result, c->path, error) : PM_OK;
  return status == PM_OK ? expose(c, error) : status;
}

/* --- the run ----------------------------------------------------------------------------- */

static enum pm_status open_result(struct command *c, struct pm_error *error) {
  enum pm_status status = PM_OK;
  if (!c->json_path)
    status = pm_results_path(c->path, sizeof c->path, error);
  else if (!pm_is_stdout(c->json_path))
    snprintf(c->path, sizeof c->path, "%s", c->json_path);
  if (status == PM_OK)
    status = pm_result_new(c->argv, c->selection.seed, &pm_this_build,
                           pm_environment_context(c->argv[0]),
                           pm_environment_host(c->cases.session.topology), &c->result, error);
  for (size_t i = 0; status == PM_OK && i < c->cases.session.device_count; i++)
    pm_result_add_device(c->result, &c->cases.session.devices[i].info,
                         &c->cases.session.devices[i].locality);
  for (size_t i = 0; status == PM_OK && i < c->cases.count; i++)
    status = pm_result_add_work(c->result, c->cases.items[i].soaked->problem, error);
  return status;
}

/* The GPU whose sensors are read: that of the first case on one whose place is known. */
static const char *gpu_to_watch(const struct command *c, char pci[PM_PCI_MAX]) {
  for (size_t i = 0; i < c->cases.count; i++) {
    const struct pm_device_info *info = c->cases.items[i].soaked->device;
    if (!info || !info->pci_known || info->kind != PM_DEVICE_GPU)
      continue;
    pm_device_pci(info, pci);
    return pci;
  }
  return NULL;
}

static enum pm_status open_all(struct command *c, const struct pm_registry *registry,
                               struct pm_error *error) {
  char pci[PM_PCI_MAX];
  /* Found out before the works are made, which may take a while. */
  enum pm_status status = c->listen ? pm_metrics_server_open(c->listen, &c->server, error) : PM_OK;
  if (status == PM_OK && c->metrics_path)
    status = pm_file_write(c->metrics_path, "", 0, error);
  if (status == PM_OK)
    status = pm_soak_cases_open(&c->cases, &c->selection, registry, c->interrupted, error);
  if (status == PM_OK)
    status = open_result(c, error);
  if (status != PM_OK)
    return status;
  c->soak.cases = c->cases.names;
  c->soak.items = c->cases.counted;
  c->soak.case_count = c->cases.count;
  pm_session_settle(&c->cases.session, c->cases.items[0].soaked);
  c->sensors = pm_sensors_open("", gpu_to_watch(c, pci));
  return c->sensors ? save(c, error) : pm_fail(error, PM_FAILED, "no memory for the sensors");
}

/* A window each in turn, until what is left of the time is less than half a window. */
static enum pm_status run_windows(struct command *c, struct pm_error *error) {
  double end_s = 60 * c->minutes;
  size_t planned = (size_t)(end_s / c->window_s + 0.5);
  enum pm_status status = PM_OK;
  pm_progress_start(&c->progress, planned ? planned : 1, "windows", c->window_s);
  c->start_ns = pm_clock_ns();
  for (size_t i = 0; status == PM_OK; i++) {
    if (i && end_s - seconds_since(c->start_ns) < c->window_s / 2)
      break;
    size_t index = i % c->cases.count;
    pm_progress_show(&c->progress, c->cases.names[index]);
    status = run_window(c, index, error);
    if (status == PM_OK)
      status = save(c, error);
    pm_progress_advance(&c->progress, 1);
  }
  pm_progress_end(&c->progress);
  return status;
}

static enum pm_status finish(struct command *c, enum pm_status ran, struct pm_error *error) {
  c->soak.finished = ran == PM_OK;
  pm_result_finish(c->result, ran == PM_INTERRUPTED);
  enum pm_status status = PM_OK;
  if (ran == PM_OK || ran == PM_INTERRUPTED)
    status = pm_soak_cases_file(&c->cases, c->result, ran == PM_INTERRUPTED, error);
  if (status == PM_OK)
    status = save(c, error);
  if (pm_is_stdout(c->json_path))
    return status == PM_OK ? pm_result_write(c->result, stdout, error) : status;
  pm_soak_print(&c->soak, c->findings, pm_console_colour(stdout), stdout);
  fprintf(stderr, "results: %s\n", c->path);
  return status;
}

/* The exit status; 0 with a warning said is 5 where asked for. */
static int soak(struct command *c, const struct pm_registry *registry) {
  struct pm_error error = c->selection.error, late;
  enum pm_status status = error.status;
  if (status == PM_OK)
    status = open_all(c, registry, &error);
  if (status != PM_OK) {
    if (*c->path && !c->json_path)
      remove(c->path);
    return pm_print_error(&error);
  }
  if (c->server)
    fprintf(stderr, "metrics: %s\n", pm_metrics_server_url(c->server));
  status = run_windows(c, &error);
  enum pm_status finished = finish(c, status, &late);
  if (status == PM_INTERRUPTED)
    return PM_INTERRUPTED;
  if (status != PM_OK)
    return pm_print_error(&error);
  if (finished != PM_OK)
    return pm_print_error(&late);
  return c->strict && pm_soak_verdict(c->findings) == PM_SOAK_WARN ? PM_UNTRUSTWORTHY : PM_OK;
}

/* --- options ----------------------------------------------------------------------------- */

enum { KEY_METRICS_FILE = 0x400, KEY_METRICS_LISTEN, KEY_WINDOW };

static const struct argp_option options[] = {
    {"minutes", 'M', "N", 0, "How long (10)", 4},
    {"window", KEY_WINDOW, "SECONDS", 0, "Length of a window (5; of long runs up to a minute)", 4},
    {"strict", 'x', NULL, 0, "Exit with 5 on a warning; else it is only said", 4},
    {"json", 'j', "FILE", 0, "Results file; - is standard output (results/HOST/TIME.json)", 5},
    {"metrics-file", KEY_METRICS_FILE, "FILE", 0,
     "Metrics in Prometheus's text format, written anew after each window", 5},
    {"metrics-listen", KEY_METRICS_LISTEN, "[ADDR:]PORT", 0,
     "The same by HTTP at /metrics; without ADDR from this machine alone", 5},
    {0}};

static bool number_in(const char *text, double low, double high, double *number) {
  char *end;
  *number = strtod(text, &end);
  return end != text && !*end && *number >= low && *number <= high;
}

static error_t parse_option(int key, char *text, struct argp_state *state) {
  struct command *c = state->input;
  struct pm_error *error = &c->selection.error;
  switch (key) {
  case ARGP_KEY_INIT:
    state->child_inputs[0] = &c->selection;
    return 0;
  case 'M':
    if (!number_in(text, 0.001, 1e6, &c->minutes))
      pm_fail(error, PM_USAGE, "--minutes takes 0.001 to 1000000, not '%s'", text);
    return 0;
  case KEY_WINDOW:
    if (!number_in(text, 0.01, 3600, &c->window_s))
      pm_fail(error, PM_USAGE, "--window takes 0.01 to 3600 seconds, not '%s'", text);
    return 0;
  case 'x':
    c->strict = true;
    return 0;
  case 'j':
    c->json_path = text;
    return 0;
  case KEY_METRICS_FILE:
    c->metrics_path = text;
    return 0;
  case KEY_METRICS_LISTEN:
    c->listen = text;
    return 0;
  default:
    return ARGP_ERR_UNKNOWN;
  }
}

/* Some seven hundred windows are enough, however long; their file is written anew after each. */
static double default_window_s(double minutes) { return fmin(fmax(60 * minutes / 720, 5), 60); }

static void note_start(struct command *c) {
  time_t now = time(NULL);
  struct tm utc;
  strftime(c->started, sizeof c->started, "%Y-%m-%dT%H:%M:%S+00:00", gmtime_r(&now, &utc));
  c->soak.started = c->started;
  c->soak.minutes = c->minutes;
  c->soak.window_s = c->window_s;
}

static void close_all(struct command *c) {
  pm_metrics_server_close(c->server);
  pm_sensors_close(c->sensors);
  pm_result_free(c->result);
  pm_soak_cases_close(&c->cases);
  pm_soak_free(&c->soak);
  pm_arguments_free(c->argv);
}

int pm_command_soak(int argc, char **argv, const struct pm_program *program) {
  static const struct argp_child children[] = {{&pm_selection_argp, 0, NULL, 0}, {0}};
  static const struct argp argp = {
      .options = options,
      .children = children,
      .parser = parse_option,
      .args_doc = "[WORK-GLOB...]",
      .doc = "Runs works for a long time, every output checked, a window each in turn: throughput "
             "per window, "
             "its drift and range, clocks, temperature, power, throttling, memory, and OK or WARN "
             "with the "
             "reason. The results file holds every finished window at any time. Without --impl the "
             "fastest "
             "implementation on all cores and every device are run. Ctrl-C ends it."};
  struct command c = {.minutes = 10, .argv = pm_arguments_copy(argc, argv)};
  pm_selection_init(&c.selection);
  c.selection.threads_default = false; /* all cores, unless told otherwise */
  pm_parse(&argp, argc, argv, &c);
  if (!c.argv)
    pm_fail(&c.selection.error, PM_FAILED, "no memory");
  if (!c.window_s)
    c.window_s = fmin(default_window_s(c.minutes), 60 * c.minutes);
  c.interrupted = pm_interrupt_watch();
  note_start(&c);
  int exit_status = soak(&c, &program->works);
  close_all(&c);
  return exit_status;
}
