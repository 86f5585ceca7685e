/* Comparing observations: two of the same works, or two implementations within one.
 *
 * What is paired. Two files: cases of one work (its id and its input digest), implementation,
 * device kind and name, number of threads and boundary; where several fit, those with the same
 * binding and the same device id. One file: every case of the baseline implementation with every
 * case of the contender that has the same work and boundary; CPU cases know one boundary alone,
 * `resident`, and so are the counterpart of every boundary of a device case, and of CPU cases with
 * as many threads.
 *
 * How a pair is compared. Its ratio is the time of base over that of the contender, above 1 where
 * the contender is faster, with a 95% bootstrap interval.
 *   By blocks, where both cases were measured in one interleaving (their `group` is one, and their
 *   repetitions as many, three at least): block by block, so that drift falls out
 *   (pm_compare_paired).
 *   By runs, where not: the ratio of the medians (pm_compare_medians), which holds what drifted
 *   between the two.
 *
 * The verdict of a pair is the contender's. With s = same_within:
 *   same          the whole interval lies within [1/(1+s), 1+s]
 *   better        the interval lies above 1 and the ratio above 1+s
 *   worse         the interval lies below 1 and the ratio below 1/(1+s)
 *   inconclusive  all else, and where there is no saying: fewer than 6 samples on a side, the least
 *                 whose extremes hold the median with 95% confidence (1 - 2^(1-n), David and
 *                 Nagaraja, Order Statistics, 7.1), or a case that is marked untrustworthy
 * Swapping the sides swaps better and worse and changes nothing else.
 */
#ifndef PROOFMARK_HOST_COMPARE_COMPARE_H
#define PROOFMARK_HOST_COMPARE_COMPARE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "host/base/status.h"
#include "host/measure/statistics.h"
#include "host/result/environment_difference.h"
#include "host/result/read.h"

enum pm_pair_verdict { PM_BETTER, PM_WORSE, PM_SAME, PM_INCONCLUSIVE, PM_PAIR_VERDICT_COUNT };

/* "better", "worse", "same", "inconclusive". */
const char *pm_pair_verdict_name(enum pm_pair_verdict verdict);

struct pm_pair {
  const struct pm_observed_case *base, *contender;
  struct pm_interval ratio;         /* base / contender; NAN where a side has no samples */
  struct pm_interval difference_ns; /* base - contender */
  size_t blocks;                    /* by so many interleaved blocks; 0: by runs */
  double p;                         /* by blocks: of pm_sign_flips, for information; else NAN */
  bool p_exact;
  enum pm_pair_verdict verdict;
  bool decidable;   /* false: too few samples, or a case that is not to be trusted */
  char reason[160]; /* why inconclusive; else "" */
};

enum pm_side { PM_SIDE_BASE, PM_SIDE_CONTENDER };

struct pm_unpaired {
  enum pm_side side;
  const struct pm_observed_case *observed;
  char reason[256]; /* "has no counterpart", "its counterpart failed: wrong output" */
};

/* A work that both files name, over different inputs. */
struct pm_differing_work {
  const struct pm_observed_work *base, *contender;
};

struct pm_comparison {
  const struct pm_observation *base, *contender; /* the same in a comparison within one file */
  const char *base_implementation, *contender_implementation; /* within one file; else NULL */
  double same_within;
  double executor_share; /* as in the options */
  bool across_machines;
  char machine_difference[256]; /* with across_machines */
  /* Of two files; complete and empty within one. */
  struct pm_environment_differences environment;
  struct pm_pair *pairs; /* in the order of base's works and cases */
  size_t pair_count;
  struct pm_unpaired *unpaired;
  size_t unpaired_count;
  struct pm_differing_work *differing;
  size_t differing_count;
  size_t verdicts[PM_PAIR_VERDICT_COUNT]; /* how many pairs */
};

struct pm_compare_options {
  double same_within; /* 0.02: two percent */
  double
      executor_share; /* what the base's time is of a whole (host/compare/amdahl.h); 0: not asked */
  bool across_machines; /* allow files of two machines */
  uint64_t seed;        /* of the bootstrap */
};

extern const struct pm_compare_options pm_compare_defaults;

/* Compares two files. The observations must outlive the comparison, whose arrays are freed by
 * pm_comparison_free, also after a failure. PM_NOT_COMPARABLE where they are of two machines and
 * that was not allowed, where a work differs in its input (named in the error and in `differing`;
 * what else there is has been compared all the same), or where they have nothing in common. */
enum pm_status pm_compare_files(const struct pm_observation *base,
                                const struct pm_observation *contender,
                                const struct pm_compare_options *options,
                                struct pm_comparison *comparison, struct pm_error *error);

/* Compares two implementations within one file, by their names, which must outlive the comparison.
 * PM_USAGE where the file has no such implementation, naming those it has; PM_NOT_COMPARABLE where
 * no case of one has a counterpart, or where the file was merged from several machines and that was
 * not allowed. */
enum pm_status pm_compare_implementations(const struct pm_observation *observation,
                                          const char *baseline, const char *contender,
                                          const struct pm_compare_options *options,
                                          struct pm_comparison *comparison, struct pm_error *error);

void pm_comparison_free(struct pm_comparison *comparison);

/* The samples of a case, for the statistics. */
struct pm_sample pm_sample_of(const struct pm_observed_case *observed);

/* For people, and for programs. Errors of the stream are the stream's. */
void pm_comparison_print(const struct pm_comparison *comparison, bool colour, FILE *stream);
void pm_comparison_print_json(const struct pm_comparison *comparison, FILE *stream);

#endif
