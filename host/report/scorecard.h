/* The scorecard: what each machine does of each work, what it takes for it, and what that costs.
 *
 * A machine is one results file. A place on it is its CPU, all the threads that were measured, or one of
 * its devices; a device that is a processor (OpenCL on the CPU) is no place of its own. The score of a
 * work at a place is that of the fastest case that is to be trusted: on the CPU from memory to memory
 * (`resident`), on a device end to end (`e2e`), with the device's own time (`kernel`) beside it.
 *
 *   throughput           items of the work / median time
 *   joules per item      the case's joules per iteration / items; NAN where energy could not be read
 *   cost of 10^9 items   price per hour / 3600 / throughput * 10^9
 *   share of ceiling     the greatest share that pm_bounds_of gives
 *
 * Works compare where id and input digest agree with those of the base machine. What does not compare,
 * or has no score, has a reason.
 *
 * The mean of a mix is the weighted geometric mean of a place's throughput over the base machine's,
 * exp(sum w ln r / sum w): the one mean of ratios that does not depend on which machine is the base
 * (Fleming and Wallace, How not to lie with statistics, CACM 29, 1986). It is over the works of the base
 * machine that the mix names; where one is lacking there is no mean.
 */
#ifndef PROOFMARK_HOST_REPORT_SCORECARD_H
#define PROOFMARK_HOST_REPORT_SCORECARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "host/laws/ceiling.h"
#include "host/report/document.h"
#include "host/report/mix.h"
#include "host/report/price.h"
#include "host/result/read.h"

struct pm_score_machine {
  const struct pm_observation *observation;
  char *label; /* the host's name; with the file's where two have the same, or there is none */
};

struct pm_score_place {
  size_t machine;
  const struct pm_observed_device *device; /* NULL: the CPU */
  char *label;                             /* "CPU", "cuda:0" */
  const char *name;                        /* of the processor or the device; NULL: not known */
  const struct pm_price *price;            /* NULL: none was given */
};

struct pm_score {
  const struct pm_observed_case *best; /* NULL: there is no score, and `reason` says why */
  double items_per_second;
  double kernel_items_per_second; /* of a device; NAN where there is none */
  double joules_per_item;         /* NAN where unknown */
  double host_joules_per_item; /* of a device: the processor's beside its own; NAN where unknown */
  const char *energy_source;   /* NULL where unknown */
  bool idle_subtracted;        /* from the joules */
  double cost_per_billion;     /* in the price list's currency; NAN without a price */
  struct pm_bound bound;       /* the one with the greatest share; share is NAN where unknown */
  char reason[256];
};

struct pm_score_work {
  const struct pm_observed_work *work; /* of the base machine, else of the first that has it */
  const char *only_on;                 /* the one machine with a score, of several; else NULL */
  double weight;                       /* in the mix; 0 without */
};

struct pm_score_mean {
  size_t machine;
  const struct pm_score_place *place; /* NULL: each work at the machine's best place */
  double mean;                        /* NAN: not computed, and `lacks` says why */
  char lacks[512];
};

struct pm_scorecard {
  struct pm_score_machine *machines;
  size_t machine_count, base;
  struct pm_score_place *places; /* by machine, the CPU first */
  size_t place_count;
  struct pm_score_work *works;
  size_t work_count;
  struct pm_score *scores; /* of work w at place p: [w * place_count + p] */
  struct pm_score_mean *means;
  size_t mean_count;                  /* 0 without a mix */
  const struct pm_price_list *prices; /* NULL */
  const struct pm_mix *mix;           /* NULL */
};

struct pm_scorecard_options {
  const struct pm_price_list *prices; /* NULL: no costs */
  const struct pm_mix *mix;           /* NULL: no means */
  const char *base; /* host or file name of the machine to compare with; NULL: the first */
};

/* The observations, prices and mix must outlive the scorecard, which pm_scorecard_free frees, also after
 * a failure. PM_USAGE where `base` names none of them. */
enum pm_status pm_scorecard_make(const struct pm_observation *const *observations, size_t count,
                                 const struct pm_scorecard_options *options,
                                 struct pm_scorecard *scorecard, struct pm_error *error);
void pm_scorecard_free(struct pm_scorecard *scorecard);

const struct pm_score *pm_scorecard_score(const struct pm_scorecard *scorecard, size_t work,
                                          size_t place);

/* The place at which a machine is fastest at a work; place_count where it has no score. */
size_t pm_scorecard_best_place(const struct pm_scorecard *scorecard, size_t work, size_t machine);

/* Its sections, from headings of `level` on. */
void pm_scorecard_write(const struct pm_scorecard *scorecard, int level,
                        struct pm_document *document);
/* The same for programs. */
void pm_scorecard_print_json(const struct pm_scorecard *scorecard, FILE *stream);

#endif
