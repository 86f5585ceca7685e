#include "host/result/csv.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "host/base/file.h"

static const char header[] =
    "run_id,host,date,work,parameters,implementation,device,device_kind,device_name,binding,"
    "threads,"
    "boundary,item,items,bytes,operations,n,median_ns,mean_ns,mad_ns,cv,p90_ns,p95_ns,p99_ns,"
    "ci_low_ns,ci_high_ns,items_per_second,bytes_per_second,input_digest,output_digest,verified,"
    "verdict,stop_reason";

/* RFC 4180, section 2: fields with commas, quotes or line ends stand in quotes, quotes doubled. */
static void put_field(const char *text, FILE *stream) {
  if (!strpbrk(text, ",\"\r\n")) {
    fputs(text, stream);
    return;
  }
  putc('"', stream);
  for (; *text; text++) {
    if (*text == '"')
      putc('"', stream);
    putc(*text, stream);
  }
  putc('"', stream);
}

static void put_text(const char *text, FILE *stream) {
  putc(',', stream);
  put_field(text ? text : "", stream);
}

static void put_number(double value, FILE *stream) {
  putc(',', stream);
  if (isfinite(value))
    fprintf(stream, "%.15g", value);
}

/* "length=64,batch=65536" of "hash/sha256[length=64,batch=65536]". */
static void put_parameters(const char *id, FILE *stream) {
  char text[512] = "";
  const char *bracket = strchr(id, '[');
  if (bracket)
    snprintf(text, sizeof text, "%s", bracket + 1);
  size_t length = strlen(text);
  if (length && text[length - 1] == ']')
    text[length - 1] = '\0';
  put_text(text, stream);
}

static void put_identity(const struct pm_observation *observation,
                         const struct pm_observed_case *observed, FILE *stream) {
  put_field(observation->run_id, stream);
  put_text(observation->host_name, stream);
  put_text(observation->date, stream);
  put_text(observed->work->name, stream);
  put_parameters(observed->work->id, stream);
  put_text(observed->implementation, stream);
  put_text(observed->device, stream);
  put_text(observed->hardware ? observed->hardware->kind : NULL, stream);
  put_text(observed->hardware ? observed->hardware->name : NULL, stream);
  put_text(observed->binding, stream);
  put_number(observed->threads ? observed->threads : NAN, stream);
  put_text(observed->boundary, stream);
}

static void put_figures(const struct pm_observed_case *observed, FILE *stream) {
  const struct pm_statistics *s = &observed->statistics;
  put_text(observed->work->item, stream);
  const double figures[] = {observed->work->items,
                            observed->work->bytes,
                            observed->work->operations,
                            (double)s->n,
                            s->median_ns,
                            s->mean_ns,
                            s->mad_ns,
                            s->cv,
                            s->p90_ns,
                            s->p95_ns,
                            s->p99_ns,
                            s->ci_low_ns,
                            s->ci_high_ns,
                            observed->items_per_second,
                            observed->bytes_per_second};
  for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
    put_number(figures[i], stream);
}

static void put_case(const struct pm_observation *observation,
                     const struct pm_observed_case *observed, FILE *stream) {
  put_identity(observation, observed, stream);
  put_figures(observed, stream);
  put_text(observed->work->input_digest, stream);
  put_text(observed->output_digest, stream);
  put_text(observed->verified ? "true" : "false", stream);
  put_text(observed->trustworthy ? "ok" : "untrustworthy", stream);
  put_text(observed->stop_reason, stream);
  fputs("\r\n", stream);
}

void pm_csv_print(const struct pm_observation *observation, FILE *stream) {
  fputs(header, stream);
  fputs("\r\n", stream);
  for (size_t i = 0; i < observation->case_count; i++)
    put_case(observation, &observation->cases[i], stream);
}

enum pm_status pm_csv_save(const struct pm_observation *observation, const char *path,
                           struct pm_error *error) {
  char *text = NULL;
  size_t bytes = 0;
  FILE *stream = open_memstream(&text, &bytes);
  if (!stream)
    return pm_fail(error, PM_FAILED, "no memory to write %s", path);
  pm_csv_print(observation, stream);
  bool complete = !ferror(stream);
  complete = fclose(stream) == 0 && complete;
  enum pm_status status = complete ? pm_file_write(path, text, bytes, error)
                                   : pm_fail(error, PM_FAILED, "no memory to write %s", path);
  free(text);
  return status;
}
