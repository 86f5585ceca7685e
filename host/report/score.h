/* The parts of a scorecard (scorecard.h): machines, places, works, scores, means. */
#ifndef PROOFMARK_HOST_REPORT_SCORE_H
#define PROOFMARK_HOST_REPORT_SCORE_H

#include <stdbool.h>
#include <stddef.h>

#include "host/laws/ceiling.h"
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

const struct pm_score *pm_scorecard_score(const struct pm_scorecard *scorecard, size_t work,
                                          size_t place);

/* The place at which a machine is fastest at a work; place_count where it has no score. */
size_t pm_scorecard_best_place(const struct pm_scorecard *scorecard, size_t work, size_t machine);

#endif
