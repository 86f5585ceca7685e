/* Distributions of which a verdict needs the tail: beta, and what follows from it. */
#ifndef PROOFMARK_HOST_MEASURE_DISTRIBUTION_H
#define PROOFMARK_HOST_MEASURE_DISTRIBUTION_H

#include <stddef.h>

/* The regularised incomplete beta function I_x(a, b), a and b above 0: the share of the
 * distribution Beta(a, b) below x. */
double pm_beta_below(double a, double b, double x);

/* The share of Snedecor's F distribution with so many degrees of freedom above f; 1 for f <= 0, NAN
 * for f that is NAN. */
double pm_f_above(double f, double between, double within);

/* The 95% interval of a share of which `hits` of `n` tries, n >= 1, are an estimate: exact, never
 * too narrow (Clopper and Pearson, The use of confidence or fiducial limits, Biometrika 26,
 * 1934). */
void pm_binomial_interval(size_t hits, size_t n, double *low, double *high);

#endif
