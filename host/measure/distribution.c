#include "host/measure/distribution.h"

#include <math.h>

/* The continued fraction of I_x(a, b) (NIST Digital Library of Mathematical Functions, 8.17.22) by Lentz's
 * method as Thompson and Barnett changed it (Coulomb and Bessel functions of complex arguments and order,
 * J. Comput. Phys. 64, 1986). It converges fast for x < (a + 1) / (a + b + 2), which is where it is used. */
static double continued_fraction(double a, double b, double x) {
  const double tiny = 1e-300, enough = 1e-15;
  enum { STEPS_MAX = 10000 }; /* some sqrt(max(a, b)) are needed */
  double c = 1, d = 1 - (a + b) * x / (a + 1);
  d = 1 / (fabs(d) < tiny ? tiny : d);
  double value = d;
  for (int m = 1; m <= STEPS_MAX; m++) {
    double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    double change = 1;
    for (int half = 0; half < 2; half++) {
      double term = half ? odd : even;
      d = 1 + term * d;
      d = 1 / (fabs(d) < tiny ? tiny : d);
      c = 1 + term / c;
      c = fabs(c) < tiny ? tiny : c;
      change = c * d;
      value *= change;
    }
    if (fabs(change - 1) < enough)
      break;
  }
  return value;
}

double pm_beta_below(double a, double b, double x) {
  if (isnan(x))
    return NAN;
  if (x <= 0)
    return 0;
  if (x >= 1)
    return 1;
  double logarithm = lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x);
  if (x < (a + 1) / (a + b + 2))
    return exp(logarithm) * continued_fraction(a, b, x) / a;
  return 1 - exp(logarithm) * continued_fraction(b, a, 1 - x) / b;
}

/* NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.6.5. */
double pm_f_above(double f, double between, double within) {
  if (isnan(f))
    return NAN;
  return f <= 0 ? 1 : pm_beta_below(within / 2, between / 2, within / (within + between * f));
}

/* The x below which a share `p` of Beta(a, b) lies, by halving. */
static double beta_quantile(double a, double b, double p) {
  double low = 0, high = 1;
  for (int i = 0; i < 60; i++) {
    double middle = 0.5 * (low + high);
    if (pm_beta_below(a, b, middle) < p)
      low = middle;
    else
      high = middle;
  }
  return 0.5 * (low + high);
}

void pm_binomial_interval(size_t hits, size_t n, double *low, double *high) {
  double k = (double)hits, rest = (double)(n - hits);
  *low = hits ? beta_quantile(k, rest + 1, 0.025) : 0;
  *high = hits < n ? beta_quantile(k + 1, rest, 0.975) : 1;
}
