/* Metrics in Prometheus's text format, version 0.0.4
 * (https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format). */
#ifndef PROOFMARK_HOST_METRICS_EXPOSITION_H
#define PROOFMARK_HOST_METRICS_EXPOSITION_H

#include <stddef.h>
#include <stdio.h>

#define PM_EXPOSITION_TYPE "text/plain; version=0.0.4; charset=utf-8"

struct pm_label {
  const char *name, *value; /* the value may hold anything; it is escaped */
};

/* Begins a family; its samples follow. `type` is "gauge" or "counter". Names are the caller's to
 * choose well. */
void pm_metric_family(FILE *stream, const char *name, const char *type, const char *help);

/* A sample of the family; nothing where the value is NAN, which stands for not known. */
void pm_metric_sample(FILE *stream, const char *name, const struct pm_label *labels,
                      size_t label_count, double value);

/* A family of one sample without labels; nothing at all where the value is NAN. */
void pm_metric(FILE *stream, const char *name, const char *type, const char *help, double value);

#endif
