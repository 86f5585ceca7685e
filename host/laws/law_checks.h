/* What the laws share. */
#ifndef PROOFMARK_HOST_LAWS_LAW_CHECKS_H
#define PROOFMARK_HOST_LAWS_LAW_CHECKS_H

#include "host/laws/law.h"

/* The checks, a file for each kind. */
typedef void pm_law_check(const struct pm_observation *observation,
                          const struct pm_law_limits *limits, struct pm_judgement *judgement);

pm_law_check pm_law_wrong_output, pm_law_unequal_work;                /* law_output.c */
pm_law_check pm_law_boundaries, pm_law_size_order, pm_law_work_order; /* law_order.c */
pm_law_check pm_law_noise, pm_law_cv, pm_law_warm_up, pm_law_spread;  /* law_samples.c */
pm_law_check pm_law_percentiles;                                      /* law_samples.c */
pm_law_check pm_law_ceiling, pm_law_clock, pm_law_busy, pm_law_build; /* law_machine.c */

/* Notes what breaks the law. The violation, to add figures to; NULL without memory. */
struct pm_violation *pm_law_break(struct pm_judgement *judgement, const char *case_id,
                                  const char *work_id, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Takes NULL and does nothing. */
void pm_law_figure(struct pm_violation *violation, const char *name, double value);

/* Why nothing, or not everything, was checked. */
void pm_law_reason(struct pm_judgement *judgement, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Whether both ran in one place: implementation, device, threads. */
bool pm_law_same_place(const struct pm_observed_case *a, const struct pm_observed_case *b);

/* Whether both medians have an interval. */
bool pm_law_comparable(const struct pm_observed_case *a, const struct pm_observed_case *b);

/* Whether a's median is below b's beyond noise: their 95% intervals are apart, which is stricter
 * than a test of the difference at 5% (Cumming and Finch, Inference by Eye, 2005: at some 0.6%),
 * and the medians differ by more than what any two builds or boots do. */
bool pm_law_below(const struct pm_observed_case *a, const struct pm_observed_case *b);

#endif
