/* Laws: what must be true of results that can be trusted, each with a name, a verdict and the
 * figures.
 *
 * They are judged on an observation as its readers see it, so that any file can be held against
 * them, of this program or another, now or later. What a file does not say leaves a law "not
 * checked", and the reason says so; nothing counts as held that was not looked at.
 *
 * An error is what cannot be, or cannot be relied on: a case that breaks such a law is not to be
 * trusted. A warning is what makes results poorer: it is said, and `run --strict` exits 5 for it as
 * it does for an error.
 */
#ifndef PROOFMARK_HOST_LAWS_LAW_H
#define PROOFMARK_HOST_LAWS_LAW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "host/base/status.h"
#include "host/result/json.h"
#include "host/result/read.h"

enum pm_law_severity { PM_LAW_WARNING, PM_LAW_ERROR };
enum pm_law_verdict { PM_LAW_HELD, PM_LAW_BROKEN, PM_LAW_NOT_CHECKED };

/* What the user sets; 0: no limit. */
struct pm_law_limits {
  double max_noise; /* half a median's 95% interval, in parts of the median */
  double max_cv;    /* standard deviation over mean */
};
#define PM_LAW_LIMITS_DEFAULT ((struct pm_law_limits){.max_noise = 0.25, .max_cv = 0.10})

struct pm_figure {
  const char *name; /* with its unit: "median_ns", "share" */
  double value;
};
enum { PM_FIGURES_MAX = 6, PM_LAW_TEXT_MAX = 384 };

/* Ids belong to the observation. */
struct pm_violation {
  const char *case_id; /* NULL: not of one case */
  const char *work_id; /* NULL: not of one work */
  char text[PM_LAW_TEXT_MAX];
  struct pm_figure figures[PM_FIGURES_MAX];
  size_t figure_count;
};

struct pm_judgement;

struct pm_law {
  const char *name;
  const char *statement; /* what it says */
  enum pm_law_severity severity;
  /* Counts what it looks at and notes what breaks it (host/laws/law_checks.h). */
  void (*check)(const struct pm_observation *observation, const struct pm_law_limits *limits,
                struct pm_judgement *judgement);
};

struct pm_judgement {
  const struct pm_law *law;
  enum pm_law_verdict verdict;
  size_t checked;               /* cases, or pairs of cases, or works */
  char reason[PM_LAW_TEXT_MAX]; /* why not checked, or what else is to be said; or "" */
  struct pm_violation *violations;
  size_t violation_count;
  bool no_memory;
};

struct pm_judgements {
  struct pm_judgement *laws;
  size_t count;
};

/* Holds the observation, which must live as long, against every law. PM_FAILED without memory. On
 * success to be freed. */
enum pm_status pm_laws_judge(const struct pm_observation *observation,
                             const struct pm_law_limits *limits, struct pm_judgements *judgements,
                             struct pm_error *error);
void pm_judgements_free(struct pm_judgements *judgements);

/* How many laws of this severity are broken. */
size_t pm_laws_broken(const struct pm_judgements *judgements, enum pm_law_severity severity);

/* "held", "broken", "not checked"; "warning", "error". */
const char *pm_law_verdict_name(enum pm_law_verdict verdict);
const char *pm_law_severity_name(enum pm_law_severity severity);

/* A line for each broken law, with the first of what breaks it and how much more there is. */
void pm_laws_print_broken(const struct pm_judgements *judgements, bool colour, FILE *stream);

/* A block for each law, with all that breaks it. */
void pm_laws_print(const struct pm_judgements *judgements, bool colour, FILE *stream);

/* The elements of proofmark.laws[]. */
void pm_laws_write(const struct pm_judgements *judgements, struct pm_json *json);

/* Puts them into a result. A broken law that is an error makes the whole run untrustworthy, with
 * `strict` a warning too. */
struct pm_result;
void pm_laws_file(const struct pm_judgements *judgements, bool strict, struct pm_result *result);

#endif
