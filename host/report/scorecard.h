/* The scorecard: what each machine does of each work, what it takes for it, and what that costs.
 *
 * A machine is one results file. A place on it is its CPU, all the threads that were measured, or
 * one of its devices; a device that is a processor (OpenCL on the CPU) is no place of its own. The
 * score of a work at a place is that of the fastest case that is to be trusted: on the CPU from
 * memory to memory (`resident`), on a device end to end (`e2e`), with the device's own time
 * (`kernel`) beside it.
 *
 *   throughput           items of the work / median time
 *   joules per item      the case's joules per iteration / items; NAN where energy could not be
 *                        read
 *   cost of 10^9 items   price per hour / 3600 / throughput * 10^9
 *   share of ceiling     the greatest share that pm_bounds_of gives
 *
 * Works compare where id and input digest agree with those of the base machine. What does not
 * compare, or has no score, has a reason.
 *
 * The mean of a mix is the weighted geometric mean of a place's throughput over the base machine's,
 * exp(sum w ln r / sum w): the one mean of ratios that does not depend on which machine is the base
 * (Fleming and Wallace, How not to lie with statistics, CACM 29, 1986). It is over the works of the
 * base machine that the mix names; where one is lacking there is no mean.
 */
#ifndef PROOFMARK_HOST_REPORT_SCORECARD_H
#define PROOFMARK_HOST_REPORT_SCORECARD_H

#include <stddef.h>
#include <stdio.h>

#include "host/report/document.h"
#include "host/report/score.h"

struct pm_scorecard_options {
  const struct pm_price_list *prices; /* NULL: no costs */
  const struct pm_mix *mix;           /* NULL: no means */
  const char *base; /* host or file name of the machine to compare with; NULL: the first */
};

/* The observations, prices and mix must outlive the scorecard, which pm_scorecard_free frees, also
 * after a failure. PM_USAGE where `base` names none of them. */
enum pm_status pm_scorecard_make(const struct pm_observation *const *observations, size_t count,
                                 const struct pm_scorecard_options *options,
                                 struct pm_scorecard *scorecard, struct pm_error *error);
void pm_scorecard_free(struct pm_scorecard *scorecard);

/* Its sections, from headings of `level` on. */
void pm_scorecard_write(const struct pm_scorecard *scorecard, int level,
                        struct pm_document *document);
/* The same for programs. */
void pm_scorecard_print_json(const struct pm_scorecard *scorecard, FILE *stream);

#endif
